// The load of the HTTP benchmark, in a process of its own: batches of new events over connections that stay open.
import { Agent, request } from "node:http"
import { toldEvents } from "./told-events.ts"

/** What the parent asks for: as much as goes for a while, or at a fixed rate with readings of a balance beside it. */
export interface LoadOrder {
  readonly url: string
  readonly key: string
  readonly milliseconds: number
  /** Batches that are made ready before the clock starts. */
  readonly batchesMax: number
  /** Batches a second; absent = as many as go. */
  readonly batchesPerSecond?: number
  /** Path of a reading, every `READ_EVERY_MS`. */
  readonly readPath?: string
}
export interface LoadResult {
  readonly eventsPerSecond: number
  /** Milliseconds of each reading. */
  readonly reads: readonly number[]
}

const CONNECTIONS = 8
const EVENTS_PER_BATCH = 100
const READ_EVERY_MS = 10

/** Batches made and not sent yet. */
const bodies: Buffer[] = []
let made = 0

process.on("message", (order: LoadOrder) => {
  void run(order).then((result) => process.send?.(result))
})
process.on("disconnect", () => process.exit())

async function run(order: LoadOrder): Promise<LoadResult> {
  while (bodies.length < order.batchesMax) bodies.push(makeBody())
  // New ones each time: a server closes connections that were idle between two orders.
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const readAgent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const startedAt = performance.now()
  const until = startedAt + order.milliseconds
  const reads: number[] = []
  let sent = 0
  const post = async (): Promise<void> => {
    const body = bodies.pop()
    if (body === undefined) throw new Error("more batches were taken than were made: raise batchesMax")
    await call(agent, order, { method: "POST", path: "/v1/events", body })
    sent += 1
  }
  const lane = async (): Promise<void> => {
    while (performance.now() < until) await post()
  }
  const paced = async (batchesPerSecond: number): Promise<void> => {
    await every(1_000 / batchesPerSecond, until, post)
  }
  const read = async (path: string): Promise<void> => {
    const askedAt = performance.now()
    await call(readAgent, order, { method: "GET", path })
    reads.push(performance.now() - askedAt)
  }
  await Promise.all([
    ...(order.batchesPerSecond === undefined
      ? Array.from({ length: CONNECTIONS }, lane)
      : [paced(order.batchesPerSecond)]),
    ...(order.readPath === undefined ? [] : [every(READ_EVERY_MS, until, () => read(order.readPath!))]),
  ])
  const eventsPerSecond = (sent * EVENTS_PER_BATCH * 1_000) / (performance.now() - startedAt)
  agent.destroy()
  readAgent.destroy()
  return { eventsPerSecond, reads }
}

/** Starts `task` at a fixed pace, whether or not the one before has ended, and waits for all of them. */
async function every(milliseconds: number, until: number, task: () => Promise<void>): Promise<void> {
  const started: Promise<void>[] = []
  for (let next = performance.now(); next < until; next += milliseconds) {
    const wait = next - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    started.push(task())
  }
  await Promise.all(started)
}

function makeBody(): Buffer {
  const events = toldEvents(EVENTS_PER_BATCH, made)
  made += EVENTS_PER_BATCH
  return Buffer.from(JSON.stringify({ events }))
}

interface Call {
  readonly method: string
  readonly path: string
  readonly body?: Buffer
}

function call(agent: Agent, { url, key }: LoadOrder, { method, path, body }: Call): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}${path}`,
      {
        agent,
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined
            ? {}
            : { "content-type": "application/json", "content-length": body.length }),
        },
      },
      (response) => {
        response.resume()
        response.on("end", () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`${method} ${path} answered ${String(response.statusCode)}`)),
        )
        response.on("error", reject)
      },
    )
    sent.on("error", reject)
    sent.end(body)
  })
}
