import {
  messageHash,
  type Changes,
  type Charge,
  type ContactWindow,
  type Grant,
  type Hold,
  type JournalEntry,
  type MessageAlias,
  type MessageRecord,
  type Names,
  type OutboxRow,
  type RollupDelta,
  type SuspendedEvent,
  type TopUp,
  type Wallet,
  type WalletState,
} from "@tollgate/engine"
import { expect } from "vitest"
import type { Replay, WalletStore } from "./wallet-store.ts"

/** 2026-10-15 00:00 UTC, and a day, in ms. */
export const NOW = 1_792_022_400_000
export const DAY = 86_400_000
/** Past 2^53, where doubles have gaps. */
export const WIDE = 9_007_199_254_740_993n

export const REF_A = "a".repeat(32)
export const REF_B = "b".repeat(32)

export function walletRow(given: Partial<Wallet> = {}): Wallet {
  return {
    id: "wal_1",
    customerId: "cus_1",
    currency: "USD",
    status: "active",
    planId: "meta",
    balance: 0n,
    held: 0n,
    overdraftLimit: 0n,
    lowBalanceThreshold: null,
    creditName: "credit",
    sequence: 1,
    head: "1".repeat(64),
    lastEntryAt: NOW,
    lastCharge: 0,
    recipientKey: "5".repeat(64),
    nextDueAt: null,
    rollupZone: "UTC",
    recharge: null,
    suspendedBy: ["top_1 dp_1"],
    createdAt: NOW,
    updatedAt: NOW,
    ...given,
  }
}

export function entryRow(given: Partial<JournalEntry> = {}): JournalEntry {
  const sequence = given.sequence ?? 1
  return {
    walletId: "wal_1",
    sequence,
    previousHash: String(sequence - 1).padStart(64, "0"),
    hash: String(sequence).padStart(64, "0"),
    at: NOW + sequence,
    commandId: `cmd_${sequence}`,
    kind: "settled",
    postings: [
      { account: "customer:available", amount: -5n },
      { account: "customer:available", sender: "snd_1", amount: -WIDE },
      { account: "operator:whatsapp_fees", amount: WIDE + 5n },
    ],
    chargesDigest: "d".repeat(64),
    facts: `{"lines":[],"note":"quote \\" and é"}`,
    balanceAfter: WIDE + BigInt(sequence),
    ...given,
  }
}

export function chargeRow(given: Partial<Charge> = {}): Charge {
  return {
    number: 1,
    sequence: 2,
    messageId: "wamid.1",
    recipient: "919812345678",
    recipientRef: REF_A,
    senderId: "snd_1",
    trigger: "delivered",
    instant: NOW,
    postedAt: NOW + 10,
    direction: "outbound",
    category: "marketing",
    type: "regular",
    channel: "cloud_api",
    mediaType: "template",
    market: "IN",
    isGroup: false,
    whatsappFee: 11_800,
    otherFees: 708,
    fees: [
      { rule: "whatsapp", group: "Messages : WhatsApp fees", label: "Marketing", amount: 11_800 },
      { rule: "rule:0", group: "Messages : Gupshup fees", label: "6 % fee", amount: 708 },
    ],
    rateCard: "USD@2026-10-01",
    tierFrom: 0,
    planVersion: "meta@2026-01-01",
    reason: "list",
    counted: [[24_321, "allowance:service:snd_1", 1]],
    isCorrection: false,
    ...given,
  }
}

export function messageRow(given: Partial<MessageRecord> = {}): MessageRecord {
  const messageId = given.messageId ?? "wamid.1"
  return {
    hash: messageHash(messageId),
    messageId,
    recipientRef: REF_A,
    recipient: "919812345678",
    senderId: "snd_1",
    flags: 5,
    category: "marketing",
    type: "regular",
    channel: "cloud_api",
    mediaType: "template",
    market: "IN",
    isGroup: true,
    factAuthority: 3,
    occurredAt: NOW,
    deliveredAt: NOW + 5,
    updatedAt: NOW + 6,
    holdId: "",
    charges: [],
    amount: 12_508,
    suspended: 0,
    ...given,
  }
}

export function holdRow(given: Partial<Hold> = {}): Hold {
  return {
    id: "hld_1",
    senderId: "snd_1",
    state: "open",
    lines: [
      {
        market: "IN",
        category: "marketing",
        channel: "cloud_api",
        count: 3,
        remaining: 2,
        unitAmount: WIDE,
        reserves: [24_321, "allowance"],
        messageId: "wamid.1",
      },
      {
        market: "BR",
        category: "service",
        channel: "mm_lite",
        count: 1,
        remaining: 1,
        unitAmount: 0n,
        reserves: null,
        messageId: "",
      },
    ],
    heldOwn: WIDE,
    heldShared: 7n,
    createdAt: NOW,
    expiresAt: NOW + DAY,
    fingerprint: "f".repeat(64),
    ...given,
  }
}

export function grantRow(given: Partial<Grant> = {}): Grant {
  return {
    id: "grt_1",
    kind: "promotional",
    amount: WIDE,
    remaining: WIDE - 2n,
    priority: -3,
    expiresAt: NOW + DAY,
    createdAt: NOW,
    sequence: 2,
    source: "top_1",
    ...given,
  }
}

export function aliasRow(aliasId: string, canonicalId: string, recipientRef: string = REF_A): MessageAlias {
  return { hash: messageHash(aliasId), aliasId, recipientRef, canonicalId }
}

