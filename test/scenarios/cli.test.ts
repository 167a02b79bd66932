import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { micros, readBooks } from "../support/books.ts"
import { postEvents } from "../support/events.ts"
import { dataFolder, runTollgate, startProcess, type ServerProcess } from "../support/process-host.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

/** In a batch that is posted while a command runs. */
const EVENTS = 5
const folder = dataFolder()
let server: ServerProcess
let tenant: Tenant

beforeAll(async () => {
  server = await startProcess(folder.path)
  tenant = await makeTenant(server.operator, "shop", { credit: "100" })
})
afterAll(async () => {
  await server.end("SIGTERM")
  folder.remove()
})

/** Posts batches until it is told to stop. */
async function write(name: string, isOver: () => boolean): Promise<void> {
  for (let batch = 0; !isOver(); batch++) {
    const events = Array.from({ length: EVENTS }, (_, index) => ({
      messageId: `${name}-${batch}-${index}`,
      at: Date.now(),
      category: "utility",
    }))
    await postEvents(tenant, events)
  }
}

it("[STORE-4] a backup taken while events pour in is a sound store of one moment", async () => {
  let isOver = false
  const writers = ["a", "b"].map((name) => write(name, () => isOver))
  const copy = join(folder.path, "copy.sqlite")
  const made = await runTollgate(folder.path, ["backup", copy])
  expect([made.code, made.stderr]).toEqual([0, ""])
  const again = await runTollgate(folder.path, ["backup", copy])
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("exists")])
  isOver = true
  await Promise.all(writers)

  const restored = join(folder.path, "restored")
  mkdirSync(restored)
  copyFileSync(copy, join(restored, "tollgate.sqlite"))
  const verified = await runTollgate(restored, ["verify"])
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("all sound")])
  const twin = await startProcess(restored)
  const books = await readBooks({
    ...tenant,
    operator: twin.operator,
    partner: twin.operator.as(tenant.partner.key),
  })
  expect(micros("100") - micros(books.wallet.balance)).toBe(micros(books.usage.totals.amount))
  expect(books.usage.totals.delivered % EVENTS).toBe(0)
  await twin.end("SIGTERM")
})

it("[LED-7] a live store verifies while events pour in", async () => {
  const vanished = join(folder.path, "vanished.json")
  writeFileSync(vanished, JSON.stringify({ walletId: "vanished", sequence: 1, head: "00" }))
  let isOver = false
  const writers = ["c", "d"].map((name) => write(name, () => isOver))
  for (let run = 0; run < 2; run++) {
    const verified = await runTollgate(folder.path, ["verify"])
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining("all sound")])
  }
  // A wallet that was published and is gone is no sound store.
  const gone = await runTollgate(folder.path, ["verify", "--heads", vanished])
  expect([gone.code, gone.stdout]).toEqual([1, expect.stringContaining("vanished: published, and not there")])
  isOver = true
  await Promise.all(writers)
})

