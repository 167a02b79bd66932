import {
  messageHash,
  type Changes,
  type Charge,
  type JournalEntry,
  type MessageAlias,
  type MessageRecord,
  type WalletState,
} from "@tollgate/engine"
import { run, write, type Sql } from "./request.ts"
import {
  CHARGE,
  CONTACT_WINDOW,
  HOLD,
  HOLD_MESSAGE,
  MESSAGE,
  MESSAGE_ALIAS,
  OUTBOX,
  STORED_ENTRY,
  SUSPENDED,
  TOP_UP,
} from "./tables.ts"

const UPDATE_MESSAGE = MESSAGE.upsertKeeping("occurred_at")
const DROP_SUSPENDED = "DELETE FROM suspended WHERE wallet_id = ? AND key = ?"

export interface RowsToPersist {
  readonly walletId: string
  /** The wallet's last charge before the command. */
  readonly lastCharge: number
  readonly changes: Changes
  /** What the command had loaded, if anything. */
  readonly state: WalletState | undefined
}

/**
 * Writes what only this command writes: entries, charges, messages, holds and the like. Entries and charges are only
 * ever added: one that is there already fails the group.
 */
export function* persistRows({ walletId, lastCharge, changes, state }: RowsToPersist): Sql<void> {
  yield* writeEntries(changes, lastCharge)
  yield* write(CHARGE, CHARGE.insert, changes.charges, walletId)
  yield* writeMessages(walletId, changes.messages, state)
  yield* write(MESSAGE_ALIAS, MESSAGE_ALIAS.upsert, changes.aliases.map(withCanonicalHash), walletId)
  yield* write(HOLD, HOLD.upsert, changes.holds, walletId)
  yield* write(
    HOLD_MESSAGE,
    HOLD_MESSAGE.upsert,
    // A message may be named twice; what is written at once has each key once.
    [...new Map(changes.holdsByMessage)].map(([messageId, holdId]) => ({ messageId, holdId })),
    walletId,
  )
  yield* write(CONTACT_WINDOW, CONTACT_WINDOW.upsert, changes.windows, walletId)
  for (const key of changes.suspendedDrop) yield* run(DROP_SUSPENDED, walletId, key)
  yield* write(SUSPENDED, SUSPENDED.upsert, changes.suspendedPut, walletId)
  yield* write(TOP_UP, TOP_UP.upsert, changes.topUps, walletId)
  yield* write(OUTBOX, OUTBOX.insert, changes.outbox)
}

function* writeEntries({ entries, charges }: Changes, lastChargeBefore: number): Sql<void> {
  let lastCharge = lastChargeBefore
  for (const entry of entries) {
    const own =
      entries.length === 1 ? charges : charges.filter((charge) => charge.sequence === entry.sequence)
    lastCharge = own.at(-1)?.number ?? lastCharge
    yield* run(STORED_ENTRY.insert, ...STORED_ENTRY.encode(withSpan(entry, own, lastCharge)))
  }
}

function withSpan(entry: JournalEntry, charges: readonly Charge[], lastCharge: number) {
  let firstInstant: number | null = null
  let lastInstant: number | null = null
  for (const { instant } of charges) {
    if (firstInstant === null || instant < firstInstant) firstInstant = instant
    if (lastInstant === null || instant > lastInstant) lastInstant = instant
  }
  return { ...entry, lastCharge, chargeCount: charges.length, firstInstant, lastInstant }
}

/** A message whose first instant stays where it was leaves the index by time alone, which is most of its cost. */
function* writeMessages(
  walletId: string,
  messages: readonly MessageRecord[],
  state: WalletState | undefined,
): Sql<void> {
  const inPlace: MessageRecord[] = []
  const others: MessageRecord[] = []
  for (const message of messages) {
    const isInPlace = state?.messages
      .get(message.hash)
      ?.some(
        (known) =>
          known.messageId === message.messageId &&
          known.recipientRef === message.recipientRef &&
          known.occurredAt === message.occurredAt,
      )
    const list = isInPlace === true ? inPlace : others
    list.push(message)
  }
  yield* write(MESSAGE, UPDATE_MESSAGE, inPlace, walletId)
  yield* write(MESSAGE, MESSAGE.upsert, others, walletId)
}

function withCanonicalHash(alias: MessageAlias): MessageAlias & { readonly canonicalHash: number } {
  return { ...alias, canonicalHash: messageHash(alias.canonicalId) }
}
