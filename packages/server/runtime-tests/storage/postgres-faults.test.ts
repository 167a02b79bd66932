import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer, connect, type AddressInfo, type Socket } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  changesOf,
  DAY,
  entryRow,
  messageRow,
  NOW,
  openWallet,
  write,
} from "../../src/storage/conformance-rows.ts"
import { connectPostgres } from "../../src/storage/postgres/connect.ts"
import { migratePostgres } from "../../src/storage/postgres/migrate.ts"
import { createPostgresWalletStore } from "../../src/storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../../src/storage/postgres/schema.ts"
import { inTransaction } from "../../src/storage/postgres/transaction.ts"
import { LEASE_MS, sweepAloneOn } from "../../src/storage/postgres/sweep-alone.ts"
import type { WalletCommand, WalletStore } from "../../src/storage/wallet-store.ts"
import { findPostgres, startPostgres, type RunningPostgres } from "../../src/testing/start-postgres.ts"
import { systemTimer } from "../../src/timer.ts"

const LEASE_HOLDER = join(import.meta.dirname, "lease-holder.ts")
const found = await findPostgres()

async function openAt(url: string): Promise<WalletStore> {
  const sql = connectPostgres(url, 4)
  await migratePostgres(sql, "wallets", POSTGRES_WALLET_MIGRATIONS)
  return createPostgresWalletStore(sql)
}

/** Adds one to the balance, one entry each. */
const addOne: WalletCommand = {
  names: () => ({ dueBy: 0 }),
  decide: ({ wallet }) => {
    const sequence = wallet.sequence + 1
    const balance = wallet.balance + 1n
    const hash = String(sequence).padStart(64, "0")
    return {
      answer: { status: 200, body: sequence },
      changes: changesOf({
        wallet: { ...wallet, sequence, head: hash, balance },
        entries: [
          entryRow({ walletId: wallet.id, sequence, hash, facts: "facts of a write", balanceAfter: balance }),
        ],
        accounts: [["customer:available", balance]],
      }),
    }
  },
}

/** The same, and as many messages as that. */
function withMessages(count: number): WalletCommand {
  return {
    names: () => ({ dueBy: 0 }),
    decide: (state) => {
      const decided = addOne.decide(state)
      if (!("answer" in decided) || decided.changes === undefined) return decided
      const messages = Array.from({ length: count }, (_, index) =>
        messageRow({ messageId: `wamid.${state.wallet.sequence}.${index}` }),
      )
      return { ...decided, changes: { ...decided.changes, messages } }
    },
  }
}

/**
 * A wire to Postgres that can be cut before something that is written is passed on, or between it and its answer.
 *
 * @param written - what the bytes of the write have, and nothing before it
 */
