import { WALLET } from "../sql/tables.ts"
import { all, get, run, type Sql, type SqlWrite } from "../sql/request.ts"
import { readWalletIds } from "../sql/read-lists.ts"
import { within } from "../sql/wallet-reads.ts"
import type { WalletReads } from "../wallet-store.ts"
import { UnreadableError } from "../../verify/unreadable.ts"
import { verifyWallet } from "../../verify/verify-wallet.ts"
import { isSameEnd, type WalletEnd } from "./format.ts"
import { insertValues, type MovedRow, type MovedTable } from "./moved-table.ts"
import { digestWallet, stagedWallet, walletPage, type RowSource } from "./wallet-rows.ts"
import { MOVED_OUTBOX, MOVED_WALLET, WALLET_TABLE_OF, WALLET_TABLES } from "./wallet-tables.ts"
import { gatherRows, type TablePart } from "./rows.ts"
import type { Begun, Finished, Put, WalletMoving } from "./wallet-moving.ts"

/** Rows that one transaction removes of a table. */
const REMOVED_AT_ONCE = 2000
/** Rows of rollups that are verified together, some 0.7 KB each: an object has 128 MB. */
const ROLLUPS_AT_ONCE = 50_000
/** While rows of an earlier import are removed, it is nobody's. */
const NOBODY = ""

const FIND_WALLET = "SELECT sequence, head FROM wallet WHERE id = ?"
const FIND_IMPORT = "SELECT file, rows_taken FROM wallet_import WHERE wallet_id = ?"
const PUT_IMPORT = `INSERT INTO wallet_import (wallet_id, file, rows_taken, wallet) VALUES (?, ?, 0, NULL)
  ON CONFLICT (wallet_id) DO UPDATE SET file = excluded.file, rows_taken = 0, wallet = NULL`
const COUNT_IMPORT = "UPDATE wallet_import SET rows_taken = ? WHERE wallet_id = ?"
const KEEP_WALLET = "UPDATE wallet_import SET wallet = ? WHERE wallet_id = ?"
const DROP_IMPORT = "DELETE FROM wallet_import WHERE wallet_id = ?"
const LAST_STAGED_OUTBOX =
  "SELECT coalesce(max(number), -1) AS last FROM wallet_import_outbox WHERE wallet_id = ?"
const STAGE_OUTBOX =
  "INSERT INTO wallet_import_outbox (wallet_id, number, id, topic, at, payload) VALUES (?, ?, ?, ?, ?, ?)"
const DROP_STAGED_OUTBOX = "DELETE FROM wallet_import_outbox WHERE wallet_id = ?"
const SEND_OUTBOX = `INSERT INTO outbox (wallet_id, id, topic, at, payload)
  SELECT wallet_id, id, topic, at, payload FROM wallet_import_outbox WHERE wallet_id = ? ORDER BY number`

/** The database that wallets come into and go out of. */
export interface MovingHost extends RowSource {
  readonly reads: WalletReads
  /** All or nothing; one at a time of a wallet, and none beside its opening. */
  readonly transaction: <T>(walletId: string, work: () => Sql<T>) => Promise<T>
  /** Milliseconds since 1970 UTC. */
  readonly clock: () => number
  /** How many rows of rollups are verified at once; `ROLLUPS_AT_ONCE` unless given. */
  readonly rollupsAtOnce?: number
  /** Told of each wallet that came, after the commit that made it one. Must not throw. */
  readonly finished?: (walletId: string) => void
}

