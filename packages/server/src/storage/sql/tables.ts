import {
  decodeRecharge,
  decodeDispute,
  decodeRefund,
  encodeDispute,
  encodeRecharge,
  encodeRefund,
  type Allotment,
  type AutoRecharge,
  type Charge,
  type ChargeSpan,
  type ContactWindow,
  type Counter,
  type FeeLine,
  type Grant,
  type Hold,
  type HoldLine,
  type JournalEntry,
  type MessageAlias,
  type MessageRecord,
  type OutboxRow,
  type Posting,
  type RollupDelta,
  type SuspendedEvent,
  type TopUp,
  type Wallet,
} from "@tollgate/engine"
import {
  flag,
  integer,
  json,
  micros,
  numberList,
  optionalInteger,
  optionalMicros,
  packedList,
  text,
  type Column,
} from "./column.ts"
import { table, type Columns, type Table } from "./table.ts"

const recharge: Column<AutoRecharge | null> = {
  type: "text",
  isWide: false,
  encode: (value) => (value === null ? null : JSON.stringify(encodeRecharge(value))),
  decode: (value) => (value === null ? null : decodeRecharge(JSON.parse(value as string))),
}

export const WALLET: Table<Wallet> = table<Wallet>("wallet", ["id"], {
  id: text(),
  customerId: text(),
  currency: text(),
  status: text(),
  planId: text(),
  balance: micros,
  held: micros,
  overdraftLimit: micros,
  lowBalanceThreshold: optionalMicros,
  creditName: text(),
  sequence: integer,
  head: text(),
  lastEntryAt: integer,
  lastCharge: integer,
  recipientKey: text(),
  nextDueAt: optionalInteger,
  rollupZone: text(),
  recharge,
  suspendedBy: json(),
  createdAt: integer,
  updatedAt: integer,
})

export interface AccountRow {
  readonly key: string
  readonly balance: bigint
}
export const ACCOUNT: Table<AccountRow> = table<AccountRow>("account", ["wallet_id", "key"], {
  key: text(),
  balance: micros,
})

export const GRANT: Table<Grant> = table<Grant>("grant_lot", ["wallet_id", "id"], {
  id: text(),
  kind: text(),
  amount: micros,
  remaining: micros,
  priority: integer,
  expiresAt: optionalInteger,
  createdAt: integer,
  sequence: integer,
  source: text(),
})

export const ALLOTMENT: Table<Allotment> = table<Allotment>("allotment", ["wallet_id", "sender_id"], {
  senderId: text(),
  amount: micros,
  mayUseShared: flag,
})

type PackedLine = readonly [
  market: string,
  category: HoldLine["category"],
  channel: HoldLine["channel"],
  count: number,
  remaining: number,
  unitAmount: string,
  reserves: HoldLine["reserves"],
  messageId: string,
]
export const HOLD: Table<Hold> = table<Hold>("hold", ["wallet_id", "id"], {
  id: text(),
  senderId: text(),
  state: text(),
  lines: packedList<HoldLine, PackedLine>(
    (line) => [
      line.market,
      line.category,
      line.channel,
      line.count,
      line.remaining,
      line.unitAmount.toString(),
      line.reserves,
      line.messageId,
    ],
    ([market, category, channel, count, remaining, unitAmount, reserves, messageId]) => ({
      market,
      category,
      channel,
      count,
      remaining,
      unitAmount: BigInt(unitAmount),
      reserves,
      messageId,
    }),
  ),
  heldOwn: micros,
  heldShared: micros,
  createdAt: integer,
  expiresAt: integer,
  fingerprint: text(),
})

export interface HoldMessageRow {
  readonly messageId: string
  readonly holdId: string
}
export const HOLD_MESSAGE: Table<HoldMessageRow> = table<HoldMessageRow>(
  "hold_message",
  ["wallet_id", "message_id"],
  { messageId: text(), holdId: text() },
)

export const COUNTER: Table<Counter> = table<Counter>("counter", ["wallet_id", "month", "key"], {
  month: integer,
  key: text(),
  used: integer,
  reserved: integer,
})

export const MESSAGE: Table<MessageRecord> = table<MessageRecord>(
  "message",
  ["wallet_id", "hash", "message_id", "recipient_ref"],
  {
    hash: integer,
    messageId: text(),
    recipientRef: text(),
    recipient: text(),
    senderId: text(),
    flags: integer,
    category: text(),
    type: text(),
    channel: text(),
    mediaType: text(),
    market: text(),
    isGroup: flag,
    factAuthority: integer,
    occurredAt: integer,
    deliveredAt: integer,
    updatedAt: integer,
    holdId: text(),
    charges: numberList,
    amount: integer,
    suspended: integer,
  },
)

export interface StoredAlias extends MessageAlias {
  readonly canonicalHash: number
}
export const MESSAGE_ALIAS: Table<StoredAlias> = table<StoredAlias>(
  "message_alias",
  ["wallet_id", "hash", "alias_id", "recipient_ref"],
  { hash: integer, aliasId: text(), recipientRef: text(), canonicalId: text(), canonicalHash: integer },
)

