import { beforeAll, expect, it } from "vitest"
import { openHost, type Host } from "../support/host.ts"
import { operationsOn, type Operation } from "../support/operations.ts"
import { snapshot } from "../support/snapshot.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

let host: Host
let tenant: Tenant
/** Those that validate a JSON body: webhooks are what a provider sends, and have a file of their own. */
let operations: readonly Operation[]

beforeAll(async () => {
  host = openHost()
  tenant = await makeTenant(host.operator, "acme", { credit: "10" })
  operations = (await operationsOn(tenant)).filter(
    // Webhooks are judged by their signature, as bytes.
    ({ takesJson, path }) =>
      takesJson && !path.startsWith("/v1/ingest/") && !path.startsWith("/v1/payments/"),
  )
})

interface BadBody {
  readonly name: string
  readonly body: string
  readonly status?: number
  readonly headers?: Record<string, string>
}

const DEEP = 100_000

const BAD_BODIES: readonly BadBody[] = [
  { name: "cut", body: '{"name": "a' },
  { name: "no JSON", body: "name=a" },
  { name: "two values", body: "{} {}" },
  { name: "single quotes", body: "{'name': 1}" },
  { name: "NaN", body: '{"amount": NaN}' },
  { name: "a string", body: '"text"' },
  { name: "a number", body: "1" },
  { name: "true", body: "true" },
  { name: "null", body: "null" },
  { name: "a list of nothing known", body: "[null]" },
  { name: "an unknown field", body: '{"zzUnknown": 1}' },
  { name: "constructor", body: '{"constructor": {"prototype": {"isAdmin": true}}}' },
  { name: "__proto__", body: '{"__proto__": {"isAdmin": true}}' },
  { name: "__proto__, escaped", body: '{"\\u005f_proto__": {"isAdmin": true}}' },
  { name: "__proto__, deeper", body: '{"a": [{"__proto__": {}}]}' },
  { name: "very deep", body: "[".repeat(DEEP) + "]".repeat(DEEP) },
  { name: "very deep objects", body: '{"a":'.repeat(DEEP) + "1" + "}".repeat(DEEP) },
  { name: "too large", body: JSON.stringify({ name: "a".repeat(1_048_576) }), status: 413 },
  { name: "as text", body: "{}", status: 415, headers: { "content-type": "text/plain" } },
  { name: "without a type", body: "{}", status: 415, headers: { "content-type": "" } },
  {
    name: "in another charset",
    body: "{}",
    status: 415,
    headers: { "content-type": "application/json; charset=utf-16" },
  },
  { name: "compressed", body: "{}", status: 415, headers: { "content-encoding": "gzip" } },
]

const CODES: Record<number, string> = {
  400: "invalid_request",
  413: "too_large",
  415: "unsupported_media_type",
}

it.each(BAD_BODIES)(
  "[HTTP-4] a body that is $name is refused by every operation and changes nothing",
  async ({ body, status = 400, headers = {} }) => {
    const before = await snapshot(host.operator, [tenant])
    for (const { name, method, path } of operations) {
      for (const idempotencyKey of [undefined, "bad-body"]) {
        const sent = idempotencyKey === undefined ? { body, headers } : { body, headers, idempotencyKey }
        const answer = await host.operator.send(method, path, sent)
        expect([name, answer.status, answer.body?.code]).toEqual([name, status, CODES[status]])
        expect(answer.headers.get("content-type")).toBe("application/problem+json")
      }
    }
    expect(await snapshot(host.operator, [tenant])).toEqual(before)
    await expectSound(host, tenant)
  },
)

it("[HTTP-6] bytes that are not UTF-8 are refused by every operation", async () => {
  const before = await snapshot(host.operator, [tenant])
  for (const { name, method, path } of operations) {
    const response = await host.request(path, {
      method,
      headers: { authorization: `Bearer ${host.operator.key}`, "content-type": "application/json" },
      body: new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    })
    expect([name, response.status]).toEqual([name, 400])
  }
  expect(await snapshot(host.operator, [tenant])).toEqual(before)
})

it("[HTTP-9] a refused body leaves its Idempotency-Key free", async () => {
  const sent = { idempotencyKey: "free-again" }
  const path = `${tenant.wallet}/top-ups`
  expect((await host.operator.post(path, { amount: "x", method: "manual" }, sent)).status).toBe(400)
  expect((await host.operator.post(path, { amount: "1", method: "manual" }, sent)).status).toBe(201)
})

it.each(["", "a b", "ä", "x".repeat(256)])(
  "[HTTP-8] the Idempotency-Key %j is refused before anything happens",
  async (idempotencyKey) => {
    const before = await snapshot(host.operator, [tenant])
    const answer = await host.operator.post(
      `${tenant.wallet}/top-ups`,
      { amount: "1", method: "manual" },
      { idempotencyKey },
    )
    expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"])
    expect(await snapshot(host.operator, [tenant])).toEqual(before)
  },
)

it.each([
  "/v1/wallets/..%2f..%2fetc%2fpasswd",
  "/v1/wallets/%2e%2e",
  "/v1/wallets/a%00b",
  "/v1/wallets/a%20b/summary",
  `/v1/wallets/${"a".repeat(65)}`,
  "/v1/wallets/__proto__",
  "/v1/wallets/constructor",
  "/v1/wallets/%F0%9F%92%A9",
  "/v1/wallets/%ff",
  "/v1/wallets/acme-wallet%27%20OR%201=1--",
  "/v1/customers/toString",
  "/v1/plans/__proto__",
  "/v1/top-ups/top_..x",
  "/v1/authorizations/hld_",
  "/v1/senders/hasOwnProperty",
])("[AUTH-4] the path %s finds nothing", async (path) => {
  const answer = await host.operator.get(path)
  expect([400, 404]).toContain(answer.status)
  expect(answer.headers.get("content-type")).toBe("application/problem+json")
})
