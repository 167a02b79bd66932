import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"
import { readEventStream } from "@tollgate/server/testing/read-event-stream.ts"
import { findPostgres, startPostgres, type RunningPostgres } from "@tollgate/server/testing/start-postgres.ts"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { minus, readBooks, times } from "../support/books.ts"
import { Caller, type Answer } from "../support/client.ts"
import { cutWire } from "../support/cut-wire.ts"
import { postEvents } from "../support/events.ts"
import { dataFolder, runTollgate, startProcess, type ServerProcess } from "../support/process-host.ts"
import { OPERATOR_KEY } from "../support/secrets.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"
import { RECIPIENT } from "../support/webhooks.ts"

const RESTARTS = 3
const MESSAGE = "0.013508"
const TRIES_MAX = 300
const PAUSE_MS = 50
const found = await findPostgres()

/** Jumps ten minutes forwards, and back, and ten minutes back. */
const JUMPING_CLOCK = `data:text/javascript,${encodeURIComponent(
  "const real = Date.now; let n = 0; const jumps = [0, 600000, 0, -600000];" +
    "Date.now = () => real() + jumps[Math.floor(real() / 300) % jumps.length]",
)}`

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    if (await isSo()) return
    await after(PAUSE_MS)
  }
  throw new Error("it never came to be so")
}

