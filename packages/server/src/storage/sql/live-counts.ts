import type { Hold, MessageRecord, WalletState } from "@tollgate/engine"
import { integer, text } from "./column.ts"
import type { KnownRows } from "./known-rows.ts"
import { readHolds } from "./load.ts"
import { all, get, run, write, type Sql } from "./request.ts"
import { table } from "./table.ts"

const HELD = "SELECT units FROM held_messages WHERE wallet_id = ?"
const HELD_ADD = `INSERT INTO held_messages (wallet_id, units) VALUES (?1, ?2)
  ON CONFLICT (wallet_id) DO UPDATE SET units = held_messages.units + excluded.units`
const LAST_MESSAGE = table<{ readonly senderId: string; readonly at: number }>(
  "sender_last_message",
  ["wallet_id", "sender_id"],
  { senderId: text(), at: integer },
)
const LAST_MESSAGE_PUT = `${LAST_MESSAGE.upsert} WHERE excluded.at > sender_last_message.at`
const LAST_MESSAGES = `SELECT sender_id, at FROM sender_last_message
  WHERE wallet_id = ?1 AND sender_id IN (SELECT value FROM json_each(?2))`

/**
 * What a summary tells and would have to be counted out of all open holds and all messages: kept beside them, and written
 * once a group. Rule STORE-23.
 */
export class LiveCounts {
  #units = 0
  readonly #lastMessages = new Map<string, number>();

  /** Takes what a command changes, before it is written: the holds as they were are still there. */
  *add(
    walletId: string,
    { holds, messages }: { readonly holds: readonly Hold[]; readonly messages: readonly MessageRecord[] },
    { state, known }: { readonly state: WalletState | undefined; readonly known: KnownRows },
  ): Sql<void> {
    for (const hold of holds) {
      if (state?.holds.has(hold.id) !== true) yield* readHolds(walletId, [hold.id], known)
      const before = state?.holds.get(hold.id) ?? known.holds.get(hold.id)
      this.#units += openUnits(hold) - openUnits(before)
    }
    for (const { senderId, occurredAt, deliveredAt } of messages) {
      const at = Math.max(occurredAt, deliveredAt)
      if (at > (this.#lastMessages.get(senderId) ?? Number.NEGATIVE_INFINITY))
        this.#lastMessages.set(senderId, at)
    }
  }

  *flush(walletId: string): Sql<void> {
    if (this.#units !== 0) yield* run(HELD_ADD, walletId, this.#units)
    const rows = [...this.#lastMessages].map(([senderId, at]) => ({ senderId, at }))
    yield* write(LAST_MESSAGE, LAST_MESSAGE_PUT, rows, walletId)
  }
}

/** Units that the wallet's open holds still reserve. */
export function* readHeldMessages(walletId: string): Sql<number> {
  return ((yield* get(HELD, walletId))?.["units"] as number | undefined) ?? 0
}

/** The instant of the newest event of a message of each of these senders; those without one are absent. */
export function* readLastMessages(
  walletId: string,
  senderIds: readonly string[],
): Sql<ReadonlyMap<string, number>> {
  const rows = yield* all(LAST_MESSAGES, walletId, JSON.stringify(senderIds))
  return new Map(rows.map((row) => [row["sender_id"] as string, row["at"] as number]))
}

function openUnits(hold: Hold | undefined): number {
  if (hold?.state !== "open") return 0
  return hold.lines.reduce((sum, { remaining }) => sum + remaining, 0)
}
