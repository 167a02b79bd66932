import type { OutboxRow } from "@tollgate/engine"
import type { Invoice } from "../catalog/invoice-records.ts"
import type { Deps } from "../deps.ts"
import { issueCreditNote, issueInvoice } from "../invoices/issue-invoice.ts"
import { refundTold } from "../invoices/refund-told.ts"
import { mailOutboxRow } from "../mail/mail-outbox-row.ts"
import { noticeOutboxRow } from "../mail/notice-outbox-row.ts"
import { errorFacts } from "../observability/log.ts"
import { askRefund } from "../payments/ask-refund.ts"
import { chargeRecharge } from "../payments/charge-recharge.ts"
import { tellInvoice, tellOutboxRow } from "../webhooks/tell-outbox-row.ts"
import { RowRests } from "./row-rests.ts"

const ROWS_AT_ONCE_MAX = 200

export interface OutboxLeft {
  /** How many rows stay. */
  readonly staying: number
  /** When the first of them is to be tried again. */
  readonly nextAt: number | undefined
}

/**
 * Take every row out of the outbox to where it goes, oldest first: orders and refunds to the payment provider, redemptions to the
 * coupons, credits and refunds to the issuer of invoices, each of them into the deliveries of those who are told of it
 * (webhooks and mails, which are then sent with attempts of their own), and into the log. Each step may be done again. A row
 * that could not be handled stays, rests, and comes again; it does not hold up those after it. Rules PAY-18, PAY-22, BACK-2, BILL-2,
 * RUN-5, HOOK-1.
 *
 * @param rests - what is remembered from one time to the next
 */
export async function deliverOutbox(deps: Deps, rests: RowRests = new RowRests()): Promise<OutboxLeft> {
  const { wallets, log, clock, toldSince = 0 } = deps
  let after: string | undefined
  let rows: readonly OutboxRow[]
  let staying = 0
  let nextAt = Number.POSITIVE_INFINITY
  const stay = (id: string, until: number): void => {
    after = id
    staying += 1
    nextAt = Math.min(nextAt, until)
  }
  do {
    rows = await wallets.outbox(ROWS_AT_ONCE_MAX, after)
    const done: string[] = []
    for (const row of rows) {
      const restsUntil = rests.restsUntil(row.id, clock())
      if (restsUntil !== undefined) {
        stay(row.id, restsUntil)
        continue
      }
      try {
        if (row.at >= toldSince) await deliver(deps, row)
        rests.done(row.id)
        done.push(row.id)
      } catch (error) {
        stay(row.id, rests.failed(row.id, clock()))
        log.error({ ...errorFacts(error), alertId: row.id, topic: row.topic }, "delivery failed")
      }
    }
    if (done.length > 0) await wallets.outboxDone(done)
  } while (rows.length === ROWS_AT_ONCE_MAX)
  return { staying, nextAt: staying === 0 ? undefined : nextAt }
}

async function deliver(deps: Deps, row: OutboxRow): Promise<void> {
  const { log, coupons, catalog } = deps
  const { id, topic, payload } = row
  const { topUpId, couponCode } = payload
  const walletId = String(payload["walletId"])
  if (topic === "autorecharge.due") await chargeRecharge(deps, walletId, String(topUpId))
  if (typeof couponCode === "string" && couponCode !== "") {
    const redeemed = { topUpId: String(topUpId), code: couponCode }
    if (topic === "topup.succeeded") await coupons?.confirm(redeemed)
    if (topic === "topup.failed") await coupons?.release(redeemed)
  }
  if (topic === "refund.due") {
    await askRefund(deps, { walletId, topUpId: String(topUpId), refundId: String(payload["refundId"]) })
  }
  const issued = await issue(deps, row)
  const place = await catalog.walletPlace(walletId)
  if (place !== undefined) {
    await tellOutboxRow(deps, place, row, issued)
    if (issued !== undefined) await tellInvoice(deps, place, issued)
    await mailOutboxRow(deps, row, issued)
    await noticeOutboxRow(deps, place, row)
  }
  // Whoever has the address of a payment link can pay by it.
  const { payUrl: _payUrl, ...facts } = payload
  log.warn({ alertId: id, topic, ...facts }, "alert")
}

/** The invoice of a credit, the credit note of a refund. */
async function issue(deps: Deps, { id, topic, payload }: OutboxRow): Promise<Invoice | undefined> {
  if (topic === "topup.refunded") return issueCreditNote(deps, refundTold(id, payload))
  if (topic !== "topup.succeeded") return undefined
  return issueInvoice(deps, String(payload["walletId"]), String(payload["topUpId"]))
}
