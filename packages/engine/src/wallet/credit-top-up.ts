import type { Account } from "../ledger/account.ts"
import type { WalletDraft } from "./draft.ts"
import { growPart, partFor } from "./parts.ts"
import type { TopUp, TopUpRow } from "./top-up.ts"

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
 * fee and taxes to their accounts, and all that was paid to where it is: with the provider, or in cash. What is for a number
 * goes to its part. Rules TOPUP-1, TOPUP-6, TOPUP-10, TOPUP-11, GRANT-3, ALLOT-5.
 */
export function creditTopUp(draft: WalletDraft, topUp: TopUpRow): TopUp {
  const { id, grantId, amount, bonus, fee, tax, taxIncluded, source } = topUp
  const waited = draft.at - topUp.createdAt
  const bonusExpiresAt = topUp.bonusExpiresAt === null ? null : topUp.bonusExpiresAt + waited
  const sender = partFor(draft, topUp.senderId)
  growPart(draft, sender, amount + bonus)
  draft.addCredit({ id: grantId, kind: "paid", amount, expiresAt: null, source: id }, sender)
  draft.post(moneyAccount(topUp), undefined, -(amount + fee + tax))
  draft.post("operator:processing_fees", undefined, fee)
  draft.post("operator:tax", undefined, tax + taxIncluded)
  draft.post("operator:tax_included", undefined, -taxIncluded)
  const reference = topUp.reference || id
  draft.line({ group: TOP_UPS_GROUP, label: LABELS[source], quantity: 1, amount, reference })
  if (bonus > 0n) {
    draft.addCredit(
      { id: `${id}:bonus`, kind: "promotional", amount: bonus, expiresAt: bonusExpiresAt, source: id },
      sender,
    )
    draft.post("operator:promotions", undefined, -bonus)
    draft.line({ group: BONUSES_GROUP, label: "Top-up bonus", quantity: 1, amount: bonus, reference: id })
  }
  const { couponCode } = topUp
  draft.alert("topup.succeeded", { topUpId: id, amount: amount.toString(), couponCode })
  return draft.putTopUp({ ...topUp, bonusExpiresAt, status: "succeeded", failureReason: "" })
}

/** Where the money of a top-up is: with the provider that collected it, or in the operator's own hands. Rule TOPUP-10. */
export function moneyAccount({ method }: Pick<TopUp, "method">): Account {
  return method === "checkout" ? "operator:processor" : "operator:cash"
}
