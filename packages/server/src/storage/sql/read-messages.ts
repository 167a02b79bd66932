import { FLAG, recipientRef, type Charge, type MessageAlias, type MessageRecord } from "@tollgate/engine"
import { formatCursor, parseCursor } from "../cursor.ts"
import { messageStatus } from "../message-status.ts"
import type { LedgerReads } from "./ledger-reads.ts"
import { all, type Sql } from "./request.ts"
import type { SqlHost } from "./sql-host.ts"
import type { MessageFilter, Page } from "../wallet-store.ts"
import { KnownRows } from "./known-rows.ts"
import { loadMessages } from "./load-messages.ts"
import { MESSAGE } from "./tables.ts"
import { readWallet } from "./wallet-base.ts"

const MESSAGES_AT_ONCE = 500

const NEWEST_FIRST = `SELECT ${MESSAGE.columns} FROM message
  WHERE wallet_id = ?1 AND (occurred_at, hash, recipient_ref, message_id) < (?2, ?3, ?4, ?5) AND occurred_at >= ?6
  ORDER BY occurred_at DESC, hash DESC, recipient_ref DESC, message_id DESC LIMIT ?7`

type Place = readonly [occurredAt: number, hash: number, recipientRef: string, messageId: string]
type MessageWithCharges = { readonly message: MessageRecord; readonly charges: readonly Charge[] }

export function* readKnowsMessage(
  walletId: string,
  messageIds: readonly string[],
  recipient: string,
): Sql<boolean> {
  const wallet = yield* readWallet(walletId)
  if (wallet === undefined) return false
  const found = yield* loadMessages(walletId, messageIds, new KnownRows())
  if (found.messages.size === 0) return false
  const ids = new Set(found.messageIds)
  const ref = recipientRef(wallet.recipientKey, recipient)
  return [...found.messages.values()]
    .flat()
    .some((message) => ids.has(message.messageId) && message.recipientRef === ref)
}

/**
 * Newest first by instant, then by hash, recipient and id. A filter that few messages pass is looked for in pieces,
 * with a pause between them, until the page is full.
 */
export async function readMessages(
  host: SqlHost,
  walletId: string,
  {
    filter,
    page,
    ledger,
    pause,
  }: {
    readonly filter: MessageFilter
    readonly page: { readonly limit: number; readonly cursor?: string }
    readonly ledger: LedgerReads
    readonly pause: () => Promise<void>
  },
): Promise<Page<MessageWithCharges>> {
  const wanted = page.limit + 1
  const found: MessageRecord[] = []
  let place = firstPlace(filter, page.cursor)
  for (;;) {
    const size = Math.max(wanted, MESSAGES_AT_ONCE)
    // The place before the first one is exclusive, and so is `to`: the page begins below both.
    const rows = await host.read(
      all(NEWEST_FIRST, walletId, ...place, filter.from ?? Number.MIN_SAFE_INTEGER, size),
    )
    for (const row of rows) {
      const message = MESSAGE.decode(row)
      place = placeOf(message)
      if (passes(message, filter)) found.push(message)
      if (found.length === wanted) break
    }
    if (found.length === wanted || rows.length < size) break
    await pause()
  }

  const rows = await withCharges(ledger, walletId, found.slice(0, page.limit))
  const last = rows.at(-1)
  return found.length === wanted && last !== undefined
    ? { rows, next: formatCursor(placeOf(last.message)) }
    : { rows }
}

export async function readMessagesById(
  host: SqlHost,
  walletId: string,
  { messageId, ledger }: { readonly messageId: string; readonly ledger: LedgerReads },
): Promise<readonly MessageWithCharges[]> {
  const found = await host.read(loadMessages(walletId, [messageId], new KnownRows()))
  const aliases = [...found.aliases.values()].flat()
  const messages = [...found.messages.values()]
    .flat()
    .filter((message) => (message.flags & FLAG.merged) === 0 && isNamed(message, messageId, aliases))
    .toSorted((left, right) => (left.recipientRef < right.recipientRef ? -1 : 1))
  return withCharges(ledger, walletId, messages)
}

/** By its own id, or by another one of the same recipient. Hashes of different ids may be the same. */
function isNamed(
  { messageId, recipientRef: ref }: MessageRecord,
  named: string,
  aliases: readonly MessageAlias[],
): boolean {
  let id = named
  const seen = new Set<string>()
  while (id !== messageId && !seen.has(id)) {
    seen.add(id)
    id = aliases.find((alias) => alias.aliasId === id && alias.recipientRef === ref)?.canonicalId ?? id
  }
  return id === messageId
}

function firstPlace({ to }: MessageFilter, cursor: string | undefined): Place {
  const [at, hash, ref, id] =
    cursor === undefined
      ? [Number.MAX_SAFE_INTEGER, 0, "", ""]
      : (parseCursor(cursor, ["number", "number", "string", "string"]) as unknown as Place)
  // Nothing lies below (to, -1, ...) at `to` itself.
  return to === undefined || at < to ? [at, hash, ref, id] : [to, -1, "", ""]
}

function placeOf({ occurredAt, hash, recipientRef, messageId }: MessageRecord): Place {
  return [occurredAt, hash, recipientRef, messageId]
}

function passes(message: MessageRecord, { status, category, senderId }: MessageFilter): boolean {
  return (
    (status === undefined || messageStatus(message) === status) &&
    (category === undefined || message.category === category) &&
    (senderId === undefined || message.senderId === senderId)
  )
}

async function withCharges(
  ledger: LedgerReads,
  walletId: string,
  messages: readonly MessageRecord[],
): Promise<readonly MessageWithCharges[]> {
  const numbers = messages.flatMap((message) => message.charges)
  const found = await ledger.chargesByNumber(walletId, numbers)
  const byNumber = new Map(found.map((charge) => [charge.number, charge]))
  return messages.map((message) => ({
    message,
    charges: message.charges.flatMap((number) => byNumber.get(number) ?? []),
  }))
}
