import { localDay, startOfLocalDay } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { zoneOf } from "../zones.ts"
import { allotPast } from "./allot-past.ts"
import { putCheckout } from "./demo-checkout.ts"
import type { DemoCustomer } from "./demo-customer.ts"
import { DEMO_CUSTOMERS } from "./demo-tenant.ts"
import { putContract } from "./globex-contract.ts"
import { putCustomer, putPartner } from "./put-customer.ts"
import { rechargePast } from "./recharge-past.ts"
import { tellPast, type PastTelling } from "./past-traffic.ts"

const BEGUN_SETTING = "demo_begun_at"
const FIRST_DEMO_TOLD_SETTING = "demo_past_told"
/** More than the pasts have. */
const PAST_ALERTS_MAX = 1_000

export type SeedDeps = Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "random" | "metrics" | "stopping">

/**
 * The demo's partner, customers, wallets and senders, and the past of the first customer. At every start; what is there
 * stays as it is, and a seeding that was cut off is completed. Rules DEMO-1 to DEMO-3.
 *
 * @returns when the demo began: what is before is a past that never was
 */
export async function seedDemo(deps: SeedDeps, options: SeedOptions = {}): Promise<number> {
  // The first start's instant, so that a start that completes the seeding tells the same past.
  const begunAt = Number(await deps.catalog.putSettingOnce(BEGUN_SETTING, String(deps.clock())))
  const births = DEMO_CUSTOMERS.map((customer) => bornAt(customer, begunAt))
  await putPartner(deps, Math.min(...births))
  await putContract(deps.catalog, Math.min(...births))
  await putCheckout(deps.catalog, begunAt)
  for (const [index, customer] of DEMO_CUSTOMERS.entries()) await putCustomer(deps, customer, births[index]!)
  await tellOnce(deps, DEMO_CUSTOMERS[0], { begunAt, daysMax: options.daysMax, isInvoiced: true })
  return begunAt
}

export interface SeedOptions {
  /** Only the last so many days of each past. */
  readonly daysMax?: number
}

/**
 * The pasts of the other customers, after `seedDemo` and beside what the server answers: one after the other, a day at a
 * time, with pauses for requests. Rule DEMO-3.
 */
export async function seedOtherPasts(
  deps: SeedDeps,
  options: SeedOptions & Pick<PastTelling, "pause"> = {},
): Promise<void> {
  const begunAt = Number(await deps.catalog.putSettingOnce(BEGUN_SETTING, String(deps.clock())))
  for (const customer of DEMO_CUSTOMERS.slice(1)) await tellOnce(deps, customer, { begunAt, ...options })
}

/** How much of a customer's past is told, 0 to 100; null once all of it is. */
export async function toldPercent(
  { catalog, wallets }: Pick<Deps, "catalog" | "wallets">,
  customer: DemoCustomer,
): Promise<number | null> {
  if (customer.past === null || (await catalog.setting(toldSetting(customer))) !== undefined) return null
  const begunAt = Number(await catalog.setting(BEGUN_SETTING))
  const wallet = await wallets.wallet(customer.wallet.id)
  const from = bornAt(customer, begunAt)
  const share = wallet === undefined ? 0 : (wallet.lastEntryAt - from) / (begunAt - from)
  return Math.floor(Math.min(Math.max(share, 0), 0.99) * 100)
}

async function tellOnce(deps: SeedDeps, customer: DemoCustomer, telling: PastTelling): Promise<void> {
  if (await isTold(deps, customer)) return
  if (!(await tellPast(deps, customer, telling))) return
  await allotPast(deps, customer, telling.begunAt)
  await rechargePast(deps, customer, telling.begunAt)
  await dropPastAlerts(deps, telling.begunAt)
  await deps.catalog.putSettingOnce(toldSetting(customer), "1")
}

async function isTold({ catalog, wallets }: SeedDeps, customer: DemoCustomer): Promise<boolean> {
  if ((await catalog.setting(toldSetting(customer))) !== undefined) return true
  // A store of the demo with three customers: their pasts are of another making, and stay.
  if ((await catalog.setting(FIRST_DEMO_TOLD_SETTING)) === undefined) return false
  return ((await wallets.wallet(customer.wallet.id))?.lastCharge ?? 0) > 0
}

function toldSetting({ id }: DemoCustomer): string {
  return `demo_past_told ${id}`
}

/** Just before its past begins. */
function bornAt({ past, timezone }: DemoCustomer, begunAt: number): number {
  const zone = zoneOf(timezone)
  return startOfLocalDay(zone, localDay(zone, begunAt) - (past?.days ?? 1) + 1) - 1
}

/** Alerts of a past that never was are for nobody. */
async function dropPastAlerts({ wallets }: SeedDeps, begunAt: number): Promise<void> {
  const past = (await wallets.outbox(PAST_ALERTS_MAX)).filter(({ at }) => at < begunAt)
  await wallets.outboxDone(past.map(({ id }) => id))
}
