import type {
  Charge,
  ChargeSpan,
  Counter,
  Cuboid,
  Decision,
  Grain,
  Grant,
  Hold,
  JournalEntry,
  MessageRecord,
  Micros,
  Names,
  OutboxRow,
  RollupDelta,
  SuspendedEvent,
  TopUp,
  TopUpStatus,
  UsageCounts,
  Wallet,
  WalletState,
} from "@tollgate/engine"

/** What makes a request answer the same when it comes again. */
export interface Replay {
  /** Tenant, method, path and `Idempotency-Key`, joined. */
  readonly key: string
  /** SHA-256 (hex) of the canonical body. */
  readonly fingerprint: string
  /** When the answer may be forgotten, in ms; null = never. */
  readonly keepUntil: number | null
}

/** An answer as HTTP gives it; `body` is JSON. Stored as it is where a `Replay` comes with the command. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** `decide` is pure and synchronous: a store runs it inside its transaction and may run it twice. */
export interface WalletCommand {
  names(wallet: Wallet): Names
  decide(state: WalletState): Decision<Answer>
  readonly replay?: Replay
}

export type Executed =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "replayed"; readonly answer: Answer }
  /** The same idempotency key came with another body. */
  | { readonly kind: "key_reused" }
  | { readonly kind: "no_wallet" }

/** One page; `next` is what to ask for after it, absent at the end. */
export interface Page<T> {
  readonly rows: readonly T[]
  readonly next?: string
}

export interface UsageQuery {
  readonly cuboid: Cuboid
  readonly grain: Grain
  /** Buckets `[fromBucket, toBucket)`. */
  readonly fromBucket: number
  readonly toBucket: number
  /** Which dimensions to keep apart; the others are summed. */
  readonly groupBy: readonly UsageDimension[]
  /** Only this sender (cuboids `sender` and `all`). */
  readonly senderId?: string
}
export type UsageDimension =
  | "category"
  | "type"
  | "direction"
  | "mediaType"
  | "channel"
  | "senderId"
  | "market"
/** Sums of one bucket and group. Micros are safe integers per row of the store; sums come as bigint. */
export type UsageRow = { readonly bucket: number } & { readonly [D in UsageDimension]?: string } & {
  readonly [C in Exclude<keyof UsageCounts, "whatsappFees" | "otherFees">]: number
} & { readonly whatsappFees: Micros; readonly otherFees: Micros }

/** A top-up that waits for a payment, and whose it is. */
export interface PendingTopUp {
  readonly walletId: string
  readonly topUp: TopUp
}

export interface MessageFilter {
  readonly status?: "accepted" | "sent" | "delivered" | "read" | "failed" | "received"
  readonly category?: string
  readonly senderId?: string
  /** By `occurredAt`, `[from, to)`, ms. */
  readonly from?: number
  readonly to?: number
}

/**
 * The one port to durable wallet data. Every method that writes resolves only after the commit is durable.
 * Writes of one wallet happen one after the other; a rejected promise means that nothing of it was written.
 */
export interface WalletStore {
  /** Make a wallet, or answer from the one that has this id. */
  open(
    walletId: string,
    decide: (existing: Wallet | undefined) => Decision<Answer>,
    replay?: Replay,
  ): Promise<Executed>
  execute(walletId: string, command: WalletCommand): Promise<Executed>

  wallet(walletId: string): Promise<Wallet | undefined>
  /** Those of these that exist, in no order: for lists. */
  walletsOf(walletIds: readonly string[]): Promise<readonly Wallet[]>
  /** True when the wallet has a record of one of these ids and the recipient. Used for moved senders. */
  knowsMessage(walletId: string, messageIds: readonly string[], recipient: string): Promise<boolean>

