import { beforeAll, describe, it } from "vitest"
import { openHost, type Host } from "../support/host.ts"
import { expectRefused, type RequestOf } from "../support/expect-refused.ts"
import { planWithFee } from "../support/plan-with-fee.ts"
import { makeTenant, topUp, type Tenant } from "../support/tenant.ts"

let host: Host
let tenant: Tenant
let topUpId: string

beforeAll(async () => {
  host = openHost()
  tenant = await makeTenant(host.operator, "acme", { credit: "10" })
  topUpId = await topUp(tenant, "5")
})

const BAD_AMOUNTS = [
  "1.0000001",
  "1e3",
  "1E-2",
  "NaN",
  "Infinity",
  "-0.0000001",
  "",
  " 1",
  "1 ",
  "+1",
  "1,000",
  "1.",
  ".5",
  "01",
  "0x10",
  "1_000",
  "٣",
  "9000000000.000001",
  "9".repeat(400),
  "-9000000001",
  1,
  1.5,
  0,
  1e21,
  null,
  true,
  ["1"],
  { amount: "1" },
]

describe.each<{ name: string; field: string; isSigned?: boolean; isNullable?: boolean; request: RequestOf }>([
  {
    name: "a top-up",
    field: "amount",
    request: (amount) => ["POST", `${tenant.wallet}/top-ups`, { amount, method: "manual" }],
  },
  {
    name: "an adjustment",
    field: "amount",
    isSigned: true,
    request: (amount) => ["POST", `${tenant.wallet}/adjustments`, { amount, reason: "r" }],
  },
  {
    name: "a refund",
    field: "amount",
    request: (amount) => ["POST", `/v1/top-ups/${topUpId}/refund`, { amount, reason: "r" }],
  },
  {
    name: "an overdraft limit",
    field: "overdraftLimit",
    request: (overdraftLimit) => ["PATCH", tenant.wallet, { overdraftLimit }],
  },
  {
    name: "a threshold",
    field: "lowBalanceThreshold",
    isNullable: true,
    request: (lowBalanceThreshold) => ["PATCH", tenant.wallet, { lowBalanceThreshold }],
  },
  {
    name: "an allotment",
    field: "[0].amount",
    request: (amount) => [
      "PUT",
      `${tenant.wallet}/allotments`,
      [{ senderId: tenant.senderId, amount, mayUseShared: true }],
    ],
  },
  {
    name: "a fee",
    field: "fees[0].amount",
    request: (amount) => ["POST", "/v1/plans", planWithFee({ amount })],
  },
  {
    name: "a cap",
    field: "caps[0].amount",
    request: (amount) => [
      "POST",
      "/v1/plans",
      { ...planWithFee({}), caps: [{ id: "c", amount, per: "sender", period: "month" }] },
    ],
  },
  {
    name: "a partner's overdraft",
    field: "overdraftMax",
    request: (overdraftMax) => ["PATCH", "/v1/partners/acme", { overdraftMax }],
  },
  {
    name: "a sender's cap",
    field: "capOverrides.gupshup-platform",
    request: (amount) => [
      "PUT",
      `/v1/senders/${tenant.senderId}`,
      {
        walletId: tenant.walletId,
        phoneNumber: "+14155550100",
        capOverrides: { "gupshup-platform": amount },
      },
    ],
  },
])("[HTTP-16] the amount of $name", ({ field, isSigned, isNullable, request }) => {
  const bad = BAD_AMOUNTS.filter((value) => isNullable !== true || value !== null)
  it.each([...bad, ...(isSigned === true ? ["0", "-0"] : ["-1"])])("may not be %j", (value) =>
    expectRefused({ host, tenant }, request(value), field),
  )
})
