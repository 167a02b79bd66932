import { beforeEach, describe, expect, it } from "vitest"
import { linkHost, type LinkHost } from "../links/testing-links.ts"
import { deliverOutbox } from "../outbox/deliver-outbox.ts"
import { applyPaymentEvent } from "../payments/apply-payment-event.ts"
import { makeTenant } from "../testing/test-app.ts"

const COUPON = { code: "LAST", kind: "percent", value: "10", maxRedemptions: 1, grantExpiresInDays: 30 }

let host: LinkHost
beforeEach(async () => {
  host = await linkHost()
  await host.test.send("POST", "/v1/coupons", { body: COUPON })
})

/** The customer's answer, and what the outbox then tells the coupon. */
const answer = async (checkoutUrl: string, said: "pay" | "decline") => {
  await host.answerCheckout(checkoutUrl, said)
  await deliverOutbox(host.test.deps)
}
const redemptions = async () => (await host.test.send("GET", "/v1/coupons/LAST")).body.redemptions
const checkout = (couponCode = "last", wallet = host.wallet) =>
  host.test.send("POST", `${wallet}/top-ups`, { body: { amount: "100", method: "checkout", couponCode } })
const preview = (body: object, key?: string) =>
  host.test.send("POST", `${host.wallet}/top-ups/preview`, { body, ...(key === undefined ? {} : { key }) })
const portalKey = async () =>
  (
    await host.test.send("POST", "/v1/portal-tokens", {
      body: { walletId: host.tenant.walletId, scopes: ["topup:write"] },
    })
  ).body.token as string

describe("a coupon on a checkout", () => {
  it("[COUPON-4] the last redemption goes to exactly one of many checkouts", async () => {
    const { key, customerId } = host.tenant
    const wallets = Array.from({ length: 16 }, (_, index) => `race-${index}`)
    for (const id of wallets) {
      await host.test.send("POST", "/v1/wallets", { key, body: { id, customerId, currency: "USD" } })
    }
    const answers = await Promise.all(
      wallets.flatMap((id) => [checkout("last", `/v1/wallets/${id}`), checkout("LAST", `/v1/wallets/${id}`)]),
    )
    const begun = answers.filter(({ status }) => status === 201)
    expect(begun).toHaveLength(1)
    expect(begun[0]!.body).toMatchObject({ amount: "100", bonus: "10" })
    for (const refused of answers.filter((each) => each !== begun[0])) {
      expect(refused).toMatchObject({ status: 422, body: { code: "coupon_not_valid", reason: "used_up" } })
    }
    expect(await redemptions()).toEqual({ reserved: 1, confirmed: 0 })
  })

  it("[COUPON-3] is confirmed by the credit, which brings the bonus", async () => {
    const begun = await checkout()
    expect((await preview({ amount: "100", couponCode: "LAST" })).body.coupon.status).toBe("used_up")
    await answer(begun.body.checkoutUrl, "pay")
    expect(await redemptions()).toEqual({ reserved: 0, confirmed: 1 })
    expect((await host.test.send("GET", host.wallet)).body.balance).toBe("110")
  })

  it("[COUPON-3] is free again when the payment fails", async () => {
    const begun = await checkout()
    await answer(begun.body.checkoutUrl, "decline")
    expect(await redemptions()).toEqual({ reserved: 0, confirmed: 0 })
    expect((await checkout()).status).toBe(201)
  })

  it("[COUPON-5] money that comes late keeps its bonus, beyond the limit", async () => {
    const late = await checkout()
    await answer(late.body.checkoutUrl, "decline")
    const next = await checkout()
    await answer(next.body.checkoutUrl, "pay")
    await applyPaymentEvent(host.test.deps, "sandbox", {
      kind: "paid",
      topUpId: late.body.id,
      paid: 100_000_000n,
      currency: "USD",
      paymentReference: "",
    })
    await deliverOutbox(host.test.deps)
    expect(await redemptions()).toEqual({ reserved: 0, confirmed: 2 })
    expect((await host.test.send("GET", host.wallet)).body.balance).toBe("220")
  })

  it("[COUPON-7] another partner's coupon is told as one that nobody made", async () => {
    const other = await makeTenant(host.test, "other")
    await host.test.send("POST", "/v1/coupons", {
      body: { ...COUPON, code: "THEIRS", partnerId: other.partnerId, minTopUp: "500" },
    })
    const [theirs, nobodys] = await Promise.all(
      ["THEIRS", "NOBODYS"].map(async (couponCode) => (await preview({ amount: "100", couponCode })).body),
    )
    expect(theirs.coupon).toEqual({ ...nobodys.coupon, code: "THEIRS" })
    expect(nobodys.coupon.status).toBe("unknown")
    for (const couponCode of ["THEIRS", "NOBODYS"]) {
      expect(await checkout(couponCode)).toMatchObject({
        status: 422,
        body: { code: "coupon_not_valid", reason: "unknown", minTopUp: null },
      })
    }
  })

  it("[COUPON-8] may be tried 20 at once with a token, then one in 4 seconds; without one, as often as anyone likes", async () => {
    const key = await portalKey()
    const tries = { amount: "100", couponCode: "GUESS" }
    for (let index = 0; index < 19; index++) expect((await preview(tries, key)).status).toBe(200)
    const guess = { body: { ...tries, method: "checkout" }, key }
    expect((await host.test.send("POST", `${host.wallet}/top-ups`, guess)).status).toBe(422)
    for (const over of [
      await preview(tries, key),
      await host.test.send("POST", `${host.wallet}/top-ups`, guess),
    ]) {
      expect(over).toMatchObject({ status: 429, body: { code: "rate_limited" } })
      expect(over.headers.get("retry-after")).toBe("4")
    }
    expect((await preview({ amount: "100" }, key)).status).toBe(200)
    for (let index = 0; index < 30; index++) {
      expect((await preview(tries, host.tenant.key)).status).toBe(200)
    }
    host.test.now += 4_000
    expect((await preview(tries, key)).status).toBe(200)
    expect((await preview(tries, key)).status).toBe(429)
  })
})
