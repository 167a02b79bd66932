import { findPostgres, startPostgres } from "@tollgate/server/testing/start-postgres.ts"
import { setTimeout as after } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { micros, minus, readBooks, times } from "../support/books.ts"
import type { Answer, Caller } from "../support/client.ts"
import { postEvents } from "../support/events.ts"
import { dataFolder, runTollgate, startProcess, type ServerProcess } from "../support/process-host.ts"
import { RestartingServer } from "../support/restarting-server.ts"
import { OPERATOR_KEY } from "../support/secrets.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

const KILLS = 4
const found = await findPostgres()

function countStatuses(answers: readonly Answer[]): Record<number, number> {
  const groups = Object.groupBy(answers, ({ status }) => status)
  return Object.fromEntries(Object.entries(groups).map(([status, list]) => [status, list?.length ?? 0]))
}

describe.skipIf("reason" in found)(
  `several processes on one Postgres${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    const folder = dataFolder()
    let stopPostgres = async (): Promise<void> => undefined
    let processes: ServerProcess[] = []
    let environment: Record<string, string> = {}

    beforeAll(async () => {
      if ("reason" in found) return
      const postgres = await startPostgres(found.binaries)
      stopPostgres = () => postgres.stop()
      environment = { DATABASE_URL: await postgres.create() }
      // Together: the tables are made once.
      processes = await Promise.all([
        startProcess(folder.path, environment),
        startProcess(folder.path, environment),
      ])
    })
    afterAll(async () => {
      await Promise.all(processes.map((process) => process.end("SIGTERM")))
      await stopPostgres()
      folder.remove()
    })

    /** Callers with this key, one a process, in turn. */
    const callers = (key: string = OPERATOR_KEY): Caller[] =>
      processes.map(({ operator }) => operator.as(key))
    const each = <T>(count: number, work: (process: number, index: number) => Promise<T>): Promise<T[]> =>
      Promise.all(Array.from({ length: count }, (_, index) => work(index % 2, index)))

    async function tenantOf(name: string, credit: string): Promise<{ tenant: Tenant; partners: Caller[] }> {
      const tenant = await makeTenant(processes[0]!.operator, name, { credit })
      const made = await tenant.partner.must(
        processes[0]!.operator.post("/v1/keys", { kind: "partner", partnerId: name, name: "second" }),
      )
      return { tenant, partners: callers(made.key as string) }
    }

    it("[INV-2, PG-7] 60 clients of two processes spend one balance exactly", async () => {
      const { tenant, partners } = await tenantOf("spend", "0.3")
      const answers = await each(60, (process) =>
        partners[process]!.post("/v1/authorizations", {
          senderId: tenant.senderId,
          messages: [{ to: "919410031234", category: "marketing" }],
        }),
      )
      const fits = Number(micros("0.3") / micros("0.013508"))
      expect(countStatuses(answers)).toEqual({ 201: fits, 402: 60 - fits })
      const { wallet } = await readBooks(tenant)
      expect(wallet.held).toBe(times("0.013508", fits))
    })

    it("[INV-3, INV-7] the same event and the same top-up at two processes at once count once", async () => {
      const { tenant, partners } = await tenantOf("twice", "1")
      const event = {
        messageId: "same",
        recipient: "919410031234",
        senderId: tenant.senderId,
        kind: "delivered",
        category: "marketing",
        occurredAt: new Date().toISOString(),
      }
      const told = await each(40, (process) => partners[process]!.post("/v1/events", { events: [event] }))
      expect(countStatuses(told)).toEqual({ 200: 40 })
      const operators = callers()
      const paid = await each(20, (process) =>
        operators[process]!.post(
          `${tenant.wallet}/top-ups`,
          { amount: "2", method: "manual" },
          { idempotencyKey: "pay" },
        ),
      )
      expect(new Set(paid.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
      expect((await readBooks(tenant)).wallet.balance).toBe("2.986492")
    })

    it("[PG-11] what one process writes to the catalog the other one knows", async () => {
      const { tenant, partners } = await tenantOf("known", "1")
      const disabled = { status: "disabled" }
      expect((await partners[1]!.get(tenant.wallet)).status).toBe(200)
      await processes[0]!.operator.must(processes[0]!.operator.patch(`/v1/partners/${tenant.name}`, disabled))
      let status = 200
      for (let tries = 0; status === 200 && tries < 50; tries += 1) {
        status = (await partners[1]!.get(tenant.wallet)).status
        await after(20)
      }
      expect(status).not.toBe(200)
    })

    it("[INV-9] kill -9 of one of two processes under load leaves exact books", async () => {
      const killed = new RestartingServer(folder.path, environment)
      const tenant = await makeTenant(killed.caller(), "killed", { credit: "1000" })
      const isOver = new AbortController()
      let sent = 0
      const clients = [0, 1, 2, 3].map(async (client) => {
        for (let batch = 0; !isOver.signal.aborted; batch += 1) {
          const at = Date.now() - 1_000
          const events = [0, 1, 2].map((index) => ({
            messageId: `k-${client}-${batch}-${index}`,
            kind: "delivered" as const,
            at,
            category: "marketing",
          }))
          await postEvents(tenant, events)
          sent += events.length
        }
      })
      const all = Promise.all(clients)
      for (let kill = 0; kill < KILLS; kill += 1) {
        await Promise.race([killed.answers(20), all])
        await killed.killAndRestart()
      }
      isOver.abort()
      await all
      const spent = times("0.013508", sent)
      expect((await readBooks(tenant)).wallet.balance).toBe(minus("1000", spent))
      expect(await killed.end()).toBe(0)
      const verified = await runTollgate(folder.path, ["verify"], environment)
      expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("all sound")])
    })

    it("[PG-13] keys are made on it, and a copy of it is made by pg_dump", async () => {
      const made = await runTollgate(folder.path, ["keys", "create", "--kind", "operator"], environment)
      expect(made.code).toBe(0)
      expect((await processes[0]!.operator.as(made.stdout.trim()).get("/v1/partners")).status).toBe(200)
      const copied = await runTollgate(folder.path, ["backup", `${folder.path}/copy`], environment)
      expect([copied.code, copied.stderr]).toEqual([2, expect.stringContaining("pg_dump")])
    })
  },
)
