import type { Migration } from "../migrations.ts"

/**
 * A schema of its own beside the wallets': wallets whose rows are coming in. `file` is the export that they come from, ""
 * while rows of an earlier one are removed; `wallet` is the wallet's own row as JSON, which is written to its table last;
 * rows of the outbox wait here, because whoever delivers them asks nothing about their wallet.
 */
const FIRST = `
CREATE TABLE wallet_import (
  wallet_id TEXT PRIMARY KEY,
  file TEXT NOT NULL,
  rows_taken INTEGER NOT NULL,
  wallet TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE wallet_import_outbox (
  wallet_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  id TEXT NOT NULL,
  topic TEXT NOT NULL,
  at INTEGER NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (wallet_id, number)
) STRICT, WITHOUT ROWID;
`

const POSTGRES_FIRST = `
CREATE TABLE wallet_import (
  wallet_id TEXT COLLATE "C" PRIMARY KEY,
  file TEXT COLLATE "C" NOT NULL,
  rows_taken BIGINT NOT NULL,
  wallet TEXT COLLATE "C"
);
CREATE TABLE wallet_import_outbox (
  wallet_id TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  topic TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  payload TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (wallet_id, number)
);
`

/** The name of this schema in `schema_version`. */
export const MOVING_SCHEMA = "moving"
export const MOVING_MIGRATIONS: readonly Migration[] = [FIRST]
export const POSTGRES_MOVING_MIGRATIONS: readonly Migration[] = [POSTGRES_FIRST]