/** The wallets of one store, out of it and into it. Rules MOVE-4 to MOVE-7. */
export function storeMoving(host: MovingHost): WalletMoving {
  const { transaction, pause } = host

  /** Removes all rows of a wallet that is none. Stops where another import took the place. */
  const clear = async (walletId: string): Promise<boolean> => {
    for (const table of WALLET_TABLES) {
      if (table === MOVED_WALLET || table === MOVED_OUTBOX) continue
      let removed: number | undefined
      do {
        removed = await transaction(walletId, () => removeSome(walletId, table))
        if (removed === undefined) return false
        await pause()
      } while (removed === REMOVED_AT_ONCE)
    }
    return true
  }

  const begin = async (walletId: string, file: string): Promise<Begun> => {
    const begun = await transaction(walletId, () => claim(walletId, file))
    if (begun !== undefined) return begun
    await clear(walletId)
    return transaction(walletId, () => start(walletId, file))
  }

  /** Removes what came; `false` where it is another file's by now, or a wallet. */
  const drop = async (walletId: string, file: string): Promise<boolean> => {
    const isMine = await transaction(walletId, () => release(walletId, file))
    if (!isMine || !(await clear(walletId))) return isMine
    await transaction(walletId, function* () {
      const found = yield* get(FIND_IMPORT, walletId)
      if (found?.["file"] === NOBODY) yield* run(DROP_IMPORT, walletId)
    })
    return true
  }

  /** Why the wallet of this file cannot be finished; `undefined` where it may be. */
  const obstacle = async (walletId: string, file: string): Promise<Obstacle | undefined> => {
    const state = await transaction(walletId, () => look(walletId))
    if (state.wallet !== undefined) return { kind: "there", ...state.wallet }
    return state.file === file ? undefined : { kind: "not_begun" }
  }

  /** What is wrong with what came, as long as nobody else has begun with it. */
  const check = async (walletId: string, file: string, end: WalletEnd): Promise<Checked> => {
    try {
      const found = await digestWallet(host, walletId, "import")
      if (found === undefined || !isSameWalletEnd(found, end)) {
        return { kind: "differs", expected: end, found }
      }
      return await verifyImport(host, walletId, found)
    } catch (error) {
      // Rows that another import removes while they are read cannot be read.
      const reason = await obstacle(walletId, file)
      if (reason === undefined) throw error
      return reason
    }
  }

  const finish = async (walletId: string, file: string, end: WalletEnd): Promise<Finished> => {
    const reason = await obstacle(walletId, file)
    if (reason !== undefined) return reason
    const checked = await check(walletId, file, end)
    if (checked.kind === "sound") {
      const made = await transaction(walletId, () => makeWallet(walletId, file, end.rows))
      if (made !== undefined) return made
      host.finished?.(walletId)
      return { ...checked, kind: "finished" }
    }
    if (await drop(walletId, file)) return checked
    return (await obstacle(walletId, file)) ?? checked
  }

  return {
    walletIds: (page) => within(() => host.host.read(readWalletIds(page))),
    rows: (walletId, from) =>
      within(async () => {
        const wallet = await host.host.read(get(FIND_WALLET, walletId))
        if (wallet === undefined) return { parts: [] }
        return gatherRows(WALLET_TABLES, from, (table, after) => walletPage(host, walletId, table, { after }))
      }),
    digest: (walletId) => within(() => digestWallet(host, walletId)),
    begin: (walletId, file) => within(() => begin(walletId, file)),
    put: async (walletId, { file, from, parts }) => {
      const bad = badRow(walletId, parts)
      if (bad !== undefined) return bad
      return within(() => transaction(walletId, () => take(walletId, file, { from, parts })))
    },
    finish: (walletId, file, end) => within(() => finish(walletId, file, end)),
    abandon: (walletId, file) => within(async () => void (await drop(walletId, file))),
  }
}

interface Place {
  readonly wallet: { readonly sequence: number; readonly head: string } | undefined
  readonly file: string | undefined
  readonly rows: number
}

function* look(walletId: string): Sql<Place> {
  const wallet = yield* get(FIND_WALLET, walletId)
  const found = yield* get(FIND_IMPORT, walletId)
  return {
    wallet: wallet && { sequence: Number(wallet["sequence"]), head: String(wallet["head"]) },
    file: found?.["file"] as string | undefined,
    rows: Number(found?.["rows_taken"] ?? 0),
  }
}

/** Goes on with this file's import, or takes the place so that it can be emptied (`undefined`). */
function* claim(walletId: string, file: string): Sql<Begun | undefined> {
  const { wallet, file: found, rows } = yield* look(walletId)
  if (wallet !== undefined) return { kind: "there", ...wallet }
  if (found === file) return { kind: "begun", rows }
  yield* run(PUT_IMPORT, walletId, NOBODY)
  return undefined
}

/** The place is empty and this file's, unless somebody else was faster. */
function* start(walletId: string, file: string): Sql<Begun> {
  const { wallet, file: found, rows } = yield* look(walletId)
  if (wallet !== undefined) return { kind: "there", ...wallet }
  if (found === NOBODY) {
    yield* run(DROP_STAGED_OUTBOX, walletId)
    yield* run(PUT_IMPORT, walletId, file)
    return { kind: "begun", rows: 0 }
  }
  // Another import of the same file counts as this one; of another file, the next part is told so.
  return { kind: "begun", rows: found === file ? rows : 0 }
}

/** Whether the import was this file's; it is nobody's from here on. */
function* release(walletId: string, file: string): Sql<boolean> {
  const { wallet, file: found } = yield* look(walletId)
  if (wallet !== undefined || found !== file) return false
  yield* run(DROP_STAGED_OUTBOX, walletId)
  yield* run(PUT_IMPORT, walletId, NOBODY)
  return true
}

/** How many rows it removed; `undefined` when the place is somebody's again. */
function* removeSome(walletId: string, { name, columns, key }: MovedTable): Sql<number | undefined> {
  const { wallet, file } = yield* look(walletId)
  if (wallet !== undefined || file !== NOBODY) return undefined
  const keys = ["wallet_id", ...key.map((place) => columns[place])].join(", ")
  const sql = `DELETE FROM ${name} WHERE (${keys}) IN
    (SELECT ${keys} FROM ${name} WHERE wallet_id = ? LIMIT ${REMOVED_AT_ONCE}) RETURNING 1 AS one`
  return (yield* all(sql, walletId)).length
}

