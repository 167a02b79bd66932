import type { Partner, PlanVersionRecord, SandboxPayment, SenderSettings } from "../records.ts"

export const PARTNER: Partner = {
  id: "a",
  name: "A",
  status: "active",
  allowedOrigins: ["https://a.example"],
  // Past 2^53: an overdraft is a 64-bit amount like any other.
  overdraftMax: 9_007_199_254_740_993n,
  supportEmail: null,
  fingerprint: "f",
  createdAt: 1,
  updatedAt: 1,
}

export const SETTINGS: SenderSettings = {
  phoneNumber: "+919876543210",
  wabaId: null,
  gupshupAppId: "app",
  timezone: null,
  defaultChannel: "cloud_api",
  mmLite: null,
  capOverrides: {},
}

export const PLAN = {
  id: "p",
  partnerId: null,
  basePlanId: null,
  name: "P",
  currency: "USD",
  fingerprint: "f",
  createdAt: 1,
}

export function versionOf(effectiveFrom: string): PlanVersionRecord {
  return { planId: PLAN.id, effectiveFrom, definition: "{}", fingerprint: "f", createdAt: 1 }
}

export const PAYMENT: SandboxPayment = {
  id: "pay_1",
  topUpId: "top_1",
  // What JSON and SQL write differently where one of them is careless.
  paymentOrder: JSON.stringify({ note: "\u0001'\"\\/é\u2028😀" }),
  state: "open",
  reason: "",
  givenBack: '{"refunds":[],"disputes":[]}',
  createdAt: 1,
  updatedAt: 1,
}
