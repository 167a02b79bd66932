import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { openStore } from "@tollgate/server/runtime/open-store.ts"
import { openNodeDriver } from "@tollgate/server/storage/sqlite/node-driver.ts"
import { verifyWallet } from "@tollgate/server/verify/verify-wallet.ts"
import { afterAll, beforeAll, expect, it } from "vitest"
import { postEvents } from "../support/events.ts"
import { exportOf } from "../support/moving.ts"
import {
  dataFolder,
  runTollgate,
  serverEnvironment,
  startProcess,
  type ServerProcess,
} from "../support/process-host.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"

const BIN = fileURLToPath(new URL("../../packages/server/bin/tollgate.js", import.meta.url))
/** In a batch that is posted while a wallet is exported. */
const EVENTS = 20
/** So that others have the processor too. */
const PAUSE_MS = 10
const folder = dataFolder()
const file = join(folder.path, "wallets.ndjson")
let source: ServerProcess
let tenant: Tenant

beforeAll(async () => {
  source = await startProcess(join(folder.path, "source"))
  tenant = await makeTenant(source.operator, "shop", { credit: "1000" })
})
afterAll(async () => {
  await source.end("SIGTERM")
  folder.remove()
})

/** Posts batches until it is told to stop. */
async function write(name: string, isOver: () => boolean): Promise<void> {
  for (let batch = 0; !isOver(); batch += 1) {
    const events = Array.from({ length: EVENTS }, (_, index) => ({
      messageId: `${name}-${batch}-${index}`,
      at: Date.now(),
      category: "utility",
    }))
    await postEvents(tenant, events)
    await pause(PAUSE_MS)
  }
}

function targetRows(path: string): Record<string, number> {
  const driver = openNodeDriver(join(path, "tollgate.sqlite"))
  const count = (table: string): number =>
    Number(driver.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"])
  const counts = { wallet: count("wallet"), charge: count("charge") }
  driver.close()
  return counts
}

it("[MOVE-12] an export is of one moment while events pour in, and comes to a store whose server runs", async () => {
  let isOver = false
  const writers = ["a", "b"].map((name) => write(name, () => isOver))
  const target = join(folder.path, "target")
  const there = await startProcess(target)
  // The server has its catalog in memory, and knows that there is no such wallet.
  expect((await there.operator.get(tenant.wallet)).status).toBe(404)
  const out = await runTollgate(join(folder.path, "source"), ["export", "--out", file])
  expect([out.code, out.stderr]).toEqual([0, expect.stringContaining("Exported 1 wallets")])
  const busy = makeTenant(there.operator, "own", { credit: "5" })
  const came = await runTollgate(target, ["import", file])
  expect([came.code, came.stdout]).toEqual([0, expect.stringContaining("1 wallets imported and verified")])
  isOver = true
  await Promise.all(writers)

  const end = readFileSync(file, "utf8")
    .split("\n")
    .find((line) => line.startsWith('{"end":"wallet"'))
  const { sequence, head, counts } = JSON.parse(end ?? "{}")
  expect(counts.charge % EVENTS).toBe(0)
  expect((await there.operator.get(`${tenant.wallet}/proof`)).body).toMatchObject({ sequence, head })
  const partner = there.operator.as(tenant.partner.key)
  await partner.must(partner.patch(tenant.wallet, { creditName: "units" }))
  expect((await there.operator.get(`${tenant.wallet}/proof`)).body.sequence).toBeGreaterThanOrEqual(sequence)
  expect((await (await busy).partner.get((await busy).wallet)).body.balance).toBe("5")
  await there.end("SIGTERM")
  const verified = await runTollgate(target, ["verify"])
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/^2 wallets.*all sound\n$/)])
})

it("[MOVE-6] an import that is killed leaves no wallet, and comes whole when it is run again", async () => {
  const out = await runTollgate(join(folder.path, "source"), ["export", "--out", `${file}.gz`])
  expect(out.code).toBe(0)
  const target = join(folder.path, "killed")
  const child = spawn(process.execPath, [BIN, "import", `${file}.gz`], {
    env: serverEnvironment(target),
    stdio: "ignore",
  })
  const gone = new Promise((resolve) => child.once("exit", resolve))
  // As soon as it has written something of the wallet.
  const hasBegun = (): boolean => {
    try {
      return targetRows(target).charge! > 0
    } catch {
      return false
    }
  }
  while (child.exitCode === null && !hasBegun()) await pause(25)
  child.kill("SIGKILL")
  await gone
  const again = await runTollgate(target, ["import", `${file}.gz`])
  expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/1 wallets imported|1 were there/)])
  const store = await openStore(target, "any", () => Date.now())
  expect((await verifyWallet(store.wallets, tenant.walletId, [], Date.now())).findings).toEqual([])
  const from = await openStore(join(folder.path, "source"), "any", () => Date.now())
  const rows = (lines: readonly string[]): readonly string[] => lines.slice(1, -1)
  expect(rows(await exportOf(store.moving(false)))).toEqual(rows(await exportOf(from.moving(false))))
  await Promise.all([store.wallets.close(), from.wallets.close()])
})

it("[MOVE-14] export --from and import --to carry a wallet between two servers", async () => {
  const to = await startProcess(join(folder.path, "to"))
  const wire = join(folder.path, "wire.ndjson")
  const out = await runTollgate(folder.path, ["export", "--from", source.url, "--out", wire])
  expect([out.code, out.stderr]).toEqual([0, expect.stringContaining("Exported 1 wallets")])
  const came = await runTollgate(folder.path, ["import", wire, "--to", `${to.url}/`])
  expect([came.code, came.stdout]).toEqual([0, expect.stringContaining("1 wallets imported and verified")])
  const proofs = await Promise.all([source, to].map(({ operator }) => operator.get(`${tenant.wallet}/proof`)))
  expect(proofs[0]!.body).toEqual(proofs[1]!.body)
  await to.end("SIGTERM")
})
