import { formatMicros, micros } from "../money/amount.ts"
import type { Checkout, CouponOffer, TopUp, TopUpPreview } from "../session/types.ts"
import { type FakeRequest, type FakeServer, problem } from "./fake-server.ts"

const CHECKOUT: Checkout = {
  provider: "sandbox",
  isSandbox: false,
  presets: ["50", "100", "250"],
  minTopUp: "10",
  maxTopUp: "10000",
  canAutoRecharge: true,
}

/** Coupons by their codes, as the server would tell of them. */
export const COUPONS: Readonly<Record<string, CouponOffer>> = {
  DIWALI10: offer("DIWALI10", { status: "valid", bonus: "10", bonusExpiresAt: "2026-12-31T12:00:00.000Z" }),
  ALWAYS: offer("ALWAYS", { status: "valid", bonus: "5" }),
  SPRING: offer("SPRING", { status: "expired", endedAt: "2026-05-12T12:00:00.000Z" }),
  GONE: offer("GONE", { status: "used_up" }),
  BIG: offer("BIG", { status: "below_minimum", minTopUp: "500" }),
  OTHERS: offer("OTHERS", { status: "not_yours" }),
}

function offer(code: string, members: Partial<CouponOffer>): CouponOffer {
  return {
    code,
    status: "unknown",
    bonus: "0",
    bonusExpiresAt: null,
    minTopUp: null,
    endedAt: null,
    ...members,
  }
}

/** A server that takes payments: fee 3.2 %, tax 18 %, complete billing details, all scopes. */
export function offerCheckout(server: FakeServer, checkout: Partial<Checkout> = {}): void {
  const { customer } = server.summary
  server.changeSummary({
    checkout: { ...CHECKOUT, ...checkout },
    pendingTopUps: [],
    customer: {
      ...customer,
      billingComplete: customer.contact !== null && customer.billingAddress !== null,
    },
  })
  server.answer("POST /v1/wallets/:id/top-ups/preview", ({ body }) => preview(server, body))
  server.answer("POST /v1/wallets/:id/top-ups", ({ body }) => {
    const { amount, bonus, fee, tax, total } = preview(server, body)
    return Response.json(pendingTopUp({ amount, bonus, fee, tax, total }), { status: 201 })
  })
  server.answer("POST /v1/wallets/:id/payment-links", ({ body }) =>
    Response.json(
      {
        id: "lnk_1",
        url: "https://billing.test/pay/f1c9a0b2d3e4f5a6b7c8d9e0f1a2b3c4",
        amount: body.amount,
        expiresAt: "2026-12-22T12:00:00.000Z",
      },
      { status: 201 },
    ),
  )
  server.answer("GET /v1/wallets/:id/saved-method", () => ({ type: "card", brand: "visa", last4: "4242" }))
  server.answer("GET /v1/top-ups/:id", problem(404, "not_found"))
}

export function pendingTopUp(members: Partial<TopUp> = {}): TopUp {
  return {
    id: "top_1",
    method: "checkout",
    source: "portal",
    status: "pending",
    amount: "100",
    bonus: "0",
    fee: "3.2",
    tax: "18.58",
    total: "121.78",
    createdAt: "2026-11-22T12:00:00.000Z",
    expiresAt: "2026-11-23T12:00:00.000Z",
    failureReason: null,
    checkoutUrl: "https://billing.test/sandbox/pay/top_1",
    ...members,
  }
}

function preview(server: FakeServer, { amount, couponCode }: FakeRequest["body"]): TopUpPreview {
  const cent = (value: bigint): bigint => ((value + 5_000n) / 10_000n) * 10_000n
  const fee = cent((micros(amount) * 32n) / 1_000n)
  const tax = cent(((micros(amount) + fee) * 18n) / 100n)
  const found = COUPONS[couponCode] ?? offer(couponCode, {})
  const isBelow = found.minTopUp !== null && micros(amount) >= micros(found.minTopUp)
  const coupon =
    couponCode === undefined ? null : isBelow ? { ...found, status: "valid" as const, bonus: "50" } : found
  return {
    amount,
    bonus: coupon?.bonus ?? "0",
    fee: formatMicros(fee),
    feeLabel: "Processing fee",
    tax: formatMicros(tax),
    taxLines: [{ label: "GST", percent: "18", amount: formatMicros(tax) }],
    total: formatMicros(micros(amount) + fee + tax),
    currency: server.summary.wallet.currency,
    coupon,
  }
}
