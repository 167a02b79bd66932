import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { STREAMS_PER_WALLET_MAX } from "../../src/live/live-streams.ts"
import { readEnvironment } from "../../src/runtime/environment.ts"
import { startServer, type RunningServer } from "../../src/runtime/node.ts"
import { openStore } from "../../src/runtime/open-store.ts"
import { changesOf } from "../../src/storage/conformance-rows.ts"
import { readEventStream, type EventReader } from "../../src/testing/read-event-stream.ts"

const OPERATOR_KEY = "tg_op_0123456789abcdefghijklmnopqrstuvwxyz"

let data = ""
let server: RunningServer
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), "tollgate-stream-"))
  const variables = {
    PORT: "0",
    TOLLGATE_DATA: data,
    TOLLGATE_LOG_LEVEL: "silent",
    TOLLGATE_OPERATOR_KEY: OPERATOR_KEY,
  }
  server = await startServer(readEnvironment(variables, "0.0.0-test"))
  await must("POST", "/v1/partners", { id: "par_1", name: "p", allowedOrigins: [] })
  await must("POST", "/v1/customers", { id: "cus_1", partnerId: "par_1", name: "c", timezone: "UTC" })
  await openWallet("wal_1")
})
afterEach(async () => {
  await server.stop()
  rmSync(data, { recursive: true })
})

async function must(method: string, path: string, body?: unknown): Promise<any> {
  const answer = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
  return answer.json()
}

const openWallet = (id: string): Promise<unknown> =>
  must("POST", "/v1/wallets", { id, customerId: "cus_1", currency: "USD" })

const topUp = (walletId: string, amount: string): Promise<unknown> =>
  must("POST", `/v1/wallets/${walletId}/top-ups`, { amount, method: "manual" })

async function open(walletId: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
  const answer = await fetch(`${server.url}/v1/wallets/${walletId}/stream`, {
    headers: { authorization: `Bearer ${OPERATOR_KEY}`, ...headers },
  })
  expect(answer.status).toBe(200)
  return readEventStream(answer)
}

/** Resolves when the reader is told of this balance. */
async function untilTold(reader: EventReader, balance: string): Promise<void> {
  while ((await reader.nextOf("balance")).data.balance !== balance);
}

it("[STREAM-4] a connected reader is told of each change", async () => {
  const reader = await open("wal_1")
  await reader.nextOf("usage")
  for (let n = 1; n <= 5; n++) {
    const told = untilTold(reader, String(n * 5))
    await topUp("wal_1", "5")
    await told
  }
  await reader.cancel()
})

it("[STREAM-2] a change by another connection to the file is told", async () => {
  const reader = await open("wal_1")
  await reader.nextOf("usage")
  const other = await openStore(data, false, Date.now)
  const told = reader.nextOf("balance")
  await other.wallets.execute("wal_1", {
    names: () => ({ dueBy: 0 }),
    decide: ({ wallet }) => ({
      answer: { status: 200, body: null },
      changes: changesOf({ wallet: { ...wallet, creditName: "Points" } }),
    }),
  })
  expect((await told).data.creditName).toBe("Points")
  await reader.cancel()
  await other.wallets.close()
})

it("[STREAM-5] a reader whose connection broke misses nothing", async () => {
  const first = await open("wal_1")
  await first.nextOf("usage")
  await topUp("wal_1", "5")
  const { id = "" } = await first.nextOf("balance")
  await first.cancel()
  await topUp("wal_1", "7")
  const again = await open("wal_1", { "last-event-id": id })
  expect(await again.nextOf("topup")).toMatchObject({ id, data: { amount: "7" } })
  expect(await again.nextOf("balance")).toMatchObject({ id: String(Number(id) + 1), data: { balance: "12" } })
  await again.cancel()
})

it("[STREAM-4] [STREAM-6] a thousand readers are told of a change, and leave nothing behind", async () => {
  const wallets = Array.from({ length: 1_000 / STREAMS_PER_WALLET_MAX }, (_, index) => `wal_many_${index}`)
  for (const walletId of wallets) await openWallet(walletId)
  const readers = await Promise.all(
    wallets.flatMap((walletId) => Array.from({ length: STREAMS_PER_WALLET_MAX }, () => open(walletId))),
  )
  expect(readers).toHaveLength(1_000)
  await Promise.all(readers.map((reader) => reader.nextOf("usage")))
  const told = Promise.all(readers.map((reader) => untilTold(reader, "3")))
  await Promise.all(wallets.map((walletId) => topUp(walletId, "3")))
  expect(await told).toHaveLength(1_000)
  await Promise.all(readers.map((reader) => reader.cancel()))
  // Their places are free again, as soon as the server has heard that they left.
  const more = await vi.waitUntil(() => open("wal_many_0").catch(() => undefined))
  await more.cancel()
})

it("[STREAM-11] a server that is told to stop ends its streams and does not wait for them", async () => {
  const readers = await Promise.all(Array.from({ length: 20 }, () => open("wal_1")))
  await Promise.all(readers.map((reader) => reader.nextOf("usage")))
  const ends = Promise.all(readers.map((reader) => reader.rest()))
  // Readers that it waited for would keep it from ever resolving.
  await server.stop()
  expect((await ends).flat()).toEqual([])
})
