import type { Dispute, PaidParts, Refund } from "../wallet/top-up.ts"

/** A refund or a dispute in JSON: an array in a fixed order, amounts as decimal integers in strings. */
export type BackJson = readonly (string | number)[]

/** A refund as an entry keeps it; also how stores keep it. Rule LED-4. */
export function encodeRefund(refund: Refund): BackJson {
  const { id, status, origin, bonus, providerRefundId, reason, failureReason, createdAt, updatedAt } = refund
  return [
    id,
    status,
    origin,
    ...encodeParts(refund),
    bonus.toString(),
    providerRefundId,
    reason,
    failureReason,
    createdAt,
    updatedAt,
  ]
}

type RefundJson = [
  id: string,
  status: Refund["status"],
  origin: Refund["origin"],
  amount: string,
  fee: string,
  tax: string,
  taxIncluded: string,
  bonus: string,
  providerRefundId: string,
  reason: string,
  failureReason: string,
  createdAt: number,
  updatedAt: number,
]

export function decodeRefund(json: BackJson): Refund {
  const [id, status, origin, amount, fee, tax, taxIncluded, bonus, ...rest] = json as unknown as RefundJson
  const [providerRefundId, reason, failureReason, createdAt, updatedAt] = rest
  return {
    id,
    status,
    origin,
    ...decodeParts([amount, fee, tax, taxIncluded]),
    bonus: BigInt(bonus),
    providerRefundId,
    reason,
    failureReason,
    createdAt,
    updatedAt,
  }
}

/** A dispute, in the same form. Rule LED-4. */
export function encodeDispute(dispute: Dispute): BackJson {
  const { id, state, bonus, reason, createdAt, updatedAt } = dispute
  return [id, state, ...encodeParts(dispute), bonus.toString(), reason, createdAt, updatedAt]
}

type DisputeJson = [
  id: string,
  state: Dispute["state"],
  amount: string,
  fee: string,
  tax: string,
  taxIncluded: string,
  bonus: string,
  reason: string,
  createdAt: number,
  updatedAt: number,
]

export function decodeDispute(json: BackJson): Dispute {
  const [id, state, amount, fee, tax, taxIncluded, bonus, reason, createdAt, updatedAt] =
    json as unknown as DisputeJson
  const parts = decodeParts([amount, fee, tax, taxIncluded])
  return { id, state, ...parts, bonus: BigInt(bonus), reason, createdAt, updatedAt }
}

function encodeParts({ amount, fee, tax, taxIncluded }: PaidParts): string[] {
  return [amount, fee, tax, taxIncluded].map(String)
}

function decodeParts([amount, fee, tax, taxIncluded]: [string, string, string, string]): PaidParts {
  return {
    amount: BigInt(amount),
    fee: BigInt(fee),
    tax: BigInt(tax),
    taxIncluded: BigInt(taxIncluded),
  }
}
