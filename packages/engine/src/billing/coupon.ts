import type { Micros } from "../money/micros.ts"
import { percentOf } from "../money/percent.ts"

/** What a coupon is to one top-up: `valid`, or the first of these that holds, in this order. Rule BONUS-2. */
export const COUPON_STATUSES = [
  "valid",
  "unknown",
  "not_yours",
  "expired",
  "used_up",
  "below_minimum",
] as const
export type CouponStatus = (typeof COUPON_STATUSES)[number]

/** What a coupon gives, and to whom. Null = no such condition. */
export interface CouponTerms {
  readonly kind: "percent" | "fixed"
  /** By kind: a `Percent` of the top-up, or micros. */
  readonly value: bigint
  readonly maxBonus: Micros | null
  readonly minTopUp: Micros | null
  /** Null = every currency: amounts are then in the wallet's own. */
  readonly currency: string | null
  /** Whose customers may use it. */
  readonly partnerId: string | null
  /** Who alone may use it. */
  readonly customerId: string | null
  /** From then on it is expired. */
  readonly expiresAt: number | null
  readonly maxRedemptions: number | null
  readonly perCustomer: number | null
  readonly grantExpiresInDays: number | null
}

/** A top-up that a coupon is asked for, and how often the coupon was redeemed before, reservations included. */
export interface CouponAsked {
  readonly partnerId: string
  readonly customerId: string
  readonly currency: string
  readonly amount: Micros
  readonly redeemed: number
  readonly redeemedByCustomer: number
  readonly now: number
}

export interface CouponVerdict {
  readonly status: CouponStatus
  /** 0 unless valid. */
  readonly bonus: Micros
  /** When a bonus that is credited now ends; null = never, or none. */
  readonly bonusExpiresAt: number | null
}

const DAY_MS = 86_400_000

/** The bonus on `amount`: its percentage rounded half-even once, or the fixed value; at most `maxBonus`. Rule BONUS-1. */
export function couponBonus({ kind, value, maxBonus }: CouponTerms, amount: Micros): Micros {
  const bonus = kind === "percent" ? percentOf(amount, value) : value
  return maxBonus !== null && bonus > maxBonus ? maxBonus : bonus
}

/** What a coupon gives to one top-up, or the first reason why it gives nothing. Rules BONUS-2, BONUS-3. */
export function judgeCoupon(terms: CouponTerms, asked: CouponAsked): CouponVerdict {
  const status = statusOf(terms, asked)
  if (status !== "valid") return { status, bonus: 0n, bonusExpiresAt: null }
  const { grantExpiresInDays } = terms
  return {
    status,
    bonus: couponBonus(terms, asked.amount),
    bonusExpiresAt: grantExpiresInDays === null ? null : asked.now + grantExpiresInDays * DAY_MS,
  }
}

function statusOf(terms: CouponTerms, asked: CouponAsked): CouponStatus {
  const isElsewhere =
    (terms.partnerId !== null && terms.partnerId !== asked.partnerId) ||
    (terms.currency !== null && terms.currency !== asked.currency)
  if (isElsewhere) return "unknown"
  if (terms.customerId !== null && terms.customerId !== asked.customerId) return "not_yours"
  if (terms.expiresAt !== null && asked.now >= terms.expiresAt) return "expired"
  if (terms.maxRedemptions !== null && asked.redeemed >= terms.maxRedemptions) return "used_up"
  if (terms.perCustomer !== null && asked.redeemedByCustomer >= terms.perCustomer) return "used_up"
  return terms.minTopUp !== null && asked.amount < terms.minTopUp ? "below_minimum" : "valid"
}
