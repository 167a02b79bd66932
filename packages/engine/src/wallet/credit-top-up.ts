import type { WalletDraft } from "./draft.ts"
import type { TopUp } from "./state.ts"

export const TOP_UPS_GROUP = "Top-ups"
export const BONUSES_GROUP = "Bonuses"

const LABELS = {
  operator: "Manual top-up",
  portal: "Top-up",
  link: "Top-up by payment link",
  auto: "Automatic top-up",
} as const satisfies Record<TopUp["source"], string>

/**
 * Post a top-up into the open entry: its amount as a paid grant, its bonus as a promotional one that lasts from now on,
 * fee and tax to their accounts, and all that was paid to cash. Rules TOPUP-1, TOPUP-6, GRANT-3.
 */
export function creditTopUp(draft: WalletDraft, topUp: Omit<TopUp, "updatedAt" | "sequence">): TopUp {
  const { id, grantId, amount, bonus, fee, tax, source } = topUp
  const waited = draft.at - topUp.createdAt
  const bonusExpiresAt = topUp.bonusExpiresAt === null ? null : topUp.bonusExpiresAt + waited
  draft.addCredit({ id: grantId, kind: "paid", amount, expiresAt: null, source: id })
  draft.post("operator:cash", undefined, -(amount + fee + tax))
  draft.post("operator:processing_fees", undefined, fee)
  draft.post("operator:tax", undefined, tax)
  const reference = topUp.reference || id
  draft.line({ group: TOP_UPS_GROUP, label: LABELS[source], quantity: 1, amount, reference })
  if (bonus > 0n) {
    draft.addCredit({
      id: `${id}:bonus`,
      kind: "promotional",
      amount: bonus,
      expiresAt: bonusExpiresAt,
      source: id,
    })
    draft.post("operator:promotions", undefined, -bonus)
    draft.line({ group: BONUSES_GROUP, label: "Top-up bonus", quantity: 1, amount: bonus, reference: id })
  }
  const { couponCode } = topUp
  draft.alert("topup.succeeded", { topUpId: id, amount: amount.toString(), couponCode })
  return draft.putTopUp({ ...topUp, bonusExpiresAt, status: "succeeded", failureReason: "" })
}
