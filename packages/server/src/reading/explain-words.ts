import {
  type ExplainedCharge,
  type ExplainedFee,
  formatAmount,
  formatDate,
  formatPercent,
  type MarketFound,
  type MessageRecord,
  type Zone,
} from "@tollgate/engine"
import { sourceOf } from "./explain-answer.ts"
import { formatLocal } from "./local-time.ts"

export interface MessageInWords {
  readonly message: MessageRecord
  readonly charges: readonly { readonly explained: ExplainedCharge; readonly market: MarketFound }[]
  readonly currency: string
  readonly zone: Zone
}

const TOLD_BY = { api: "the API", gupshup: "Gupshup", meta: "Meta" } as const

const FREE: Readonly<Record<string, string>> = {
  free_customer_service: "it answers a customer within 24 hours",
  free_entry_point: "the customer came by an ad or a page's button",
  free_group_customer_service: "it answers a group within 24 hours",
  free_tier: "it was one of Meta's free conversations of the month",
  free_reaction: "reactions are free",
  conversation_open: "its conversation was paid already",
}

/** Why a message cost what it did, sentence by sentence, in English. Rule WHY-1. */
export function explainInWords({ message, charges, currency, zone }: MessageInWords): string[] {
  const money = (micros: number): string => `${formatAmount(BigInt(micros))} ${currency}`
  const total = charges.reduce(
    (sum, { explained: { charge } }) => sum + charge.whatsappFee + charge.otherFees,
    0,
  )
  const source = sourceOf(message)
  return [
    `It cost ${money(total)}.`,
    ...(source === null || message.category === ""
      ? []
      : [`${TOLD_BY[source]} said that it is ${message.category.replaceAll("_", " ")}.`]),
    ...charges.flatMap((one) => chargeInWords(one, { money, zone })),
    ...(message.holdId === "" ? [] : [`Money was reserved for it by authorization ${message.holdId}.`]),
    ...(message.suspended === 0
      ? []
      : [`${message.suspended} of its events cannot be priced yet, and wait.`]),
  ].map((sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1))
}

interface Speech {
  readonly money: (micros: number) => string
  readonly zone: Zone
}

function chargeInWords(
  { explained, market }: MessageInWords["charges"][number],
  { money, zone }: Speech,
): string[] {
  const { charge, fees } = explained
  const { date, time } = formatLocal(zone, charge.instant)
  const what = charge.isCorrection ? `${charge.trigger}, corrected` : charge.trigger
  const place = `${what} on ${date} at ${time.slice(0, 5)} (${zone.id}) in ${charge.market}${marketInWords(market)}`
  return [
    `${place}: ${money(charge.whatsappFee + charge.otherFees)}, in journal entry ${charge.sequence}.`,
    ...(charge.trigger === "delivered" ? [whatsappInWords(explained, money)] : []),
    ...fees.filter(({ rule }) => rule !== "whatsapp").map((fee) => feeInWords(fee, money)),
  ]
}

function marketInWords(market: MarketFound): string {
  if (market.by === "prefix") return `, as numbers that begin with ${market.prefix} are`
  if (market.by === "no_prefix") return ", as no listed prefix fits the number"
  return market.by === "told" ? ", as was told" : ""
}

function whatsappInWords(
  { charge, card, allowance, version }: ExplainedCharge,
  money: Speech["money"],
): string {
  const { reason, whatsappFee, rateCard, tierFrom } = charge
  const free = FREE[reason]
  if (free !== undefined) return `WhatsApp's fee is 0, as ${free}.`
  if (reason.startsWith("allowance:")) {
    const id = reason.slice("allowance:".length)
    const size = allowance === null ? "" : ` of ${allowance.quantity} messages a ${allowance.per} and month`
    return `WhatsApp's fee is 0, as allowance ${id}${size} had a unit left.`
  }
  if (reason === "told_cost") return `WhatsApp's fee is ${money(whatsappFee)}, as Meta said with the message.`
  const since =
    card === null || !Number.isFinite(card.fromDay) ? "" : `, in force since ${formatDate(card.fromDay)}`
  const tier = tierFrom === 0 ? "the list price" : `the price from message ${tierFrom} of the month on`
  const tiers = tierFrom === 0 || version === null ? "" : ` (tiers are ${version.volumeTiers})`
  return `WhatsApp's fee is ${money(whatsappFee)}: ${tier}${tiers} of rate card ${rateCard}${since}.`
}

function feeInWords({ label, amount, uncapped, source, cap }: ExplainedFee, money: Speech["money"]): string {
  const price =
    source === null
      ? ""
      : source.kind === "percent"
        ? `, ${formatPercent(source.percent)} % of WhatsApp's fee`
        : `, ${money(Number(source.amount))} a message`
  const conditions = Object.values(source?.when ?? {}).flat()
  const when = conditions.length === 0 ? "" : ` for ${conditions.join(", ").replaceAll("_", " ")}`
  const left = amount === 0 ? "cap has nothing left" : "cap has no more left"
  const capped =
    amount < uncapped && cap !== null
      ? `; without cap ${cap.id} it were ${money(uncapped)}, but the ${left}`
      : ""
  return `${label}: ${money(amount)}${price}${when}${capped}.`
}
