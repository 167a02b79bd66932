import { expect, it } from "vitest"
import { dataFolder, runTollgate } from "../support/process-host.ts"
import { RestartingServer } from "../support/restarting-server.ts"
import { stripeHost } from "../support/stripe-host.ts"
import { makeTenant } from "../support/tenant.ts"

const SOON = { timeout: 30_000 }

it("[RECHARGE-2, PAY-18] killed between the commit and the charge, or between the charge and its answer, a crossing is charged once", async () => {
  const host = await stripeHost()
  const folder = dataFolder()
  const server = new RestartingServer(folder.path, host.environment)
  const tenant = await makeTenant(server.caller(), "kills", { credit: "60" })
  const { partner, operator, wallet } = tenant
  await host.leaveCard(tenant, { enabled: true, threshold: "50", amount: "100" })
  const balance = async () => (await partner.must(partner.get(wallet))).balance as string
  const spend = (amount: string, idempotencyKey: string) =>
    operator.must(operator.post(`${wallet}/adjustments`, { amount, reason: "spent" }, { idempotencyKey }))

  // Stripe is not there when the crossing is committed: what is to be charged is in the store alone.
  host.stripe.outage = "unreachable"
  await spend("-25", "first")
  await server.killAndRestart()
  expect(host.charges()).toEqual([])
  host.stripe.outage = undefined
  await expect.poll(() => host.charges().length, SOON).toBe(1)
  await host.tellAll(operator)
  expect(await balance()).toBe("145")

  // Stripe charges, and nobody hears of it.
  const { fetch } = host.stripe
  Object.assign(host.stripe, {
    fetch: async (request: Request) => {
      const response = await fetch(request)
      if (request.method !== "POST") return response
      throw new TypeError("fetch failed")
    },
  })
  await spend("-100", "second")
  await expect.poll(() => host.charges().length, SOON).toBe(2)
  await server.killAndRestart()
  Object.assign(host.stripe, { fetch })
  const asked = host.stripe.asked.length
  await expect.poll(() => host.stripe.asked.length, SOON).toBeGreaterThan(asked)
  await host.tellAll(operator)
  expect(await balance()).toBe("145")
  expect(host.charges()).toHaveLength(2)

  await server.end()
  const verified = await runTollgate(folder.path, ["verify", "--wallet", tenant.walletId])
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("sound")])
  folder.remove()
  await host.stop()
})
