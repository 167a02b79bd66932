import { afterEach, describe, expect, it } from "vitest"
import { paymentProviders } from "./payment-providers.ts"
import { sandboxProvider, type SandboxProvider } from "./sandbox/sandbox-provider.ts"
import { openStripeApp, type StripeApp } from "./stripe/testing-stripe.ts"
import { sweepPayments } from "./sweep-payments.ts"

const opened: StripeApp[] = []
/** Whatever a test did, the books are sound. */
afterEach(async () => {
  for (const app of opened.splice(0)) expect(await app.close()).toEqual([])
})

/** A server with the sandbox first, and Stripe. */
async function open(): Promise<{ readonly app: StripeApp; readonly sandbox: SandboxProvider }> {
  const app = await openStripeApp()
  opened.push(app)
  const { catalog, clock, random, defer } = app.deps
  const sandbox = sandboxProvider({
    catalog,
    clock,
    random,
    defer,
    post: (request) => app.app.fetch(request),
  })
  Object.assign(app.deps, { payments: paymentProviders([sandbox, ...app.deps.payments!.all]) })
  return { app, sandbox }
}

const USD = { minTopUp: "10", maxTopUp: "10000", presets: [] }
const put = (app: StripeApp, provider: string | null) =>
  app.send("PUT", "/v1/checkout-settings", { body: { currencies: { USD: { ...USD, provider } } } })
const providerOf = async (app: StripeApp) =>
  (await app.send("GET", `${app.wallet}/summary`)).body.checkout.provider as string

describe("several providers", () => {
  it("[PAY-25] the first one that takes the currency collects, unless the settings name another", async () => {
    const { app } = await open()
    expect(await providerOf(app)).toBe("sandbox")
    const first = await app.checkout()
    expect(new URL(first.body.checkoutUrl).pathname).toMatch(/^\/sandbox\/pay\//)

    const { status, body } = await put(app, "stripe")
    expect([status, body.currencies.USD.provider, body.providers]).toEqual([
      200,
      "stripe",
      ["sandbox", "stripe"],
    ])
    expect(await providerOf(app)).toBe("stripe")
    const second = await app.checkout()
    expect(second.body.checkoutUrl).toMatch(/^https:\/\/checkout\.stripe\.com\//)
    expect((await app.deps.wallets.topUp(app.tenant.walletId, second.body.id))?.provider).toBe("stripe")
  })

  it("[PAY-25] a provider that is not here is refused, and one that is gone is passed over", async () => {
    const { app, sandbox } = await open()
    const refused = await put(app, "razorpay")
    expect([refused.status, refused.body.code, refused.body.provider]).toEqual([
      422,
      "unprocessable",
      "razorpay",
    ])
    await put(app, "stripe")
    Object.assign(app.deps, { payments: paymentProviders([sandbox]) })
    expect(await providerOf(app)).toBe("sandbox")
    expect((await app.checkout()).status).toBe(201)
  })

  it("[PAY-25] takes a currency only where it is named, or not at all", async () => {
    const { app, sandbox } = await open()
    const choosy = (collects: "when_named" | "no") => {
      const provider = { ...sandbox, name: "choosy", collects: () => collects }
      Object.assign(app.deps, { payments: paymentProviders([provider]) })
    }
    choosy("no")
    expect((await put(app, "choosy")).status).toBe(422)
    choosy("when_named")
    const refused = await app.checkout()
    expect([refused.status, refused.body.code]).toEqual([422, "unprocessable"])
    expect((await app.send("GET", `${app.wallet}/summary`)).body.checkout).toBeNull()
    expect((await put(app, "choosy")).status).toBe(200)
    expect((await app.checkout()).status).toBe(201)
  })

  it("[PAY-11, PAY-25] a top-up stays with the provider that it was ordered with", async () => {
    const { app, sandbox } = await open()
    await put(app, "stripe")
    const [told, found] = [await app.checkout(), await app.checkout()]
    await put(app, null)
    const other = await app.checkout()
    for (const { body } of [told, found]) app.stripe.pay(app.sessionOf(body.id))
    const event = app.stripe.events.find(({ data }: any) => data.object.client_reference_id === told.body.id)
    expect(await app.deliver([event!])).toEqual([200])
    expect(await app.balance()).toBe("100")
    await sweepPayments(app.deps)
    expect(await app.balance()).toBe("200")
    await sandbox.answer(new URL(other.body.checkoutUrl).pathname.split("/").at(-1)!, "pay")
    expect(await app.balance()).toBe("300")
  })
})