export function windowRow(given: Partial<ContactWindow> = {}): ContactWindow {
  return {
    senderId: "snd_1",
    recipientRef: REF_A,
    serviceFrom: NOW,
    serviceUntil: NOW + DAY,
    entryOfferedUntil: NOW + 2,
    entryFrom: NOW + 3,
    entryUntil: NOW + 4,
    conversations: { marketing: [NOW, NOW + DAY], service: [1, 2] },
    ...given,
  }
}

export function suspendedRow(messageId: string, given: Partial<SuspendedEvent> = {}): SuspendedEvent {
  return {
    key: `${messageId}|${REF_A}|delivered`,
    hash: messageHash(messageId),
    reason: "unknown_market",
    event: {
      messageIds: [messageId, "gs-1"],
      recipient: "919812345678",
      senderId: "snd_1",
      kind: "delivered",
      occurredAt: NOW,
      authority: "meta",
      cost: { amount: "0.1", currency: "USD" },
      unknown: { field: "type", value: "new" },
    },
    receivedAt: NOW,
    ...given,
  }
}

export function topUpRow(given: Partial<TopUp> = {}): TopUp {
  return {
    id: "top_1",
    method: "checkout",
    source: "link",
    senderId: "snd_1",
    status: "succeeded",
    amount: WIDE,
    bonus: WIDE + 1n,
    bonusExpiresAt: NOW + DAY,
    fee: 3n,
    tax: 4n,
    taxIncluded: WIDE + 2n,
    refunded: -WIDE,
    refunds: [
      {
        id: "rfd_1",
        status: "pending",
        origin: "operator",
        amount: WIDE,
        fee: 1n,
        tax: 2n,
        taxIncluded: 3n,
        bonus: WIDE + 4n,
        providerRefundId: "",
        reason: "asked",
        failureReason: "",
        createdAt: NOW,
        updatedAt: NOW + 1,
      },
    ],
    disputes: [
      {
        id: "dp_1",
        state: "lost",
        amount: WIDE,
        fee: 1n,
        tax: 2n,
        taxIncluded: 3n,
        bonus: WIDE + 4n,
        reason: "fraudulent",
        createdAt: NOW,
        updatedAt: NOW + 1,
      },
    ],
    isUnsettled: true,
    reference: "ref",
    couponCode: "WELCOME",
    grantId: "grt_1",
    failureReason: "declined",
    provider: "sandbox",
    providerReference: "chk_1",
    paymentReference: "pay_1",
    checkoutUrl: "https://pay.example.com/1",
    createdAt: NOW,
    updatedAt: NOW + 1,
    expiresAt: NOW + DAY,
    sequence: 7,
    ...given,
  }
}

export function rollupRow(given: Partial<RollupDelta> = {}): RollupDelta {
  return {
    cuboid: "kind",
    grain: "day",
    bucket: 20_741,
    category: "marketing",
    type: "regular",
    direction: "outbound",
    mediaType: "template",
    channel: "cloud_api",
    senderId: "",
    market: "",
    sent: 1,
    received: 2,
    delivered: 3,
    failed: 4,
    paid: 5,
    free: 6,
    whatsappFees: 7,
    otherFees: 8,
    ...given,
  }
}

export function outboxRow(id: string): OutboxRow {
  return {
    id,
    topic: "balance.low",
    at: NOW,
    payload: { walletId: "wal_1", available: "1.5", isLow: true, count: 3, at: null },
  }
}

export function changesOf(given: Partial<Changes> = {}): Changes {
  return {
    entries: [],
    charges: [],
    accounts: [],
    grants: [],
    holds: [],
    holdsByMessage: [],
    counters: [],
    messages: [],
    aliases: [],
    windows: [],
    suspendedPut: [],
    suspendedDrop: [],
    topUps: [],
    rollups: [],
    outbox: [],
    ...given,
  }
}

/** Opens a wallet without an entry, with this row, unless it is there. */
export async function openWallet(store: WalletStore, given: Partial<Wallet> = {}): Promise<Wallet> {
  const wallet = walletRow({ sequence: 0, ...given })
  await store.open(wallet.id, (existing) => ({
    answer: { status: 201, body: null },
    ...(existing === undefined ? { changes: changesOf({ wallet }) } : {}),
  }))
  return wallet
}

/** Writes these rows by a command that decides nothing. */
export async function write(
  store: WalletStore,
  given: Partial<Changes>,
  { walletId = "wal_1", replay }: { readonly walletId?: string; readonly replay?: Replay } = {},
): Promise<void> {
  const executed = await store.execute(walletId, {
    names: () => ({ dueBy: 0 }),
    decide: () => ({ answer: { status: 200, body: null }, changes: changesOf(given) }),
    ...(replay === undefined ? {} : { replay }),
  })
  expect(executed.kind).toBe("answered")
}

/** What a command with these names is given to decide on. */
export async function loadedState(
  store: WalletStore,
  names: Partial<Names>,
  walletId = "wal_1",
): Promise<WalletState> {
  let loaded: WalletState | undefined
  await store.execute(walletId, {
    names: () => ({ dueBy: 0, ...names }),
    decide: (state) => {
      // A store may go on with its own maps: what is looked at later is a copy.
      loaded = structuredClone(state)
      return { answer: { status: 200, body: null } }
    },
  })
  if (loaded === undefined) throw new Error("the command was not asked")
  return loaded
}