async function cuttableWire(port: number, written: string) {
  let cut: "no" | "before" | "after" = "no"
  let cuts = 0
  const server = createServer((client: Socket) => {
    const upstream = connect(port, "127.0.0.1")
    let isCut = false
    const end = (): void => {
      client.destroy()
      upstream.destroy()
    }
    client.on("data", (chunk) => {
      if (cut !== "no" && chunk.includes(written)) {
        const isBefore = cut === "before"
        cut = "no"
        cuts += 1
        if (isBefore) return end()
        isCut = true
      }
      upstream.write(chunk)
    })
    upstream.on("data", (chunk) => (isCut ? end() : client.write(chunk)))
    for (const socket of [client, upstream]) {
      socket.on("error", end)
      socket.on("close", end)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cutAt: (place: "before" | "after") => (cut = place),
    cuts: () => cuts,
    close: () => server.close(),
  }
}

/** A store behind such a wire, with a wallet. */
async function openBehindWire(url: string, written: string) {
  const wire = await cuttableWire(Number(new URL(url).port), written)
  const cuttable = new URL(url)
  cuttable.port = String(wire.port)
  const store = await openAt(cuttable.href)
  await openWallet(store)
  return { wire, store }
}

describe.skipIf("reason" in found)(
  `Postgres and its faults${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    let postgres: RunningPostgres
    beforeAll(async () => {
      if (!("reason" in found)) postgres = await startPostgres(found.binaries)
    })
    afterAll(() => postgres.stop())

    test.each(["before", "after"] as const)(
      "[PG-6] a connection that is cut just %s a write gets there: the command is done once, and answered",
      async (place) => {
        const { wire, store } = await openBehindWire(await postgres.create(), "facts of a write")
        for (let done = 1; done <= 5; done += 1) {
          wire.cutAt(place)
          expect(await store.execute("wal_1", addOne)).toEqual({
            kind: "answered",
            answer: { status: 200, body: done },
          })
        }
        expect(wire.cuts()).toBe(5)
        expect((await store.wallet("wal_1"))?.balance).toBe(5n)
        await store.close()
        wire.close()
      },
    )

    test.each(["before", "after"] as const)(
      "[PG-6] and where the write has no entry: its commit is looked up",
      async (place) => {
        const { wire, store } = await openBehindWire(await postgres.create(), "COMMIT\0")
        for (let done = 1; done <= 3; done += 1) {
          wire.cutAt(place)
          const key = `key ${done}`
          const refuse = (body: unknown): Promise<unknown> =>
            store.execute("wal_1", {
              names: () => ({ dueBy: 0 }),
              decide: () => ({ answer: { status: 402, body } }),
              replay: { key, fingerprint: "f", keepUntil: null },
            })
          expect(await refuse(done)).toEqual({ kind: "answered", answer: { status: 402, body: done } })
          expect(await refuse("again")).toEqual({ kind: "replayed", answer: { status: 402, body: done } })
        }
        expect(wire.cuts()).toBe(3)
        await store.close()
        wire.close()
      },
    )

    test.each([
      { rows: 0, turns: 25 },
      { rows: 250, turns: 5 },
    ])(
      "[PG-14] processes that write to one wallet at once, $rows rows more each, lose and double nothing",
      async ({ rows, turns }) => {
        const url = await postgres.create()
        const stores = await Promise.all([openAt(url), openAt(url), openAt(url)])
        await openWallet(stores[0])
        const answers: unknown[] = []
        await Promise.all(
          stores.flatMap((store) =>
            Array.from({ length: 4 }, async () => {
              for (let turn = 0; turn < turns; turn += 1) {
                answers.push(await store.execute("wal_1", withMessages(rows)))
              }
            }),
          ),
        )
        const sequences = answers.map((answered) => (answered as { answer: { body: number } }).answer.body)
        expect(sequences.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: 12 * turns }, (_, index) => index + 1),
        )
        for (const store of stores) expect((await store.wallet("wal_1"))?.balance).toBe(BigInt(12 * turns))
        await Promise.all(stores.map((store) => store.close()))
      },
    )

    test("[PG-6] a server that crashed says of another transaction what it is asked of one before the crash, and is not believed", async () => {
      const sql = connectPostgres(await postgres.create(), 2)
      await sql.unsafe("CREATE TABLE note (id INT)")
      let attempts = 0
      await inTransaction(sql, async (run) => {
        attempts += 1
        await run.send("INSERT INTO note (id) VALUES (1)")
        if (attempts > 1) return
        await postgres.restart()
        // Ids of which nothing had been written down are given again, to transactions that commit.
        for (let taken = 0; taken < 20; taken += 1) await sql.unsafe("INSERT INTO note (id) VALUES (2)")
      })
      const [row] = await sql.unsafe("SELECT count(*)::int AS n FROM note WHERE id = 1")
      expect([attempts, row?.["n"]]).toEqual([2, 1])
      await sql.end()
    })

    test("[PG-14] what a process kept in memory is not believed once another one wrote, even to a refusal", async () => {
      const url = await postgres.create()
      const [near, far] = [await openAt(url), await openAt(url)]
      await openWallet(near)
      const balance: WalletCommand = {
        names: () => ({ dueBy: 0 }),
        decide: ({ wallet, accounts }) => ({
          answer: { status: 402, body: `${wallet.balance} ${accounts.get("customer:available")}` },
        }),
      }
      for (let round = 1; round <= 4; round += 1) {
        await far.execute("wal_1", addOne)
        expect(await near.execute("wal_1", balance)).toMatchObject({ answer: { body: `${round} ${round}` } })
        // Twice: the second time from memory.
        expect(await near.execute("wal_1", balance)).toMatchObject({ answer: { body: `${round} ${round}` } })
      }
      await Promise.all([near.close(), far.close()])
    })

    test("[PG-15] of a group in which one command cannot be written only that one is rejected", async () => {
      const store = await openAt(await postgres.create())
      await openWallet(store)
      const tooWide: WalletCommand = {
        names: () => ({ dueBy: 0 }),
        decide: ({ wallet }) => ({
          answer: { status: 200, body: null },
          changes: changesOf({ wallet: { ...wallet, balance: 1n << 63n } }),
        }),
      }
      for (let round = 0; round < 2; round += 1) {
        const results = await Promise.allSettled([
          store.execute("wal_1", addOne),
          store.execute("wal_1", tooWide),
          store.execute("wal_1", addOne),
        ])
        expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"])
      }
      expect((await store.wallet("wal_1"))?.balance).toBe(4n)
      await store.close()
    })

    test("[PG-16] a message that is forgotten while a command is at it is not there again, nor handled twice", async () => {
      const url = await postgres.create()
      const [store, other] = [await openAt(url), await openAt(url)]
      await openWallet(store)
      const now = NOW + 500 * DAY
      let seen = ""
      const touch = (messageId: string): WalletCommand => ({
        names: () => ({ dueBy: 0, messageIds: [messageId] }),
        decide: ({ messages }) => {
          const [known] = [...messages.values()].flat()
          seen = known === undefined ? "new" : `of ${known.occurredAt}`
          const occurredAt = known?.occurredAt ?? now
          return {
            answer: { status: 200, body: null },
            changes: changesOf({
              messages: [messageRow({ messageId, occurredAt, flags: (known?.flags ?? 0) + 1 })],
            }),
          }
        },
      })
      for (let round = 0; round < 12; round += 1) {
        const messageId = `wamid.old${round}`
        await write(store, { messages: [messageRow({ messageId, occurredAt: NOW, flags: 1 })] })
        const forgotten = other.forget(now)
        for (let turn = 0; turn < round % 4; turn += 1) await store.wallet("wal_1")
        await store.execute("wal_1", touch(messageId))
        await forgotten
        // The command came first and its message was forgotten, or it found none and made one.
        await store.execute("wal_1", touch(messageId))
        expect(["new", `of ${now}`]).toContain(seen)
      }
      await Promise.all([store.close(), other.close()])
    })

    test("[PG-12] a process that is killed amid a sweep keeps the others from it until its lease ends, not longer", async () => {
      const url = await postgres.create()
      await (await openAt(url)).close()
      const child = spawn(process.execPath, [LEASE_HOLDER, url, "forget"], {
        stdio: ["ignore", "pipe", "inherit"],
      })
      await once(child.stdout, "data")
      const killed = once(child, "exit")
      child.kill("SIGKILL")
      await killed

      const sql = connectPostgres(url, 1)
      const sweepAlone = sweepAloneOn(sql, "other", systemTimer)
      let swept = 0
      const sweep = (): Promise<void> => sweepAlone("forget", async () => void (swept += 1))
      await sweep()
      expect(swept).toBe(0)
      // As if the time of the lease had gone by.
      await sql`UPDATE sweep_lease SET until = until - ${LEASE_MS}`
      await sweep()
      expect(swept).toBe(1)
      await sql.end({ timeout: 1 })
    })

    test("[PG-9] many processes that start at once make the tables once", async () => {
      const url = await postgres.create()
      const stores = await Promise.all(Array.from({ length: 6 }, () => openAt(url)))
      await openWallet(stores[0]!)
      expect(await stores[5]!.wallet("wal_1")).toBeDefined()
      await Promise.all(stores.map((store) => store.close()))
    })
  },
)
