import { formatAmount } from "@tollgate/engine"
import { sweepPayments } from "@tollgate/server/payments/sweep-payments.ts"
import { readEnvironment } from "@tollgate/server/runtime/environment.ts"
import { startServer } from "@tollgate/server/runtime/node.ts"
import { expect, it } from "vitest"
import type { Caller } from "../support/client.ts"
import { dataFolder, runTollgate, serverEnvironment } from "../support/process-host.ts"
import { RestartingServer } from "../support/restarting-server.ts"
import { makeTenant } from "../support/tenant.ts"

const KILLS = 5
const CUSTOMERS = 4
const ANSWERS_BETWEEN = 12
const AMOUNT = 10
/** Only the demo has the sandbox. */
const DEMO = { TOLLGATE_DEMO: "1" }
const TIMEOUT_MS = 180_000

interface Told {
  readonly paid: Set<string>
  readonly declined: Set<string>
}

/** A customer who tops up and pays, or declines every third time, until it is over; asks again until answered. */
async function topUpAgainAndAgain(
  caller: Caller,
  wallet: string,
  { name, told, isOver }: { readonly name: string; readonly told: Told; readonly isOver: () => boolean },
): Promise<void> {
  for (let number = 1; !isOver(); number++) {
    const body = { amount: String(AMOUNT), method: "checkout" }
    const idempotencyKey = `${name}-${number}`
    const begun = await caller.must(caller.post(`${wallet}/top-ups`, body, { idempotencyKey }))
    const answer = number % 3 === 0 ? "decline" : "pay"
    const page = await caller.send("POST", new URL(begun.checkoutUrl as string).pathname, {
      body: `answer=${answer}`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    })
    expect(page.status).toBe(200)
    told[answer === "pay" ? "paid" : "declined"].add(begun.id as string)
  }
}

it(
  "[PAY-8, PAY-10, PAY-20] whenever the server is killed, each checkout that was paid is credited once, and no other",
  async () => {
    const folder = dataFolder()
    const server = new RestartingServer(folder.path, DEMO)
    const tenant = await makeTenant(server.caller(), "kills")
    const billingAddress = { line1: "1 Unter den Linden", city: "Berlin", postalCode: "10117", country: "DE" }
    await tenant.partner.must(tenant.partner.patch(`/v1/customers/${tenant.customerId}`, { billingAddress }))
    const told: Told = { paid: new Set(), declined: new Set() }
    let isOver = false
    const customers = Array.from({ length: CUSTOMERS }, (_, index) =>
      topUpAgainAndAgain(server.caller(), tenant.wallet, {
        name: `customer-${index}`,
        told,
        isOver: () => isOver,
      }),
    )
    for (let kill = 0; kill < KILLS; kill++) {
      await server.answers(ANSWERS_BETWEEN)
      await server.killAndRestart()
    }
    isOver = true
    await Promise.all(customers)
    await server.end()

    // What was paid while its webhook died with the server is found by the sweep, which asks the provider.
    const last = await startServer(
      readEnvironment({ ...serverEnvironment(folder.path), ...DEMO }, "0.0.0-test"),
    )
    await sweepPayments(last.deps)
    const wallet = await last.deps.wallets.wallet(tenant.walletId)
    const topUps = await last.deps.wallets.topUps(tenant.walletId, { limit: 10_000 })
    await last.stop()
    const ids = (status: string) => topUps.rows.filter((one) => one.status === status).map(({ id }) => id)
    expect(told.paid.size).toBeGreaterThan(KILLS)
    expect(new Set(ids("succeeded"))).toEqual(told.paid)
    expect(new Set(ids("failed"))).toEqual(told.declined)
    expect(formatAmount(wallet!.balance)).toBe(String(told.paid.size * AMOUNT))
    const verified = await runTollgate(folder.path, ["verify", "--wallet", tenant.walletId])
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("sound")])
    folder.remove()
  },
  TIMEOUT_MS,
)
