import {
  type Channel,
  type Charge,
  type CompiledPlan,
  localMonth,
  type PlanChanges,
  Repricer,
  type SenderFacts,
  startOfLocalMonth,
  usageTotals,
  type Zone,
} from "@tollgate/engine"
import type { Catalog } from "../catalog/catalog.ts"
import type { Deps } from "../deps.ts"
import { ProblemError } from "../problem.ts"
import { senderFacts } from "../spending/pricing.ts"
import type { CustomerWallet } from "./customer-wallet.ts"
import { EstimateRows, type Share } from "./estimate-rows.ts"
import type { Period } from "./period.ts"
import { readUsage } from "./read-usage.ts"
import { WhatIfPlans } from "./what-if-plans.ts"

export interface EstimateAsked {
  readonly period: Period
  /** Another plan; else the one that each message was charged by. */
  readonly planId?: string
  readonly changes: PlanChanges
  /** How much of all marketing goes by MM Lite, millionths; absent = as it went. */
  readonly mmLite?: bigint
  /** Most triggers that are priced again. */
  readonly chargesMax: number
}

export interface Estimate {
  readonly rows: EstimateRows
  /** How much of the marketing that may be moved is moved. */
  readonly moved: Share
  /** Marketing that was delivered in the period, and how much of it by MM Lite. */
  readonly marketing: { readonly delivered: number; readonly mmLite: number }
  /** From where on allowances, caps and tiers are counted. */
  readonly countedFrom: number
}

const ONE = 1_000_000n
const NOTHING: Share = { part: 0n, of: 1n }

/**
 * What the traffic of a period would have cost otherwise, charge by charge. What was charged in the month before the
 * period is priced too, so that allowances and caps stand where they would have. Rules EST-1 to EST-4.
 */
export async function readEstimate(
  { catalog, wallets, clock }: Pick<Deps, "catalog" | "wallets" | "clock">,
  { wallet, zone }: CustomerWallet,
  { period, planId, changes, mmLite, chargesMax }: EstimateAsked,
): Promise<Estimate> {
  const senders = new Senders(catalog, zone)
  const countedFrom = await senders.startOfMonths(wallet.id, period.from)
  const reader = { wallets, wallet, now: clock() }
  const report = { zone, interval: "month", groupBy: ["category", "channel"], ...period } as const
  const [usage, counted] = await Promise.all([
    readUsage(reader, report),
    readUsage(reader, { ...report, groupBy: [], from: countedFrom }),
  ])
  refuseMore(usageTotals(counted.rows()), chargesMax)

  const marketing = usage.rows().filter(({ groups }) => groups[0] === "marketing")
  const delivered = usageTotals(marketing).delivered
  const byLite = usageTotals(marketing.filter(({ groups }) => groups[1] === "mm_lite")).delivered
  const { from, share } = moveOf(mmLite, { delivered, byLite })

  const plans = new WhatIfPlans(catalog, wallet, planId, changes)
  const [stayed, moved] = [new PricedAgain(zone, changes), new PricedAgain(zone, changes)]
  const rows = new EstimateRows()
  for await (const charge of wallets.scanCharges(wallet.id, countedFrom, period.to)) {
    const [plan, sender] = [await plans.of(charge), await senders.of(charge.senderId)]
    const asItWent = stayed.price(charge, plan, sender, charge.channel)
    const isMoved = from !== undefined && charge.category === "marketing" && charge.channel === from
    const otherwise =
      from === undefined
        ? asItWent
        : moved.price(charge, plan, sender, isMoved ? OTHER[from] : charge.channel)
    if (charge.instant >= period.from) rows.add(charge, asItWent, otherwise)
  }
  return { rows, moved: share, marketing: { delivered, mmLite: byLite }, countedFrom }
}

const OTHER: Readonly<Record<Channel, Channel>> = { cloud_api: "mm_lite", mm_lite: "cloud_api" }

/** Which marketing is moved, and how much of it, so that a share of `wanted` millionths goes by MM Lite. Rule EST-3. */
function moveOf(
  wanted: bigint | undefined,
  { delivered, byLite }: { delivered: number; byLite: number },
): { readonly from: Channel | undefined; readonly share: Share } {
  if (wanted === undefined) return { from: undefined, share: NOTHING }
  const [all, lite] = [BigInt(delivered) * ONE, BigInt(byLite) * ONE]
  const goal = BigInt(delivered) * wanted
  if (goal > lite) return { from: "cloud_api", share: { part: goal - lite, of: all - lite } }
  if (goal < lite) return { from: "mm_lite", share: { part: lite - goal, of: lite } }
  return { from: undefined, share: NOTHING }
}

function refuseMore(
  { sent, received, delivered, failed }: Record<"sent" | "received" | "delivered" | "failed", number>,
  chargesMax: number,
): void {
  const charges = sent + received + delivered + failed
  if (charges <= chargesMax) return
  throw new ProblemError("unprocessable", {
    detail: `This is priced again message by message, at most ${chargesMax} sent, received, delivered and failed ones from the beginning of the month on: ask for a shorter period.`,
    facts: { chargesMax, charges },
  })
}

/** A repricer for each plan, as counters of one plan mean nothing in another. */
class PricedAgain {
  readonly #zone: Zone
  readonly #changes: PlanChanges
  readonly #repricers = new Map<CompiledPlan, Repricer>()

  constructor(zone: Zone, changes: PlanChanges) {
    this.#zone = zone
    this.#changes = changes
  }

  price(charge: Charge, plan: CompiledPlan, sender: SenderFacts, channel: Channel) {
    let repricer = this.#repricers.get(plan)
    if (repricer === undefined) {
      const { cardsAtDay, tierFrom } = this.#changes
      const keepsToldCosts = cardsAtDay === undefined && tierFrom === undefined
      const options = { keepsToldCosts, ...(cardsAtDay === undefined ? {} : { marketsAtDay: cardsAtDay }) }
      this.#repricers.set(plan, (repricer = new Repricer(plan, this.#zone, options)))
    }
    return repricer.reprice(charge, sender, channel)
  }
}

/** Numbers as the catalog knows them now, each read once. */
class Senders {
  readonly #catalog: Catalog
  readonly #zone: Zone
  readonly #known = new Map<string, SenderFacts>()

  constructor(catalog: Catalog, zone: Zone) {
    this.#catalog = catalog
    this.#zone = zone
  }

  async of(senderId: string): Promise<SenderFacts> {
    let facts = this.#known.get(senderId)
    if (facts === undefined) {
      const sender = await this.#catalog.sender(senderId)
      facts =
        sender === undefined
          ? { id: senderId, zone: this.#zone, defaultChannel: "cloud_api" }
          : await senderFacts(this.#catalog, sender)
      this.#known.set(senderId, facts)
    }
    return facts
  }

  /** The first instant of the month of `at`, in the customer's zone or that of a number, whichever comes first. */
  async startOfMonths(walletId: string, at: number): Promise<number> {
    const zones = new Set([this.#zone])
    for (const { id } of await this.#catalog.sendersOfWallet(walletId)) zones.add((await this.of(id)).zone)
    return Math.min(...[...zones].map((zone) => startOfLocalMonth(zone, localMonth(zone, at))))
  }
}
