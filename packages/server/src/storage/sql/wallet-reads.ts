import { InvalidCursorError } from "../cursor.ts"
import { StoreUnavailableError } from "../store-unavailable.ts"
import type { WalletStore } from "../wallet-store.ts"
import { forgetOld } from "./forget.ts"
import { readHeldMessages, readLastMessages } from "./live-counts.ts"
import { readBooks } from "./read-books.ts"
import { tableLedger, type LedgerReads } from "./ledger-reads.ts"
import * as lists from "./read-lists.ts"
import { readKnowsMessage, readMessages, readMessagesById } from "./read-messages.ts"
import { readUsage } from "./read-usage.ts"
import type { Sql } from "./request.ts"
import { scanCharges } from "./scan-charges.ts"
import type { SqlHost } from "./sql-host.ts"
import { readWallet, readWallets } from "./wallet-base.ts"

type WalletReads = Omit<WalletStore, "open" | "execute" | "outboxDone" | "rebuildRollups" | "close">

/**
 * All of the port that no command does, on any database. It archives nothing.
 *
 * @param ledger - where entries and charges are read; all of them in the tables, unless given
 * @param pause - lets the rest of the process run between two pages
 */
export function walletReads(
  host: SqlHost,
  pause: () => Promise<void>,
  ledger: LedgerReads = tableLedger(host),
): WalletReads {
  const read = <T>(work: Sql<T>): Promise<T> => within(() => host.read(work))
  return {
    wallet: (walletId) => read(readWallet(walletId)),
    walletsOf: (walletIds) => read(readWallets(walletIds)),
    knowsMessage: (walletId, messageIds, recipient) =>
      read(readKnowsMessage(walletId, messageIds, recipient)),
    entries: (walletId, range) => within(() => ledger.entries(walletId, range)),
    balanceAt: (walletId, at) => within(() => ledger.balanceAt(walletId, at)),
    charges: (walletId, range) => within(() => ledger.charges(walletId, range)),
    scanCharges: (walletId, from, to) => each(scanCharges(host, walletId, { from, to, ledger, pause })),
    messages: (walletId, filter, page) =>
      within(() => readMessages(host, walletId, { filter, page, ledger, pause })),
    messagesById: (walletId, messageId) =>
      within(() => readMessagesById(host, walletId, { messageId, ledger })),
    usage: (walletId, query) => read(readUsage(walletId, query)),
    heldMessages: (walletId) => read(readHeldMessages(walletId)),
    lastMessages: (walletId, senderIds) => read(readLastMessages(walletId, senderIds)),
    hold: (walletId, holdId) => read(lists.readHold(walletId, holdId)),
    topUp: (walletId, topUpId) => read(lists.readTopUp(walletId, topUpId)),
    topUps: (walletId, page) => read(lists.readTopUps(walletId, page)),
    topUpsSince: (walletId, sequence, limit) => read(lists.readTopUpsSince(walletId, { sequence, limit })),
    pendingTopUps: (limit, after) => read(lists.readPendingTopUps(limit, after)),
    unsettledTopUps: (limit, after) => read(lists.readUnsettledTopUps(limit, after)),
    allotments: (walletId) => read(lists.readAllotmentList(walletId)),
    suspended: ({ walletId }, page) => read(lists.readSuspended(walletId, page)),
    books: async (walletId) => {
      const books = await within(() => readBooks(host, walletId, pause))
      return { ...books, holds: each(books.holds), rollups: each(books.rollups), topUps: each(books.topUps) }
    },
    entrySpans: (walletId, range) => within(() => ledger.entrySpans(walletId, range)),
    walletIds: (page) => read(lists.readWalletIds(page)),
    dueWallets: (at, limit) => read(lists.readDueWallets(at, limit)),
    outbox: (limit, after) => read(lists.readOutbox(limit, after)),
    archiveCharges: async () => ({ charges: 0, entries: 0 }),
    forget: (at) => within(() => forgetOld(host, at, pause)),
  }
}

/** What a reading gives; a driver's error does not cross the port. */
export async function within<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw ofThePort(error)
  }
}

async function* each<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    for await (const row of rows) yield row
  } catch (error) {
    throw ofThePort(error)
  }
}

function ofThePort(error: unknown): unknown {
  return error instanceof InvalidCursorError || error instanceof StoreUnavailableError
    ? error
    : new StoreUnavailableError(error)
}
