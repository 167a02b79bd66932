import { DAY_MS, invariant, parseAmount, parsePercent, type Micros } from "@tollgate/engine"
import { ISSUER_SETTING_PREFIX } from "../catalog/issuer-setting.ts"
import type { Deps } from "../deps.ts"
import { fingerprintOf } from "../idempotency.ts"
import type { IssuerSettings } from "../invoices/issuer.ts"
import { CHECKOUT_SETTING, NO_FEE, type CheckoutSettings } from "../payments/checkout-settings.ts"
import { DEMO_PARTNER } from "./demo-tenant.ts"

/** What the demo's checkouts take: a card fee that the customer pays, India's tax, and amounts that fit rupees. */
const CHECKOUT: CheckoutSettings = {
  currencies: {
    USD: {
      minTopUp: "10",
      maxTopUp: "10000",
      presets: ["50", "100", "250"],
      fee: { ...NO_FEE, label: "Card fee", percent: "2.9", fixed: "0.3" },
    },
    INR: {
      minTopUp: "500",
      maxTopUp: "500000",
      presets: ["2500", "5000", "10000"],
      fee: { ...NO_FEE, label: "Card fee", percent: "2", fixed: "0" },
    },
  },
  taxes: [{ country: "IN", kind: "india_gst", label: "GST", percent: "18", lutReference: "AD290426000000X" }],
}

/** Who issues the demo's invoices: with its state, India's tax is split by the place of supply. */
const ISSUER: IssuerSettings = {
  legalName: "Brightline Messaging Pvt Ltd",
  address: {
    line1: "22 Church Street",
    city: "Bengaluru",
    state: "Karnataka",
    postalCode: "560001",
    country: "IN",
  },
  taxId: "29AAACB2894G1ZJ",
  numberPrefix: "BL",
  timezone: "Asia/Kolkata",
}

/** A coupon that the demo's customers may try, and what becomes of it. */
export const DEMO_COUPONS = [
  {
    code: "WELCOME10",
    says: "10 % more from a top-up of 20 on",
    percent: "10",
    minTopUp: "20",
    daysLeft: 365,
  },
  { code: "DIWALI25", says: "has ended", percent: "25", minTopUp: null, daysLeft: -17 },
] as const
const GRANT_DAYS = 90

/** Settings, issuer and coupons of the demo's checkouts. What is there already stays. Rule DEMO-1. */
export async function putCheckout(catalog: Deps["catalog"], begunAt: number): Promise<void> {
  await catalog.putSettingOnce(CHECKOUT_SETTING, JSON.stringify(CHECKOUT))
  await catalog.putSettingOnce(`${ISSUER_SETTING_PREFIX}${DEMO_PARTNER.id}`, JSON.stringify(ISSUER))
  for (const coupon of DEMO_COUPONS) {
    const { code, percent, minTopUp, daysLeft } = coupon
    await catalog.insertCoupon({
      code,
      codeKey: code,
      kind: "percent",
      value: parsed(parsePercent(percent)),
      minTopUp: minTopUp === null ? null : parsed(parseAmount(minTopUp)),
      maxBonus: null,
      currency: null,
      partnerId: DEMO_PARTNER.id,
      customerId: null,
      expiresAt: begunAt + daysLeft * DAY_MS,
      maxRedemptions: null,
      perCustomer: null,
      grantExpiresInDays: GRANT_DAYS,
      fingerprint: fingerprintOf(coupon),
      createdAt: begunAt,
    })
  }
}

function parsed(value: Micros | undefined): Micros {
  invariant(value !== undefined, "the demo's figures are written as they should be")
  return value
}