it("[RATE-5] rates import takes a good card once, says what is wrong with a bad one, and never changes one", async () => {
  const card = join(folder.path, "card.csv")
  const head = "market,currency,category,tier_from,rate\n"
  const importCard = (from: string, content: string) => {
    writeFileSync(card, content)
    return runTollgate(folder.path, ["rates", "import", card, "--id", "own", "--from", from])
  }
  const good = `${head}India,USD,utility,0,0.002\nIndia,USD,marketing,0,0.02\n`
  const first = await importCard("2026-01-01", good)
  expect([first.code, first.stdout]).toEqual([
    0,
    "Imported: own in USD from 2026-01-01, 1 markets, 2 rates.\n",
  ])
  const again = await importCard("2026-01-01", good)
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("Was there already")])
  const other = await importCard("2026-01-01", good.replace("0.002", "0.003"))
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("cards never change")])
  const euro = await importCard("2026-06-01", good.replaceAll("USD", "EUR"))
  expect([euro.code, euro.stderr]).toEqual([2, expect.stringContaining("another currency")])
  const gap = await importCard("2026-07-01", `${head}India,USD,utility,100,0.002\n`)
  expect([gap.code, gap.stderr]).toEqual([2, expect.stringMatching(/nothing was imported[^]*line 2/)])
  const date = await importCard("2026-02-30", good)
  expect([date.code, date.stderr]).toEqual([2, expect.stringContaining("2026-02-30")])
  const missing = await runTollgate(folder.path, ["rates", "import", "/nowhere.csv", "--from", "2026-01-01"])
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("/nowhere.csv")])

  // The server that runs prices with it.
  const { operator, partner } = tenant
  const plan = { id: "own", name: "Own", currency: "USD", effectiveFrom: "2026-01-01", rateCard: "own" }
  await operator.must(operator.post("/v1/plans", plan))
  const messages = [{ to: "919410031234", category: "marketing" }]
  const quoted = await partner.must(partner.post("/v1/quotes", { planId: "own", messages }))
  expect(quoted.total).toBe("0.02")
  const cards = (await operator.get("/v1/rate-cards")).body.data
  expect(cards.filter((one: { rateCard: string }) => one.rateCard === "own")).toHaveLength(1)
})

it("[AUTH-8] keys create makes a key that works at once, and none for what is not there", async () => {
  const create = (...args: string[]) => runTollgate(folder.path, ["keys", "create", ...args])
  const status = async (key: string, path: string) => (await server.operator.as(key).get(path)).status
  const operator = await create("--kind", "operator")
  expect(operator.stdout).toMatch(/^tg_op_[A-Za-z0-9]{40}\n$/)
  expect(await status(operator.stdout.trim(), "/v1/partners")).toBe(200)
  const partner = await create("--kind", "partner", "--partner", "shop")
  expect([
    await status(partner.stdout.trim(), tenant.wallet),
    await status(partner.stdout.trim(), "/v1/partners"),
  ]).toEqual([200, 403])
  const reader = await create("--kind", "wallet", "--wallet", tenant.walletId, "--name", "reader")
  expect([
    await status(reader.stdout.trim(), tenant.wallet),
    await status(reader.stdout.trim(), "/v1/wallets"),
  ]).toEqual([200, 403])
  for (const args of [
    ["--kind", "partner", "--partner", "nobody"],
    ["--kind", "partner"],
    ["--kind", "wallet", "--wallet", "nowhere"],
    ["--kind", "portal"],
  ]) {
    const refused = await create(...args)
    expect([refused.code, refused.stdout]).toEqual([2, ""])
    expect(refused.stderr).toMatch(/^tollgate: /)
  }
  expect((await create()).code).toBe(1)
})

it("[RUN-2] a wrong variable, a second meaning of the folder, and an unknown command are told in words", async () => {
  const unknown = await runTollgate(folder.path, ["frobnicate"])
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("unknown command")])
  const nobody = await runTollgate(folder.path, ["verify", "--wallet", "nobody"])
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining("nobody")])
  for (const args of [["verify"], ["backup", join(folder.path, "of-nothing.sqlite")]]) {
    const nothing = await runTollgate(join(folder.path, "mistyped"), args)
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining("There is no store")])
  }
  await expect(startProcess(folder.path, { PORT: "port" })).rejects.toThrow(/PORT/)
  await expect(startProcess(folder.path, { TOLLGATE_OPERATOR_KEY: "short" })).rejects.toThrow(/32 characters/)
  await expect(startProcess(folder.path, { TOLLGATE_DEMO: "1" })).rejects.toThrow(/is real/)
  const elsewhere = dataFolder()
  const wrong = join(elsewhere.path, "wrong")
  writeFileSync(wrong, "")
  await expect(startProcess(wrong)).rejects.toThrow()
  expect(existsSync(join(wrong, "tollgate.sqlite"))).toBe(false)
  elsewhere.remove()
})
