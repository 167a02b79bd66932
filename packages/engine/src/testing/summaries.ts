import type { Charge } from "../pricing/charge.ts"
import type { FeeRule, PlanVersion } from "../pricing/plan.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import { buildFacts, buildPlan, buildSender, buildVersion } from "./builders.ts"
import { WalletHost } from "./wallet-host.ts"

/** A wallet on one plan version with the published cards, and the senders given (one called `s1` without). */
export function hostOn(
  parts: Partial<PlanVersion> = {},
  senders: readonly SenderFacts[] = [buildSender()],
): WalletHost {
  return new WalletHost(buildFacts(buildPlan([buildVersion(parts)])), senders)
}

/** A fee of `amount` micros a message. */
export function perMessage(amount: bigint, parts: Partial<FeeRule> = {}): FeeRule {
  return { kind: "per_message", label: "each", group: "fees", amount, on: ["sent"], ...parts } as FeeRule
}

/** Charges in short: `delivered list 11800`, with `+` for every fee besides Meta's, and `again` for a correction. */
export function summaries(charges: readonly Charge[]): string[] {
  return charges.map(({ trigger, reason, whatsappFee, otherFees, isCorrection }) =>
    [
      trigger,
      ...(reason === "" ? [] : [reason]),
      ...(whatsappFee === 0 ? [] : [whatsappFee]),
      ...(otherFees === 0 ? [] : [`+${otherFees}`]),
      ...(isCorrection ? ["again"] : []),
    ].join(" "),
  )
}
