import { afterAll, beforeAll, describe, expect, test } from "vitest"
import {
  chargeRow,
  entryRow,
  holdRow,
  messageRow,
  NOW,
  openWallet,
  walletRow,
  write,
} from "../../src/storage/conformance-rows.ts"
import { connectPostgres, type Postgres } from "../../src/storage/postgres/connect.ts"
import { migratePostgres } from "../../src/storage/postgres/migrate.ts"
import { createPartitions } from "../../src/storage/postgres/partitions.ts"
import { createPostgresWalletStore } from "../../src/storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_CATALOG_MIGRATIONS } from "../../src/storage/postgres/catalog-schema.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../../src/storage/postgres/schema.ts"
import { POSTGRES_MOVING_MIGRATIONS } from "../../src/storage/moving/schema.ts"
import type { WalletStore } from "../../src/storage/wallet-store.ts"
import { findPostgres, startPostgres, type RunningPostgres } from "../../src/testing/start-postgres.ts"

const STARTS = 4
const found = await findPostgres()

/** Text, as the driver must not round what it copies. */
async function rowsOf(sql: Postgres, table: string): Promise<readonly Record<string, string | null>[]> {
  const columns = await columnsOf(sql, table)
  const list = columns.map((name) => `CAST(${name} AS TEXT) AS ${name}`).join(", ")
  return await sql.unsafe(`SELECT ${list} FROM ${table} ORDER BY 1, 2`)
}

async function columnsOf(sql: Postgres, table: string): Promise<readonly string[]> {
  const rows = await sql.unsafe(
    "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = ''",
    [table],
  )
  return rows.map((row) => String(row["attname"]))
}

async function tablesOf(sql: Postgres): Promise<readonly string[]> {
  const rows = await sql`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'schema_version' ORDER BY 1`
  return rows.map((row) => String(row["relname"]))
}

/** Everything that a store says of the wallet. */
async function told(store: WalletStore): Promise<unknown> {
  const books = await store.books("wal_1")
  const holds = []
  for await (const hold of books.holds) holds.push(hold)
  return {
    wallet: await store.wallet("wal_1"),
    entries: await store.entries("wal_1", { limit: 10, isExact: true }),
    charges: await store.charges("wal_1", { limit: 10, isExact: true }),
    messages: await store.messages("wal_1", {}, { limit: 10 }),
    accounts: [...books.accounts],
    outbox: await store.outbox(10),
    holds,
  }
}

describe.skipIf("reason" in found)(
  `upgrades of a Postgres${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    let postgres: RunningPostgres
    let full: Postgres
    let expected: unknown

    beforeAll(async () => {
      if ("reason" in found) return
      postgres = await startPostgres(found.binaries)
      full = connectPostgres(await postgres.create(), 2)
      await migratePostgres(full, "wallets", POSTGRES_WALLET_MIGRATIONS)
      const store = createPostgresWalletStore(full)
      await openWallet(store)
      await write(store, {
        // Columns that no earlier version has are as a migration leaves them.
        wallet: walletRow({ sequence: 1, lastCharge: 1, suspendedBy: [] }),
        entries: [entryRow()],
        charges: [chargeRow({ sequence: 1, postedAt: NOW })],
        messages: [messageRow()],
        holds: [holdRow()],
        accounts: [["customer:available", 9_007_199_254_740_993n]],
        outbox: [
          { id: "wal_1:cmd_1:0", topic: "balance.low", at: NOW, payload: { walletId: "wal_1" } },
          { id: "wal_1:cmd_1:1", topic: "balance.recovered", at: NOW, payload: { walletId: "wal_1" } },
        ],
      })
      expected = await told(store)
    })
    afterAll(async () => {
      await full.end({ timeout: 1 })
      await postgres.stop()
    })

    test.each(POSTGRES_WALLET_MIGRATIONS.map((_, index) => index + 1))(
      `[PG-9] [STORE-5] wallets of version %s are the same after ${STARTS} processes opened them at once`,
      async (version) => {
        const old = connectPostgres(await postgres.create(), 2)
        await migratePostgres(old, "wallets", POSTGRES_WALLET_MIGRATIONS.slice(0, version))
        await createPartitions(old).ensureAround(NOW)
        for (const table of await tablesOf(old)) {
          const columns = await columnsOf(old, table)
          for (const row of await rowsOf(full, table)) {
            const marks = columns.map((_, at) => `$${at + 1}`)
            await old.unsafe(
              `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${marks.join(", ")})`,
              columns.map((name) => row[name] ?? null),
            )
          }
        }
        await Promise.all(
          Array.from({ length: STARTS }, () => migratePostgres(old, "wallets", POSTGRES_WALLET_MIGRATIONS)),
        )
        const store = createPostgresWalletStore(old)
        expect(await told(store)).toEqual(expected)
        await write(store, { wallet: walletRow({ sequence: 2 }), entries: [entryRow({ sequence: 2 })] })
        expect(await columnsOf(old, "outbox")).toEqual(expect.arrayContaining(["wallet_id"]))
        const [row] = await old`SELECT wallet_id, count(*)::int AS rows FROM outbox GROUP BY 1`
        expect(row).toEqual({ wallet_id: "wal_1", rows: 2 })
        await store.close()
      },
    )

    test.each([
      ["catalog", POSTGRES_CATALOG_MIGRATIONS],
      ["moving", POSTGRES_MOVING_MIGRATIONS],
    ] as const)(
      "[PG-9] the tables of the %s come to the same from each earlier version",
      async (schema, all) => {
        const shapes = new Set<string>()
        for (let version = 0; version <= all.length; version += 1) {
          const sql = connectPostgres(await postgres.create(), STARTS)
          await migratePostgres(sql, schema, all.slice(0, version))
          await Promise.all(Array.from({ length: STARTS }, () => migratePostgres(sql, schema, all)))
          const tables = await tablesOf(sql)
          const shape = await Promise.all(
            tables.map(async (table) => [table, (await columnsOf(sql, table)).toSorted()]),
          )
          shapes.add(JSON.stringify(shape))
          await sql.end({ timeout: 1 })
        }
        expect(shapes.size).toBe(1)
      },
    )
  },
)
