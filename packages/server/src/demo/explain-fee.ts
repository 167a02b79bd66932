import {
  formatAmount,
  formatPercent,
  type Charge,
  type FeeLine,
  type FeeRule,
  type PlanVersion,
} from "@tollgate/engine"
import { formatMoney } from "./format-money.ts"

/** Why Meta charges nothing, by the charge's reason. */
const FREE: Readonly<Record<string, string>> = {
  "allowance:meta-service": "One of the free service messages of this number and month.",
  free_customer_service: "Meta counts it among the free service messages of the month.",
  free_group_customer_service: "Meta counts it among the free service messages of the month.",
  free_entry_point: "The user came from an ad, and Meta charges nothing while that window is open.",
  free_tier: "Meta counts it among the free conversations of the month.",
  free_reaction: "Reactions are free.",
  conversation_open: "The conversation with this user is paid already.",
}

/** Why there is no WhatsApp fee on a delivery; undefined where there is one, or none was due. Rule DEMO-7. */
export function explainFree({ trigger, whatsappFee, reason }: Charge): string | undefined {
  if (trigger !== "delivered" || whatsappFee !== 0) return undefined
  const known = FREE[reason]
  if (known !== undefined) return known
  const [kind, allowance] = reason.split(":")
  if (kind === "allowance") return `A free unit of the plan's allowance ${allowance}.`
  return "The rate card's price is 0."
}

/** Where the amount of one fee line comes from, in a sentence: the rate card, or the plan's rule. Rule DEMO-7. */
export function explainFee(
  { fees, tierFrom, reason, rateCard, market, category, channel, planVersion }: Charge,
  line: FeeLine,
  versions: readonly PlanVersion[],
  currency: string,
): string {
  if (line.rule === "whatsapp") {
    if (reason === "told_cost") return "The price that Meta told for this very message."
    const price = tierFrom === 0 ? "List price" : `Price from message ${tierFrom} of the month on`
    return `${price} of ${category} in ${market}, rate card ${rateCard}.`
  }
  const rule = ruleOf(line, planVersion, versions)
  if (rule === undefined) return `A rule of plan ${planVersion}.`
  const capped = rule.capId === undefined ? "" : capOf(rule.capId, planVersion, versions, currency)
  if (rule.kind === "per_message") {
    const amount = formatMoney(formatAmount(rule.amount), currency)
    return `${amount} a message ${rule.on.join(" or ")}${capped}, plan ${planVersion}.`
  }
  const base = fees.find((fee) => fee.rule === "whatsapp")?.amount ?? 0
  const of = formatMoney(formatAmount(BigInt(base)), currency)
  const via =
    rule.when?.channel === undefined
      ? ""
      : `, as it went by ${channel === "mm_lite" ? "MM Lite" : "Cloud API"}`
  return `${formatPercent(rule.percent)} % of the WhatsApp fee of ${of}${via}, plan ${planVersion}.`
}

function ruleOf(
  { rule }: FeeLine,
  planVersion: string,
  versions: readonly PlanVersion[],
): FeeRule | undefined {
  const index = /^rule:([0-9]+)$/.exec(rule)?.[1]
  return index === undefined ? undefined : versionOf(planVersion, versions)?.fees[Number(index)]
}

function capOf(
  capId: string,
  planVersion: string,
  versions: readonly PlanVersion[],
  currency: string,
): string {
  const cap = versionOf(planVersion, versions)?.caps.find(({ id }) => id === capId)
  if (cap === undefined) return ""
  const whose = cap.per === "sender" ? "number" : "wallet"
  return `, up to ${formatMoney(formatAmount(cap.amount), currency)} a ${whose} and month`
}

/** The version that a charge names as `planId@YYYY-MM-DD`, a plan that always held as its id alone or with any date. */
function versionOf(name: string, versions: readonly PlanVersion[]): PlanVersion | undefined {
  return versions.findLast(({ planId, fromDay }) => {
    const from = Number.isFinite(fromDay) ? new Date(fromDay * DAY_MS).toISOString().slice(0, 10) : ""
    return from === "" ? name.startsWith(planId) : name === `${planId}@${from}`
  })
}

const DAY_MS = 86_400_000
