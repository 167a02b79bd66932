// What a server process holds with one wallet and with many. Prints its rows as JSON lines; see docs/benchmarks.md.
import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { median, report } from "../../engine/bench/measure.ts"
import { workloadEvents } from "../../engine/bench/workload.ts"
import { openSqlCatalog } from "../src/catalog/sql-catalog.ts"
import { DATABASE_FILE } from "../src/runtime/open-store.ts"
import { createSqlWalletStore } from "../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../src/storage/sqlite/node-driver.ts"
import { withFolder } from "./bench-folder.ts"
import { openWalletIn } from "./bench-wallet.ts"
import type { MemoryHeld } from "./memory-server.ts"
import { OPERATOR_KEY } from "./serve-workerd.ts"
import { clientOf, type Client, type Sent } from "./worker-load.ts"

const WALLETS = 100_000
const FILL_AT_ONCE = 500
const REPETITIONS = 3
const IN_FLIGHT = 8
/** The same number of requests whether they are about one wallet or about many. */
const REQUESTS = 10_000
/** Every so many of them is a top-up, and the others read a balance. */
const TOP_UP_EVERY = 10
const MADE_AT = Date.UTC(2026, 10, 1)

const walletOf = (index: number): string => `wal_${index}`

await withFolder(async (folder) => {
  const one = await fill(join(folder, "one"), 1)
  const many = await fill(join(folder, "many"), WALLETS)
  const ways = [
    { what: "one wallet, requests about it", data: one, touched: 1 },
    { what: `${WALLETS} wallets, requests about one`, data: many, touched: 1 },
    { what: `${WALLETS} wallets, requests about ${REQUESTS} of them`, data: many, touched: REQUESTS },
  ]
  for (const { what, data, touched } of ways) {
    const measured: Measured[] = []
    for (let round = 0; round < REPETITIONS; round += 1) measured.push(await measure(data, touched))
    report({
      what: `memory of a server process: ${what}`,
      measured: `${words(measured.map(({ after }) => after))} (at the start ${words(measured.map(({ before }) => before))})`,
      budget: "",
      met: null,
    })
  }
})

/** Wallets with credit and two charges each, and where they belong. @returns the folder */
async function fill(data: string, wallets: number): Promise<string> {
  mkdirSync(data)
  const driver = openNodeDriver(join(data, DATABASE_FILE))
  // What is lost with the machine is made again.
  driver.exec("PRAGMA synchronous = OFF")
  const catalog = openSqlCatalog(driver, () => MADE_AT)
  const store = createSqlWalletStore(driver)
  const made = { fingerprint: "", createdAt: MADE_AT, updatedAt: MADE_AT }
  await catalog.insertPartner({
    ...made,
    id: "bench",
    name: "Bench",
    status: "active",
    allowedOrigins: [],
    overdraftMax: 0n,
    supportEmail: null,
  })
  await catalog.insertCustomer({
    ...made,
    id: "cus_bench",
    partnerId: "bench",
    name: "Bench",
    timezone: "Asia/Kolkata",
    locale: "en",
    contact: null,
    billingAddress: null,
    taxId: null,
    taxExemption: null,
  })
  const open = async (index: number): Promise<void> => {
    const walletId = walletOf(index)
    const place = { walletId, customerId: "cus_bench", partnerId: "bench", currency: "USD" }
    await catalog.insertWalletPlace({ ...place, isClosed: false, createdAt: MADE_AT })
    const wallet = await openWalletIn(store, walletId)
    await wallet.settle(workloadEvents(1, index))
  }
  for (let first = 0; first < wallets; first += FILL_AT_ONCE) {
    const count = Math.min(FILL_AT_ONCE, wallets - first)
    await Promise.all(Array.from({ length: count }, (_, offset) => open(first + offset)))
  }
  await store.close()
  return data
}

interface Measured {
  readonly before: MemoryHeld
  readonly after: MemoryHeld
}

async function measure(data: string, touched: number): Promise<Measured> {
  const server = fork(join(import.meta.dirname, "memory-server.ts"), [data], {
    execArgv: ["--expose-gc"],
    env: { ...process.env, TOLLGATE_OPERATOR_KEY: OPERATOR_KEY },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  try {
    const told = async <T>(): Promise<T> => (await once(server, "message"))[0] as T
    const { url } = await told<{ url: string }>()
    const held = async (): Promise<MemoryHeld> => {
      server.send({})
      return told<MemoryHeld>()
    }
    const before = await held()
    await ask(clientOf(url, OPERATOR_KEY), touched)
    return { before, after: await held() }
  } finally {
    server.kill()
  }
}

async function ask(client: Client, touched: number): Promise<void> {
  const requests = Array.from({ length: REQUESTS }, (_, index): Sent => {
    const path = `/v1/wallets/${walletOf(index % touched)}`
    return index % TOP_UP_EVERY === 0
      ? { method: "POST", path: `${path}/top-ups`, body: { amount: "1", method: "manual" } }
      : { method: "GET", path }
  })
  await client.sendAll(requests, IN_FLIGHT)
}

/** The median of each, and how far RSS was apart. */
function words(held: readonly MemoryHeld[]): string {
  const resident = held.map((one) => one.resident / 1e6)
  const heap = median(held.map((one) => one.heap / 1e6))
  const spread = `${Math.min(...resident).toFixed(0)} to ${Math.max(...resident).toFixed(0)}`
  return `RSS ${median(resident).toFixed(0)} MB (${spread}), heap ${heap.toFixed(1)} MB`
}
