import { beforeAll, describe, expect, it } from "vitest"
import { openHost, type Host } from "../support/host.ts"
import { usageEvent } from "../support/events.ts"
import { snapshot } from "../support/snapshot.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

let host: Host
let tenant: Tenant
const DAY_MS = 86_400_000

beforeAll(async () => {
  host = openHost()
  tenant = await makeTenant(host.operator, "acme", { credit: "10" })
})

function event(more: object = {}): object {
  return { ...usageEvent(tenant, { messageId: "m", at: host.now, category: "marketing" }), ...more }
}

describe.each<[field: string, bad: readonly unknown[]]>([
  ["messageId", ["", "   ", "a".repeat(257), "half \ud800", "a\u0000", 1, null]],
  ["recipient", ["", "12345", "1".repeat(16), "919410o31234", "91941003xxxx", 919410031234]],
  ["senderId", ["", "a/b", "a".repeat(65), "__proto__", 5]],
  ["kind", ["", "Delivered", "seen", "billing", 1, null]],
  ["category", ["promo", "", "marketing;", 1, null]],
  ["type", ["gratis", "", 1]],
  ["model", ["XYZ", "pmp ", 1]],
  ["channel", ["sms", "", 1]],
  ["mediaType", ["hologram", 1]],
  [
    "occurredAt",
    [
      "2026-02-30T00:00:00Z",
      "2026-11-22",
      "2026-11-22T24:00:00Z",
      "2026-11-22T10:00:00",
      "1969-12-31T23:59:59Z",
    ],
  ],
  [
    "cost.amount",
    [
      { amount: "1.0000001", currency: "USD" },
      { amount: 1, currency: "USD" },
    ],
  ],
  ["cost.currency", [{ amount: "1", currency: "usd" }, { amount: "1" }]],
  ["zzUnknown", [1]],
])("[ROUTE-5] an event's %s", (path, bad) => {
  it.each(bad)("may not be %j; the other events of the batch go in", async (value) => {
    const field = path.split(".")[0]!
    const before = await snapshot(host.operator, [tenant])
    const alone = await tenant.partner.post("/v1/events", { events: [event({ [field]: value })] })
    expect([alone.status, alone.body.code]).toEqual([400, "invalid_request"])
    expect(alone.body.errors[0].path).toBe(`events[0].${path}`)
    expect(await snapshot(host.operator, [tenant])).toEqual(before)

    const good = event({ messageId: `good ${path} ${JSON.stringify(value).slice(0, 50)}` })
    const mixed = await tenant.partner.post("/v1/events", { events: [event({ [field]: value }), good] })
    expect(mixed.status).toBe(200)
    expect(mixed.body).toMatchObject({ accepted: 1, rejected: 1, charged: "0.013508" })
    expect(mixed.body.results[0]).toMatchObject({ index: 0, status: "rejected" })
    expect(mixed.body.results[1]).toMatchObject({ index: 1, status: "accepted" })
  })
})

it.each([
  ["no events", { events: [] }],
  ["1,001 events", { events: Array.from({ length: 1_001 }, (_, index) => ({ messageId: `m${index}` })) }],
  ["events that are no list", { events: {} }],
  ["no member events", {}],
  ["another member", { events: [{}], dryRun: true }],
])("[EVT-1] a batch with %s is refused whole", async (_, body) => {
  const before = await snapshot(host.operator, [tenant])
  const answer = await tenant.partner.post("/v1/events", body)
  expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"])
  expect(answer.body.errors.length).toBeLessThanOrEqual(20)
  expect(await snapshot(host.operator, [tenant])).toEqual(before)
})

it("[ROUTE-5] the faults of a whole batch are told in an answer that every store keeps", async () => {
  const good = event({ messageId: "among-faults" })
  const unknown = Array.from({ length: 20 }, (_, place) => [String.fromCharCode(97 + place).repeat(45), 1])
  const bad = Array.from({ length: 999 }, () => Object.fromEntries(unknown))
  const sent = { idempotencyKey: "faults" }
  const answer = await tenant.partner.post("/v1/events", { events: [...bad, good] }, sent)
  expect(answer.body).toMatchObject({ accepted: 1, rejected: 999 })
  expect(Math.max(...answer.body.results.map((one: any) => one.errors?.length ?? 0))).toBe(5)
  // A row of D1 takes 2 MB.
  expect(answer.text.length).toBeLessThan(1_500_000)
  expect((await tenant.partner.post("/v1/events", { events: [...bad, good] }, sent)).text).toBe(answer.text)
})

