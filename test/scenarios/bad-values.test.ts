import { beforeAll, describe, expect, it } from "vitest"
import { appHost, type AppHost } from "../support/app-host.ts"
import { snapshot } from "../support/snapshot.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant, topUp, type Tenant } from "../support/tenant.ts"

let host: AppHost
let tenant: Tenant
let topUpId: string

beforeAll(async () => {
  host = appHost()
  tenant = await makeTenant(host.operator, "acme", { credit: "10" })
  topUpId = await topUp(tenant, "5")
})

type Request = (value: unknown) => [method: string, path: string, body: unknown]

/** Expects 400 `invalid_request` that names the field, and that nothing changed. */
async function expectRefused(request: Request, value: unknown, field: string): Promise<void> {
  const before = await snapshot(host.operator, [tenant])
  const [method, path, body] = request(value)
  const answer = await host.operator.send(method, path, body === undefined ? {} : { body })
  expect([answer.status, answer.body?.code]).toEqual([400, "invalid_request"])
  expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(field)
  expect(await snapshot(host.operator, [tenant])).toEqual(before)
  await expectSound(host, tenant)
}

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

const feeOf = (fee: object): object => ({
  id: "bad",
  name: "Bad",
  currency: "USD",
  effectiveFrom: "2026-11-01",
  fees: [{ kind: "per_message", label: "l", group: "g", amount: "1", on: ["sent"], ...fee }],
})

describe.each<{ name: string; field: string; isSigned?: boolean; isNullable?: boolean; request: Request }>([
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
    request: (amount) => ["POST", "/v1/plans", feeOf({ amount })],
  },
  {
    name: "a cap",
    field: "caps[0].amount",
    request: (amount) => [
      "POST",
      "/v1/plans",
      { ...feeOf({}), caps: [{ id: "c", amount, per: "sender", period: "month" }] },
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
    expectRefused(request, value, field),
  )
})

