import {
  GUPSHUP_PLAN,
  invariant,
  META_PLAN,
  metaPlan,
  parseDate,
  type FeeRule,
  type PlanVersion,
} from "@tollgate/engine"
import { addedDefinition, planDefinition, toFeeRule, toPlanVersion } from "../schemas/plan.ts"
import type { Catalog } from "./catalog.ts"
import type { Plan, PlanVersionRecord } from "./records.ts"

const GUPSHUP_PLAN_ID = "gupshup"

/** Plans that come with Tollgate, for every partner: their ids cannot be chosen. Rule CATALOG-6. */
export const BUILT_IN_PLANS: readonly Plan[] = [
  builtIn(META_PLAN, "Meta list price", ""),
  builtIn(GUPSHUP_PLAN_ID, "Gupshup fees", "USD"),
]

function builtIn(id: string, name: string, currency: string): Plan {
  return { id, name, currency, partnerId: null, basePlanId: null, fingerprint: "", createdAt: 0 }
}

/** A plan by its id, one that comes with Tollgate among them; `currency` "" = any. */
export async function planOf(catalog: Catalog, planId: string): Promise<Plan | undefined> {
  return BUILT_IN_PLANS.find((plan) => plan.id === planId) ?? (await catalog.plan(planId))
}

/**
 * All versions of a plan in order of their first day, those of a partner's plan with its base's rules before its own;
 * `undefined` for an unknown plan. The same array while the catalog's records stay. Rules CATALOG-6, CATALOG-7.
 *
 * @param currency - for `meta`, which has a version in every currency
 */
export async function planVersionsOf(
  catalog: Catalog,
  planId: string,
  currency: string,
): Promise<readonly PlanVersion[] | undefined> {
  if (planId === META_PLAN) return metaVersions(currency)
  if (planId === GUPSHUP_PLAN_ID) return GUPSHUP_PLAN
  const plan = await catalog.plan(planId)
  if (plan === undefined) return undefined
  const records = await catalog.planVersions(planId)
  if (plan.basePlanId === null)
    return remember(records, () => records.map((record) => readVersion(plan, record)))
  const base = await planVersionsOf(catalog, plan.basePlanId, plan.currency)
  invariant(base !== undefined, "a base plan is never deleted")
  return remember(records, () => addVersions(plan, base, records), base)
}

const metaByCurrency = new Map<string, readonly PlanVersion[]>()

function metaVersions(currency: string): readonly PlanVersion[] {
  let versions = metaByCurrency.get(currency)
  if (versions === undefined) {
    versions = [metaPlan(currency)]
    metaByCurrency.set(currency, versions)
  }
  return versions
}

interface Memory {
  readonly base: readonly PlanVersion[] | undefined
  readonly versions: readonly PlanVersion[]
}
/** What was read from an array of records, which the catalog hands out again while nothing changes. */
const memory = new WeakMap<readonly PlanVersionRecord[], Memory>()

function remember(
  records: readonly PlanVersionRecord[],
  read: () => readonly PlanVersion[],
  base?: readonly PlanVersion[],
): readonly PlanVersion[] {
  const kept = memory.get(records)
  if (kept !== undefined && kept.base === base) return kept.versions
  const versions = read()
  memory.set(records, { base, versions })
  return versions
}

function readVersion(plan: Plan, record: PlanVersionRecord): PlanVersion {
  const definition = planDefinition.parse(JSON.parse(record.definition))
  return toPlanVersion({ planId: plan.id, currency: plan.currency, fromDay: firstDay(record) }, definition)
}

function firstDay(record: PlanVersionRecord): number {
  const day = parseDate(record.effectiveFrom)
  invariant(day !== undefined, "a stored plan version has a date")
  return day
}

/** A version for each day on which the base or the partner's own rules begin, from the later of the first two on. */
function addVersions(
  plan: Plan,
  base: readonly PlanVersion[],
  records: readonly PlanVersionRecord[],
): PlanVersion[] {
  const own = records.map((record) => ({
    fromDay: record.effectiveFrom === "1970-01-01" ? Number.NEGATIVE_INFINITY : firstDay(record),
    fees: addedDefinition.parse(JSON.parse(record.definition)).fees.map(toFeeRule),
  }))
  const days = [...new Set([...base, ...own].map(({ fromDay }) => fromDay))].sort((a, b) => a - b)
  return days.flatMap((fromDay): PlanVersion[] => {
    const under = base.findLast((version) => version.fromDay <= fromDay)
    const added: readonly FeeRule[] | undefined = own.findLast((version) => version.fromDay <= fromDay)?.fees
    if (under === undefined || added === undefined) return []
    return [{ ...under, planId: plan.id, fromDay, fees: [...under.fees, ...added] }]
  })
}
