import { beforeAll, describe, expect, it } from "vitest"
import { SERVER } from "../support/open-server.ts"
import { openHost, type Host } from "../support/host.ts"
import type { Answer } from "../support/client.ts"
import { META_APP_SECRET } from "../support/secrets.ts"
import { snapshot } from "../support/snapshot.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"
import {
  gupshupBillingV3,
  metaInbound,
  metaSignature,
  metaStatus,
  postGupshup,
  postMeta,
  RECIPIENT,
} from "../support/webhooks.ts"

let host: Host
let tenant: Tenant

beforeAll(async () => {
  host = openHost()
  tenant = await makeTenant(host.operator, "acme", { credit: "10" })
})

function delivered(messageId: string, more: object = {}): object {
  const { senderId } = tenant
  return metaStatus({
    senderId,
    messageId,
    status: "delivered",
    at: host.now,
    category: "marketing",
    type: "regular",
    ...more,
  })
}

async function unchanged(post: () => Promise<Answer>): Promise<Answer> {
  const before = await snapshot(host.operator, [tenant])
  const answer = await post()
  expect(await snapshot(host.operator, [tenant])).toEqual(before)
  await expectSound(host, tenant)
  return answer
}

describe("[META-12] a Cloud API webhook", () => {
  it.each<[string, (body: string) => Record<string, string>]>([
    ["without a signature", () => ({})],
    ["with an empty one", () => ({ "x-hub-signature-256": "" })],
    ["with another secret's", (body) => ({ "x-hub-signature-256": metaSignature(body, "other") })],
    ["with another body's", () => ({ "x-hub-signature-256": metaSignature("{}") })],
    ["with SHA-1", (body) => ({ "x-hub-signature": metaSignature(body), "x-hub-signature-256": "sha1=00" })],
    ["with half of it", (body) => ({ "x-hub-signature-256": metaSignature(body).slice(0, 40) })],
    ["with more after it", (body) => ({ "x-hub-signature-256": `${metaSignature(body)}00` })],
    ["with the bare hex", (body) => ({ "x-hub-signature-256": metaSignature(body).slice(7) })],
    ["with a key of ours instead", () => ({ authorization: `Bearer ${host.operator.key}` })],
    ["with the secret itself", () => ({ "x-hub-signature-256": META_APP_SECRET })],
  ])("%s is 401 and changes nothing", async (_, headersOf) => {
    const body = JSON.stringify(delivered("forged"))
    const answer = await unchanged(() =>
      host.operator.as("").send("POST", "/v1/ingest/meta", { body, headers: headersOf(body) }),
    )
    expect([answer.status, answer.body.code]).toEqual([401, "unauthenticated"])
  })

  it("whose body was changed by one byte is 401", async () => {
    const body = JSON.stringify(delivered("forged"))
    const headers = { "x-hub-signature-256": metaSignature(body) }
    for (const tampered of [body.replace("regular", "Regular"), `${body} `, body.replace("acme", "bcme")]) {
      const answer = await unchanged(() =>
        host.operator.as("").send("POST", "/v1/ingest/meta", { body: tampered, headers }),
      )
      expect(answer.status).toBe(401)
    }
  })
})

it.each(["", "wrong", "gupshup-token-of-the-scenario", "gupshup-token-of-the-scenarios0"])(
  "[AUTH-9] a Gupshup callback with the token %j is 401 and changes nothing",
  async (token) => {
    const event = { appId: tenant.appId, messageId: "m", gsId: "g", source: "gupshup" as const }
    const answer = await unchanged(() => postGupshup(host.operator, gupshupBillingV3(event), token))
    expect([answer.status, answer.body.code]).toEqual([401, "unauthenticated"])
  },
)

