import { formatAmount, type OutboxRow } from "@tollgate/engine"
import type { WalletPlace } from "../catalog/records.ts"
import { OPERATOR_OWNER } from "../webhooks/tell-endpoints.ts"
import { putNotice, type NoticeDeps } from "./put-notice.ts"

/** Tells people who run it of a dispute that was opened or lost, and the operator of a refund that failed. Rule MAIL-8. */
export async function noticeOutboxRow(
  deps: NoticeDeps,
  { partnerId, customerId, walletId, currency }: WalletPlace,
  { id, topic, payload }: OutboxRow,
): Promise<void> {
  const state = payload["state"]
  const isDispute = topic === "topup.disputed" && (state === "opened" || state === "lost")
  if (!isDispute && topic !== "topup.refund_failed") return
  // As much as the customer's bank or the provider moves, fee and tax included.
  const money = `${formatAmount(BigInt(String(payload["total"])))} ${currency}`
  const subject = isDispute ? `A payment is disputed: ${money}` : `A refund failed: ${money}`
  await putNotice(deps, {
    source: id,
    topic,
    to: isDispute ? [OPERATOR_OWNER, partnerId] : [OPERATOR_OWNER],
    about: { walletId, customerId },
    subject: state === "lost" ? `A dispute is lost: ${money}` : subject,
    body: isDispute ? disputeBody(state === "lost") : REFUND_BODY,
    rows: [
      ["Customer", customerId],
      ["Wallet", walletId],
      ["Top-up", String(payload["topUpId"])],
      isDispute ? ["Dispute", String(payload["disputeId"])] : ["Refund", String(payload["refundId"])],
      ["Amount", money],
      ["Reason", String(payload["reason"])],
    ],
  })
}

const REFUND_BODY =
  "The payment provider did not pay back a refund. Its credits are in the wallet again; the customer was not paid."

function disputeBody(isLost: boolean): string {
  return isLost
    ? "A dispute was decided for the customer's bank. The money is gone, and its credits with it."
    : "A customer's bank wants a payment back. Its credits are taken out of the wallet until the dispute is decided. Answer it at the payment provider."
}