interface Part {
  readonly from: number
  readonly parts: readonly TablePart[]
}

function* take(walletId: string, file: string, { from, parts }: Part): Sql<Put> {
  const place = yield* look(walletId)
  if (place.wallet !== undefined || place.file !== file) return { kind: "not_begun" }
  if (from > place.rows) return { kind: "gap", rows: place.rows }

  let skipped = place.rows - from
  let rows = place.rows
  for (const { table: name, rows: told } of parts) {
    const fresh = told.slice(skipped)
    skipped -= told.length - fresh.length
    rows += fresh.length
    const table = WALLET_TABLE_OF.get(name)
    if (table !== undefined && fresh.length > 0) yield* insertRows(walletId, table, fresh)
  }
  yield* run(COUNT_IMPORT, rows, walletId)
  return { kind: "taken", rows }
}

function* insertRows(walletId: string, table: MovedTable, rows: readonly MovedRow[]): Sql<void> {
  if (table === MOVED_WALLET) {
    yield* run(KEEP_WALLET, JSON.stringify(rows[0]), walletId)
    return
  }
  if (table === MOVED_OUTBOX) {
    let number = Number((yield* get(LAST_STAGED_OUTBOX, walletId))?.["last"])
    for (const row of rows) yield* run(STAGE_OUTBOX, walletId, (number += 1), ...row)
    return
  }
  const { insert, types } = table.table
  const write: SqlWrite = {
    kind: "write",
    sql: insert,
    rows: rows.map((row) => insertValues(table, row, walletId)),
    types,
  }
  yield write
}

const WALLET_ID = MOVED_WALLET.columns.indexOf("id")

function badRow(walletId: string, parts: readonly TablePart[]): Put | undefined {
  let index = 0
  for (const { table: name, rows } of parts) {
    const table = WALLET_TABLE_OF.get(name)
    if (table === undefined) return { kind: "bad_row", index, fault: `a wallet has no table ${name}` }
    for (const row of rows) {
      const isOfAnother = table === MOVED_WALLET && row[WALLET_ID] !== walletId
      const fault = table.faultOf(row) ?? (isOfAnother ? "the row is another wallet's" : undefined)
      if (fault !== undefined) return { kind: "bad_row", index, fault: `${name}: ${fault}` }
      index += 1
    }
  }
  return undefined
}

type Obstacle = Extract<Finished, { kind: "there" | "not_begun" }>
type Checked =
  | { readonly kind: "sound"; readonly entries: number; readonly charges: number }
  | Exclude<Finished, { kind: "finished" }>

function isSameWalletEnd(found: WalletEnd, told: WalletEnd): boolean {
  return isSameEnd(found, told) && found.sequence === told.sequence && found.head === told.head
}

/** Verifies the rows as if the wallet's own were there. Rule LED-7. */
async function verifyImport(
  { host, reads, clock, rollupsAtOnce = ROLLUPS_AT_ONCE }: MovingHost,
  walletId: string,
  { sequence, head, counts }: WalletEnd,
): Promise<Checked> {
  const [row] = await host.read(stagedWallet(walletId))
  const asRow = Object.fromEntries(
    MOVED_WALLET.columns.map((column, place) => [column, row?.[place] ?? null]),
  )
  const wallet = WALLET.decode(asRow)
  const staged: WalletReads = { ...reads, wallet: async () => wallet }
  const slices = Math.max(1, Math.ceil((counts["usage_rollup"] ?? 0) / rollupsAtOnce))
  try {
    const { findings, entries, charges } = await verifyWallet(
      staged,
      walletId,
      [{ walletId, sequence, head }],
      clock(),
      slices,
    )
    return findings.length === 0 ? { kind: "sound", entries, charges } : { kind: "unsound", findings }
  } catch (error) {
    if (error instanceof UnreadableError) return { kind: "unsound", findings: [error.message] }
    throw error
  }
}

/** Writes the wallet's own row, last: now it is one. Says why not, where it cannot be. */
function* makeWallet(walletId: string, file: string, rows: number): Sql<Obstacle | undefined> {
  const place = yield* look(walletId)
  if (place.wallet !== undefined) return { kind: "there", ...place.wallet }
  const [row] = yield* stagedWallet(walletId)
  if (place.file !== file || place.rows !== rows || row === undefined) return { kind: "not_begun" }
  const { insert, types } = MOVED_WALLET.table
  yield { kind: "write", sql: insert, rows: [insertValues(MOVED_WALLET, row, walletId)], types }
  yield* run(SEND_OUTBOX, walletId)
  yield* run(DROP_STAGED_OUTBOX, walletId)
  yield* run(DROP_IMPORT, walletId)
  return undefined
}
