import { formatAmount, invariant, type OutboxRow, type RechargeAction, type TopUp } from "@tollgate/engine"
import type { WalletPlace } from "../catalog/records.ts"
import type { Invoice } from "../catalog/invoice-records.ts"
import type { Deps } from "../deps.ts"
import { invoiceIdOf } from "../invoices/invoice-id.ts"
import { formatTopUp } from "../reading/top-up-answer.ts"
import { formatInstant } from "../schemas/common.ts"
import { formatInvoice } from "../schemas/invoice.ts"
import { tellEndpoints } from "./tell-endpoints.ts"

type RowDeps = Pick<Deps, "catalog" | "wallets" | "clock">

/** Tells the endpoints of a row of the outbox, in the words of the events' schemas. Rule HOOK-2. */
export async function tellOutboxRow(
  deps: RowDeps,
  place: WalletPlace,
  { id, topic, at, payload }: OutboxRow,
  issued: Invoice | undefined,
): Promise<void> {
  const { walletId, currency } = place
  const told = { source: id, at }
  const topUpId = String(payload["topUpId"])
  switch (topic) {
    case "balance.low":
    case "balance.overdrawn":
    case "balance.recovered":
      return tellEndpoints(deps, place, {
        type: topic,
        ...told,
        data: async () => {
          const wallet = await deps.wallets.wallet(walletId)
          invariant(wallet !== undefined, "what has a balance is a wallet")
          // As it was told. Rows of before this tell one of the two.
          return {
            currency,
            balance: formatAmount(micros(payload["balance"]) ?? wallet.balance),
            available: formatAmount(micros(payload["available"]) ?? wallet.balance - wallet.held),
          }
        },
      })
    case "topup.succeeded":
    case "topup.failed":
      return tellEndpoints(deps, place, {
        type: topic,
        ...told,
        data: async () => ({ currency, topUp: await readTopUp(deps, walletId, topUpId) }),
      })
    case "topup.refunded":
      invariant(issued !== undefined, "a refund has its credit note")
      return tellEndpoints(deps, place, {
        type: topic,
        ...told,
        data: async () => ({
          currency,
          amount: formatAmount(micros(payload["amount"]) ?? 0n),
          creditNoteId: issued.id,
          topUp: await readTopUp(deps, walletId, topUpId),
        }),
      })
    case "autorecharge.succeeded":
    case "autorecharge.failed":
    case "autorecharge.disabled":
      return tellEndpoints(deps, place, {
        type: topic,
        ...told,
        data: () => {
          const amount = micros(payload["amount"])
          return {
            currency,
            topUpId: word(payload["topUpId"]) ?? null,
            amount: amount === undefined ? null : formatAmount(amount),
            reason: word(payload["reason"]) ?? null,
            isEmergency: payload["isEmergency"] === true,
            failuresLeft: typeof payload["failuresLeft"] === "number" ? payload["failuresLeft"] : null,
            nextAttemptAt: instantOf(payload["nextAttemptAt"]),
            // As the engine writes it; rows of before have none.
            action: (payload["action"] ?? "none") as RechargeAction,
            payUrl: word(payload["payUrl"]) ?? null,
          }
        },
      })
    case "suspense.created":
      return tellEndpoints(deps, place, {
        type: topic,
        ...told,
        data: () => ({
          reason: String(payload["reason"]),
          messageId: String(payload["messageId"]),
          senderId: String(payload["senderId"]),
        }),
      })
    case "topup.disputed":
      return tellEndpoints(deps, place, {
        type: topic,
        ...told,
        data: async () => ({
          currency,
          disputeId: String(payload["disputeId"]),
          state: String(payload["state"]),
          amount: formatAmount(micros(payload["amount"]) ?? 0n),
          reason: String(payload["reason"]),
          topUp: await readTopUp(deps, walletId, topUpId),
        }),
      })
    case "topup.refund_failed":
      return tellEndpoints(deps, place, {
        type: topic,
        ...told,
        data: async () => ({
          currency,
          refundId: String(payload["refundId"]),
          amount: formatAmount(micros(payload["amount"]) ?? 0n),
          reason: String(payload["reason"]),
          wasRefunded: payload["wasRefunded"] === true,
          topUp: await readTopUp(deps, walletId, topUpId),
        }),
      })
    case "refund.due":
    case "autorecharge.due":
      return
  }
}

/** Tells of an invoice or credit note, which is issued out of the outbox. */
export function tellInvoice(deps: RowDeps, place: WalletPlace, invoice: Invoice): Promise<void> {
  return tellEndpoints(deps, place, {
    type: "invoice.issued",
    source: invoice.id,
    at: invoice.issuedAt,
    data: () => ({ invoice: formatInvoice(invoice) }),
  })
}

async function readTopUp({ wallets }: RowDeps, walletId: string, topUpId: string) {
  const topUp = await wallets.topUp(walletId, topUpId)
  invariant(topUp !== undefined, "what is told of is there")
  // Where it was to be paid is no matter of whoever hears that it was.
  const { checkoutUrl: _page, ...shown } = formatTopUp(walletId, topUp, invoiceOf(walletId, topUp))
  return shown
}

/** By the time that it is told, the invoice of what was credited is issued. */
function invoiceOf(walletId: string, { id, status }: TopUp): string | null {
  return status === "pending" || status === "failed" ? null : invoiceIdOf(walletId, id)
}

/** An outbox row has its amounts as whole micros. */
function micros(written: unknown): bigint | undefined {
  return typeof written === "string" ? BigInt(written) : undefined
}

function instantOf(written: unknown): string | null {
  return typeof written === "number" ? formatInstant(written) : null
}

function word(written: unknown): string | undefined {
  return typeof written === "string" && written !== "" ? written : undefined
}