export const CONTACT_WINDOW: Table<ContactWindow> = table<ContactWindow>(
  "contact_window",
  ["wallet_id", "sender_id", "recipient_ref"],
  {
    senderId: text(),
    recipientRef: text(),
    serviceFrom: integer,
    serviceUntil: integer,
    entryOfferedUntil: integer,
    entryFrom: integer,
    entryUntil: integer,
    conversations: json(),
  },
)

type PackedFee = readonly [rule: string, group: string, label: string, amount: number]
export const CHARGE: Table<Charge> = table<Charge>("charge", ["wallet_id", "number"], {
  number: integer,
  sequence: integer,
  messageId: text(),
  recipient: text(),
  recipientRef: text(),
  senderId: text(),
  trigger: text(),
  instant: integer,
  postedAt: integer,
  direction: text(),
  category: text(),
  type: text(),
  channel: text(),
  mediaType: text(),
  market: text(),
  isGroup: flag,
  whatsappFee: integer,
  otherFees: integer,
  fees: packedList<FeeLine, PackedFee>(
    ({ rule, group, label, amount }) => [rule, group, label, amount],
    ([rule, group, label, amount]) => ({ rule, group, label, amount }),
  ),
  rateCard: text(),
  tierFrom: integer,
  planVersion: text(),
  reason: text(),
  counted: json(),
  isCorrection: flag,
})

type PackedPosting = readonly [account: Posting["account"], amount: string, sender?: string]
const ENTRY_COLUMNS: Columns<JournalEntry> = {
  walletId: text(),
  sequence: integer,
  previousHash: text(),
  hash: text(),
  at: integer,
  commandId: text(),
  kind: text(),
  postings: packedList<Posting, PackedPosting>(
    ({ account, sender, amount }) =>
      sender === undefined ? [account, amount.toString()] : [account, amount.toString(), sender],
    ([account, amount, sender]) =>
      sender === undefined
        ? { account, amount: BigInt(amount) }
        : { account, sender, amount: BigInt(amount) },
  ),
  chargesDigest: text(),
  facts: text(),
  balanceAfter: micros,
}
export const JOURNAL_ENTRY: Table<JournalEntry> = table<JournalEntry>(
  "journal_entry",
  ["wallet_id", "sequence"],
  ENTRY_COLUMNS,
)

const SPAN_COLUMNS: Columns<ChargeSpan> = {
  lastCharge: integer,
  chargeCount: integer,
  firstInstant: optionalInteger,
  lastInstant: optionalInteger,
}

/** Where an entry's charges are. */
export interface EntrySpan extends ChargeSpan {
  readonly sequence: number
}
export const ENTRY_SPAN: Table<EntrySpan> = table<EntrySpan>("journal_entry", ["wallet_id", "sequence"], {
  sequence: integer,
  ...SPAN_COLUMNS,
})

/** An entry with where its charges are, so that they are found without an index of their own. */
export type StoredEntry = JournalEntry & ChargeSpan
export const STORED_ENTRY: Table<StoredEntry> = table<StoredEntry>(
  "journal_entry",
  ["wallet_id", "sequence"],
  {
    ...ENTRY_COLUMNS,
    ...SPAN_COLUMNS,
  },
)

export const ROLLUP: Table<RollupDelta> = table<RollupDelta>("usage_rollup", ["wallet_id"], {
  cuboid: text(),
  grain: text(),
  bucket: integer,
  senderId: text(),
  market: text(),
  category: text(),
  type: text(),
  direction: text(),
  mediaType: text(),
  channel: text(),
  sent: integer,
  received: integer,
  delivered: integer,
  failed: integer,
  paid: integer,
  free: integer,
  whatsappFees: integer,
  otherFees: integer,
})

export const SUSPENDED: Table<SuspendedEvent> = table<SuspendedEvent>("suspended", ["wallet_id", "key"], {
  key: text(),
  hash: integer,
  reason: text(),
  event: json(),
  receivedAt: integer,
})

export const TOP_UP: Table<TopUp> = table<TopUp>("top_up", ["wallet_id", "id"], {
  id: text(),
  method: text(),
  source: text(),
  senderId: text(),
  status: text(),
  amount: micros,
  bonus: micros,
  bonusExpiresAt: optionalInteger,
  fee: micros,
  tax: micros,
  taxIncluded: micros,
  refunded: micros,
  refunds: packedList(encodeRefund, decodeRefund),
  disputes: packedList(encodeDispute, decodeDispute),
  isUnsettled: flag,
  reference: text(),
  couponCode: text(),
  grantId: text(),
  failureReason: text(),
  provider: text(),
  providerReference: text(),
  paymentReference: text(),
  checkoutUrl: text(),
  createdAt: integer,
  updatedAt: integer,
  expiresAt: optionalInteger,
  sequence: integer,
})

export const OUTBOX: Table<OutboxRow> = table<OutboxRow>("outbox", ["wallet_id", "id"], {
  id: text(),
  topic: text(),
  at: integer,
  payload: json(),
})
