import type { Hold, MessageRecord, WalletState } from "@tollgate/engine"
import type { SqlDriver } from "../sql-driver.ts"
import { HOLD } from "./tables.ts"

const HOLD_BY_ID = `SELECT ${HOLD.columns} FROM hold WHERE wallet_id = ? AND id = ?`
const HELD = "SELECT units FROM held_messages WHERE wallet_id = ?"
const HELD_ADD = `INSERT INTO held_messages (wallet_id, units) VALUES (?1, ?2)
  ON CONFLICT (wallet_id) DO UPDATE SET units = units + excluded.units`
const LAST_MESSAGE_PUT = `INSERT INTO sender_last_message (wallet_id, sender_id, at) VALUES (?1, ?2, ?3)
  ON CONFLICT (wallet_id, sender_id) DO UPDATE SET at = max(at, excluded.at)`
const LAST_MESSAGES = `SELECT sender_id, at FROM sender_last_message
  WHERE wallet_id = ?1 AND sender_id IN (SELECT value FROM json_each(?2))`

/**
 * What a summary tells and would have to be counted out of all open holds and all messages: kept beside them, and written
 * once a group. Rule STORE-23.
 */
export class LiveCounts {
  #units = 0
  readonly #lastMessages = new Map<string, number>()

  /** Takes what a command changes, before it is written: the holds as they were are still there. */
  add(
    driver: SqlDriver,
    walletId: string,
    { holds, messages }: { readonly holds: readonly Hold[]; readonly messages: readonly MessageRecord[] },
    state: WalletState | undefined,
  ): void {
    for (const hold of holds) {
      this.#units +=
        openUnits(hold) - openUnits(state?.holds.get(hold.id) ?? readHold(driver, walletId, hold.id))
    }
    for (const { senderId, occurredAt, deliveredAt } of messages) {
      const at = Math.max(occurredAt, deliveredAt)
      if (at > (this.#lastMessages.get(senderId) ?? Number.NEGATIVE_INFINITY))
        this.#lastMessages.set(senderId, at)
    }
  }

  flush(driver: SqlDriver, walletId: string): void {
    if (this.#units !== 0) driver.prepare(HELD_ADD).run(walletId, this.#units)
    for (const [senderId, at] of this.#lastMessages)
      driver.prepare(LAST_MESSAGE_PUT).run(walletId, senderId, at)
  }
}

/** Units that the wallet's open holds still reserve. */
export function readHeldMessages(driver: SqlDriver, walletId: string): number {
  return (driver.prepare(HELD).get(walletId)?.["units"] as number | undefined) ?? 0
}

/** The instant of the newest event of a message of each of these senders; those without one are absent. */
export function readLastMessages(
  driver: SqlDriver,
  walletId: string,
  senderIds: readonly string[],
): ReadonlyMap<string, number> {
  const rows = driver.prepare(LAST_MESSAGES).all(walletId, JSON.stringify(senderIds))
  return new Map(rows.map((row) => [row["sender_id"] as string, row["at"] as number]))
}

function readHold(driver: SqlDriver, walletId: string, holdId: string): Hold | undefined {
  const row = driver.prepare(HOLD_BY_ID).get(walletId, holdId)
  return row && HOLD.decode(row)
}

function openUnits(hold: Hold | undefined): number {
  if (hold?.state !== "open") return 0
  return hold.lines.reduce((sum, { remaining }) => sum + remaining, 0)
}
