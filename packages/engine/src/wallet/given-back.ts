import type { Micros } from "../money/micros.ts"
import type { Dispute, PaidParts, Refund, TopUp, TopUpStatus } from "./top-up.ts"

type Back = Pick<TopUp, "status" | "amount" | "refunded" | "refunds" | "disputes">

/** The customer's money in parts of a payment. */
export function moneyOf({ amount, fee, tax }: Pick<PaidParts, "amount" | "fee" | "tax">): Micros {
  return amount + fee + tax
}

/** Whether a top-up was credited: until then nothing of it moved money. */
export function isCredited({ status }: Pick<TopUp, "status">): boolean {
  return status !== "pending" && status !== "failed"
}

/** What refunds gave back that succeeded; with `pending`, those that are on their way too. */
export function refundedParts(topUp: Back, which: "succeeded" | "pending" = "succeeded"): PaidParts {
  const counted = topUp.refunds.filter(
    ({ status }) => status === "succeeded" || (which === "pending" && status === "pending"),
  )
  const sum = sumOf(counted)
  if (!isCredited(topUp)) return sum
  const listed = topUp.refunds
    .filter(({ status }) => status === "succeeded")
    .reduce((credit, { amount }) => credit + amount, 0n)
  // Refunds of before they were listed gave back credit alone.
  return { ...sum, amount: sum.amount + topUp.refunded - listed }
}

/** What the provider keeps back for disputes, or lost by them. */
export function disputedParts({ disputes }: Pick<TopUp, "disputes">): PaidParts {
  return sumOf(disputes.filter(({ state }) => state !== "won"))
}

export function addParts(a: PaidParts, b: PaidParts): PaidParts {
  return {
    amount: a.amount + b.amount,
    fee: a.fee + b.fee,
    tax: a.tax + b.tax,
    taxIncluded: a.taxIncluded + b.taxIncluded,
  }
}

/** A top-up with a refund as it is now, and how it then stands. */
export function withRefund<T extends Back>(topUp: T, refund: Refund): T {
  const before = topUp.refunds.find(({ id }) => id === refund.id)
  const noted = { ...topUp, refunds: put(topUp.refunds, refund) }
  if (!isCredited(topUp)) return noted
  return standing({ ...noted, refunded: topUp.refunded + creditOf(refund) - creditOf(before) })
}

/** A top-up with a dispute as it is now, and how it then stands. */
export function withDispute<T extends Back>(topUp: T, dispute: Dispute): T {
  return standing({ ...topUp, disputes: put(topUp.disputes, dispute) })
}

function standing<T extends Back>(topUp: T): T {
  return isCredited(topUp) ? { ...topUp, status: creditedStatus(topUp) } : topUp
}

function creditOf(refund: Refund | undefined): Micros {
  return refund?.status === "succeeded" ? refund.amount : 0n
}

function put<T extends { readonly id: string }>(list: readonly T[], row: T): readonly T[] {
  const place = list.findIndex(({ id }) => id === row.id)
  return place === -1 ? [...list, row] : list.with(place, row)
}

/** How a credited top-up stands. Rule TOPUP-2. */
function creditedStatus(topUp: Back): TopUpStatus {
  if (topUp.disputes.some(({ state }) => state !== "won")) return "disputed"
  return topUp.refunded >= topUp.amount ? "refunded" : "succeeded"
}

function sumOf(parts: readonly PaidParts[]): PaidParts {
  const none: PaidParts = { amount: 0n, fee: 0n, tax: 0n, taxIncluded: 0n }
  return parts.reduce(addParts, none)
}
