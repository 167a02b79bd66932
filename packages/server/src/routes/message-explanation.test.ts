import { describe, expect, it } from "vitest"
import { OPERATOR_KEY, openReadingHost } from "../reading/testing-host.ts"

type Host = Awaited<ReturnType<typeof openReadingHost>>

async function send(host: Host, method: string, path: string, body: unknown): Promise<any> {
  const headers = { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" }
  const response = await host.app.request(path, { method, headers, body: JSON.stringify(body) })
  expect(response.status).toBeLessThan(300)
  return await response.json()
}

const PLAN = {
  id: "capped",
  name: "Capped",
  currency: "USD",
  effectiveFrom: "2026-01-01",
  volumeTiers: "counted",
  fees: [
    {
      kind: "per_message",
      label: "Send",
      group: "Messages : Ours",
      amount: "3",
      on: ["sent"],
      capId: "month",
    },
    {
      kind: "percent",
      label: "Markup",
      group: "Messages : Ours",
      percent: "6",
      on: ["delivered"],
      when: { category: ["marketing"], channel: ["cloud_api"] },
    },
  ],
  caps: [{ id: "month", amount: "4", per: "wallet", period: "month" }],
}

async function openHost(): Promise<Host> {
  const host = await openReadingHost()
  await send(host, "POST", "/v1/plans", PLAN)
  await host.change({ planId: "capped" })
  const mmLite = { tosAccepted: true, autoRouting: true, apiVersion: "v3" }
  await send(host, "PUT", "/v1/senders/s1", { walletId: "wal_1", phoneNumber: "+14155550100", mmLite })
  return host
}

async function deliver(host: Host, messageId: string, parts: Record<string, unknown> = {}) {
  const event = {
    messageId,
    recipient: "919876543210",
    senderId: "s1",
    kind: "delivered",
    occurredAt: "2026-11-22T10:00:00Z",
    category: "marketing",
    ...parts,
  }
  return await send(host, "POST", "/v1/events", { events: [event] })
}

async function explain(host: Host, messageId: string, as?: string): Promise<any[]> {
  const answer = await host.get(`/v1/wallets/wal_1/messages/${encodeURIComponent(messageId)}`, as)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { data: unknown[] }).data
}

describe("GET /v1/wallets/:id/messages/:messageId", () => {
  it("[EXPLAIN-1, WHY-1] says which card, rule and cap made the price, and in sentences", async () => {
    const host = await openHost()
    await deliver(host, "m1")
    await deliver(host, "wamid.a/b+c==")
    const [message] = await explain(host, "wamid.a/b+c==")
    expect(message).toMatchObject({
      messageId: "wamid.a/b+c==",
      recipient: "919876543210",
      amount: "1.012508",
      source: "api",
      holdId: null,
      waiting: 0,
      cloudApi: [{ case: "C", code: "v3_endpoint" }],
    })
    const [sent, delivered] = message.charges
    expect(sent).toMatchObject({
      trigger: "sent",
      amount: "1",
      plan: { version: "capped@2026-01-01", from: "2026-01-01", volumeTiers: "counted" },
      card: null,
      counted: [{ month: "2026-11", counter: "cap:month", units: 1_000_000 }],
      fees: [
        {
          rule: "rule:0",
          amount: "1",
          uncapped: "3",
          price: "3",
          when: null,
          cap: { id: "month", per: "wallet" },
        },
      ],
    })
    expect(delivered).toMatchObject({
      number: 4,
      entry: "ent_2",
      instant: "2026-11-22T10:00:00.000Z",
      amount: "0.012508",
      market: { name: "India", foundBy: "prefix", prefix: "91" },
      tierFrom: 0,
      reason: "list",
      allowance: null,
      fees: [
        { rule: "whatsapp", amount: "0.0118", price: null },
        {
          rule: "rule:1",
          amount: "0.000708",
          price: "6%",
          when: { category: ["marketing"], channel: ["cloud_api"] },
        },
      ],
    })
    expect(delivered.card).toEqual({ id: delivered.card.id, from: "2026-10-01", to: null })
    expect(message.explanation).toEqual([
      "It cost 1.012508 USD.",
      "The API said that it is marketing.",
      "Sent on 2026-11-22 at 15:30 (Asia/Kolkata) in India, as numbers that begin with 91 are: 1 USD, in journal entry 2.",
      "Send: 1 USD, 3 USD a message; without cap month it were 3 USD, but the cap has no more left.",
      "Delivered on 2026-11-22 at 15:30 (Asia/Kolkata) in India, as numbers that begin with 91 are: 0.012508 USD, in journal entry 2.",
      `WhatsApp's fee is 0.0118 USD: the list price of rate card ${delivered.card.id}, in force since 2026-10-01.`,
      "Markup: 0.000708 USD, 6 % of WhatsApp's fee for marketing, cloud api.",
    ])
    // The cap is used up: what it takes off is told though nothing was charged.
    await deliver(host, "m3")
    const [third] = await explain(host, "m3")
    expect(third.charges[0].fees).toMatchObject([{ amount: "0", uncapped: "3" }])
  })

  it("[EXPLAIN-1] says what made a message free", async () => {
    const host = await openHost()
    await deliver(host, "told", { category: "service", type: "free_customer_service" })
    await deliver(host, "unit", { category: "service" })
    await deliver(host, "entry", { category: "referral_conversion" })
    const saying = async (messageId: string): Promise<string> =>
      (await explain(host, messageId))[0].explanation.find((one: string) => one.startsWith("WhatsApp's fee"))
    expect(await saying("told")).toBe("WhatsApp's fee is 0, as it answers a customer within 24 hours.")
    expect(await saying("unit")).toBe(
      "WhatsApp's fee is 0, as allowance meta-service of 1000 messages a sender and month had a unit left.",
    )
    expect(await saying("entry")).toBe(
      "WhatsApp's fee is 0, as the customer came by an ad or a page's button.",
    )
    expect((await explain(host, "unit"))[0].charges[1].allowance).toMatchObject({
      id: "meta-service",
      quantity: 1_000,
    })
  })

  it("[EXPLAIN-2] says how the market was found", async () => {
    const host = await openHost()
    await deliver(host, "told", { market: "Brazil" })
    await deliver(host, "canada", { recipient: "14165550100" })
    const market = async (messageId: string, as?: string) =>
      (await explain(host, messageId, as))[0].charges[0].market
    expect(await market("told")).toEqual({ name: "Brazil", foundBy: "told", prefix: null })
    expect(await market("canada")).toMatchObject({ name: "North America", foundBy: "prefix", prefix: "1" })
  })

  it("[WHY-2] explains each recipient of an id, masked for portal tokens, of its own wallet", async () => {
    const host = await openHost()
    await deliver(host, "twice")
    await deliver(host, "twice", { recipient: "5511987654321" })
    const token = await host.token(["usage:read"])
    expect((await explain(host, "twice")).map(({ recipient }) => recipient).toSorted()).toEqual([
      "5511987654321",
      "919876543210",
    ])
    expect((await explain(host, "twice", token)).map(({ recipient }) => recipient).toSorted()).toEqual([
      "5511*******21",
      "9198******10",
    ])
    const path = "/v1/wallets/wal_1/messages/twice"
    expect((await host.get("/v1/wallets/wal_1/messages/none")).status).toBe(404)
    expect((await host.get(path, "par_2")).status).toBe(404)
    expect((await host.get(path, await host.token(["balance:read"]))).status).toBe(403)
  })
})
