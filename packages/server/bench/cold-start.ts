// The size of the Worker, and how long its first answer takes. Prints its rows as JSON lines; see docs/benchmarks.md.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { median, report } from "../../engine/bench/measure.ts"
import { withFolder } from "./bench-folder.ts"
import { bundleWorker, type WorkerBundle } from "./bundle-worker.ts"
import { migrateCatalog, OPERATOR_KEY, serveWorkerd } from "./serve-workerd.ts"
import { clientOf } from "./worker-load.ts"
import { ONE_WALLET, openBenchTenant, openWallet } from "./worker-tenant.ts"

const STARTS = 15
const WARM_REQUESTS = 30
const GZIP_KB_MAX = 300
const COLD_MS_MAX = 50

/** The same classes and bindings, and nothing behind them. */
const EMPTY_SCRIPT = `
export class WalletObject {}
export class CouponObject {}
export class IssuerObject {}
export class DeliveryObject {}
export class IntakeObject {}
export default { fetch: (request, env) => env.CATALOG.prepare("SELECT 1").all().then(() => new Response("{}")) }
`

const PATHS = {
  front: "/v1/partners",
  object: `/v1/wallets/${ONE_WALLET}`,
} as const

/** Of one start, by the clock and in CPU time (0 where that is not told): until it listens, of its first request, of a warm one. */
interface Start {
  readonly listens: Took
  readonly first: Took
  readonly warm: Took
}
interface Took {
  readonly clock: number
  readonly cpu: number
}

await withFolder(async (folder) => {
  const bundle = bundleWorker(folder)
  reportSize(bundle)
  const stores = { ours: join(folder, "ours"), empty: join(folder, "empty") }
  for (const store of Object.values(stores)) mkdirSync(store)
  await setUp(stores.ours, bundle)
  const empty = { ...bundle, script: EMPTY_SCRIPT, modules: new Map<string, Uint8Array>() }

  const starts: Record<"front" | "object" | "empty", Start[]> = { front: [], object: [], empty: [] }
  for (let round = -1; round < STARTS; round += 1) {
    const one = {
      empty: await start(stores.empty, empty, PATHS.front),
      front: await start(stores.ours, bundle, PATHS.front),
      object: await start(stores.ours, bundle, PATHS.object),
    }
    if (round < 0) continue
    for (const name of ["front", "object", "empty"] as const) starts[name].push(one[name])
  }
  reportStarts(starts)
})

function reportSize({ script, modules }: WorkerBundle): void {
  const kilobytes = gzipSync(script, { level: 9 }).length / 1024
  report({
    what: "Worker bundle, gzip -9",
    measured: `${kilobytes.toFixed(0)} KB (${(script.length / 1024).toFixed(0)} KB before)`,
    budget: `under ${GZIP_KB_MAX} KB`,
    met: kilobytes < GZIP_KB_MAX,
  })
  const beside = [...modules.values()]
  const packed = beside.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0) / 1024
  const plain = beside.reduce((sum, { length }) => sum + length, 0) / 1024
  report({
    what: "modules beside it, loaded when they are first needed, gzip -9",
    measured: `${packed.toFixed(0)} KB (${plain.toFixed(0)} KB before) in ${beside.length}`,
    budget: "",
    met: null,
  })
}

async function setUp(folder: string, bundle: WorkerBundle): Promise<void> {
  const workerd = await serveWorkerd(folder, bundle)
  await migrateCatalog(workerd)
  const client = clientOf(workerd.tollgateUrl, OPERATOR_KEY)
  await openBenchTenant(client)
  await openWallet(client, ONE_WALLET, [])
  await workerd.stop()
}

async function start(folder: string, bundle: WorkerBundle, path: string): Promise<Start> {
  const startedAt = performance.now()
  const workerd = await serveWorkerd(folder, bundle)
  const listens = { clock: performance.now() - startedAt, cpu: workerd.cpuTime() ?? 0 }
  const client = clientOf(workerd.tollgateUrl, OPERATOR_KEY)
  const ask = async (): Promise<Took> => {
    const [askedAt, usedBefore] = [performance.now(), workerd.cpuTime() ?? 0]
    await client.send({ method: "GET", path })
    return { clock: performance.now() - askedAt, cpu: (workerd.cpuTime() ?? 0) - usedBefore }
  }
  const first = await ask()
  const warm: Took[] = []
  for (let request = 0; request < WARM_REQUESTS; request += 1) warm.push(await ask())
  await workerd.stop()
  return { listens, first, warm: middleOf(warm, (took) => took) }
}

function middleOf<T>(values: readonly T[], took: (value: T, index: number) => Took): Took {
  const all = values.map(took)
  return { clock: median(all.map(({ clock }) => clock)), cpu: median(all.map(({ cpu }) => cpu)) }
}

function minus(one: Took, other: Took): Took {
  return { clock: one.clock - other.clock, cpu: one.cpu - other.cpu }
}

function reportStarts({
  front,
  object,
  empty,
}: Record<"front" | "object" | "empty", readonly Start[]>): void {
  for (const [what, starts] of [
    ["of the front", front],
    ["of a wallet's object, through the front", object],
  ] as const) {
    const script = middleOf(starts, ({ listens }, index) => minus(listens, empty[index]!.listens))
    const first = middleOf(starts, (one) => minus(one.first, one.warm))
    const cold = script.clock + first.clock
    report({
      what: `cold start in workerd, to the first answer ${what}`,
      measured:
        `${words(script.clock + first.clock, script.cpu + first.cpu)}: script ${words(script.clock, script.cpu)}, ` +
        `first request less a warm one ${words(first.clock, first.cpu)}; ${starts.length} starts`,
      budget: `under ${COLD_MS_MAX} ms`,
      met: cold < COLD_MS_MAX,
    })
  }
}

function words(clock: number, cpu: number): string {
  return `${clock.toFixed(0)} ms (CPU ${cpu.toFixed(0)} ms)`
}
