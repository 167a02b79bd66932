import { chmodSync } from "node:fs"
import { invariant } from "@tollgate/engine"
import { connectPostgres } from "../src/storage/postgres/connect.ts"
import { migratePostgres } from "../src/storage/postgres/migrate.ts"
import { createPostgresWalletStore } from "../src/storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../src/storage/postgres/schema.ts"
import type { WalletStore } from "../src/storage/wallet-store.ts"
import { findPostgres, startPostgres, type RunningPostgres } from "../src/testing/start-postgres.ts"
import { withFolder } from "./bench-folder.ts"

/** As for a server that keeps what it answers; no checkpoint falls into a run. */
const SETTINGS = {
  fsync: "on",
  synchronous_commit: "on",
  shared_buffers: "512MB",
  max_wal_size: "8GB",
  checkpoint_timeout: "1h",
  autovacuum: "off",
  max_connections: "100",
}

/** Runs `body` on a Postgres from npm, on the disk of this checkout. */
export async function withPostgres(body: (postgres: RunningPostgres) => Promise<void>): Promise<void> {
  const found = await findPostgres()
  invariant("binaries" in found, "there is a Postgres for this platform")
  await withFolder(async (parent) => {
    // As root, the server runs as nobody, who must get to its folder.
    chmodSync(parent, 0o711)
    const postgres = await startPostgres(found.binaries, { parent, settings: SETTINGS })
    try {
      await body(postgres)
    } finally {
      await postgres.stop()
    }
  })
}

/** A store on a new database of its own. */
export async function newStore(
  postgres: RunningPostgres,
  connections: number,
): Promise<{ readonly store: WalletStore; readonly url: string }> {
  const url = await postgres.create()
  const sql = connectPostgres(url, connections)
  await migratePostgres(sql, "wallets", POSTGRES_WALLET_MIGRATIONS)
  return { store: createPostgresWalletStore(sql), url }
}

/** What autovacuum, which is off so that it falls into no run, does within a minute of the first rows. */
export async function analyze(url: string): Promise<void> {
  const sql = connectPostgres(url, 1)
  await sql.unsafe("ANALYZE")
  await sql.end({ timeout: 1 })
}
