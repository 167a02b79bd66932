import { createHash } from "node:crypto"
import { readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deliverOutbox } from "@tollgate/server/outbox/deliver-outbox.ts"
import { openStore, type OpenStore } from "@tollgate/server/runtime/open-store.ts"
import { findPostgres, startPostgres } from "@tollgate/server/testing/start-postgres.ts"
import { verifyWallet } from "@tollgate/server/verify/verify-wallet.ts"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { appHost, type AppHost } from "../support/app-host.ts"
import type { Caller } from "../support/client.ts"
import { usageEvent } from "../support/events.ts"
import { fillWallet, issueInvoices, KEYED_TOP_UP, TOLD } from "../support/full-wallet.ts"
import { appOn, exportOf, importInto } from "../support/moving.ts"
import { dataFolder, runTollgate, type Ran } from "../support/process-host.ts"
import type { Tenant } from "../support/tenant.ts"

const found = await findPostgres()
const folder = dataFolder()
const at = (name: string): string => join(folder.path, name)
/** All that a customer, a partner and an operator read of a wallet. */
async function answersOf(operator: Caller, { wallet, customerId }: Tenant): Promise<object> {
  const answers: Record<string, unknown> = {}
  const period = "from=2026-11-18&to=2026-11-23"
  for (const path of [
    "",
    "/summary",
    "/proof",
    "/allotments",
    "/top-ups?limit=200",
    "/messages?limit=200",
    "/payment-links",
    "/invoices",
    "/auto-recharge",
    "/auto-recharge/consents",
    `/statement?${period}`,
    `/usage?${period}&groupBy=category,type,market,sender,direction,media,channel`,
    `/usage?${period}&interval=hour&timezone=America/Lima`,
  ]) {
    answers[path] = await operator.must(operator.get(wallet + path))
  }
  for (const path of [
    "/v1/suspense",
    "/v1/coupons",
    "/v1/senders",
    "/v1/plans",
    `/v1/customers/${customerId}`,
  ])
    answers[path] = await operator.must(operator.get(path))
  // Which payments a server takes is its own.
  delete (answers["/summary"] as Record<string, unknown>)["checkout"]
  return answers
}

