import { MESSAGE_MEMORY_MS } from "@tollgate/engine"
import { all, get, run, type Sql } from "./request.ts"
import type { SqlHost } from "./sql-host.ts"
import { readWalletIds } from "./read-lists.ts"
import { MESSAGE } from "./tables.ts"

/** How long quarter-hour rollups are kept. */
export const QUARTER_MEMORY_MS: number = 100 * 86_400_000
const QUARTER_MS = 900_000

/** Rows that one transaction deletes at most, so that commands need not wait for long. */
const ROWS_AT_ONCE = 500
const WALLETS_AT_ONCE = 500

/** Those of a wallet that is being imported stay until it is one: what came is compared with what was sent. */
const DROP_REPLAYS = `DELETE FROM replay WHERE (wallet_id, key) IN
  (SELECT wallet_id, key FROM replay
    WHERE keep_until < ?1 AND EXISTS (SELECT 1 FROM wallet AS w WHERE w.id = replay.wallet_id)
    LIMIT ${ROWS_AT_ONCE}) RETURNING 1`
const OLD_MESSAGES = `SELECT ${MESSAGE.columns} FROM message
  WHERE wallet_id = ?1 AND occurred_at < ?2 ORDER BY occurred_at LIMIT ${ROWS_AT_ONCE}`
const DROP_MESSAGE =
  "DELETE FROM message WHERE wallet_id = ?1 AND hash = ?2 AND message_id = ?3 AND recipient_ref = ?4"
const DROP_HOLD_MESSAGE = "DELETE FROM hold_message WHERE wallet_id = ?1 AND message_id = ?2"
const DROP_ALIASES = `DELETE FROM message_alias
  WHERE wallet_id = ?1 AND hash > ?2 AND hash <= ?3 AND NOT EXISTS (
    SELECT 1 FROM message AS m WHERE m.wallet_id = ?1 AND m.hash = message_alias.canonical_hash
      AND m.message_id = message_alias.canonical_id)`
const ALIAS_PIECE_END = `SELECT MAX(hash) AS hash FROM
  (SELECT hash FROM message_alias WHERE wallet_id = ?1 AND hash > ?2 ORDER BY hash LIMIT ${ROWS_AT_ONCE}) AS piece`
const DROP_QUARTERS = `DELETE FROM usage_rollup
  WHERE wallet_id = ?1 AND cuboid IN ('all', 'kind', 'market', 'sender') AND grain = 'quarter' AND bucket < ?2`

/** Deletes what is past its time, in small transactions with a pause between them. Rule STORE-16. */
export async function forgetOld(host: SqlHost, now: number, pause: () => Promise<void>): Promise<void> {
  let hasMore = true
  while (hasMore) {
    const forgotten = await host.transaction(() => all(DROP_REPLAYS, now))
    hasMore = forgotten.length === ROWS_AT_ONCE
    await pause()
  }
  let walletIds = await host.read(readWalletIds({ limit: WALLETS_AT_ONCE }))
  while (walletIds.length > 0) {
    for (const walletId of walletIds) await forgetOfWallet(host, walletId, now, pause)
    const after = walletIds.at(-1) ?? ""
    walletIds = await host.read(readWalletIds({ limit: WALLETS_AT_ONCE, after }))
  }
}

async function forgetOfWallet(
  host: SqlHost,
  walletId: string,
  now: number,
  pause: () => Promise<void>,
): Promise<void> {
  const lastQuarter = Math.floor((now - QUARTER_MEMORY_MS) / QUARTER_MS)
  await host.transaction(() => run(DROP_QUARTERS, walletId, lastQuarter), walletId)
  await pause()

  let forgotten = 0
  let piece: number
  do {
    piece = await host.transaction(() => forgetMessages(walletId, now - MESSAGE_MEMORY_MS), walletId)
    forgotten += piece
    await pause()
  } while (piece === ROWS_AT_ONCE)
  if (forgotten > 0) await forgetAliases(host, walletId, pause)
}

/** @returns how many it was */
function* forgetMessages(walletId: string, before: number): Sql<number> {
  const messages = (yield* all(OLD_MESSAGES, walletId, before)).map(MESSAGE.decode)
  for (const { hash, messageId, recipientRef } of messages) {
    yield* run(DROP_MESSAGE, walletId, hash, messageId, recipientRef)
    yield* run(DROP_HOLD_MESSAGE, walletId, messageId)
  }
  return messages.length
}

/** Another id of a message is of no use without the message. */
async function forgetAliases(host: SqlHost, walletId: string, pause: () => Promise<void>): Promise<void> {
  let after = -1
  for (;;) {
    const end = (await host.read(get(ALIAS_PIECE_END, walletId, after)))?.["hash"]
    if (typeof end !== "number") return
    const from = after
    await host.transaction(() => run(DROP_ALIASES, walletId, from, end), walletId)
    after = end
    await pause()
  }
}
