// Ingest over HTTP against a bare handler, and readings of a balance meanwhile. Prints its rows as JSON lines; see docs/benchmarks.md.
import { fork, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import {
  formatCount,
  interleave,
  median,
  medianRatio,
  quantileOf,
  report,
} from "../../engine/bench/measure.ts"
import { workloadSenders } from "../../engine/bench/workload.ts"
import { withFolder } from "./bench-folder.ts"
import type { LoadOrder, LoadResult } from "./ingest-load.ts"

const OPERATOR_KEY = "tg_op_0123456789abcdefghijklmnopqrstuvwxyz"
const WALLET_ID = "wal_bench"
const REPETITIONS = 5
const SLICE_MS = 1_500
/** More than a server takes in a slice. */
const BATCHES_MAX = 3_000
const READING_MS = 10_000
const RATIO_MIN = 0.4
const READ_P99_MS_MAX = 10

await withFolder(async (folder) => {
  const servers = [startServer("tollgate", folder), startServer("bare", folder)] as const
  const load = startChild("ingest-load.ts", [])
  try {
    const [tollgateUrl, bareUrl] = await Promise.all(servers.map(urlOf))
    await setUp(tollgateUrl!)
    const order = { key: OPERATOR_KEY, milliseconds: SLICE_MS, batchesMax: BATCHES_MAX }
    const rateOf = async (url: string): Promise<number> =>
      (await runLoad(load, { ...order, url })).eventsPerSecond
    const { tollgate, bare } = await interleave(
      { tollgate: () => rateOf(tollgateUrl!), bare: () => rateOf(bareUrl!) },
      { repetitions: REPETITIONS },
    )
    const ratio = medianRatio(tollgate, bare)
    report({
      what: "HTTP ingest, batches of 100 events / bare handler",
      measured: `${ratio.toFixed(2)} (${formatCount(median(tollgate))} / ${formatCount(median(bare))} events/s)`,
      budget: `at least ${RATIO_MIN}`,
      met: ratio >= RATIO_MIN,
    })

    const { reads, eventsPerSecond } = await runLoad(load, {
      ...order,
      url: tollgateUrl!,
      milliseconds: READING_MS,
      batchesPerSecond: median(tollgate) / 100 / 2,
      readPath: `/v1/wallets/${WALLET_ID}`,
    })
    const p99 = quantileOf(reads, 0.99)
    report({
      what: `p99 of a balance read, ingest at half its peak (${formatCount(eventsPerSecond)} events/s)`,
      measured: `${p99.toFixed(1)} ms (median ${median(reads).toFixed(1)} ms, ${reads.length} reads)`,
      budget: `under ${READ_P99_MS_MAX} ms`,
      met: p99 < READ_P99_MS_MAX,
    })
  } finally {
    for (const child of [...servers, load]) child.kill()
  }
})

function startServer(kind: "tollgate" | "bare", folder: string): ChildProcess {
  return startChild("ingest-server.ts", [kind, folder])
}

/** Its log goes nowhere, but is written. */
function startChild(file: string, args: readonly string[]): ChildProcess {
  return fork(join(import.meta.dirname, file), args, {
    env: { ...process.env, TOLLGATE_OPERATOR_KEY: OPERATOR_KEY },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
}

async function urlOf(server: ChildProcess): Promise<string> {
  return (await answerOf<{ url: string }>(server)).url
}

async function runLoad(load: ChildProcess, order: LoadOrder): Promise<LoadResult> {
  load.send(order)
  return answerOf<LoadResult>(load)
}

/** The next thing that a child tells; its end is a failure. */
async function answerOf<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController()
  const failure = once(child, "exit", { signal: ended.signal }).then(([status]) => {
    throw new Error(`a process of the benchmark ended with status ${String(status)}`)
  })
  try {
    return await Promise.race([once(child, "message").then(([told]) => told as T), failure])
  } finally {
    failure.catch(() => undefined)
    ended.abort()
  }
}

/** A partner's customer with a wallet on the built-in plan with fees, and the senders of the workload. */
async function setUp(url: string): Promise<void> {
  const send = async (method: string, path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  }
  await send("POST", "/v1/partners", { id: "bench", name: "Bench", allowedOrigins: [] })
  await send("POST", "/v1/customers", {
    id: "cus_bench",
    partnerId: "bench",
    name: "Bench",
    timezone: "Asia/Kolkata",
  })
  await send("POST", "/v1/wallets", {
    id: WALLET_ID,
    customerId: "cus_bench",
    currency: "USD",
    planId: "gupshup",
  })
  for (const senderId of workloadSenders().keys()) {
    await send("PUT", `/v1/senders/${senderId}`, {
      walletId: WALLET_ID,
      phoneNumber: `+${senderId.slice(0, 12)}`,
    })
  }
}
