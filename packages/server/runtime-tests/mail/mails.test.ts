import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { SMTPServer } from "smtp-server"
import { afterEach, describe, expect, it } from "vitest"
import { httpMail } from "../../src/mail/http-mail.ts"
import type { MailTransport, OutgoingMail } from "../../src/mail/mail.ts"
import { deliverOutbox } from "../../src/outbox/deliver-outbox.ts"
import { payingApp, type PayingApp } from "../../src/payments/testing-checkout.ts"
import { readMail } from "../../src/runtime/read-mail.ts"
import { smtpMail } from "../../src/runtime/smtp-mail.ts"
import { dispatcherOf } from "../webhooks/hooked-app.ts"

const DAY_MS = 86_400_000
const FROM = "billing@example.com"
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function smtp(refuses?: string): Promise<{ readonly url: string; readonly mails: string[] }> {
  const mails: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_address, _session, done) =>
      done(refuses === undefined ? null : Object.assign(new Error(refuses), { responseCode: 550 })),
    onData: (stream, _session, done) => {
      let text = ""
      stream.on("data", (part: Buffer) => (text += part.toString()))
      stream.on("end", () => {
        mails.push(text)
        done()
      })
    },
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  closing.push(() => server.close())
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, mails }
}

async function api(status: number) {
  const asked: { path: string; headers: Record<string, unknown>; body: any }[] = []
  const server: Server = createServer((request, response) => {
    let text = ""
    request.on("data", (part: Buffer) => (text += part.toString()))
    request.on("end", () => {
      asked.push({ path: request.url ?? "", headers: request.headers, body: JSON.parse(text) })
      response.writeHead(status).end("{}")
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve)
  })
  closing.push(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function mailingApp(mail?: MailTransport): Promise<PayingApp> {
  const app = await payingApp({ mail: { from: FROM } })
  if (mail !== undefined) Object.assign(app.deps, { mail })
  Object.assign(app.deps, { invoicePdf: async () => new TextEncoder().encode("%PDF-1.7 the invoice") })
  return app
}

const topUp = (app: PayingApp, amount = "10") =>
  app.send("POST", `${app.wallet}/top-ups`, { body: { amount, method: "manual" } })
const mails = async (app: PayingApp, query = ""): Promise<any[]> =>
  (await app.send("GET", `/v1/mails${query}`, { key: app.tenant.key })).body.data
async function send(app: PayingApp): Promise<void> {
  await deliverOutbox(app.deps)
  await dispatcherOf(app).drain()
}
const customer = (app: PayingApp, body: object) =>
  app.send("PATCH", `/v1/customers/${app.tenant.customerId}`, { key: app.tenant.key, body })

describe("mails", () => {
  it("[MAIL-1, MAIL-6] a receipt goes out by SMTP, once, with the invoice as PDF", async () => {
    const server = await smtp()
    const app = await mailingApp(smtpMail(server.url))
    await topUp(app)
    await send(app)
    await send(app)
    expect(server.mails).toHaveLength(1)
    const [mail] = server.mails
    expect(mail).toMatch(/^From: acme <billing@example.com>/m)
    expect(mail).toMatch(/^To: Asha <asha@example.com>/m)
    expect(mail).toMatch(/^Subject: Receipt INV-2026-000001: .*10\.00 added/m)
    expect(mail).toContain("Content-Type: application/pdf; name=INV-2026-000001.pdf")
    expect(mail).toContain(Buffer.from("%PDF-1.7 the invoice").toString("base64"))
    expect(await mails(app)).toMatchObject([{ kind: "receipt", status: "delivered", attempts: 1 }])
  })

  it("[MAIL-1] says what was paid, and what was paid back, with fee and tax", async () => {
    const app = await mailingApp()
    const fee = { percent: "2.9", fixed: "0.3" }
    const USD = { minTopUp: "10", maxTopUp: "1000", presets: [], fee }
    await app.send("PUT", "/v1/checkout-settings", { body: { currencies: { USD }, refundsFee: true } })
    const { body } = await app.checkout()
    expect(body.total).toBe("103.2")
    await app.tellPaid(body)
    await deliverOutbox(app.deps)
    expect((await mails(app))[0].text).toMatch(/Total paid: .*103\.20/)
    await app.answer(body.checkoutUrl, "pay")
    await app.send("POST", `/v1/top-ups/${body.id}/refund`, { body: { reason: "asked" } })
    await expect
      .poll(async () => (await deliverOutbox(app.deps), (await app.topUp(body.id)).status))
      .toBe("refunded")
    await deliverOutbox(app.deps)
    const refund = (await mails(app)).find(({ kind }) => kind === "refund")
    expect(refund.text).toMatch(/Amount: .*100\.00/)
    expect(refund.text).toMatch(/Paid back to you: .*103\.20/)
  })

  it("[MAIL-2] in the customer's language and zone; Arabic from right to left", async () => {
    const subjects: string[] = []
    for (const locale of ["en", "es", "pt", "hi", "id", "ar", "de"]) {
      const app = await mailingApp()
      await customer(app, { locale, timezone: "Asia/Kolkata" })
      await topUp(app)
      await deliverOutbox(app.deps)
      const [mail] = await mails(app)
      subjects.push(mail.subject)
      expect(mail.text).not.toContain("{")
      const row = await app.deps.catalog.delivery({ ownerId: "acme", id: mail.id })
      const { html } = JSON.parse(row!.body)
      expect(html).toContain(locale === "ar" ? 'lang="ar" dir="rtl"' : 'dir="ltr"')
    }
    expect(new Set(subjects).size).toBe(6)
  })

  it("[MAIL-3] a name is one line and no markup, whatever is in it", async () => {
    const server = await smtp()
    const app = await mailingApp(smtpMail(server.url))
    const name = 'A\r\nBcc: thief@example.com\r\n\r\n<img src=x> "x" <other@example.com>'
    const made = { id: "chg_1", at: app.now, changedBy: { kind: "operator", keyId: "operator" } } as const
    const contact = { name, email: "asha@example.com" }
    await app.deps.catalog.changeCustomer(app.tenant.customerId, (one) => ({ ...one, contact }), made)
    await topUp(app)
    await send(app)
    expect(server.mails[0]).not.toMatch(/^Bcc:/m)
    const [{ id }] = await mails(app)
    const row = await app.deps.catalog.delivery({ ownerId: "acme", id })
    const { html } = JSON.parse(row!.body)
    expect(html).not.toContain("<img")
    expect(html).toContain("&lt;img src=x&gt;")
    expect(server.mails[0]).toMatch(/<asha@example.com>/)
  })

  it("[MAIL-4] low and overdrawn come once a day at most", async () => {
    const app = await mailingApp()
    await app.send("PATCH", app.wallet, { key: app.tenant.key, body: { lowBalanceThreshold: "5" } })
    const swing = async () => {
      await topUp(app)
      await app.send("POST", `${app.wallet}/adjustments`, { body: { amount: "-10", reason: "a" } })
      await deliverOutbox(app.deps)
    }
    await swing()
    await swing()
    const low = async () => (await mails(app)).filter(({ kind }) => kind === "lowBalance").length
    expect(await low()).toBe(1)
    app.now += DAY_MS
    await swing()
    expect(await low()).toBe(2)
  })

  it("[MAIL-4] payments that fail, and auto-recharge that is set in a loop, do not fill a mailbox", async () => {
    const app = await mailingApp()
    const link = await app.send("POST", `${app.wallet}/payment-links`, { key: app.tenant.key, body: {} })
    const { pathname } = new URL(link.body.url)
    for (let payment = 0; payment < 3; payment += 1) {
      const body = { amount: "100", total: "100" }
      const begun = await app.send("POST", `/v1${pathname}/top-ups`, { key: "", body })
      await app.answer(begun.body.checkoutUrl, "decline")
    }
    const body = { enabled: true, threshold: "10", amount: "50.13" }
    for (let set = 0; set < 3; set += 1) {
      await app.send("PUT", `${app.wallet}/auto-recharge`, { key: app.tenant.key, body })
      await deliverOutbox(app.deps)
    }
    await deliverOutbox(app.deps)
    const kinds = async () => (await mails(app)).map(({ kind }) => kind).sort()
    expect(await kinds()).toEqual(["rechargeFailed", "topUpFailed"])
    app.now += 3_600_000
    await app.send("POST", `${app.wallet}/adjustments`, { body: { amount: "1", reason: "a" } })
    await deliverOutbox(app.deps)
    await deliverOutbox(app.deps)
    expect(await kinds()).toEqual(["rechargeFailed", "rechargeFailed", "topUpFailed"])
  })

  it("[MAIL-5] a customer may turn notices off, and gets receipts still; without a contact there is no mail", async () => {
    const app = await mailingApp()
    const path = `/v1/customers/${app.tenant.customerId}/mail-settings`
    const { key } = app.tenant
    expect((await app.send("GET", path, { key })).body).toEqual({ notices: true })
    await app.send("PUT", path, { key, body: { notices: false } })
    await app.send("PATCH", app.wallet, { key, body: { lowBalanceThreshold: "50" } })
    await topUp(app)
    await deliverOutbox(app.deps)
    expect((await mails(app)).map(({ kind, status }) => [kind, status])).toEqual([["receipt", "kept"]])
    const [{ id }] = await mails(app)
    expect((await app.send("POST", `/v1/mails/${id}/resend`, { key, body: {} })).status).toBe(422)
    await customer(app, { contact: null })
    await topUp(app)
    await deliverOutbox(app.deps)
    expect(await mails(app)).toHaveLength(1)
  })

  it("[MAIL-6] a refused address is dead at once, a server that is away is tried again, and both by hand", async () => {
    const refusing = await smtp("no such person")
    const app = await mailingApp(smtpMail(refusing.url))
    await topUp(app)
    await send(app)
    expect(await mails(app)).toMatchObject([{ status: "dead", fault: "refused" }])
    Object.assign(app.deps, { mail: smtpMail("smtp://127.0.0.1:1") })
    const [{ id }] = await mails(app)
    const { key } = app.tenant
    expect((await app.send("POST", `/v1/mails/${id}/resend`, { key, body: {} })).status).toBe(202)
    await dispatcherOf(app).drain()
    expect(await mails(app)).toMatchObject([{ status: "pending", attempts: 1, fault: "unreachable" }])
  })

  it.each([
    ["resend", "/emails", (body: any) => [body.from, body.to[0], body.attachments[0].filename]],
    ["postmark", "/email", (body: any) => [body.From, body.To, body.Attachments[0].Name]],
  ] as const)("[MAIL-6] %s is asked as its documents say", async (name, path, read) => {
    const mail: OutgoingMail = {
      id: "eml_1",
      from: FROM,
      fromName: 'Ac"me',
      toName: "Asha",
      to: "asha@example.com",
      replyTo: null,
      subject: "s",
      text: "t",
      html: "<p>t</p>",
      attachments: [{ filename: "a.pdf", contentType: "application/pdf", bytes: new Uint8Array([1]) }],
    }
    const { signal } = new AbortController()
    for (const [status, expected] of [
      [200, { kind: "sent" }],
      [422, { kind: "failed", isFinal: true }],
      [500, { kind: "failed", isFinal: false }],
    ] as const) {
      const server = await api(status)
      expect(await httpMail({ api: name, key: "secret", url: server.url }).send(mail, signal)).toMatchObject(
        expected,
      )
      expect(server.asked[0]!.path).toBe(path)
      expect(read(server.asked[0]!.body)).toEqual([
        `"Ac\\"me" <${FROM}>`,
        '"Asha" <asha@example.com>',
        "a.pdf",
      ])
    }
  })

  it("[MAIL-6] a way to send needs an address to send from, and there is one way", () => {
    expect(readMail({})).toBeUndefined()
    expect(() => readMail({ SMTP_URL: "smtp://x" })).toThrow("TOLLGATE_MAIL_FROM")
    const both = { SMTP_URL: "smtp://x", TOLLGATE_MAIL_API: "resend", TOLLGATE_MAIL_FROM: FROM } as const
    expect(() => readMail(both)).toThrow("Remove one")
    expect(() => readMail({ TOLLGATE_MAIL_API: "resend", TOLLGATE_MAIL_FROM: FROM })).toThrow("API_KEY")
  })
})
