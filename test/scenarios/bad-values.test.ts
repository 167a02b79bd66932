import { beforeAll, describe, expect, it } from "vitest"
import { openHost, type Host } from "../support/host.ts"
import { expectRefused, type RequestOf } from "../support/expect-refused.ts"
import { planWithFee } from "../support/plan-with-fee.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

let host: Host
let tenant: Tenant

beforeAll(async () => {
  host = openHost()
  tenant = await makeTenant(host.operator, "acme", { credit: "10" })
})

describe.each<{ name: string; field: string; bad: readonly unknown[]; request: RequestOf }>([
  {
    name: "a wallet's currency",
    field: "currency",
    bad: ["usd", "US", "USDT", "ZZZ", "", "€", 840, null],
    request: (currency) => ["POST", "/v1/wallets", { customerId: tenant.customerId, currency }],
  },
  {
    name: "a plan's first day",
    field: "effectiveFrom",
    bad: [
      "2026-02-30",
      "2025-02-29",
      "2026-13-01",
      "2026-00-10",
      "2026-1-1",
      "2026-11-01T00:00:00Z",
      20261101,
    ],
    request: (effectiveFrom) => ["POST", "/v1/plans", { ...planWithFee({}), effectiveFrom }],
  },
  {
    name: "a percentage",
    field: "fees[0].percent",
    bad: ["6%", "1000.0001", "-1", "6.00001", "NaN", 6],
    request: (percent) => [
      "POST",
      "/v1/plans",
      { ...planWithFee({}), fees: [{ kind: "percent", label: "l", group: "g", percent, on: ["delivered"] }] },
    ],
  },
  {
    name: "a statement's first day",
    field: "from",
    bad: [
      "2026-02-30",
      "2026-11-31",
      "yesterday",
      "2026-11-01T00:00:00",
      "2026-11-01T00:01:00Z",
      "1700000000",
    ],
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
    request: (limit) => [
      "GET",
      `${tenant.wallet}/top-ups?limit=${encodeURIComponent(String(limit))}`,
      undefined,
    ],
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
  it.each(bad)("may not be %j", (value) => expectRefused({ host, tenant }, request(value), field))
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