describe.skipIf("reason" in found)(
  `processes on a Postgres that fails${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    const folder = dataFolder()
    let postgres: RunningPostgres
    let processes: ServerProcess[] = []
    let environment: Record<string, string> = {}

    beforeAll(async () => {
      if ("reason" in found) return
      postgres = await startPostgres(found.binaries)
      environment = { DATABASE_URL: await postgres.create() }
      processes = await Promise.all([
        startProcess(folder.path, environment),
        startProcess(folder.path, environment),
        startProcess(folder.path, { ...environment, NODE_OPTIONS: `--import ${JUMPING_CLOCK}` }),
      ])
    })
    afterAll(async () => {
      await Promise.all(processes.map((process) => process.end("SIGTERM")))
      await postgres.stop()
      folder.remove()
    })

    /** The tenant, told to one process, and its partner at each of them. */
    async function tenantOf(
      name: string,
      credit: string,
    ): Promise<{ tenant: Tenant; partners: Caller[]; operators: Caller[] }> {
      const tenant = await makeTenant(processes[0]!.operator, name, { credit })
      const operators = processes.map(({ operator }) => operator)
      return { tenant, operators, partners: operators.map((operator) => operator.as(tenant.partner.key)) }
    }
    const verify = async (): Promise<void> => {
      const verified = await runTollgate(folder.path, ["verify"], environment)
      expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("all sound")])
    }

    it("[INV-9, PG-5, PG-6] a Postgres that crashes and comes back under load loses and doubles nothing", async () => {
      const { tenant, partners, operators } = await tenantOf("crash", "1000")
      const isOver = new AbortController()
      let delivered = 0
      let paid = 0
      let failures = 0
      /** Asks again, the same, until it is answered. */
      const persist = async (ask: () => Promise<Answer>): Promise<Answer> => {
        for (;;) {
          const answer = await ask()
          if (answer.status < 500) return answer
          failures += 1
          await after(PAUSE_MS)
        }
      }
      const clients = [0, 1].flatMap((process) => [
        (async () => {
          for (let batch = 0; !isOver.signal.aborted; batch += 1) {
            const events = [0, 1].map((index) => ({
              messageId: `crash-${process}-${batch}-${index}`,
              recipient: RECIPIENT,
              senderId: tenant.senderId,
              kind: "delivered",
              category: "marketing",
              occurredAt: new Date().toISOString(),
            }))
            const { status, body } = await persist(() =>
              partners[process]!.post("/v1/events", { events }, { idempotencyKey: `${process}-${batch}` }),
            )
            expect([status, body.accepted]).toEqual([200, 2])
            delivered += 2
          }
        })(),
        (async () => {
          for (let turn = 0; !isOver.signal.aborted; turn += 1) {
            const { status } = await persist(() =>
              operators[process]!.post(
                `${tenant.wallet}/top-ups`,
                { amount: "1", method: "manual" },
                { idempotencyKey: `top-${process}-${turn}` },
              ),
            )
            expect(status).toBe(201)
            paid += 1
          }
        })(),
      ])
      const all = Promise.all(clients)
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        const goal = delivered + paid + 20
        await Promise.race([until(async () => delivered + paid >= goal), all])
        await postgres.restart()
      }
      const goal = delivered + paid + 20
      await Promise.race([until(async () => delivered + paid >= goal), all])
      isOver.abort()
      await all
      const credit = String(1000 + paid)
      expect((await readBooks(tenant)).wallet.balance).toBe(minus(credit, times(MESSAGE, delivered)))
      await verify()
    })

    it("[PG-12, HOLD-7] holds that fall due at several processes expire once each", async () => {
      const { tenant, partners } = await tenantOf("expiry", "100")
      const made = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          partners[index % 2]!.post("/v1/authorizations", {
            senderId: tenant.senderId,
            messages: [{ to: RECIPIENT, category: "marketing" }],
            expiresInSeconds: 1,
          }),
        ),
      )
      expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]))
      const wallet = async (): Promise<any> => (await tenant.operator.get(tenant.wallet)).body
      await until(async () => (await wallet()).held === "0")
      expect((await wallet()).balance).toBe("100")
      await verify()
    })

    it("[STREAM-2, PG-10] an event stream of one process tells of what another one wrote", async () => {
      const { tenant, operators } = await tenantOf("stream", "1")
      const response = await fetch(`${processes[0]!.url}${tenant.wallet}/stream`, {
        headers: { authorization: `Bearer ${OPERATOR_KEY}` },
      })
      const reader = readEventStream(response)
      expect((await reader.nextOf("balance")).data.balance).toBe("1")
      await operators[1]!.must(
        operators[1]!.post(`${tenant.wallet}/top-ups`, { amount: "2", method: "manual" }),
      )
      let balance = ""
      while (balance !== "3") balance = (await reader.nextOf("balance")).data.balance
      await reader.cancel()
    })

    it("[INV-7] an answer that is lost on its way is given again by another process", async () => {
      const { tenant, operators } = await tenantOf("lost", "1")
      const wire = await cutWire(processes[0]!.url)
      const cut = new Caller((path, init) => fetch(wire.url + path, init), OPERATOR_KEY)
      for (let turn = 1; turn <= 4; turn += 1) {
        const pay = (caller: Caller): Promise<Answer> =>
          caller.post(
            `${tenant.wallet}/top-ups`,
            { amount: "1", method: "manual" },
            { idempotencyKey: `t${turn}` },
          )
        wire.cutAnswer()
        await expect(pay(cut)).rejects.toThrow()
        const again = await pay(operators[1]!)
        expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"])
        expect((await pay(operators[0]!)).text).toBe(again.text)
      }
      wire.close()
      expect((await readBooks(tenant)).wallet.balance).toBe("5")
    })

    it("[LED-6] a process whose clock jumps beside one whose clock does not leaves exact and ordered books", async () => {
      const { tenant, partners, operators } = await tenantOf("clock", "10")
      let sent = 0
      await Promise.all(
        [0, 2, 2, 1].map(async (process, client) => {
          for (let turn = 0; turn < 15; turn += 1) {
            const at = Date.now() - 3_600_000
            await postEvents(
              tenant,
              [{ messageId: `clock-${client}-${turn}`, at, category: "marketing" }],
              partners[process],
            )
            sent += 1
            const hold = await partners[process]!.post("/v1/authorizations", {
              senderId: tenant.senderId,
              messages: [{ to: RECIPIENT, category: "marketing" }],
            })
            expect(hold.status).toBe(201)
            await partners[2]!.must(partners[2]!.post(`/v1/authorizations/${hold.body.id}/release`))
          }
        }),
      )
      const { wallet } = await readBooks(tenant)
      expect([wallet.balance, wallet.held]).toEqual([minus("10", times(MESSAGE, sent)), "0"])
      await operators[0]!.must(operators[0]!.get(`${tenant.wallet}/proof`))
      await verify()
    })

    it("[PG-13] a rate card is imported into it, and the servers know it", async () => {
      const file = join(folder.path, "card.csv")
      writeFileSync(file, "market,currency,category,tier_from,rate\nIndia,USD,marketing,0,0.5\n")
      const imported = await runTollgate(
        folder.path,
        ["rates", "import", file, "--from", "2026-12-01", "--id", "own"],
        environment,
      )
      expect([imported.code, imported.stderr, imported.stdout]).toEqual([
        0,
        "",
        expect.stringContaining("Imported: own"),
      ])
      for (const { operator } of processes) {
        await until(async () =>
          JSON.stringify((await operator.get("/v1/rate-cards")).body.data).includes('"own"'),
        )
      }
    })
  },
)
