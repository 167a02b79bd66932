import { beforeEach, expect, it } from "vitest"
import { TOKEN_RATE_LIMIT } from "./rate-limiter.ts"
import { makeTenant, testApp, type Answered, type Tenant, type TestApp } from "../testing/test-app.ts"

const WALLET = "/v1/wallets/wal_1"

let test: TestApp
let tenant: Tenant
let token = ""
beforeEach(async () => {
  test = testApp()
  tenant = await makeTenant(test, "mine")
  const { key, customerId } = tenant
  await test.send("POST", "/v1/wallets", { key, body: { id: "wal_1", customerId, currency: "USD" } })
  const made = await test.send("POST", "/v1/portal-tokens", {
    key,
    body: { walletId: "wal_1", scopes: ["balance:read"] },
  })
  token = made.body.token
})

/** A request as the elements send it from the partner's page. */
const fromPage = (
  path: string,
  key = token,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> => test.send("GET", path, { key, headers: { origin: tenant.origin, ...headers } })

function expectReadable({ headers }: Answered): void {
  expect(headers.get("access-control-allow-origin")).toBe(tenant.origin)
  expect(headers.get("vary")).toContain("Origin")
  const exposed = headers.get("access-control-expose-headers")?.split(", ")
  expect(exposed).toEqual(expect.arrayContaining(["ETag", "Retry-After", "X-Request-Id"]))
}

it("[HTTP-7] a page reads what did not change, and every refusal", async () => {
  const summary = await fromPage(`${WALLET}/summary`)
  const etag = summary.headers.get("etag") ?? ""
  const known = await fromPage(`${WALLET}/summary`, token, { "if-none-match": etag })
  expect([known.status, known.headers.get("etag")]).toEqual([304, etag])
  const answers: [number, Answered][] = [
    [200, summary],
    [304, known],
    [401, await fromPage(`${WALLET}/summary`, "nobody")],
    [401, await fromPage(`${WALLET}/stream`, "nobody")],
    [403, await fromPage(`${WALLET}/usage`)],
    [404, await fromPage("/v1/wallets/wal_2/summary")],
    [404, await fromPage("/v1/nothing")],
  ]
  for (const [status, answer] of answers) {
    expect(answer.status).toBe(status)
    expectReadable(answer)
    if (status >= 400) expect(answer.body.code).toBeTruthy()
  }
})

it("[HTTP-7] [HTTP-15] a page reads that it asked too often, and when to come again", async () => {
  let answer = await fromPage(`${WALLET}/summary`)
  for (let n = 0; n < TOKEN_RATE_LIMIT.burst; n++) answer = await fromPage(`${WALLET}/summary`)
  expect([answer.status, answer.body.code, answer.headers.get("retry-after")]).toEqual([
    429,
    "rate_limited",
    "1",
  ])
  expectReadable(answer)
  const stream = await fromPage(`${WALLET}/stream`)
  expect(stream.status).toBe(429)
  expectReadable(stream)
})

it.each([
  ["PATCH", "/v1/customers/mine-customer", "authorization, content-type"],
  ["PUT", `${WALLET}/auto-recharge`, "authorization, content-type, idempotency-key"],
  ["POST", `${WALLET}/top-ups`, "authorization, content-type, idempotency-key"],
  ["GET", `${WALLET}/stream`, "authorization, last-event-id"],
  ["GET", `${WALLET}/summary`, "authorization, if-none-match"],
])("[HTTP-7] a preflight allows %s %s with its headers", async (method, path, asked) => {
  const headers = {
    origin: tenant.origin,
    "access-control-request-method": method,
    "access-control-request-headers": asked,
  }
  const answer = await test.send("OPTIONS", path, { key: "", headers })
  expect(answer.status).toBe(204)
  expect(answer.headers.get("access-control-allow-origin")).toBe(tenant.origin)
  expect(answer.headers.get("access-control-allow-methods")?.split(", ")).toContain(method)
  const allowed = answer.headers.get("access-control-allow-headers")?.toLowerCase().split(", ")
  expect(allowed).toEqual(expect.arrayContaining(asked.split(", ")))
  const foreign = { ...headers, origin: "https://elsewhere.example.com" }
  expect((await test.send("OPTIONS", path, { key: "", headers: foreign })).status).toBe(403)
})
