import { findPostgres, startPostgres } from "@tollgate/server/testing/start-postgres.ts"
import { describe, expect, it } from "vitest"
import { postEvents } from "../support/events.ts"
import { hookReceiver, type HookReceiver } from "../support/hook-receiver.ts"
import { dataFolder, startProcess } from "../support/process-host.ts"
import { RestartingServer } from "../support/restarting-server.ts"
import { makeTenant, topUp, type Tenant } from "../support/tenant.ts"

/** Longer than a delivery is claimed by a process that was killed. */
const SOON = { timeout: 100_000 }
const EVENTS = ["topup.succeeded", "charge.created", "wallet.updated", "journal.head"]
const LOOPBACK = { TOLLGATE_WEBHOOKS_TO_LOOPBACK: "1" }
const found = await findPostgres()

const subscribe = ({ partner }: Tenant, { url }: HookReceiver): Promise<unknown> =>
  partner.must(partner.post("/v1/webhook-endpoints", { url, events: EVENTS }))

function send(tenant: Tenant, batch: string, messages: number): Promise<unknown> {
  const events = Array.from({ length: messages }, (_, index) => ({
    messageId: `${batch}-${index}`,
    at: Date.now() - 1_000,
    category: "marketing",
  }))
  return postEvents(tenant, events)
}

/** The messages whose charge for delivery arrived, each webhook once. */
function chargesIn({ received }: HookReceiver): string[] {
  const once = new Map(received.filter(({ type }) => type === "charge.created").map((one) => [one.id, one]))
  const charges: any[] = [...once.values()].flatMap(({ data }) => data.charges)
  return charges
    .filter(({ trigger }) => trigger === "delivered")
    .map(({ messageId }) => messageId)
    .toSorted()
}

it("[HOOK-1, HOOK-4, HOOK-7] killed after each commit, a server tells all of it when it is back", async () => {
  const receiver = await hookReceiver()
  const folder = dataFolder()
  const server = new RestartingServer(folder.path, LOOPBACK)
  const tenant = await makeTenant(server.caller(), "killed", { credit: "100" })
  await subscribe(tenant, receiver)
  const expected: string[] = []
  for (const batch of ["a", "b", "c"]) {
    await send(tenant, batch, 2)
    expected.push(`${batch}-0`, `${batch}-1`)
    await topUp(tenant, "5")
    await server.killAndRestart()
  }
  await expect.poll(() => chargesIn(receiver), SOON).toEqual(expected)
  const paid = () =>
    new Set(receiver.received.filter(({ data }) => data.topUp?.amount === "5").map(({ id }) => id)).size
  await expect.poll(paid, SOON).toBe(3)
  await server.end()
  await receiver.close()
  folder.remove()
})

describe.skipIf("reason" in found)(
  `webhooks of two processes on one Postgres${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    it("[HOOK-4, HOOK-7, PG-12] come once while both live", async () => {
      if ("reason" in found) return
      const receiver = await hookReceiver()
      const folder = dataFolder()
      const postgres = await startPostgres(found.binaries)
      const environment = { ...LOOPBACK, DATABASE_URL: await postgres.create() }
      const [first, second] = await Promise.all([
        startProcess(folder.path, environment),
        startProcess(folder.path, environment),
      ])
      const tenant = await makeTenant(first.operator, "shared", { credit: "100" })
      await subscribe(tenant, receiver)
      const key = { kind: "partner", partnerId: tenant.name, name: "second" }
      const made = await tenant.partner.must(first.operator.post("/v1/keys", key))
      const elsewhere = { ...tenant, partner: second.operator.as(made.key as string) }
      const expected: string[] = []
      for (const batch of ["a", "b", "c", "d", "e"]) {
        await send(batch < "c" ? tenant : elsewhere, batch, 2)
        await topUp(tenant, "5")
        expected.push(`${batch}-0`, `${batch}-1`)
      }
      await expect.poll(() => chargesIn(receiver), SOON).toEqual(expected)
      const ids = receiver.received.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      await first.end("SIGTERM")
      await second.end("SIGTERM")
      await postgres.stop()
      await receiver.close()
      folder.remove()
    })
  },
)