it.each<[string, string, number]>([
  ["cut JSON", '{"object": ', 400],
  ["a list", "[]", 200],
  ["null", "null", 200],
  ["a text", '"x"', 200],
  ["an object that says nothing", "{}", 200],
  ["__proto__", '{"__proto__": {"entry": []}}', 400],
  ["entries that are none", '{"object":"x","entry":{"0":1}}', 200],
  ["deep lists", `{"entry":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, 200],
])("[META-6] a signed webhook of %s is answered and charges nothing", async (_, body, status) => {
  for (const path of ["/v1/ingest/meta", "/v1/ingest/gupshup?token=gupshup-token-of-the-scenarios"]) {
    const answer = await unchanged(() =>
      host.operator
        .as("")
        .send("POST", path, { body, headers: { "x-hub-signature-256": metaSignature(body) } }),
    )
    expect([path, answer.status]).toEqual([path, status])
  }
})

const isOnWorkerd = SERVER === "workerd"
it.skipIf(isOnWorkerd)(
  `[META-6] a signed webhook of more than 4 MiB is refused${isOnWorkerd ? " (skipped: wrangler's local server closes the socket while it is sent)" : ""}`,
  async () => {
    const body = `{"entry":"${"a".repeat(4 * 1_048_576)}"}`
    const headers = { "x-hub-signature-256": metaSignature(body) }
    const answer = await unchanged(() =>
      host.operator.as("").send("POST", "/v1/ingest/meta", { body, headers }),
    )
    expect(answer.status).toBe(413)
  },
)

it.each<[string, (status: Record<string, any>) => void]>([
  ["no id", (status) => delete status["id"]],
  ["an id that is an object", (status) => (status["id"] = {})],
  ["an id of 257 characters", (status) => (status["id"] = "a".repeat(257))],
  ["no recipient", (status) => delete status["recipient_id"]],
  ["a masked recipient", (status) => (status["recipient_id"] = "91941003xxxx")],
  ["no timestamp", (status) => delete status["timestamp"]],
  ["a timestamp of 1970", (status) => (status["timestamp"] = "0")],
  ["a timestamp of the year 60000", (status) => (status["timestamp"] = "1831435200000000")],
  ["a negative timestamp", (status) => (status["timestamp"] = "-1795300000")],
  ["a timestamp past 2^53", (status) => (status["timestamp"] = 1e300)],
  ["no status", (status) => delete status["status"]],
])("[META-6] a status with %s is rejected, and its neighbour is charged", async (name, spoil) => {
  const webhook = delivered(`bad ${name}`) as { entry: any[] }
  const statuses: Record<string, any>[] = webhook.entry[0].changes[0].value.statuses
  const good = { ...statuses[0]!, id: `good ${name}` }
  spoil(statuses[0]!)
  statuses.push(good)
  const answer = await postMeta(host.operator, webhook)
  expect([answer.status, answer.body]).toEqual([
    200,
    expect.objectContaining({ accepted: 1, rejected: 1, charged: "0.013508" }),
  ])
  await expectSound(host, tenant)
})

it.each<[string, object, string]>([
  ["an unknown category", { category: "promotional" }, "unknown_category"],
  ["an unknown type", { type: "gratis" }, "unknown_category"],
  ["a category of this prototype", { category: "__proto__" }, "unknown_category"],
  ["the category constructor", { category: "constructor" }, "unknown_category"],
])("[INV-8] %s from a webhook waits in suspense and is never free", async (name, facts, reason) => {
  const { balance } = (await tenant.partner.get(tenant.wallet)).body
  const answer = await postMeta(host.operator, delivered(`suspended ${name}`, facts))
  expect(answer.body).toMatchObject({ suspended: 1, accepted: 0, charged: "0" })
  const { data } = (await host.operator.get(`/v1/suspense?walletId=${tenant.walletId}&limit=200`)).body
  const row = data.find(({ messageId }: { messageId: string }) => messageId === `suspended ${name}`)
  expect(row.reason).toBe(reason)
  expect((await tenant.partner.get(tenant.wallet)).body.balance).toBe(balance)
  await expectSound(host, tenant)
})

it("[INV-8] an event of a sender that nobody knows waits, once, and is charged once when it is known", async () => {
  const senderId = "late-sender"
  const webhook = delivered("of a late sender", { senderId })
  for (let told = 0; told < 3; told++) {
    expect((await postMeta(host.operator, webhook)).body).toMatchObject({ suspended: 1, charged: "0" })
  }
  const { data } = (await host.operator.get("/v1/suspense")).body
  expect(data.filter((row: { senderId: string }) => row.senderId === senderId)).toHaveLength(1)
  const { partner, walletId } = tenant
  await partner.must(partner.put(`/v1/senders/${senderId}`, { walletId, phoneNumber: "+14155550102" }))
  const retried = await host.operator.post("/v1/suspense/retry", {})
  expect(retried.body).toMatchObject({ accepted: 1, charged: "0.013508" })
  expect((await postMeta(host.operator, webhook)).body).toMatchObject({ duplicates: 1, charged: "0" })
  expect((await host.operator.post("/v1/suspense/retry", {})).body).toMatchObject({ accepted: 0 })
})

it.each(["9007199254740993", "1e400", "-1", "0.1", "123456789012345678901234567890"])(
  "[META-9] a cost of %s in a webhook is an exact fee or waits, and is never a float",
  async (amount) => {
    const id = `cost ${amount}`
    const text = JSON.stringify(delivered(id)).replace(
      '"type":"regular"',
      `"type":"regular","cost":{"amount":${amount},"currency":"USD"}`,
    )
    const headers = { "x-hub-signature-256": metaSignature(text) }
    const answer = await host.operator.as("").send("POST", "/v1/ingest/meta", { body: text, headers })
    expect(answer.status).toBe(200)
    // 0.1 + 6 % of it + the fee per message; everything else waits.
    const expected = amount === "0.1" ? { accepted: 1, charged: "0.107" } : { suspended: 1 }
    expect(answer.body).toMatchObject(expected)
    await expectSound(host, tenant)
  },
)

it("[INV-4] an inbound message is taken whatever the balance", async () => {
  const poor = await makeTenant(host.operator, "poor")
  for (const status of ["active", "suspended"]) {
    await host.operator.must(host.operator.patch(poor.wallet, { status }))
    const inbound = metaInbound(poor.senderId, `in ${status}`, host.now, RECIPIENT)
    expect((await postMeta(host.operator, inbound)).body).toMatchObject({ accepted: 1, charged: "0.001" })
  }
  expect((await poor.partner.get(poor.wallet)).body.balance).toBe("-0.002")
})
