import type { OutboxRow } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { issueCreditNote, issueInvoice } from "../invoices/issue-invoice.ts"
import { refundTold } from "../invoices/refund-told.ts"
import { errorFacts } from "../observability/log.ts"
import { askRefund } from "../payments/ask-refund.ts"
import { chargeRecharge } from "../payments/charge-recharge.ts"

const ROWS_AT_ONCE_MAX = 200

/**
 * Take every row out of the outbox to where it goes, oldest first: orders and refunds to the payment provider, redemptions to the
 * coupons, credits and refunds to the issuer of invoices, and each of them into the log, until webhooks and mail take its
 * place. A row that could not be delivered stays and comes again; it does not hold up those after it. Rules PAY-18, PAY-22,
 * BACK-2, BILL-2, RUN-5.
 *
 * @returns how many stay
 */
export async function deliverOutbox(deps: Deps): Promise<number> {
  const { wallets, log } = deps
  let after: string | undefined
  let rows: readonly OutboxRow[]
  let staying = 0
  do {
    rows = await wallets.outbox(ROWS_AT_ONCE_MAX, after)
    const done: string[] = []
    for (const row of rows) {
      try {
        await deliver(deps, row)
        done.push(row.id)
      } catch (error) {
        after = row.id
        staying += 1
        log.error({ ...errorFacts(error), alertId: row.id, topic: row.topic }, "delivery failed")
      }
    }
    if (done.length > 0) await wallets.outboxDone(done)
  } while (rows.length === ROWS_AT_ONCE_MAX)
  return staying
}

async function deliver(deps: Deps, { id, topic, payload }: OutboxRow): Promise<void> {
  const { log, coupons } = deps
  const { walletId, topUpId, couponCode } = payload
  if (topic === "autorecharge.due") await chargeRecharge(deps, String(walletId), String(topUpId))
  if (typeof couponCode === "string" && couponCode !== "") {
    const redeemed = { topUpId: String(topUpId), code: couponCode }
    if (topic === "topup.succeeded") await coupons?.confirm(redeemed)
    if (topic === "topup.failed") await coupons?.release(redeemed)
  }
  if (topic === "topup.succeeded") await issueInvoice(deps, String(walletId), String(topUpId))
  if (topic === "refund.due") {
    const refundId = String(payload["refundId"])
    await askRefund(deps, { walletId: String(walletId), topUpId: String(topUpId), refundId })
  }
  if (topic === "topup.refunded") await issueCreditNote(deps, refundTold(id, payload))
  // Whoever has the address of a payment link can pay by it.
  const { payUrl: _payUrl, ...facts } = payload
  log.warn({ alertId: id, topic, ...facts }, "alert")
}
