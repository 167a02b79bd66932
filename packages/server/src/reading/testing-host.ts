import { OpenAPIHono } from "@hono/zod-openapi"
import {
  type Changes,
  type Charge,
  DAY_MS,
  encodeFacts,
  FLAG,
  type JournalEntry,
  messageHash,
  type MessageRecord,
  rollupsOf,
  type StatementLine,
  type TopUp,
  type Wallet,
} from "@tollgate/engine"
import { createApp } from "../app.ts"
import { makeKey } from "../auth/make-key.ts"
import { signPortalToken } from "../auth/portal-token.ts"
import type { Scope } from "../auth/principal.ts"
import type { Customer } from "../catalog/records.ts"
import { NO_ASSETS } from "../assets/assets.ts"
import { openSqlCatalog } from "../catalog/sql-catalog.ts"
import type { Deps } from "../deps.ts"
import type { AppEnv } from "../http/app-env.ts"
import { noMetrics } from "../observability/metrics.ts"
import { openNodeDriver } from "../storage/sqlite/node-driver.ts"
import { manualTimer } from "../testing/manual-timer.ts"
import { createCommitFeed } from "../storage/change-feed.ts"
import { createSqlWalletStore } from "../storage/sql-wallet-store.ts"
import { zoneOf } from "../zones.ts"

/** 15:10 on a Sunday in Kolkata. */
export const NOW: number = Date.UTC(2026, 10, 22, 9, 40)
export const ZONE_ID = "Asia/Kolkata"
export const OPERATOR_KEY = `tg_op_${"o".repeat(40)}`

export const NO_CHANGES: Changes = {
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
}

const CUSTOMER: Customer = {
  id: "cus_1",
  partnerId: "par_1",
  name: "Acme",
  timezone: ZONE_ID,
  locale: "en-IN",
  contact: { name: "Asha", email: "asha@example.com" },
  billingAddress: null,
  taxId: null,
  taxExemption: null,
  fingerprint: "f",
  createdAt: NOW - 300 * DAY_MS,
  updatedAt: NOW - 300 * DAY_MS,
}

export const A_CHARGE: Omit<Charge, "number" | "sequence"> = {
  messageId: "m-1",
  recipient: "919876543210",
  recipientRef: "00",
  senderId: "s-1",
  trigger: "delivered",
  instant: NOW,
  postedAt: NOW,
  direction: "outbound",
  category: "marketing",
  type: "regular",
  channel: "cloud_api",
  mediaType: "template",
  market: "India",
  isGroup: false,
  whatsappFee: 11_800,
  otherFees: 0,
  fees: [{ rule: "whatsapp", group: "Messages : WhatsApp fees", label: "Marketing", amount: 11_800 }],
  rateCard: "usd-202610",
  tierFrom: 0,
  planVersion: "meta@2026-01-01",
  reason: "list",
  counted: [],
  isCorrection: false,
}

export const A_MESSAGE: Omit<MessageRecord, "hash" | "charges" | "amount"> = {
  messageId: "m-1",
  recipientRef: "00",
  recipient: "919876543210",
  senderId: "s-1",
  flags: FLAG.sent | FLAG.delivered,
  category: "marketing",
  type: "regular",
  channel: "cloud_api",
  mediaType: "template",
  market: "India",
  isGroup: false,
  factAuthority: 3,
  occurredAt: NOW,
  deliveredAt: NOW,
  updatedAt: NOW,
  holdId: "",
  suspended: 0,
}

/** What one entry of a test writes. */
export interface Posted {
  readonly at?: number
  readonly lines?: readonly StatementLine[]
  readonly charges?: readonly Partial<Charge>[]
  readonly messages?: readonly Partial<MessageRecord>[]
  readonly topUps?: readonly TopUp[]
}

