import { invariant, type Micros, type OutboxRow, type PaidParts } from "@tollgate/engine"

/** A refund that succeeded, as the outbox tells it. */
export interface RefundTold {
  readonly walletId: string
  readonly topUpId: string
  /** Of the outbox row where the row is from before refunds had ids. */
  readonly refundId: string
  readonly parts: PaidParts
}

/**
 * What a row `topup.refunded` says.
 *
 * @param rowId - of the row
 */
export function refundTold(rowId: string, payload: OutboxRow["payload"]): RefundTold {
  const { walletId, topUpId, refundId } = payload
  return {
    walletId: String(walletId),
    topUpId: String(topUpId),
    refundId: typeof refundId === "string" ? refundId : rowId,
    parts: {
      amount: parseMicros(payload["amount"]),
      // Rows of before paid credit back alone.
      fee: parseMicros(payload["fee"] ?? "0"),
      tax: parseMicros(payload["tax"] ?? "0"),
      taxIncluded: parseMicros(payload["taxIncluded"] ?? "0"),
    },
  }
}

/** An outbox row has its amounts as whole micros. */
function parseMicros(written: unknown): Micros {
  invariant(typeof written === "string", "a refund says its amounts")
  return BigInt(written)
}