describe.each<{ name: string; field: string; bad: readonly unknown[]; request: Request }>([
  {
    name: "a wallet's currency",
    field: "currency",
    bad: ["usd", "US", "USDT", "ZZZ", "", "€", 840, null],
    request: (currency) => ["POST", "/v1/wallets", { customerId: tenant.customerId, currency }],
  },
  {
    name: "a plan's first day",
    field: "effectiveFrom",
    bad: ["2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-11-01T00:00:00Z", 20261101],
    request: (effectiveFrom) => ["POST", "/v1/plans", { ...feeOf({}), effectiveFrom }],
  },
  {
    name: "a percentage",
    field: "fees[0].percent",
    bad: ["6%", "1000.0001", "-1", "6.00001", "NaN", 6],
    request: (percent) => [
      "POST",
      "/v1/plans",
      { ...feeOf({}), fees: [{ kind: "percent", label: "l", group: "g", percent, on: ["delivered"] }] },
    ],
  },
  {
    name: "a statement's first day",
    field: "from",
    bad: ["2026-02-30", "2026-11-31", "yesterday", "2026-11-01T00:00:00", "2026-11-01T00:01:00Z", "1700000000"],
    request: (from) => ["GET", `${tenant.wallet}/statement?from=${String(from)}&to=2026-12-01`, undefined],
  },
  {
    name: "usage's last day",
    field: "to",
    bad: ["2026-02-30", "2026-11-22T12:07:00Z", "2028-11-22", ""],
    request: (to) => ["GET", `${tenant.wallet}/usage?from=2026-11-01&to=${String(to)}`, undefined],
  },
  {
    name: "a list's limit",
    field: "limit",
    bad: ["0", "201", "-1", "1.5", "1e1", "all", ""],
    request: (limit) => ["GET", `${tenant.wallet}/messages?limit=${String(limit)}`, undefined],
  },
  {
    name: "the limit of top-ups",
    field: "limit",
    bad: ["0", "201", "1e1", "0x10", " 5", ""],
    request: (limit) => ["GET", `${tenant.wallet}/top-ups?limit=${encodeURIComponent(String(limit))}`, undefined],
  },
  {
    name: "a cursor",
    field: "cursor",
    bad: ["x", "eyJhIjoxfQ", "MSBh MSBh", "%00"],
    request: (cursor) => ["GET", `/v1/customers?cursor=${String(cursor)}`, undefined],
  },
  {
    name: "a cursor of messages",
    field: "cursor",
    bad: ["x", "eyJhIjoxfQ", "99 99", "-1"],
    request: (cursor) => ["GET", `${tenant.wallet}/messages?cursor=${String(cursor)}`, undefined],
  },
  {
    name: "a token's life",
    field: "expiresInSeconds",
    bad: [59, 86_401, 1.5, "900", -1, null],
    request: (expiresInSeconds) => [
      "POST",
      "/v1/portal-tokens",
      { walletId: tenant.walletId, expiresInSeconds },
    ],
  },
  {
    name: "an authorization's life",
    field: "expiresInSeconds",
    bad: [0, 2_678_401, 1.5, "60", 1e308],
    request: (expiresInSeconds) => [
      "POST",
      "/v1/authorizations",
      {
        walletId: tenant.walletId,
        expiresInSeconds,
        messages: [{ to: "919410031234", category: "marketing" }],
      },
    ],
  },
  {
    name: "a count",
    field: "messages[0].count",
    bad: [0, -1, 1.5, 10_000_001, "1", 2 ** 53],
    request: (count) => [
      "POST",
      "/v1/quotes",
      { walletId: tenant.walletId, messages: [{ to: "919410031234", category: "marketing", count }] },
    ],
  },
  {
    name: "a category to be sent",
    field: "messages[0].category",
    bad: ["promotional", "", 7, null],
    request: (category) => [
      "POST",
      "/v1/authorizations",
      { walletId: tenant.walletId, messages: [{ to: "919410031234", category }] },
    ],
  },
  {
    name: "a recipient",
    field: "messages[0].to",
    bad: ["123456", "1234567890123456", "++14155550100", "00 91", "91941003xxxx", 919410031234],
    request: (to) => [
      "POST",
      "/v1/quotes",
      { walletId: tenant.walletId, messages: [{ to, category: "marketing" }] },
    ],
  },
  {
    name: "a time zone",
    field: "timezone",
    bad: ["Mars/Olympus", "+05:30", "", "UTC; DROP TABLE wallet", 5],
    request: (timezone) => ["PATCH", `/v1/customers/${tenant.customerId}`, { timezone }],
  },
  {
    name: "a customer's name",
    field: "name",
    bad: ["", "   ", "a\u0000b", "half \ud800", "\udc00", "a".repeat(201), 1],
    request: (name) => ["PATCH", `/v1/customers/${tenant.customerId}`, { name }],
  },
  {
    name: "an id of one's own",
    field: "id",
    bad: ["", "a b", "ä", "a/b", "../x", "__proto__", "a".repeat(65), 7],
    request: (id) => ["POST", "/v1/customers", { id, partnerId: "acme", name: "n", timezone: "UTC" }],
  },
])("[HTTP-4] $name", ({ field, bad, request }) => {
  it.each(bad)("may not be %j", (value) => expectRefused(request, value, field))
})

it.each([
  "/v1/wallets/acme-wallet/statement?from=2026-11-02&to=2026-11-02",
  "/v1/wallets/acme-wallet/statement?from=2026-11-03&to=2026-11-02",
  "/v1/wallets/acme-wallet/usage?interval=week",
  "/v1/wallets/acme-wallet/usage?groupBy=recipient",
  "/v1/wallets/acme-wallet/usage?timezone=Nowhere",
  "/v1/wallets/acme-wallet/messages?status=lost",
  "/v1/wallets/acme-wallet/messages?zz=1",
  "/v1/customers?limit=1&limit=2",
  "/v1/wallets?token=x",
])("[HTTP-4] the query %s is refused", async (path) => {
  const answer = await host.operator.get(path)
  expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"])
})
