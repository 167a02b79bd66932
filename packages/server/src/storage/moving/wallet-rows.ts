import type { WalletReads } from "../wallet-store.ts"
import { all, get, type Sql } from "../sql/request.ts"
import type { SqlHost } from "../sql/sql-host.ts"
import { CHARGE, OUTBOX, STORED_ENTRY } from "../sql/tables.ts"
import { rowLine, SectionDigest, tableLine, walletLine, type WalletEnd } from "./format.ts"
import type { MovedRow, MovedTable } from "./moved-table.ts"
import { MOVED_CHARGE, MOVED_ENTRY, MOVED_OUTBOX, MOVED_WALLET, WALLET_TABLES } from "./wallet-tables.ts"

/** Rows of a page at most; fewer of those that may be large. */
const ROWS_AT_ONCE = 1000
const LARGE_ROWS_AT_ONCE = 200
const LARGE: ReadonlySet<string> = new Set(["replay", "hold", "suspended"])

/** An id is `walletId:commandId:n`: the next character after the colon ends the wallet's range in the index of ids. */
const OUTBOX_ROWS = `SELECT ${OUTBOX.columns} FROM outbox
  WHERE wallet_id = ?1 AND id >= ?2 AND id < ?3 AND number > coalesce((SELECT number FROM outbox WHERE id = ?4), 0)
  ORDER BY number LIMIT ${ROWS_AT_ONCE}`
const STAGED_OUTBOX = `SELECT ${OUTBOX.columns} FROM wallet_import_outbox
  WHERE wallet_id = ?1 AND number > coalesce((SELECT number FROM wallet_import_outbox WHERE wallet_id = ?1 AND id = ?2), -1)
  ORDER BY number LIMIT ${ROWS_AT_ONCE}`
const STAGED_WALLET = "SELECT wallet FROM wallet_import WHERE wallet_id = ?"

/** A store's wallets as rows. Entries and charges are read by the store itself: it may keep old ones elsewhere. */
export interface RowSource {
  readonly host: Pick<SqlHost, "read">
  readonly reads: Pick<WalletReads, "charges" | "entries" | "entrySpans">
  /** Lets the rest of the process run between two pages. */
  readonly pause: () => Promise<void>
}

/** The place of a wallet whose rows are read: its own tables, or those where an import gathers them. */
export type RowPlace = "store" | "import"

/** The rows after `after` (key values of the row before) of one of a wallet's tables; none at the end. */
export async function walletPage(
  { host, reads }: RowSource,
  walletId: string,
  table: MovedTable,
  { after, place = "store" }: { readonly after?: MovedRow | undefined; readonly place?: RowPlace },
): Promise<readonly MovedRow[]> {
  if (table === MOVED_CHARGE) {
    const afterNumber = Number(after?.[0] ?? 0)
    const charges = await reads.charges(walletId, { afterNumber, limit: ROWS_AT_ONCE, isExact: true })
    return charges.map((charge) => CHARGE.encode(charge, walletId).slice(1))
  }
  if (table === MOVED_ENTRY) return entryPage(reads, walletId, Number(after?.[0] ?? 0))
  if (table === MOVED_OUTBOX) {
    const afterId = String(after?.[0] ?? "")
    return host.read(place === "store" ? outboxPage(walletId, afterId) : stagedOutboxPage(walletId, afterId))
  }
  if (table === MOVED_WALLET) {
    if (after !== undefined) return []
    return host.read(place === "store" ? walletRow(walletId) : stagedWallet(walletId))
  }
  const limit = LARGE.has(table.name) ? LARGE_ROWS_AT_ONCE : ROWS_AT_ONCE
  return host.read(table.page({ walletId, limit, ...(after === undefined ? {} : { after }) }))
}

async function entryPage(
  reads: RowSource["reads"],
  walletId: string,
  afterSequence: number,
): Promise<readonly MovedRow[]> {
  const range = { afterSequence, limit: LARGE_ROWS_AT_ONCE }
  const entries = await reads.entries(walletId, { ...range, isExact: true })
  const spans = await reads.entrySpans(walletId, range)
  return entries.map((entry, index) => STORED_ENTRY.encode({ ...entry, ...spans[index]! }).slice(1))
}

function* walletRow(walletId: string): Sql<readonly MovedRow[]> {
  const row = yield* get(`SELECT ${MOVED_WALLET.table.columns} FROM wallet WHERE id = ?`, walletId)
  return row === undefined ? [] : [MOVED_WALLET.columns.map((column) => row[column] ?? null)]
}

/** The wallet's own row of an import, once it came. */
export function* stagedWallet(walletId: string): Sql<readonly MovedRow[]> {
  const wallet = (yield* get(STAGED_WALLET, walletId))?.["wallet"]
  return typeof wallet === "string" ? [JSON.parse(wallet) as MovedRow] : []
}

function* outboxPage(walletId: string, afterId: string): Sql<readonly MovedRow[]> {
  return (yield* all(OUTBOX_ROWS, walletId, `${walletId}:`, `${walletId};`, afterId)).map(outboxValues)
}

function* stagedOutboxPage(walletId: string, afterId: string): Sql<readonly MovedRow[]> {
  return (yield* all(STAGED_OUTBOX, walletId, afterId)).map(outboxValues)
}

function outboxValues(row: Readonly<Record<string, MovedRow[number]>>): MovedRow {
  return MOVED_OUTBOX.columns.map((column) => row[column] ?? null)
}

/** Reads a wallet again, whole, and says what its section of an export ends with; `undefined` where there is none. */
export async function digestWallet(
  source: RowSource,
  walletId: string,
  place: RowPlace = "store",
): Promise<WalletEnd | undefined> {
  const digest = new SectionDigest(walletLine(walletId))
  let head: { sequence: number; head: string } | undefined
  for (const table of WALLET_TABLES) {
    digest.table(tableLine(table), table.name)
    let after: MovedRow | undefined
    for (;;) {
      const rows = await walletPage(source, walletId, table, { after, place })
      if (table === MOVED_WALLET) head ??= headOf(rows[0])
      if (head === undefined) return undefined
      for (const row of rows) digest.row(rowLine(row), table.name)
      const last = rows.at(-1)
      if (last === undefined) break
      after = table.keyOf(last)
      await source.pause()
    }
  }
  return head && { ...head, ...digest.end() }
}

const SEQUENCE = MOVED_WALLET.columns.indexOf("sequence")
const HEAD = MOVED_WALLET.columns.indexOf("head")

/** Where the journal of the wallet of this row ends. */
export function headOf(row: MovedRow | undefined): { sequence: number; head: string } | undefined {
  return row && { sequence: Number(row[SEQUENCE]), head: String(row[HEAD]) }
}
