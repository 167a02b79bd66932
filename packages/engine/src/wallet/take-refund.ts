import type { Micros } from "../money/micros.ts"
import { moneyAccount } from "./credit-top-up.ts"
import type { WalletDraft } from "./draft.ts"
import { postFeeAndTaxes, postRefund, returnCredit } from "./give-back.ts"
import { moneyOf, withRefund } from "./given-back.ts"
import { refundFailedLines, refundLines, refundPayload } from "./refund-lines.ts"
import { splitMoney } from "./split-money.ts"
import type { Refund, TopUp } from "./top-up.ts"

/**
 * Take over a refund whose money is gone: out of the wallet in full, below zero where it was spent. In the open entry.
 * Rule REFUND-9.
 *
 * @param told - as it was told: its money is all in `amount`
 */
export function takeRefund(draft: WalletDraft, topUp: TopUp, told: Refund, smallest: Micros): TopUp {
  const parts = splitMoney(topUp, moneyOf(told), smallest)
  const { bonus } = postRefund(draft, topUp, { parts, to: moneyAccount(topUp) })
  const refund: Refund = {
    ...told,
    ...parts,
    bonus,
    status: "succeeded",
    failureReason: "",
    updatedAt: draft.at,
  }
  refundLines(draft, topUp, refund)
  draft.alert("topup.refunded", refundPayload(topUp.id, refund))
  return draft.putTopUp(withRefund(topUp, refund))
}

/** The provider has paid back what waited for it. In the open entry. Rule REFUND-7. */
export function finishRefund(
  draft: WalletDraft,
  topUp: TopUp,
  pending: Refund,
  providerRefundId: string,
): TopUp {
  draft.post("operator:refunds_due", undefined, -moneyOf(pending))
  draft.post(moneyAccount(topUp), undefined, moneyOf(pending))
  const refund: Refund = { ...pending, status: "succeeded", providerRefundId, updatedAt: draft.at }
  draft.alert("topup.refunded", refundPayload(topUp.id, refund))
  return draft.putTopUp(withRefund(topUp, refund))
}

/** Put back all that a refund took, whether it waited or had succeeded. In the open entry. Rule REFUND-6. */
export function undoRefund(
  draft: WalletDraft,
  topUp: TopUp,
  refund: Refund,
  { reason, providerRefundId }: { readonly reason: string; readonly providerRefundId: string },
): TopUp {
  returnCredit(draft, topUp, refund)
  postFeeAndTaxes(draft, refund, "again")
  draft.post("operator:promotions", undefined, -refund.bonus)
  const from = refund.status === "pending" ? "operator:refunds_due" : moneyAccount(topUp)
  draft.post(from, undefined, -moneyOf(refund))
  const failed: Refund = {
    ...refund,
    status: "failed",
    providerRefundId,
    failureReason: reason,
    updatedAt: draft.at,
  }
  refundFailedLines(draft, topUp, failed)
  const wasRefunded = refund.status === "succeeded"
  draft.alert("topup.refund_failed", { ...refundPayload(topUp.id, failed), reason, wasRefunded })
  return draft.putTopUp(withRefund(topUp, failed))
}
