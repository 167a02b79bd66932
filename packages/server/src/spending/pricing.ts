import {
  compilePlan,
  type CompiledPlan,
  invariant,
  parseAmount,
  parseCategory,
  parseDate,
  monthOfDay,
  type PlanVersion,
  type PricingFacts,
  type SenderFacts,
  type TierReport,
  UTC,
  type Wallet,
} from "@tollgate/engine"
import { cardsByName, type CardsByName } from "../catalog/cards.ts"
import type { Catalog } from "../catalog/catalog.ts"
import { planVersionsOf } from "../catalog/plan-versions.ts"
import type { ReportedTier, Sender } from "../catalog/records.ts"
import { zoneOf } from "../zones.ts"

/** Compiled plans by what they were compiled from: both arrays stay the same while the catalog does. */
const compiled = new WeakMap<readonly PlanVersion[], WeakMap<CardsByName, CompiledPlan>>()

/** The plan of a wallet, compiled once for each version of it and of the cards; undefined for an unknown plan. */
export async function compiledPlan(
  catalog: Catalog,
  planId: string,
  currency: string,
): Promise<CompiledPlan | undefined> {
  const [versions, cards] = await Promise.all([
    planVersionsOf(catalog, planId, currency),
    cardsByName(catalog),
  ])
  if (versions === undefined || versions.length === 0) return undefined
  let byCards = compiled.get(versions)
  if (byCards === undefined) compiled.set(versions, (byCards = new WeakMap()))
  let plan = byCards.get(cards)
  if (plan === undefined) byCards.set(cards, (plan = compilePlan(versions, cards)))
  return plan
}

/** All that a decision about this wallet needs to price. */
export async function pricingFacts(catalog: Catalog, wallet: Wallet): Promise<PricingFacts> {
  const [plan, customer] = await Promise.all([
    compiledPlan(catalog, wallet.planId, wallet.currency),
    catalog.customer(wallet.customerId),
  ])
  invariant(plan !== undefined && customer !== undefined, "a wallet's plan and customer exist")
  return { plan, customerZone: zoneOf(customer.timezone), rollupZone: zoneOf(wallet.rollupZone) }
}

/** What rating needs to know of a sender; without a zone of its own it has its customer's. */
export async function senderFacts(catalog: Catalog, sender: Sender): Promise<SenderFacts> {
  const timezone = sender.timezone ?? (await walletTimezone(catalog, sender.walletId))
  const reported = sender.wabaId === null ? [] : await catalog.reportedTiers(sender.wabaId)
  const facts: SenderFacts = {
    id: sender.id,
    zone: zoneOf(timezone),
    defaultChannel: sender.defaultChannel,
  }
  const overrides = Object.entries(sender.capOverrides)
  return {
    ...facts,
    ...(reported.length === 0 ? {} : { tierReports: reported.flatMap(readTier) }),
    ...(overrides.length === 0
      ? {}
      : {
          capOverrides: Object.fromEntries(
            overrides.map(([id, amount]) => [id, Number(parseAmount(amount) ?? 0n)]),
          ),
        }),
  }
}

/** A wallet without a sender: its customer's zone, Cloud API, and no allowance of a number. */
export async function walletAsSender(catalog: Catalog, wallet: Wallet): Promise<SenderFacts> {
  return { id: "", zone: zoneOf(await walletTimezone(catalog, wallet.id)), defaultChannel: "cloud_api" }
}

/** Nobody in particular: a quote of a plan alone. */
export const NO_SENDER: SenderFacts = { id: "", zone: UTC, defaultChannel: "cloud_api" }

async function walletTimezone(catalog: Catalog, walletId: string): Promise<string> {
  const place = await catalog.walletPlace(walletId)
  const customer = place === undefined ? undefined : await catalog.customer(place.customerId)
  invariant(customer !== undefined, "a wallet has a customer")
  return customer.timezone
}

function readTier(tier: ReportedTier): TierReport[] {
  const category = parseCategory(tier.category)?.category
  const day = parseDate(`${tier.effectiveMonth}-01`)
  if (category === undefined || day === undefined) return []
  return [
    { region: tier.region, category, from: tier.from, month: monthOfDay(day), updatedAt: tier.updatedAt },
  ]
}