  /**
   * In order of sequence. `fromAt`/`toAt` are posting times `[fromAt, toAt)`. With `isExact`, which verification asks
   * for, a row that is not written byte for byte as the store writes it is not given: the promise rejects.
   */
  entries(
    walletId: string,
    range: { fromAt?: number; toAt?: number; afterSequence?: number; limit: number; isExact?: boolean },
  ): Promise<readonly JournalEntry[]>
  /** The balance after the last entry posted before `at`; 0 before the first. */
  balanceAt(walletId: string, at: number): Promise<Micros>
  /** In order of number: by number, or of the entries `[fromSequence, toSequence]`. `isExact` as of `entries`. */
  charges(
    walletId: string,
    range: {
      afterNumber?: number
      fromSequence?: number
      toSequence?: number
      limit: number
      isExact?: boolean
    },
  ): Promise<readonly Charge[]>
  /** Every charge whose instant lies in `[from, to)`, in order of number, without loading all at once. */
  scanCharges(walletId: string, from: number, to: number): AsyncIterable<Charge>
  messages(
    walletId: string,
    filter: MessageFilter,
    page: { limit: number; cursor?: string },
  ): Promise<Page<{ message: MessageRecord; charges: readonly Charge[] }>>
  /** The messages that this id names, one for each recipient, by recipient; with their charges. An alias names its message. */
  messagesById(
    walletId: string,
    messageId: string,
  ): Promise<readonly { message: MessageRecord; charges: readonly Charge[] }[]>
  usage(walletId: string, query: UsageQuery): Promise<readonly UsageRow[]>
  /** Units that open holds still reserve, in the time of one row. */
  heldMessages(walletId: string): Promise<number>
  /** The instant of the newest event of a message of each of these senders; absent where there is none. */
  lastMessages(walletId: string, senderIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  hold(walletId: string, holdId: string): Promise<Hold | undefined>
  topUp(walletId: string, topUpId: string): Promise<TopUp | undefined>
  /** Newest first, of one status or of all. */
  topUps(
    walletId: string,
    page: { limit: number; cursor?: string; status?: TopUpStatus },
  ): Promise<Page<TopUp>>
  /** Those that an entry after this one changed, in the order of their last change. */
  topUpsSince(walletId: string, sequence: number, limit: number): Promise<readonly TopUp[]>
  /** Pending ones of all wallets, the first to expire first, after the one given. */
  pendingTopUps(limit: number, after?: PendingTopUp): Promise<readonly PendingTopUp[]>
  /** Those with a pending refund or an open dispute, of all wallets, in order of wallet and id, after the one given. */
  unsettledTopUps(limit: number, after?: PendingTopUp): Promise<readonly PendingTopUp[]>
  allotments(
    walletId: string,
  ): Promise<readonly { senderId: string; amount: Micros; mayUseShared: boolean; available: Micros }[]>
  /** Oldest first, of one wallet or of all. */
  suspended(
    filter: { walletId?: string },
    page: { limit: number; cursor?: string },
  ): Promise<Page<{ walletId: string; suspended: SuspendedEvent }>>

  /** All that verification compares with the journal; spent grants, closed holds and top-ups too, `isExact` these. */
  books(walletId: string): Promise<{
    accounts: ReadonlyMap<string, Micros>
    grants: readonly Grant[]
    holds: AsyncIterable<Hold>
    counters: readonly Counter[]
    rollups: AsyncIterable<RollupDelta>
    topUps: AsyncIterable<TopUp>
  }>
  /** What is noted beside each entry to find its charges by, in order of sequence. Only verification asks. */
  entrySpans(
    walletId: string,
    range: { afterSequence: number; limit: number },
  ): Promise<readonly (ChargeSpan & { readonly sequence: number })[]>
  walletIds(page: { limit: number; after?: string }): Promise<readonly string[]>
  /** Wallets with something due by `now`, soonest first. */
  dueWallets(now: number, limit: number): Promise<readonly string[]>
  /** Sum up all charges again in another zone, in one commit. */
  rebuildRollups(
    walletId: string,
    zoneId: string,
    rollupsOf: (charges: readonly Charge[]) => readonly RollupDelta[],
  ): Promise<void>
  /** Undelivered outbox rows, oldest first, after the row of this id while it is there; `done` removes them. */
  outbox(limit: number, after?: string): Promise<readonly OutboxRow[]>
  outboxDone(ids: readonly string[]): Promise<void>
  /** Forget answers past `keepUntil`, messages past their memory, quarter-hour rollups past 100 days. */
  forget(now: number): Promise<void>
  /**
   * Move one segment of old charges to the archive, where the store has one, or of entries whose charges are there. Reads
   * answer as before.
   *
   * @returns how many were moved: none of either when there is no whole segment to move
   */
  archiveCharges(
    walletId: string,
    now: number,
  ): Promise<{ readonly charges: number; readonly entries: number }>
  close(): Promise<void>
}

/** What only reads a store, and may be of one moment. */
export type WalletReads = Omit<
  WalletStore,
  "open" | "execute" | "outboxDone" | "rebuildRollups" | "forget" | "archiveCharges" | "close"
>
