import { Worker } from "node:worker_threads"

const CHECKPOINT_EVERY_MS = 50
const STOP_MS_MAX = 5_000
const RUNNING = 0
const STOPPING = 1
const STOPPED = 2

/**
 * Its own thread and connection, as plain text so that it runs the same from sources and from a build. PASSIVE waits for
 * nobody and makes nobody wait.
 */
const THREAD = `
  const { DatabaseSync } = require("node:sqlite")
  const { workerData: { path, state, everyMs } } = require("node:worker_threads")
  const flag = new Int32Array(state)
  const database = new DatabaseSync(path)
  database.exec("PRAGMA busy_timeout = 0")
  const checkpoint = database.prepare("PRAGMA wal_checkpoint(PASSIVE)")
  while (Atomics.load(flag, 0) === ${RUNNING}) {
    try { checkpoint.all() } catch {}
    Atomics.wait(flag, 0, ${RUNNING}, everyMs)
  }
  database.close()
  Atomics.store(flag, 0, ${STOPPED})
  Atomics.notify(flag, 0)
`

/**
 * Copies committed pages from the log into the database file beside the thread that commits, so that a commit seldom
 * has to. It only moves what is durable already: without it, or killed in the middle, nothing is lost. Rule STORE-1.
 *
 * @returns what stops it and waits until its connection is closed
 */
export function startCheckpointer(path: string): () => void {
  const state = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  const flag = new Int32Array(state)
  const workerData = { path, state, everyMs: CHECKPOINT_EVERY_MS }
  const worker = new Worker(THREAD, { eval: true, workerData })
  let isRunning = true
  worker.once("exit", () => (isRunning = false))
  // A thread that cannot start leaves the checkpoints to the commits.
  worker.once("error", () => (isRunning = false))
  worker.unref()
  return () => {
    if (!isRunning || Atomics.compareExchange(flag, 0, RUNNING, STOPPING) !== RUNNING) return
    Atomics.notify(flag, 0)
    Atomics.wait(flag, 0, STOPPING, STOP_MS_MAX)
  }
}