it("[INV-8] instants too far off, and senders that nobody knows, wait in suspense and cost nothing", async () => {
  const { balance } = (await tenant.partner.get(tenant.wallet)).body
  const told = [
    event({ messageId: "old", occurredAt: new Date(host.now - 400 * DAY_MS - 1).toISOString() }),
    event({ messageId: "ahead", occurredAt: new Date(host.now + 30 * DAY_MS + 1).toISOString() }),
    event({ messageId: "far", occurredAt: "9999-12-31T23:59:59Z" }),
    event({ messageId: "first", occurredAt: "1970-01-01T00:00:00Z" }),
    event({ messageId: "stranger", senderId: "nobody" }),
  ]
  for (const attempt of ["first", "again"]) {
    const answer = await tenant.partner.post("/v1/events", { events: told })
    expect([attempt, answer.body.suspended, answer.body.charged]).toEqual([attempt, 5, "0"])
  }
  const { data } = (await host.operator.get("/v1/suspense")).body
  const reasons = data.map((row: { messageId: string; reason: string }) => [row.messageId, row.reason]).sort()
  expect(reasons).toEqual([
    ["ahead", "out_of_range"],
    ["far", "out_of_range"],
    ["first", "out_of_range"],
    ["old", "out_of_range"],
    ["stranger", "unknown_sender"],
  ])
  expect((await tenant.partner.get(tenant.wallet)).body.balance).toBe(balance)
  // At the very limits they are taken; a year ago, an older card.
  const edges = [
    event({ messageId: "oldest", occurredAt: new Date(host.now - 400 * DAY_MS).toISOString() }),
    event({ messageId: "latest", occurredAt: new Date(host.now + 30 * DAY_MS).toISOString() }),
  ]
  const taken = await tenant.partner.post("/v1/events", { events: edges })
  const outcomes = taken.body.results.map(
    ({ status, reason }: { status: string; reason?: string }) => reason ?? status,
  )
  expect(outcomes).not.toContain("out_of_range")
  await expectSound(host, tenant)
})

it("[CATALOG-3] the same id with another body is 409 and changes nothing", async () => {
  const { operator } = host
  const { walletId, customerId } = tenant
  const messages = [{ to: "919410031234", category: "marketing" }]
  const plan = { id: "mine", name: "Mine", currency: "USD", effectiveFrom: "2026-01-01" }
  const taken: [string, object, object][] = [
    [
      "/v1/partners",
      { id: "twice", name: "a", allowedOrigins: [] },
      { id: "twice", name: "b", allowedOrigins: [] },
    ],
    [
      "/v1/customers",
      { id: "twice", partnerId: "acme", name: "a", timezone: "UTC" },
      { id: "twice", partnerId: "acme", name: "b", timezone: "UTC" },
    ],
    [
      "/v1/wallets",
      { id: "twice", customerId, currency: "USD" },
      { id: "twice", customerId, currency: "EUR" },
    ],
    ["/v1/plans", plan, { ...plan, name: "Other" }],
    [
      "/v1/authorizations",
      { id: "twice", walletId, messages },
      { id: "twice", walletId, messages: [...messages, ...messages] },
    ],
  ]
  for (const [path, body, other] of taken) {
    const first = await operator.post(path, body)
    expect([path, first.status]).toEqual([path, 201])
    const before = await snapshot(operator, [tenant])
    const again = await operator.post(path, body)
    expect([path, again.status]).toEqual([path, 200])
    const refused = await operator.post(path, other)
    expect([path, refused.status, refused.body.code]).toEqual([path, 409, "id_taken"])
    expect(await snapshot(operator, [tenant])).toEqual(before)
  }
})

const HEAD = "market,currency,category,tier_from,rate\n"
const META_TIERS = `Market,Currency,Utility,,,,
,,From,To,Rate type,Rate,vs. List rate
India,USD,0,100,List rate,0.0014,
,,200,--,Tier rate,0.0013,-5%
`

it.each<[string, string]>([
  ["that begins at its second tier", `${HEAD}India,USD,utility,1001,0.0014\n`],
  [
    "with tiers out of order",
    `${HEAD}India,USD,utility,0,0.1\nIndia,USD,utility,5,0.1\nIndia,USD,utility,5,0.2\n`,
  ],
  ["of Meta's with a gap between tiers", META_TIERS],
  ["with 7 decimals", `${HEAD}India,USD,utility,0,0.0000001\n`],
  ["with an exponent", `${HEAD}India,USD,utility,0,1e-3\n`],
  ["with a negative rate", `${HEAD}India,USD,utility,0,-0.1\n`],
  ["in two currencies", `${HEAD}India,USD,utility,0,0.1\nBrazil,EUR,utility,0,0.1\n`],
  ["in no currency", `${HEAD}India,ZZZ,utility,0,0.1\n`],
  ["without a price", `${HEAD}India,USD,utility,0,n/a\n`],
  ["of an unknown category", `${HEAD}India,USD,promo,0,0.1\n`],
  ["with an open quote", `${HEAD}"India,USD,utility,0,0.1\n`],
  ["of nothing", ""],
  ["that is no card", "hello\n"],
])("[RATE-5] a rate card %s is refused with its line, and is not there", async (_, body) => {
  const before = await snapshot(host.operator, [tenant])
  const path = "/v1/rate-cards?id=bad&effectiveFrom=2026-11-01"
  const answer = await host.operator.send("POST", path, { body, headers: { "content-type": "text/csv" } })
  expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"])
  expect(answer.body.errors.length).toBeGreaterThan(0)
  expect(await snapshot(host.operator, [tenant])).toEqual(before)
})
