// A process of the HTTP benchmark: Tollgate, or a bare handler that takes the same bodies. Tells its parent where it listens.
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { serve } from "@hono/node-server"
import { EVENTS_PER_BATCH_MAX } from "@tollgate/engine"
import { Hono } from "hono"
import { z } from "zod"
import { readEnvironment } from "../src/runtime/environment.ts"
import { startServer } from "../src/runtime/node.ts"
import { usageEvent } from "../src/schemas/usage-event.ts"

const [kind, folder] = process.argv.slice(2)
if (folder === undefined) throw new Error("usage: ingest-server.ts tollgate|bare <folder>")

if (kind === "tollgate") {
  const environment = readEnvironment(
    { ...process.env, PORT: "0", TOLLGATE_DATA: join(folder, "tollgate") },
    "bench",
  )
  const { url } = await startServer(environment)
  process.send?.({ url })
} else {
  serveBare(join(folder, "bare.sqlite"))
}

/** zod, one row an event, one commit for all requests that wait: the least that a durable ingest does. */
function serveBare(path: string): void {
  const database = new DatabaseSync(path)
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536")
  database.exec("PRAGMA wal_autocheckpoint = 16000")
  database.exec(`CREATE TABLE event (
    number INTEGER PRIMARY KEY, message_id TEXT NOT NULL, recipient TEXT NOT NULL, sender_id TEXT NOT NULL,
    kind TEXT NOT NULL, occurred_at INTEGER NOT NULL, category TEXT, type TEXT, channel TEXT, media_type TEXT
  ) STRICT`)
  const insert = database.prepare(
    `INSERT INTO event (message_id, recipient, sender_id, kind, occurred_at, category, type, channel, media_type)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const body = z.strictObject({ events: z.array(usageEvent).min(1).max(EVENTS_PER_BATCH_MAX) })
  type Events = z.output<typeof body>["events"]
  let waiting: { readonly events: Events; readonly done: () => void }[] = []

  const commit = (): void => {
    const group = waiting
    waiting = []
    database.exec("BEGIN IMMEDIATE")
    for (const { events } of group) for (const event of events) insert.run(...rowOf(event))
    database.exec("COMMIT")
    for (const { done } of group) done()
  }
  const rowOf = (event: Events[number]) => [
    event.messageId,
    event.recipient,
    event.senderId,
    event.kind,
    event.occurredAt,
    event.category?.category ?? null,
    event.type ?? null,
    event.channel ?? null,
    event.mediaType ?? null,
  ]

  const app = new Hono()
  app.post("/v1/events", async (c) => {
    const { events } = body.parse(await c.req.json())
    await new Promise<void>((done) => {
      waiting.push({ events, done })
      if (waiting.length === 1) setImmediate(commit)
    })
    return c.json({ accepted: events.length })
  })
  serve({ port: 0, hostname: "127.0.0.1", fetch: app.fetch }, (info: AddressInfo) =>
    process.send?.({ url: `http://127.0.0.1:${info.port}` }),
  )
}
process.on("disconnect", () => process.exit())
