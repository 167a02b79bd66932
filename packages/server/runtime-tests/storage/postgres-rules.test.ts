import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { chargeRow, openWallet, walletRow, entryRow, write } from "../../src/storage/conformance-rows.ts"
import { connectPostgres, type Postgres } from "../../src/storage/postgres/connect.ts"
import { translate, translateMany } from "../../src/storage/postgres/dialect.ts"
import { migratePostgres } from "../../src/storage/postgres/migrate.ts"
import { listenPostgres } from "../../src/storage/postgres/postgres-feed.ts"
import { createPostgresWalletStore } from "../../src/storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../../src/storage/postgres/schema.ts"
import { sweepAloneOn } from "../../src/storage/postgres/sweep-alone.ts"
import { all, together, type Sql } from "../../src/storage/sql/request.ts"
import type { WalletStore } from "../../src/storage/wallet-store.ts"
import { findPostgres, startPostgres, type RunningPostgres } from "../../src/testing/start-postgres.ts"
import { systemTimer } from "../../src/timer.ts"

const found = await findPostgres()

test("[STORE-24] work that needs nothing of each other asks together, whichever takes longer", () => {
  function* twice(): Sql<string> {
    yield* all("a")
    yield* all("b")
    return "twice"
  }
  const work = together(twice(), all("c"))
  const asked = (step: unknown): unknown =>
    JSON.parse(JSON.stringify(step)).value.requests.map((one: any) => one.sql)
  expect(asked(work.next(undefined))).toEqual(["a", "c"])
  expect(asked(work.next([[], [{ c: 1 }]]))).toEqual(["b"])
  expect(work.next([[]])).toEqual({ done: true, value: ["twice", [{ c: 1 }]] })
})

test.each([
  ["a = ? AND b = ?", "a = $1 AND b = $2"],
  ["a = ?2 OR b = ?1", "a = $2 OR b = $1"],
  ["VALUES (CAST(? AS INTEGER), ?)", "VALUES (CAST($1 AS BIGINT), $2)"],
  ["id IN (SELECT value FROM json_each(?2))", "id = ANY ($2)"],
])("[PG-3] %s becomes %s", (sql, text) => {
  expect(translate(sql).text).toBe(text)
})

test("[PG-4] the insert of a row becomes the insert of many, what follows it as it was", () => {
  const sql =
    "INSERT INTO t (a, b) VALUES (?, CAST(? AS INTEGER)) ON CONFLICT (a) DO UPDATE SET b = excluded.b"
  expect(translateMany(sql, ["text", "integer"])).toBe(
    "INSERT INTO t (a, b) SELECT * FROM unnest($1::text[], $2::bigint[]) ON CONFLICT (a) DO UPDATE SET b = excluded.b",
  )
})

describe.skipIf("reason" in found)(
  `the rules of Postgres${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    let postgres: RunningPostgres
    let url: string
    let sql: Postgres
    let store: WalletStore

    beforeAll(async () => {
      if ("reason" in found) return
      postgres = await startPostgres(found.binaries)
      url = await postgres.create()
      sql = connectPostgres(url, 6)
      await migratePostgres(sql, "wallets", POSTGRES_WALLET_MIGRATIONS)
      store = createPostgresWalletStore(sql)
      await openWallet(store)
    })
    afterAll(async () => {
      await store.close()
      await postgres.stop()
    })

    test("[PG-1] the wallet's id leads the key of each table that has one", async () => {
      const rows = await sql<{ name: string; first: string }[]>`
        SELECT i.indrelid::regclass::text AS name, a.attname AS first FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        JOIN pg_attribute w ON w.attrelid = i.indrelid AND w.attname = 'wallet_id'
        WHERE i.indisprimary`
      expect(rows.length).toBeGreaterThan(15)
      expect(rows.filter(({ first }) => first !== "wallet_id")).toEqual([])
    })

    test("[PG-2] a statement, a wait for a lock and an idle transaction end after a time", async () => {
      const shown = await Promise.all(
        ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"].map((name) =>
          sql.unsafe(`SHOW ${name}`),
        ),
      )
      expect(shown.map(([row]) => Object.values(row ?? {})[0])).toEqual(["30s", "10s", "30s"])
    })

    test("[PG-5] commands go on after the server has ended all connections", async () => {
      const admin = connectPostgres(url, 1)
      for (let round = 1; round <= 3; round += 1) {
        const sequence = round
        const written = Promise.all(
          Array.from({ length: 5 }, () =>
            write(store, { accounts: [["customer:available", BigInt(sequence)]] }),
          ),
        )
        await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()`
        await written
      }
      expect((await store.books("wal_1")).accounts.get("customer:available")).toBe(3n)
      await admin.end()
    })

    test("[PG-8] a charge lies in the partition of the month in which it was posted", async () => {
      const months = [Date.UTC(2026, 8, 30, 23, 59), Date.UTC(2026, 9, 1)]
      await write(store, {
        wallet: walletRow({ sequence: 1, lastCharge: 2 }),
        entries: [entryRow()],
        charges: months.map((postedAt, at) => chargeRow({ number: at + 1, sequence: 1, postedAt })),
      })
      const rows = await sql`SELECT tableoid::regclass::text AS name FROM charge ORDER BY number`
      expect(rows.map(({ name }) => String(name))).toEqual(["charge_2026_09", "charge_2026_10"])
    })

    test("[PG-10] another process is told of a commit, once it is there", async () => {
      const ours = connectPostgres(url, 2)
      const theirs = connectPostgres(url, 2)
      const [near, far] = await Promise.all([
        listenPostgres(ours, "near", systemTimer),
        listenPostgres(theirs, "far", systemTimer),
      ])
      const told = new Promise<void>((resolve) => far.subscribe("wal_1", resolve))
      near.committed(["wal_2", "wal_1"])
      await told
      await near.close()
      await far.close()
      await Promise.all([ours.end({ timeout: 1 }), theirs.end({ timeout: 1 })])
    })

    test("[PG-12] of two processes one sweeps at a time; the other may after it", async () => {
      const near = sweepAloneOn(sql, "near", systemTimer)
      const far = sweepAloneOn(sql, "far", systemTimer)
      const swept: string[] = []
      await near("outbox", async () => {
        swept.push("near")
        await far("outbox", async () => void swept.push("far, too"))
        await far("payments", async () => void swept.push("far, another"))
      })
      await far("outbox", async () => void swept.push("far"))
      expect(swept).toEqual(["near", "far, another", "far"])
    })
  },
)