describe.skipIf("reason" in found)(
  `from SQLite to Postgres and back${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    let stopPostgres = async (): Promise<void> => undefined
    let makeDatabase = async (): Promise<string> => ""
    let environment: Record<string, string> = {}
    let tenant: Tenant
    let answers: object
    let ran: Record<"out" | "in" | "verified" | "back" | "again", Ran>
    let postgres: OpenStore
    let host: AppHost
    /** When the wallets were left as they are moved. */
    let leftAt = 0

    beforeAll(async () => {
      if ("reason" in found) return
      const server = await startPostgres(found.binaries)
      stopPostgres = () => server.stop()
      makeDatabase = () => server.create()
      environment = { DATABASE_URL: await server.create() }
      const before = appHost(undefined, { isDemo: true }, { path: at("tollgate.sqlite") })
      tenant = await fillWallet(before, "acme")
      const other = await fillWallet(before, "other")
      for (const one of [tenant, other]) await issueInvoices(before, one)
      leftAt = before.now
      answers = await answersOf(before.operator, tenant)
      await before.test.deps.wallets.close()

      const out = await runTollgate(folder.path, ["export", "--out", at("first.ndjson")])
      const there = await runTollgate(folder.path, ["import", at("first.ndjson")], environment)
      const verified = await runTollgate(folder.path, ["verify"], environment)
      await runTollgate(folder.path, ["export", "--out", at("second.ndjson.gz")], environment)
      const back = await runTollgate(at("back"), ["import", at("second.ndjson.gz")])
      const again = await runTollgate(at("back"), ["export"])
      writeFileSync(at("third.ndjson"), again.stdout)
      ran = { out, in: there, verified, back, again }
      postgres = await openStore("", "any", () => leftAt, environment["DATABASE_URL"])
      host = appOn(postgres, leftAt)
    })
    afterAll(async () => {
      await postgres?.wallets.close()
      await stopPostgres()
      folder.remove()
    })

    it("[MOVE-1] a file goes there and back byte for byte, but for its first line and its last", () => {
      const rowsOf = (file: string): readonly string[] => readFileSync(file, "utf8").split("\n").slice(1, -2)
      const first = rowsOf(at("first.ndjson"))
      expect(rowsOf(at("third.ndjson"))).toEqual(first)
      const ends = first.filter((line) => line.startsWith('{"end"')).map((line) => JSON.parse(line))
      expect(ends.map(({ end, wallet }) => wallet ?? end)).toEqual(["catalog", "acme-wallet", "other-wallet"])
      // Something of everything was in it.
      const empty = ends.flatMap(({ counts }) => Object.entries(counts).filter(([, count]) => count === 0))
      expect(empty.map(([table]) => table)).toEqual(["link_payment"])
    })

    it("[MOVE-5] says what came, and each wallet was verified", () => {
      expect(ran.out).toEqual({ code: 0, stdout: "", stderr: expect.stringContaining("Exported 2 wallets") })
      expect(ran.in.code).toBe(0)
      expect(ran.in.stdout).toMatch(/2 wallets imported and verified: \d+ entries, \d+ charges/)
      expect(ran.verified).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^2 wallets.*all sound\n$/),
      })
      expect(ran.back).toMatchObject({ code: 0, stdout: expect.stringContaining("2 wallets imported") })
    })

    it("[MOVE-2] only its owner reads the file, which is gone when it is not whole", async () => {
      for (const file of ["first.ndjson", "second.ndjson.gz"])
        expect([file, statSync(at(file)).mode & 0o777]).toEqual([file, 0o600])
      const again = await runTollgate(folder.path, ["export", "--out", at("first.ndjson")])
      expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("exists")])
      const none = await runTollgate(folder.path, ["export", "--wallet", "none", "--out", at("none")])
      expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('no wallet "none"')])
      expect(() => statSync(at("none"))).toThrow()
      expect(() => statSync(at("none.part"))).toThrow()
    })

    it("[MOVE-8] the same is answered there: balances, summary, statement, usage, messages, proof", async () => {
      expect(await answersOf(host.operator, tenant)).toEqual(answers)
    })

    it("[MOVE-8] what was asked before is answered as before, and what was handled is a duplicate", async () => {
      const { operator } = host
      const proof = (await operator.get(`${tenant.wallet}/proof`)).body
      const paid = await operator.post(`${tenant.wallet}/top-ups`, KEYED_TOP_UP.body, {
        idempotencyKey: KEYED_TOP_UP.key,
      })
      expect([paid.status, paid.headers.get("idempotent-replayed")]).toEqual([201, "true"])
      const other = await operator.post(
        `${tenant.wallet}/top-ups`,
        { ...KEYED_TOP_UP.body, amount: "8" },
        { idempotencyKey: KEYED_TOP_UP.key },
      )
      expect([other.status, other.body.code]).toEqual([409, "idempotency_key_reused"])
      const partner = operator.as(tenant.partner.key)
      const told = await partner.post("/v1/events", {
        events: [usageEvent(tenant, { ...TOLD, at: leftAt })],
      })
      expect(told.body).toMatchObject({ accepted: 0, duplicates: 1, charged: "0" })
      expect((await operator.get(`${tenant.wallet}/proof`)).body).toEqual(proof)
    })

    it("[MOVE-8] the next command goes on with the chain, and what waited goes on too", async () => {
      const { operator } = host
      const { sequence } = (await operator.get(`${tenant.wallet}/proof`)).body
      const holds = await operator.must(operator.get(`${tenant.wallet}/summary`))
      expect(holds.held).not.toBe("0")
      const partner = operator.as(tenant.partner.key)
      await partner.must(
        partner.post("/v1/events", {
          events: [usageEvent(tenant, { messageId: "listed-1", at: leftAt, category: "utility" })],
        }),
      )
      expect((await operator.get(`${tenant.wallet}/proof`)).body.sequence).toBe(sequence + 1)
      expect((await postgres.wallets.outbox(99)).length).toBeGreaterThan(0)
      // Invoices that were issued stay; those of refunds, which waited, take the next numbers.
      const before = await operator.must(operator.get(`${tenant.wallet}/invoices`))
      await deliverOutbox(host.test.deps)
      const { data } = await operator.must(operator.get(`${tenant.wallet}/invoices`))
      expect(data.slice(0, before.data.length)).toEqual(before.data)
      expect(data.length).toBe(before.data.length + 2)
      expect(data.map(({ number }: { number: string }) => Number(number.slice(-6)))).toEqual(
        data.map((_: unknown, index: number) => index + 1),
      )
      const { findings } = await verifyWallet(postgres.wallets, tenant.walletId, [], leftAt)
      expect(findings).toEqual([])
    })

    it("[MOVE-7, MOVE-12] two processes that import at once make each wallet once, and a third one that runs there sees it", async () => {
      const url = await makeDatabase()
      const open = (): Promise<OpenStore> => openStore("", "any", () => leftAt, url)
      const [one, two, running] = [await open(), await open(), await open()]
      const server = appOn(running, leftAt)
      expect((await server.operator.get(tenant.wallet)).status).toBe(404)
      const first = readFileSync(at("first.ndjson"), "utf8").trimEnd().split("\n")
      const second = await exportOf(postgres.moving(false), { id: "another" })
      for (const files of [
        [first, first],
        [first, second],
      ] as const) {
        const came = await Promise.all([
          importInto(one.moving(false), files[0]),
          importInto(two.moving(false), files[1], { keepsTarget: true }),
        ])
        const kinds = came.flatMap(({ wallets }) => wallets.map(({ kind }) => kind))
        for (const kind of kinds) expect(["imported", "same", "other", "overtaken"]).toContain(kind)
      }
      expect((await server.operator.get(tenant.wallet)).status).toBe(200)
      for (const walletId of ["acme-wallet", "other-wallet"])
        expect((await verifyWallet(running.wallets, walletId, [], leftAt)).findings).toEqual([])
      await server.operator.must(
        server.operator.post(`${tenant.wallet}/adjustments`, { amount: "1", reason: "there" }),
      )
      await Promise.all([one, two, running].map(({ wallets }) => wallets.close()))
    })

    it("[MOVE-7] of two files at once the later one's wallets count on Postgres too", async () => {
      const url = await makeDatabase()
      const [one, two] = await Promise.all([0, 1].map(() => openStore("", "any", () => leftAt, url)))
      const first = readFileSync(at("first.ndjson"), "utf8").trimEnd().split("\n")
      const renamed = await resealedAs(first, "another")
      const came = await Promise.all([
        importInto(one!.moving(false), first),
        importInto(two!.moving(false), renamed),
      ])
      for (const place of [0, 1]) {
        const kinds = came.map(({ wallets }) => wallets[place]?.kind)
        expect(kinds.some((kind) => kind === "imported")).toBe(true)
        for (const kind of kinds) expect(["imported", "same", "overtaken"]).toContain(kind)
      }
      expect((await exportOf(one!.moving(false))).slice(1, -1)).toEqual(first.slice(1, -1))
      await Promise.all([one, two].map((store) => store!.wallets.close()))
    })
  },
)

/** The same file under another id. */
async function resealedAs(lines: readonly string[], id: string): Promise<string[]> {
  const first = JSON.stringify({ ...(JSON.parse(lines[0] ?? "{}") as object), id })
  const whole = createHash("sha256").update(`${first}\n`)
  for (const line of lines.slice(1, -1)) if (line.startsWith('{"end"')) whole.update(`${line}\n`)
  const last = { ...(JSON.parse(lines.at(-1) ?? "{}") as object), sha256: whole.digest("hex") }
  return [first, ...lines.slice(1, -1), JSON.stringify(last)]
}
