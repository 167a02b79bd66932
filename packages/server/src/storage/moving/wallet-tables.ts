import { integer, optionalInteger, text } from "../sql/column.ts"
import { table, type Table } from "../sql/table.ts"
import {
  ACCOUNT,
  ALLOTMENT,
  CHARGE,
  CONTACT_WINDOW,
  COUNTER,
  GRANT,
  HOLD,
  HOLD_MESSAGE,
  MESSAGE,
  MESSAGE_ALIAS,
  OUTBOX,
  ROLLUP,
  STORED_ENTRY,
  SUSPENDED,
  TOP_UP,
  WALLET,
} from "../sql/tables.ts"
import { movedTable, type MovedTable } from "./moved-table.ts"

interface ReplayRow {
  readonly key: string
  readonly fingerprint: string
  readonly status: number
  readonly body: string
  readonly keepUntil: number | null
}
const REPLAY: Table<ReplayRow> = table<ReplayRow>("replay", ["wallet_id", "key"], {
  key: text(),
  fingerprint: text(),
  status: integer,
  body: text(),
  keepUntil: optionalInteger,
})
const HELD_MESSAGES: Table<{ readonly units: number }> = table<{ readonly units: number }>(
  "held_messages",
  ["wallet_id"],
  { units: integer },
)
interface LastMessageRow {
  readonly senderId: string
  readonly at: number
}
const LAST_MESSAGE: Table<LastMessageRow> = table<LastMessageRow>(
  "sender_last_message",
  ["wallet_id", "sender_id"],
  { senderId: text(), at: integer },
)

/** The row that makes a wallet: the first of its export, and written last. */
export const MOVED_WALLET: MovedTable = movedTable(
  "wallet",
  WALLET,
  ["id"],
  ["low_balance_threshold", "next_due_at", "recharge"],
)
/** Read through the store's own reading, which has those that were archived too, as are charges. */
export const MOVED_ENTRY: MovedTable = movedTable(
  "journal_entry",
  STORED_ENTRY,
  ["wallet_id", "sequence"],
  ["first_instant", "last_instant"],
)
export const MOVED_CHARGE: MovedTable = movedTable("charge", CHARGE, ["wallet_id", "number"])
/** Goes out in the order of the commits. */
export const MOVED_OUTBOX: MovedTable = movedTable("outbox", OUTBOX, ["id"])

/**
 * All tables of a wallet, in the order in which they are exported. The journal comes first: from then on nobody can open
 * the wallet whose rows these are.
 */
export const WALLET_TABLES: readonly MovedTable[] = [
  MOVED_WALLET,
  MOVED_ENTRY,
  MOVED_CHARGE,
  movedTable("account", ACCOUNT, ["wallet_id", "key"]),
  movedTable("grant_lot", GRANT, ["wallet_id", "id"], ["expires_at"]),
  movedTable("allotment", ALLOTMENT, ["wallet_id", "sender_id"]),
  movedTable("hold", HOLD, ["wallet_id", "id"]),
  movedTable("hold_message", HOLD_MESSAGE, ["wallet_id", "message_id"]),
  movedTable("counter", COUNTER, ["wallet_id", "month", "key"]),
  movedTable("message", MESSAGE, ["wallet_id", "hash", "message_id", "recipient_ref"]),
  movedTable("message_alias", MESSAGE_ALIAS, ["wallet_id", "hash", "alias_id", "recipient_ref"]),
  movedTable("contact_window", CONTACT_WINDOW, ["wallet_id", "sender_id", "recipient_ref"]),
  movedTable("usage_rollup", ROLLUP, [
    "wallet_id",
    "cuboid",
    "grain",
    "bucket",
    "sender_id",
    "market",
    "category",
    "type",
    "direction",
    "media_type",
    "channel",
  ]),
  movedTable("suspended", SUSPENDED, ["wallet_id", "key"]),
  movedTable("top_up", TOP_UP, ["wallet_id", "id"], ["bonus_expires_at", "expires_at"]),
  movedTable("held_messages", HELD_MESSAGES, ["wallet_id"]),
  movedTable("sender_last_message", LAST_MESSAGE, ["wallet_id", "sender_id"]),
  movedTable("replay", REPLAY, ["wallet_id", "key"], ["keep_until"]),
  MOVED_OUTBOX,
]

export const WALLET_TABLE_OF: ReadonlyMap<string, MovedTable> = new Map(
  WALLET_TABLES.map((one) => [one.name, one]),
)