/** The whole server in memory, with a partner, a customer and a wallet `wal_1`, and a stranger's partner beside them. */
export async function openReadingHost(timezone: string = ZONE_ID) {
  const driver = openNodeDriver(":memory:")
  let made = 0
  const clock = { now: NOW }
  const manual = manualTimer(clock)
  const feed = createCommitFeed({ version: () => driver.version(), timer: manual.timer })
  const deps: Deps = {
    catalog: openSqlCatalog(driver, () => clock.now),
    wallets: createSqlWalletStore(driver, { committed: feed.committed }),
    feed,
    assets: NO_ASSETS,
    clock: () => clock.now,
    timer: manual.timer,
    stopping: new AbortController().signal,
    ids: (prefix) => `${prefix}_${++made}`,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    log: { info() {}, warn() {}, error: (facts) => console.error(facts) },
    config: { version: "test", operatorKey: OPERATOR_KEY, tokenSecret: "t".repeat(40), isDemo: false },
    metrics: noMetrics,
    defer: (task) => void task(),
  }
  const { catalog, wallets } = deps
  const secrets: Record<string, string> = { operator: OPERATOR_KEY }
  for (const partnerId of ["par_1", "par_2"]) {
    await catalog.insertPartner({
      id: partnerId,
      name: partnerId,
      status: "active",
      allowedOrigins: [],
      overdraftMax: 0n,
      supportEmail: "help@example.com",
      fingerprint: "f",
      createdAt: NOW,
      updatedAt: NOW,
    })
    const { key, secret } = makeKey({ kind: "partner", partnerId, name: "first" }, { ...deps, now: NOW })
    await catalog.insertKey(key)
    secrets[partnerId] = secret
  }
  await catalog.insertCustomer({ ...CUSTOMER, timezone })
  const place = { customerId: "cus_1", partnerId: "par_1", currency: "USD", isClosed: false, createdAt: NOW }
  await catalog.insertWalletPlace({ walletId: "wal_1", ...place })
  await wallets.open("wal_1", () => ({
    answer: { status: 201, body: {} },
    changes: { ...NO_CHANGES, wallet: newWallet(timezone) },
  }))
  const { key, secret } = makeKey(
    { kind: "wallet", partnerId: "par_1", walletId: "wal_1", name: "reader" },
    { ...deps, now: NOW },
  )
  await catalog.insertKey(key)
  secrets["wallet"] = secret

  const app: OpenAPIHono<AppEnv> = createApp(deps)
  return {
    app,
    deps,
    clock,
    /** GET as `as`: a name of `secrets`, or a token. */
    get: (path: string, as = "par_1", headers: Record<string, string> = {}) =>
      app.request(path, { headers: { authorization: `Bearer ${secrets[as] ?? as}`, ...headers } }),
    token: (scopes: readonly Scope[]) =>
      signPortalToken(deps, {
        walletId: "wal_1",
        partnerId: "par_1",
        scopes,
        keyId: "operator",
        issuedAt: Math.floor(NOW / 1000),
        expiresAt: Math.floor(NOW / 1000) + 900,
      }),
    post: (posted: Posted) =>
      wallets.execute("wal_1", {
        names: () => ({ dueBy: 0 }),
        decide: ({ wallet }) => ({ answer: { status: 200, body: {} }, changes: changesOf(wallet, posted) }),
      }),
    change: (change: Partial<Wallet>) =>
      wallets.execute("wal_1", {
        names: () => ({ dueBy: 0 }),
        decide: ({ wallet }) => ({
          answer: { status: 200, body: {} },
          changes: { ...NO_CHANGES, wallet: { ...wallet, ...change } },
        }),
      }),
  }
}

function newWallet(rollupZone: string): Wallet {
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
    creditName: "credits",
    sequence: 0,
    head: "0".repeat(64),
    lastEntryAt: NOW - 300 * DAY_MS,
    lastCharge: 0,
    recipientKey: "00".repeat(32),
    nextDueAt: null,
    rollupZone,
    recharge: null,
    suspendedBy: [],
    createdAt: NOW - 300 * DAY_MS,
    updatedAt: NOW - 300 * DAY_MS,
  }
}

function changesOf(wallet: Wallet, posted: Posted): Changes {
  const { at = NOW, lines = [], messages = [], topUps = [] } = posted
  const sequence = wallet.sequence + 1
  const charges = (posted.charges ?? []).map((charge, index): Charge => ({
    ...A_CHARGE,
    postedAt: at,
    ...charge,
    number: wallet.lastCharge + index + 1,
    sequence,
  }))
  const balance = lines.reduce((sum, { amount }) => sum + amount, wallet.balance)
  const entry: JournalEntry = {
    walletId: wallet.id,
    sequence,
    previousHash: wallet.head,
    hash: sequence.toString(16).padStart(64, "0"),
    at,
    commandId: `c-${sequence}`,
    kind: "settled",
    postings: [],
    chargesDigest: "",
    facts: encodeFacts({ lines, grants: [], holds: [], holdChanges: [], counters: [], topUps: [] }),
    balanceAfter: balance,
  }
  return {
    ...NO_CHANGES,
    wallet: {
      ...wallet,
      balance,
      sequence,
      head: entry.hash,
      lastEntryAt: at,
      lastCharge: wallet.lastCharge + charges.length,
      updatedAt: at,
    },
    entries: [entry],
    charges,
    messages: messages.map((message): MessageRecord => {
      const messageId = message.messageId ?? A_MESSAGE.messageId
      const own = charges.filter((charge) => charge.messageId === messageId)
      return {
        ...A_MESSAGE,
        hash: messageHash(messageId),
        charges: own.map(({ number }) => number),
        amount: own.reduce((sum, { whatsappFee, otherFees }) => sum + whatsappFee + otherFees, 0),
        ...message,
      }
    }),
    topUps,
    rollups: rollupsOf(charges, zoneOf(wallet.rollupZone)),
  }
}
