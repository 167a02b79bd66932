import { describe, expect, it } from "vitest"
import { disableEndpoint } from "../../src/deliveries/endpoint-health.ts"
import { LANGUAGES } from "../../src/demo/portal/portal-words.ts"
import { rechargeFacts } from "../../src/mail/recharge-facts.ts"
import { mailLanguage } from "../../src/mail/write-mail.ts"
import { deliverOutbox } from "../../src/outbox/deliver-outbox.ts"
import { payingApp, type PayingApp } from "../../src/payments/testing-checkout.ts"
import { nodeWebhookPost } from "../../src/runtime/post-webhook.ts"

const OPERATOR = "ops@example.com"
const SUPPORT = "help@acme.example"

async function told(): Promise<PayingApp> {
  const app = await payingApp({ operatorEmail: OPERATOR, publicUrl: "https://pay.example.com" })
  await app.deps.catalog.changePartner("acme", (one) => ({ ...one, supportEmail: SUPPORT }))
  return app
}
const mailsTo = async (app: PayingApp, to: string, key?: string): Promise<any[]> => {
  const { body } = await app.send("GET", "/v1/mails", key === undefined ? {} : { key })
  return body.data.filter((mail: any) => mail.to === to)
}
const toOperator = (app: PayingApp) => mailsTo(app, OPERATOR)
const toPartner = (app: PayingApp) => mailsTo(app, SUPPORT, app.tenant.key)
const toCustomer = (app: PayingApp) => mailsTo(app, "asha@example.com", app.tenant.key)
async function paid(app: PayingApp): Promise<{ id: string; at: (answer: string) => Promise<unknown> }> {
  const { id, checkoutUrl } = (await app.checkout()).body
  await app.answer(checkoutUrl, "pay")
  const at = (answer: string) =>
    app.send("POST", new URL(checkoutUrl).pathname, {
      key: "",
      body: `answer=${answer}`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
  return { id, at }
}

describe("mails to people who run it", () => {
  it("[MAIL-8] operator and partner are told of a dispute that is opened or lost, once each, and customers are not", async () => {
    const app = await told()
    const { id, at } = await paid(app)
    await at("dispute")
    await deliverOutbox(app.deps)
    app.now += 1000
    await at("lose")
    await deliverOutbox(app.deps)
    const subjects = ["A payment is disputed: 100 USD", "A dispute is lost: 100 USD"]
    for (const mails of [await toOperator(app), await toPartner(app)]) {
      expect(mails.map(({ subject }) => subject)).toEqual(subjects)
      expect(mails[0].text).toContain(`Top-up: ${id}`)
    }
    expect((await toCustomer(app)).map(({ kind }) => kind)).toEqual(["receipt"])
  })

  it("[MAIL-8] who has no address is not told", async () => {
    const app = await payingApp()
    const { at } = await paid(app)
    await at("dispute")
    await deliverOutbox(app.deps)
    expect((await app.send("GET", "/v1/mails")).body.data).toEqual([])
    expect((await app.send("GET", "/v1/mails", { key: app.tenant.key })).body.data).toHaveLength(1)
  })

  it("[MAIL-8] the operator alone is told of a refund that failed, and of a payment of another amount, once", async () => {
    const app = await told()
    const { id } = await paid(app)
    await app.send("POST", `/v1/top-ups/${id}/refund`, { body: { amount: "20.13", reason: "asked" } })
    await deliverOutbox(app.deps)
    await expect.poll(async () => (await app.topUp(id)).refunds[0].status).toBe("failed")
    await deliverOutbox(app.deps)
    app.now += 1000
    const other = (await app.checkout()).body
    for (const _ of [1, 2]) await app.tellPaid({ id: other.id, total: "1" })
    expect((await toOperator(app)).map(({ subject }) => subject)).toEqual([
      "A refund failed: 20.13 USD",
      "A payment does not fit what was asked for",
    ])
    expect(await toPartner(app)).toEqual([])
  })

  it("[MAIL-8] a partner is told that its endpoint was disabled, each time", async () => {
    const app = await told()
    const { key } = app.tenant
    const body = { url: "https://hooks.example.com/a", events: [] }
    const { id } = (await app.send("POST", "/v1/webhook-endpoints", { key, body })).body
    const deps = { ...app.deps, queue: app.deps.catalog, post: nodeWebhookPost({ allowsLoopback: false }) }
    for (const _ of [1, 2]) await disableEndpoint(deps, id, "gone")
    const [mail, ...more] = await toPartner(app)
    expect([mail.subject, more]).toEqual(["A webhook endpoint was disabled", []])
    expect(mail.text).toContain("https://hooks.example.com/a")
    expect(await toOperator(app)).toEqual([])
    await app.send("PATCH", `/v1/webhook-endpoints/${id}`, { key, body: { status: "enabled" } })
    app.now += 1000
    await disableEndpoint(deps, id, "failing")
    expect(await toPartner(app)).toHaveLength(2)
  })
})

describe("mails of auto-recharge", () => {
  const on = (amount: string, maxFailures = 3) => ({ enabled: true, threshold: "10", amount, maxFailures })
  const set = (app: PayingApp, body: object) =>
    app.send("PUT", `${app.wallet}/auto-recharge`, { key: app.tenant.key, body })
  const failed = async (app: PayingApp, kind: string) => {
    await expect
      .poll(async () => {
        await deliverOutbox(app.deps)
        return (await toCustomer(app)).some((mail) => mail.kind === kind)
      })
      .toBe(true)
    return (await toCustomer(app)).filter(({ kind: one }) => one.startsWith("recharge"))
  }

  it("[MAIL-7] a decline says why, when it is tried again and how often; nothing is to be done", async () => {
    const app = await told()
    await set(app, on("50.13"))
    const [{ text }] = await failed(app, "rechargeFailed")
    expect(text).toContain("Reason: The payment was declined")
    expect(text).toMatch(/Next attempt: November 22, 2026 at /)
    expect(text).toContain("Attempts left: 2")
    expect(text).toContain("You need not do anything.")
    expect(text).not.toContain("Pay now")
  })

  it("[MAIL-7] what the bank wants confirmed asks the customer to pay, and links there", async () => {
    const app = await told()
    await set(app, on("50.14"))
    const [{ text }] = await failed(app, "rechargeFailed")
    expect(text).toContain("Reason: The bank wants you to confirm the payment")
    expect(text).toContain("Please pay it yourself")
    expect(text).toMatch(/^Pay now: https:\/\/pay\.example\.com\//m)
  })

  it("[MAIL-7] the last failure brings one mail, that it is off", async () => {
    const app = await told()
    await set(app, on("50.13", 1))
    const mails = await failed(app, "rechargeStopped")
    expect(mails.map(({ kind }) => kind)).toEqual(["rechargeStopped"])
    expect(mails[0].text).toContain("Reason: The payment was declined")
    expect(mails[0].text).not.toContain("Next attempt")
  })

  it("[MAIL-7] says so in each language, of every reason and action", () => {
    for (const part of ["reasons", "actions"] as const) {
      const texts = LANGUAGES.map((tag) => mailLanguage(tag).text.recharge[part])
      for (const key of Object.keys(texts[0]!) as (keyof (typeof texts)[0])[])
        expect(new Set(texts.map((text) => text[key])).size).toBe(LANGUAGES.length)
    }
    const { rows, note } = rechargeFacts({ reason: "disputed" }, mailLanguage("en").text, String)
    expect([rows, note]).toEqual([[["Reason", "A payment is disputed"]], null])
  })
})
