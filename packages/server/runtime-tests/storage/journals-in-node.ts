import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { drawLives } from "../../src/storage/conformance/lives.ts"
import { runLife } from "../../src/storage/conformance/wallet-in-step.ts"
import { connectPostgres } from "../../src/storage/postgres/connect.ts"
import { migratePostgres } from "../../src/storage/postgres/migrate.ts"
import { createPostgresWalletStore } from "../../src/storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../../src/storage/postgres/schema.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../../src/storage/sqlite/node-driver.ts"
import type { WalletStore } from "../../src/storage/wallet-store.ts"
import { findPostgres, startPostgres } from "../../src/testing/start-postgres.ts"

/** What each store of Node gives for the lives of one seed, line by line. */
export interface JournalsInNode {
  readonly sqlite: string[][]
  /** Absent where no Postgres is installed. */
  readonly postgres?: string[][]
}

async function linesOf(
  { seed, lives }: { readonly seed: number; readonly lives: number },
  openNext: () => Promise<WalletStore>,
): Promise<string[][]> {
  const all: string[][] = []
  for (const life of drawLives(seed, lives)) {
    const store = await openNext()
    try {
      all.push(await runLife(store, life))
    } finally {
      await store.close()
    }
  }
  return all
}

async function onSqlite(drawn: { seed: number; lives: number }): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), "tollgate-same-"))
  let made = 0
  try {
    return await linesOf(drawn, async () =>
      createSqlWalletStore(openNodeDriver(join(folder, `${(made += 1)}.db`))),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function onPostgres(drawn: { seed: number; lives: number }): Promise<string[][] | undefined> {
  const found = await findPostgres()
  if ("reason" in found) return undefined
  const postgres = await startPostgres(found.binaries)
  try {
    return await linesOf(drawn, async () => {
      const sql = connectPostgres(await postgres.create(), 4)
      await migratePostgres(sql, "wallets", POSTGRES_WALLET_MIGRATIONS)
      return createPostgresWalletStore(sql)
    })
  } finally {
    await postgres.stop()
  }
}

export async function journalsInNode(seed: number, lives: number): Promise<JournalsInNode> {
  const [sqlite, postgres] = await Promise.all([onSqlite({ seed, lives }), onPostgres({ seed, lives })])
  return { sqlite, ...(postgres === undefined ? {} : { postgres }) }
}
