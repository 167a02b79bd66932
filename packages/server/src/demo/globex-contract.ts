import { formatDate, publishedCards } from "@tollgate/engine"
import { formatRateCard } from "../catalog/cards.ts"
import type { Deps } from "../deps.ts"
import { fingerprintOf } from "../idempotency.ts"

/** The plan of the huge customer, and its rate card. */
export const CONTRACT_ID = "globex-contract"
const CURRENCY = "USD"
/** The published USD cards begin with 2026-04: the contract has the first of them from here on. */
const CONTRACT_FROM = "2025-01-01"

/** What its reseller asks for writing, sending and answering for it, by category. */
const MANAGED = [
  ["marketing", "2.4", "Managed campaign, per message"],
  ["utility", "1.1", "Managed notification, per message"],
  ["authentication", "0.4", "Managed verification, per message"],
  ["service", "1.6", "Guest desk, per reply"],
] as const

const DEFINITION = {
  rateCard: CONTRACT_ID,
  fees: MANAGED.map(([category, amount, label]) => ({
    kind: "per_message",
    amount,
    on: ["delivered"],
    when: { category: [category] },
    label,
    group: "Messages : Brightline fees",
  })),
}

/** A contract of its own: a card that begins before Meta's published ones, and fees. What is there already stays. */
export async function putContract(catalog: Deps["catalog"], bornAt: number): Promise<void> {
  const cards = publishedCards().filter(({ currency }) => currency === CURRENCY)
  for (const [index, card] of cards.entries()) {
    const content = formatRateCard(card)
    await catalog.insertRateCard({
      id: CONTRACT_ID,
      currency: CURRENCY,
      effectiveFrom: index === 0 ? CONTRACT_FROM : formatDate(card.fromDay),
      content,
      fingerprint: fingerprintOf(content),
      createdAt: bornAt,
    })
  }
  const made = { fingerprint: fingerprintOf(DEFINITION), createdAt: bornAt }
  await catalog.insertPlan(
    {
      ...made,
      id: CONTRACT_ID,
      partnerId: null,
      basePlanId: null,
      name: "Globex contract",
      currency: CURRENCY,
    },
    {
      ...made,
      planId: CONTRACT_ID,
      effectiveFrom: CONTRACT_FROM,
      definition: JSON.stringify(DEFINITION),
    },
  )
}
