import { isUnsettled } from "../wallet/is-unsettled.ts"
import type { TopUp } from "../wallet/top-up.ts"
import type { Json } from "./entry-facts.ts"
import { decodeDispute, decodeRefund, encodeDispute, encodeRefund, type BackJson } from "./refund-facts.ts"

/**
 * A top-up as an entry keeps it: an array in a fixed order, amounts as decimal integers in strings. The last five are there
 * only when one of them says something: entries of before have none. Rule LED-4.
 */
export function encodeTopUp(topUp: TopUp): Json {
  const { senderId, taxIncluded, paymentReference, refunds, disputes } = topUp
  const isPlain = senderId === "" && taxIncluded === 0n && paymentReference === ""
  const isWhole = refunds.length === 0 && disputes.length === 0
  const later = [
    senderId,
    taxIncluded.toString(),
    paymentReference,
    refunds.map(encodeRefund),
    disputes.map(encodeDispute),
  ]
  return [
    topUp.id,
    topUp.method,
    topUp.source,
    topUp.status,
    topUp.amount.toString(),
    topUp.bonus.toString(),
    topUp.bonusExpiresAt,
    topUp.fee.toString(),
    topUp.tax.toString(),
    topUp.refunded.toString(),
    topUp.reference,
    topUp.couponCode,
    topUp.grantId,
    topUp.failureReason,
    topUp.provider,
    topUp.providerReference,
    topUp.checkoutUrl,
    topUp.createdAt,
    topUp.updatedAt,
    topUp.expiresAt,
    topUp.sequence,
    ...(isPlain && isWhole ? [] : later),
  ]
}

type TopUpJson = [
  id: string,
  method: TopUp["method"],
  source: TopUp["source"],
  status: TopUp["status"],
  amount: string,
  bonus: string,
  bonusExpiresAt: number | null,
  fee: string,
  tax: string,
  refunded: string,
  reference: string,
  couponCode: string,
  grantId: string,
  failureReason: string,
  provider: string,
  providerReference: string,
  checkoutUrl: string,
  createdAt: number,
  updatedAt: number,
  expiresAt: number | null,
  sequence: number,
  senderId?: string,
  taxIncluded?: string,
  paymentReference?: string,
  refunds?: BackJson[],
  disputes?: BackJson[],
]

export function decodeTopUp(json: unknown): TopUp {
  const [id, method, source, status, amount, bonus, bonusExpiresAt, fee, tax, refunded, ...rest] =
    json as TopUpJson
  const [reference, couponCode, grantId, failureReason, provider, providerReference, checkoutUrl, ...when] =
    rest
  const [createdAt, updatedAt, expiresAt, sequence, senderId = "", taxIncluded = "0", ...later] = when
  const [paymentReference = "", refundsJson = [], disputesJson = []] = later
  const refunds = refundsJson.map(decodeRefund)
  const disputes = disputesJson.map(decodeDispute)
  return {
    id,
    method,
    source,
    senderId,
    status,
    amount: BigInt(amount),
    bonus: BigInt(bonus),
    bonusExpiresAt,
    fee: BigInt(fee),
    tax: BigInt(tax),
    taxIncluded: BigInt(taxIncluded),
    refunded: BigInt(refunded),
    refunds,
    disputes,
    isUnsettled: isUnsettled({ refunds, disputes }),
    reference,
    couponCode,
    grantId,
    failureReason,
    provider,
    providerReference,
    paymentReference,
    checkoutUrl,
    createdAt,
    updatedAt,
    expiresAt,
    sequence,
  }
}
