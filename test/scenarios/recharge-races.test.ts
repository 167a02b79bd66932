import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openServer, reasonToSkip, SERVER, type OpenServer } from "../support/open-server.ts"
import { stripeHost, type StripeHost } from "../support/stripe-host.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

const missing = await reasonToSkip()
const ON = { enabled: true, threshold: "50", amount: "100" }
const AT_ONCE = 24
const SOON = { timeout: 30_000 }

const automatic = async ({ partner, wallet }: Tenant): Promise<any[]> =>
  (await partner.must(partner.get(`${wallet}/top-ups?limit=200`))).data.filter(
    (one: any) => one.source === "auto",
  )

describe.skipIf(missing !== undefined)(
  `auto-recharge at once, on ${SERVER}${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    let host: StripeHost
    let server: OpenServer

    beforeAll(async () => {
      host = await stripeHost()
      server = await openServer(host.environment)
    })
    afterAll(async () => {
      await server.stop()
      await host.stop()
    })

    it("[RECHARGE-2, PAY-18] of many authorizations and debits that cross the threshold one makes the top-up, and it is charged once", async () => {
      const tenant = await makeTenant(server.operator, "crowd", { credit: "50" })
      await host.leaveCard(tenant, ON)
      const { partner, operator, wallet, walletId } = tenant
      const before = host.charges().length
      // 60 available: each takes a little, together they go far below 50.
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) =>
          index % 2 === 0
            ? partner.post("/v1/authorizations", {
                walletId,
                messages: [{ to: "919410031234", category: "marketing", count: 90 }],
              })
            : operator.post(`${wallet}/adjustments`, { amount: "-1", reason: "spent" }),
        ),
      )
      expect(answers.every(({ status }) => status === 201)).toBe(true)
      expect(await automatic(tenant)).toHaveLength(1)
      await expect.poll(() => host.charges().length, SOON).toBe(before + 1)
      await Promise.all([host.tellAll(operator), host.tellAll(operator), host.tellAll(operator)])
      expect((await automatic(tenant)).map(({ status }) => status)).toEqual(["succeeded"])
      const { balance } = await partner.must(partner.get(wallet))
      expect(balance).toBe("148")
      expect(host.charges()).toHaveLength(before + 1)
    })

    it("[RECHARGE-6, AUTO-4] a decline is one failure however often it is told, pauses it, and the customer is told to pay in person", async () => {
      const tenant = await makeTenant(server.operator, "declined", { credit: "60" })
      await host.leaveCard(tenant, ON, "authentication_required")
      const { partner, operator, wallet } = tenant
      const before = host.charges().length
      await Promise.all(
        Array.from({ length: 8 }, () =>
          operator.post(`${wallet}/adjustments`, { amount: "-5", reason: "spent" }),
        ),
      )
      await expect
        .poll(async () => (await partner.must(partner.get(`${wallet}/auto-recharge`))).state, SOON)
        .toBe("paused")
      await Promise.all([host.tellAll(operator), host.tellAll(operator)])
      await operator.must(operator.post(`${wallet}/adjustments`, { amount: "-1", reason: "spent" }))
      expect(host.charges()).toHaveLength(before + 1)
      expect(await automatic(tenant)).toMatchObject([
        { status: "failed", failureReason: "authentication_required" },
      ])
      expect(await partner.must(partner.get(`${wallet}/auto-recharge`))).toMatchObject({
        state: "paused",
        reason: "authentication_required",
      })
    })

    it("[RECHARGE-12] an emergency is charged once a crossing, past the limit, however many cross", async () => {
      const tenant = await makeTenant(server.operator, "urgent", { credit: "50" })
      const consent = { textId: "urgent.1", locale: "en" }
      await host.leaveCard(tenant, {
        enabled: true,
        threshold: "0",
        amount: "20",
        monthlyLimit: "20",
        emergency: { amount: "30", consent },
      })
      const { operator, wallet } = tenant
      const before = host.charges().length
      await Promise.all(
        Array.from({ length: 10 }, () =>
          operator.post(`${wallet}/adjustments`, { amount: "-10", reason: "spent" }),
        ),
      )
      await expect.poll(() => host.charges().length, SOON).toBe(before + 1)
      await host.tellAll(operator)
      expect((await automatic(tenant)).map(({ amount, status }) => [amount, status])).toEqual([
        ["30", "succeeded"],
      ])
    })
  },
)
