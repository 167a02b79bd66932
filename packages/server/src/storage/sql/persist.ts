import {
  messageHash,
  type Changes,
  type Charge,
  type JournalEntry,
  type MessageAlias,
  type MessageRecord,
  type WalletState,
} from "@tollgate/engine"
import type { SqlDriver } from "../sql-driver.ts"
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
import type { Table } from "./table.ts"

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
export function persistRows(
  driver: SqlDriver,
  { walletId, lastCharge, changes, state }: RowsToPersist,
): void {
  const write = <T>(table: Table<T>, sql: string, rows: readonly T[]): void => {
    if (rows.length === 0) return
    const statement = driver.prepare(sql)
    for (const row of rows) statement.run(...table.encode(row, walletId))
  }

  writeEntries(driver, changes, lastCharge)
  write(CHARGE, CHARGE.insert, changes.charges)
  writeMessages(driver, walletId, changes.messages, state)
  write(MESSAGE_ALIAS, MESSAGE_ALIAS.upsert, changes.aliases.map(withCanonicalHash))
  write(HOLD, HOLD.upsert, changes.holds)
  write(
    HOLD_MESSAGE,
    HOLD_MESSAGE.upsert,
    changes.holdsByMessage.map(([messageId, holdId]) => ({ messageId, holdId })),
  )
  write(CONTACT_WINDOW, CONTACT_WINDOW.upsert, changes.windows)
  for (const key of changes.suspendedDrop) driver.prepare(DROP_SUSPENDED).run(walletId, key)
  write(SUSPENDED, SUSPENDED.upsert, changes.suspendedPut)
  write(TOP_UP, TOP_UP.upsert, changes.topUps)
  write(OUTBOX, OUTBOX.insert, changes.outbox)
}

function writeEntries(driver: SqlDriver, { entries, charges }: Changes, lastChargeBefore: number): void {
  let lastCharge = lastChargeBefore
  for (const entry of entries) {
    const own =
      entries.length === 1 ? charges : charges.filter((charge) => charge.sequence === entry.sequence)
    lastCharge = own.at(-1)?.number ?? lastCharge
    driver.prepare(STORED_ENTRY.insert).run(...STORED_ENTRY.encode(withSpan(entry, own, lastCharge)))
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
function writeMessages(
  driver: SqlDriver,
  walletId: string,
  messages: readonly MessageRecord[],
  state: WalletState | undefined,
): void {
  const put = driver.prepare(MESSAGE.upsert)
  const update = driver.prepare(UPDATE_MESSAGE)
  for (const message of messages) {
    const isInPlace = state?.messages
      .get(message.hash)
      ?.some(
        (known) =>
          known.messageId === message.messageId &&
          known.recipientRef === message.recipientRef &&
          known.occurredAt === message.occurredAt,
      )
    const statement = isInPlace === true ? update : put
    statement.run(...MESSAGE.encode(message, walletId))
  }
}

function withCanonicalHash(alias: MessageAlias): MessageAlias & { readonly canonicalHash: number } {
  return { ...alias, canonicalHash: messageHash(alias.canonicalId) }
}
