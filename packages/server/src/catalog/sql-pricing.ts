import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { Plan, PlanVersionRecord, RateCardRecord } from "./records.ts"
import { PLAN, PLAN_VERSION, RATE_CARD, REPORTED_TIER, type ReportedTierRow } from "./tables.ts"

type Pricing = Pick<
  Catalog,
  | "insertPlan"
  | "insertPlanVersion"
  | "plan"
  | "plans"
  | "planVersions"
  | "insertRateCard"
  | "rateCards"
  | "putReportedTier"
  | "reportedTiers"
>

/** A partner's list has its own plans and the operator's. */
const VISIBLE_PLANS = "partner_id IS NULL OR partner_id = ?"

const PUT_REPORTED_TIER = `${REPORTED_TIER.insert}
  ON CONFLICT (waba_id, effective_month, region, category, from_number)
  DO UPDATE SET told_at = min(told_at, excluded.told_at)`

/** Plans, imported cards and told tiers. Rules CATALOG-6 to CATALOG-8. */
export function sqlPricing(db: CatalogDb): Pricing {
  const { driver } = db

  const insertVersion = (version: PlanVersionRecord): void =>
    driver.prepare(PLAN_VERSION.insert).run(...PLAN_VERSION.encode(version))

  return {
    insertPlan: async (plan, version) =>
      db.write(() => {
        const existing = db.one<Plan>(PLAN, "plan", { id: plan.id })
        if (existing !== undefined) return { record: existing, isNew: false }
        driver.prepare(PLAN.insert).run(...PLAN.encode(plan))
        insertVersion(version)
        return { record: plan, isNew: true }
      }),
    insertPlanVersion: async (version) =>
      db.write(() => {
        const existing = db.one<PlanVersionRecord>(PLAN_VERSION, "plan_version", {
          plan_id: version.planId,
          effective_from: version.effectiveFrom,
        })
        if (existing !== undefined) return { record: existing, isNew: false }
        insertVersion(version)
        return { record: version, isNew: true }
      }),
    plan: async (id) => db.cached(`plan ${id}`, () => db.one<Plan>(PLAN, "plan", { id })),
    plans: async ({ partnerId }, { limit, after }) => {
      const position = after ?? { at: -1, id: "" }
      const rows = driver
        .prepare(
          `SELECT ${PLAN.columns} FROM plan
           WHERE (? IS NULL OR ${VISIBLE_PLANS}) AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?`,
        )
        .all(partnerId ?? null, partnerId ?? null, position.at, position.id, limit + 1)
        .map((row) => PLAN.decode(row))
      const last = rows[limit - 1]
      if (rows.length <= limit || last === undefined) return { rows }
      return { rows: rows.slice(0, limit), next: { at: last.createdAt, id: last.id } }
    },
    planVersions: async (planId) =>
      db.cached(`versions ${planId}`, () =>
        db.all<PlanVersionRecord>(PLAN_VERSION, "plan_version", { plan_id: planId }, "effective_from"),
      ),

    insertRateCard: async (card) =>
      db.write(() => {
        const { id, currency, effectiveFrom } = card
        const existing = db.one<RateCardRecord>(RATE_CARD, "rate_card", {
          id,
          currency,
          effective_from: effectiveFrom,
        })
        if (existing !== undefined) return { record: existing, isNew: false }
        driver.prepare(RATE_CARD.insert).run(...RATE_CARD.encode(card))
        return { record: card, isNew: true }
      }),
    rateCards: async () =>
      db.cached("cards", () =>
        db.all<RateCardRecord>(RATE_CARD, "rate_card", {}, "id, currency, effective_from"),
      ),

    putReportedTier: async ({ from, updatedAt, ...tier }) =>
      db.write(() => {
        const row: ReportedTierRow = { ...tier, fromNumber: from, toldAt: updatedAt }
        driver.prepare(PUT_REPORTED_TIER).run(...REPORTED_TIER.encode(row))
      }),
    reportedTiers: async (wabaId) =>
      db.cached(`tiers ${wabaId}`, () =>
        db
          .all<ReportedTierRow>(
            REPORTED_TIER,
            "reported_tier",
            { waba_id: wabaId },
            "effective_month, from_number",
          )
          .map(({ fromNumber, toldAt, ...tier }) => ({ ...tier, from: fromNumber, updatedAt: toldAt })),
      ),
  }
}
