import { formatDate, publishedCards } from "@tollgate/engine"
import { formatRateCard } from "../catalog/cards.ts"
import type { Deps } from "../deps.ts"
import { fingerprintOf } from "../idempotency.ts"

/** The plan of the huge customer, and its rate card. */
export const CONTRACT_ID = "globex-contract"
const CURRENCY = "USD"
/** The published USD cards begin with 2026-04: the contract has the first of them from here on. */
const CONTRACT_FROM = "2025-01-01"

const DEFINITION = {
  rateCard: CONTRACT_ID,
  fees: [
    {
      kind: "per_message",
      amount: "0.0005",
      on: ["sent"],
      label: "Brightline platform fee",
      group: "Messages : Brightline fees",
    },
    {
      kind: "per_message",
      amount: "12.5",
      on: ["received"],
      label: "Concierge desk, per guest request",
      group: "Messages : Brightline fees",
    },
    {
      kind: "percent",
      percent: "4",
      of: "whatsapp_fee",
      on: ["delivered"],
      when: { category: ["marketing"] },
      label: "Brightline campaign fee",
      group: "Messages : Brightline fees",
    },
  ],
}

/** A contract of its own: a card that begins before Meta's published ones, and two fees. What is there already stays. */
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
