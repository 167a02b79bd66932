import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { Plan, PlanVersionRecord, RateCardRecord } from "./records.ts"
import { all, get, run, write, type Sql } from "../storage/sql/request.ts"
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

/** Versions and cards are only added: while there are as many as before they are the same. */
const VERSIONS_OF = "SELECT COUNT(*) AS n FROM plan_version WHERE plan_id = ?"
const CARDS = "SELECT COUNT(*) AS n FROM rate_card"

const PUT_REPORTED_TIER = `${REPORTED_TIER.insert}
  ON CONFLICT (waba_id, effective_month, region, category, from_number)
  DO UPDATE SET told_at = excluded.told_at WHERE excluded.told_at < reported_tier.told_at`

/** Plans, imported cards and told tiers. Rules CATALOG-6 to CATALOG-8. */
export function sqlPricing(db: CatalogDb): Pricing {
  const insertVersion = (version: PlanVersionRecord): Sql<void> =>
    write(PLAN_VERSION, PLAN_VERSION.insert, [version])

  const count = function* (sql: string, ...values: string[]): Sql<number> {
    return Number((yield* get(sql, ...values))?.["n"])
  }

  return {
    insertPlan: async (plan, version) =>
      db.write(function* () {
        const existing = yield* db.one<Plan>(PLAN, "plan", { id: plan.id })
        if (existing !== undefined) return { record: existing, isNew: false }
        yield* run(PLAN.insert, ...PLAN.encode(plan))
        yield* insertVersion(version)
        return { record: plan, isNew: true }
      }),
    insertPlanVersion: async (version) =>
      db.write(function* () {
        const existing = yield* db.one<PlanVersionRecord>(PLAN_VERSION, "plan_version", {
          plan_id: version.planId,
          effective_from: version.effectiveFrom,
        })
        if (existing !== undefined) return { record: existing, isNew: false }
        yield* insertVersion(version)
        return { record: version, isNew: true }
      }),
    plan: async (id) => db.cached(`plan ${id}`, () => db.one<Plan>(PLAN, "plan", { id })),
    plans: async ({ partnerId }, { limit, after }) => {
      const position = after ?? { at: -1, id: "" }
      const found = await db.read(
        all(
          `SELECT ${PLAN.columns} FROM plan
           WHERE (CAST(? AS TEXT) IS NULL OR ${VISIBLE_PLANS}) AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?`,
          partnerId ?? null,
          partnerId ?? null,
          position.at,
          position.id,
          limit + 1,
        ),
      )
      const rows = found.map((row) => PLAN.decode(row))
      const last = rows[limit - 1]
      if (rows.length <= limit || last === undefined) return { rows }
      return { rows: rows.slice(0, limit), next: { at: last.createdAt, id: last.id } }
    },
    planVersions: async (planId) =>
      db.cached(
        `versions ${planId}`,
        () => db.all<PlanVersionRecord>(PLAN_VERSION, "plan_version", { plan_id: planId }, "effective_from"),
        { mark: () => count(VERSIONS_OF, planId) },
      ),

    insertRateCard: async (card) =>
      db.write(function* () {
        const { id, currency, effectiveFrom } = card
        const existing = yield* db.one<RateCardRecord>(RATE_CARD, "rate_card", {
          id,
          currency,
          effective_from: effectiveFrom,
        })
        if (existing !== undefined) return { record: existing, isNew: false }
        yield* run(RATE_CARD.insert, ...RATE_CARD.encode(card))
        return { record: card, isNew: true }
      }),
    rateCards: async () =>
      db.cached(
        "cards",
        () => db.all<RateCardRecord>(RATE_CARD, "rate_card", {}, "id, currency, effective_from"),
        { mark: () => count(CARDS) },
      ),

    putReportedTier: async ({ from, updatedAt, ...tier }) =>
      db.write(function* () {
        const row: ReportedTierRow = { ...tier, fromNumber: from, toldAt: updatedAt }
        yield* run(PUT_REPORTED_TIER, ...REPORTED_TIER.encode(row))
      }),
    reportedTiers: async (wabaId) =>
      db.cached(`tiers ${wabaId}`, function* () {
        const rows = yield* db.all<ReportedTierRow>(
          REPORTED_TIER,
          "reported_tier",
          { waba_id: wabaId },
          "effective_month, from_number",
        )
        return rows.map(({ fromNumber, toldAt, ...tier }) => ({
          ...tier,
          from: fromNumber,
          updatedAt: toldAt,
        }))
      }),
  }
}
