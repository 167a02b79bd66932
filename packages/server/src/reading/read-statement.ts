import {
  balanceBefore,
  type JournalEntry,
  type Micros,
  Statement,
  type StatementBy,
  type StatementRow,
  type Zone,
} from "@tollgate/engine"
import type { WalletStore } from "../storage/wallet-store.ts"
import type { Period } from "./period.ts"

/** Entries read at a time. */
const ENTRIES_PAGE = 500

export interface StatementAsked {
  readonly walletId: string
  readonly period: Period
  readonly by: StatementBy
  readonly zone: Zone
}

/** A statement under way: its opening balance, its rows as they are read, and at their end the closing balance. */
export interface OpenStatement {
  readonly opening: Micros
  readonly rows: AsyncIterable<StatementRow>
  /** Exact once `rows` is read to its end. */
  closing(): Micros
}

/**
 * The statement of a period, by posting time. The opening balance comes from the first entry itself, so that one that
 * is posted while we read cannot come between. Rule READ-7.
 */
export async function openStatement(wallets: WalletStore, asked: StatementAsked): Promise<OpenStatement> {
  const { walletId, period, by, zone } = asked
  const range = { fromAt: period.from, toAt: period.to, limit: ENTRIES_PAGE }
  const firstPage = await wallets.entries(walletId, range)
  const first = firstPage[0]
  const opening = first === undefined ? await wallets.balanceAt(walletId, period.from) : balanceBefore(first)
  const statement = new Statement({ opening, by, zone, from: period.from })

  async function* rows(): AsyncIterable<StatementRow> {
    let page: readonly JournalEntry[] = firstPage
    for (;;) {
      for (const entry of page) yield* statement.add(entry)
      const last = page.at(-1)
      if (last === undefined || page.length < ENTRIES_PAGE) break
      page = await wallets.entries(walletId, { ...range, afterSequence: last.sequence })
    }
    yield* statement.finish()
  }
  return { opening, rows: rows(), closing: () => statement.balance }
}
