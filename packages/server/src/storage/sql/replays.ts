import type { Sql } from "./request.ts"
import { integer, optionalInteger, text } from "./column.ts"
import type { KnownRows } from "./known-rows.ts"
import { keyedQuery, rowsWhere } from "./keyed-query.ts"
import { table, type Table } from "./table.ts"
import type { SqlRow } from "../sql-driver.ts"
import type { Answer, Executed, Replay } from "../wallet-store.ts"

/** An answer that is given again. */
export interface KeptAnswer {
  readonly key: string
  readonly fingerprint: string
  readonly status: number
  /** JSON. */
  readonly body: string
  readonly keepUntil: number | null
}
export const REPLAY: Table<KeptAnswer> = table<KeptAnswer>("replay", ["wallet_id", "key"], {
  key: text(),
  fingerprint: text(),
  status: integer,
  body: text(),
  keepUntil: optionalInteger,
})
const BY_KEY = keyedQuery(`SELECT ${REPLAY.columns} FROM replay WHERE wallet_id = ?1 AND key`)

/** What a request with this key was answered before; `undefined` when it is the first. Rule STORE-13. */
export function* findReplay(
  walletId: string,
  replay: Replay | undefined,
  known: KnownRows,
): Sql<Executed | undefined> {
  if (replay === undefined) return undefined
  yield* loadReplays(walletId, [replay.key], known)
  const kept = known.replays.get(replay.key)
  if (kept === undefined) return undefined
  if (kept.fingerprint !== replay.fingerprint) return { kind: "key_reused" }
  return { kind: "replayed", answer: { status: kept.status, body: JSON.parse(kept.body) as unknown } }
}

export function* loadReplays(walletId: string, keys: readonly string[], known: KnownRows): Sql<void> {
  const unknown = keys.filter((key) => !known.replays.has(key))
  const rows: readonly SqlRow[] = yield* rowsWhere(BY_KEY, walletId, [...new Set(unknown)])
  for (const key of unknown) known.replays.set(key, undefined)
  for (const row of rows) {
    const kept = REPLAY.decode(row)
    known.replays.set(kept.key, kept)
  }
}

export function keptAnswer({ key, fingerprint, keepUntil }: Replay, { status, body }: Answer): KeptAnswer {
  // A body of `undefined` has no JSON: it comes back as null.
  return { key, fingerprint, status, body: JSON.stringify(body ?? null), keepUntil }
}
