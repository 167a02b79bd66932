import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { micros, minus, readBooks, times } from "../support/books.ts"
import type { Answer } from "../support/client.ts"
import { postEvents } from "../support/events.ts"
import { openServer, reasonToSkip, SERVER, type OpenServer } from "../support/open-server.ts"
import { seededRandom } from "../support/random.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"
import { metaStatus, postMeta } from "../support/webhooks.ts"

const missing = await reasonToSkip()

function authorize({ partner, senderId }: Tenant, message: object, key?: string): Promise<Answer> {
  const body = { senderId, messages: [{ to: "919410031234", ...message }] }
  return partner.post("/v1/authorizations", body, key === undefined ? {} : { idempotencyKey: key })
}

/** How many answers there are of each status. */
function countStatuses(answers: readonly Answer[]): Record<number, number> {
  const groups = Object.groupBy(answers, ({ status }) => status)
  return Object.fromEntries(Object.entries(groups).map(([status, list]) => [status, list?.length ?? 0]))
}

function key(idempotencyKey: string): { idempotencyKey: string } {
  return { idempotencyKey }
}

describe.skipIf(missing !== undefined)(
  `at once, on ${SERVER}${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    let host: OpenServer

    beforeAll(async () => {
      host = await openServer()
    })
    afterAll(() => host.stop())

    it.each([
      {
        name: "exact",
        planId: "meta",
        message: { category: "marketing" },
        price: "0.0118",
        budget: "0.2478",
      },
      {
        name: "short",
        planId: "meta",
        message: { category: "marketing" },
        price: "0.0118",
        budget: "0.247799",
      },
      {
        name: "fees",
        planId: "gupshup",
        message: { category: "marketing" },
        price: "0.013508",
        budget: "0.3",
      },
      { name: "small", planId: "gupshup", message: { category: "utility" }, price: "0.0024", budget: "0.05" },
      {
        name: "bulk",
        planId: "meta",
        message: { category: "utility", count: 7 },
        price: "0.0098",
        budget: "0.3",
      },
      { name: "none", planId: "meta", message: { category: "utility" }, price: "0.0014", budget: "0.001399" },
    ])(
      "[INV-2] of 60 clients at once on $budget, exactly the whole number of times that $price fits succeed",
      async ({ name, planId, message, price, budget }) => {
        const tenant = await makeTenant(host.operator, `budget-${name}`, { planId, credit: budget })
        const fits = Number(micros(budget) / micros(price))
        const answers = await Promise.all(Array.from({ length: 60 }, () => authorize(tenant, message)))
        const expected = fits === 0 ? { 402: 60 } : { 201: fits, 402: 60 - fits }
        expect(countStatuses(answers)).toEqual(expected)
        const { balance, held, spendable } = (await tenant.partner.get(tenant.wallet)).body
        expect(balance).toBe(budget)
        expect(held).toBe(times(price, fits))
        expect(spendable).toBe(minus(budget, times(price, fits)))
        for (const { status, body } of answers) {
          if (status === 402) expect(body).toMatchObject({ code: "insufficient_funds", required: price })
        }
      },
    )

    it("[INV-2] authorizations, deliveries and releases at once never take spendable below zero", async () => {
      const tenant = await makeTenant(host.operator, "mixed", { credit: "0.2" })
      const { partner, wallet } = tenant
      const price = "0.013508"
      let delivered = 0
      let refused = 0
      const seen: string[] = []
      await Promise.all(
        Array.from({ length: 12 }, async (_, client) => {
          const random = seededRandom(client)
          for (let turn = 0; turn < 8; turn++) {
            const messageId = `mixed-${client}-${turn}`
            const hold = await authorize(tenant, { messageId, category: "marketing" })
            if (hold.status === 402) {
              refused += 1
            } else if (random.below(2) === 0) {
              await partner.must(partner.post(`/v1/authorizations/${hold.body.id}/release`))
            } else {
              const event = { messageId, at: Date.now(), category: "marketing" }
              delivered += 1
              await postEvents(tenant, [{ ...event, kind: "sent" }, event, event])
            }
            seen.push((await partner.must(partner.get(wallet))).spendable)
          }
        }),
      )
      expect(delivered).toBeGreaterThan(0)
      expect(refused).toBeGreaterThan(0)
      expect(seen.filter((spendable) => micros(spendable) < 0n)).toEqual([])
      const books = await readBooks(tenant)
      expect([books.wallet.balance, books.wallet.held]).toEqual([minus("0.2", times(price, delivered)), "0"])
    })

    it("[INV-3] the same webhook forty times at once is charged once", async () => {
      const tenant = await makeTenant(host.operator, "webhooks", { credit: "1" })
      const status = { senderId: tenant.senderId, messageId: "same", at: Date.now(), category: "marketing" }
      const webhook = metaStatus({ ...status, status: "delivered", type: "regular" })
      const answers = await Promise.all(Array.from({ length: 40 }, () => postMeta(host.operator, webhook)))
      expect(countStatuses(answers)).toEqual({ 200: 40 })
      expect(answers.map(({ body }) => body.charged).filter((charged) => charged !== "0")).toEqual([
        "0.013508",
      ])
      expect((await readBooks(tenant)).wallet.balance).toBe("0.986492")
    })

    it("[INV-7] one Idempotency-Key twenty times at once has one effect and one answer", async () => {
      const tenant = await makeTenant(host.operator, "keys", { credit: "1" })
      const { operator, partner, wallet, walletId, senderId } = tenant
      const hold = (await authorize(tenant, { category: "utility" })).body
      const event = {
        messageId: "k",
        recipient: "919410031234",
        senderId,
        kind: "delivered",
        category: "utility",
      }
      const events = [{ ...event, occurredAt: new Date().toISOString() }]
      const requests: [string, () => Promise<Answer>][] = [
        ["top-up", () => operator.post(`${wallet}/top-ups`, { amount: "2", method: "manual" }, key("a"))],
        [
          "adjustment",
          () => operator.post(`${wallet}/adjustments`, { amount: "-0.5", reason: "r" }, key("b")),
        ],
        ["authorization", () => authorize(tenant, { category: "marketing" }, "c")],
        ["too much", () => authorize(tenant, { category: "marketing", count: 1_000_000 }, "c2")],
        ["release", () => partner.post(`/v1/authorizations/${hold.id}/release`, {}, key("d"))],
        ["events", () => partner.post("/v1/events", { events }, key("e"))],
        [
          "wallet",
          () => partner.post("/v1/wallets", { customerId: tenant.customerId, currency: "USD" }, key("f")),
        ],
        ["allotments", () => partner.put(`${wallet}/allotments`, [], key("g"))],
      ]
      for (const [name, request] of requests) {
        const answers = await Promise.all(Array.from({ length: 20 }, request))
        expect([name, new Set(answers.map(({ status, text }) => `${status} ${text}`)).size]).toEqual([
          name,
          1,
        ])
        const replayed = answers.filter(({ headers }) => headers.get("idempotent-replayed") === "true")
        if (name !== "events") expect([name, replayed.length]).toEqual([name, 19])
      }
      const books = await readBooks(tenant)
      expect(books.wallet.balance).toBe("2.4976")
      expect(books.wallet.held).toBe("0.013508")
      expect((await partner.get("/v1/wallets")).body.data.map(({ id }: { id: string }) => id)).toHaveLength(2)

      const other = await operator.post(`${wallet}/top-ups`, { amount: "3", method: "manual" }, key("a"))
      expect([other.status, other.body.code]).toEqual([409, "idempotency_key_reused"])
      const otherHold = await authorize(tenant, { category: "utility" }, "c")
      expect([otherHold.status, otherHold.body.code]).toEqual([409, "idempotency_key_reused"])
      const otherEvents = await partner.post(
        "/v1/events",
        { events: [{ ...events[0], messageId: "k2" }] },
        key("e"),
      )
      expect([otherEvents.status, otherEvents.body.code]).toEqual([409, "idempotency_key_reused"])
      expect((await partner.get(`/v1/wallets/${walletId}`)).body).toEqual(books.wallet)
    })

    it("[HTTP-10] one Idempotency-Key of the catalog at once makes one record; whoever came between asks again", async () => {
      const tenant = await makeTenant(host.operator, "catalog")
      const body = { name: "Made once", timezone: "UTC" }
      const make = async (): Promise<Answer> => {
        for (;;) {
          const answer = await tenant.partner.post("/v1/customers", body, key("once"))
          if (answer.status !== 503) return answer
          expect(answer.headers.get("retry-after")).toBe("1")
        }
      }
      const answers = await Promise.all(Array.from({ length: 10 }, make))
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
      expect((await tenant.partner.get("/v1/customers")).body.data).toHaveLength(2)
    })

    it("[INV-7] a key that came with one wallet is refused with another", async () => {
      const tenant = await makeTenant(host.operator, "two", { credit: "1" })
      const { partner, customerId } = tenant
      const second = "two-second"
      await partner.must(partner.post("/v1/wallets", { id: second, customerId, currency: "USD" }))
      await host.operator.must(
        host.operator.post(`/v1/wallets/${second}/top-ups`, { amount: "1", method: "manual" }),
      )
      const messages = [{ to: "919410031234", category: "marketing" }]
      const first = await partner.post(
        "/v1/authorizations",
        { walletId: tenant.walletId, messages },
        key("k"),
      )
      expect(first.status).toBe(201)
      const other = await partner.post("/v1/authorizations", { walletId: second, messages }, key("k"))
      expect([other.status, other.body.code]).toEqual([409, "idempotency_key_reused"])
      const made = { customerId, currency: "USD" }
      expect((await partner.post("/v1/wallets", { id: "two-a", ...made }, key("w"))).status).toBe(201)
      const otherWallet = await partner.post("/v1/wallets", { id: "two-b", ...made }, key("w"))
      expect([otherWallet.status, otherWallet.body.code]).toEqual([409, "idempotency_key_reused"])
    })

    it("[HTTP-9] a top-up to a wallet that was not there answers the same under its key once the wallet is", async () => {
      const { partner, customerId } = await makeTenant(host.operator, "late")
      const pay = () =>
        host.operator.post("/v1/wallets/late-second/top-ups", { amount: "1", method: "manual" }, key("pay"))
      const first = await pay()
      expect([first.status, first.body.code]).toEqual([404, "not_found"])
      await partner.must(partner.post("/v1/wallets", { id: "late-second", customerId, currency: "USD" }))
      const again = await pay()
      expect([again.status, again.text]).toEqual([first.status, first.text])
      const { balance } = (await partner.get("/v1/wallets/late-second")).body
      expect(balance).toBe("0")
    })
  },
)
