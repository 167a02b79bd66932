import type { Charge, Cuboid, JournalEntry } from "@tollgate/engine"
import { collect, allPages } from "../../src/storage/conformance/host.ts"
import type { UsageDimension, WalletStore } from "../../src/storage/wallet-store.ts"

/** Some ranges to read by, in numbers, sequences and instants. */
export interface AskedRanges {
  readonly number: number
  readonly sequences: readonly [from: number, to: number]
  readonly instants: readonly [from: number, to: number]
  readonly limit: number
}

const CUBOIDS: readonly (readonly [Cuboid, readonly UsageDimension[]])[] = [
  ["kind", ["category", "type", "direction", "mediaType", "channel"]],
  ["sender", ["senderId", "category"]],
  ["market", ["market", "category"]],
]

/** What every read of the port answers on `wal_1`; two stores of the same commands answer the same. */
export async function answersOf(store: WalletStore, asked: AskedRanges): Promise<unknown> {
  const { limit } = asked
  const [fromSequence, toSequence] = asked.sequences
  const [from, to] = asked.instants
  const messages = async (filter: Parameters<WalletStore["messages"]>[1]) =>
    allPages((cursor) =>
      store.messages("wal_1", filter, { limit, ...(cursor === undefined ? {} : { cursor }) }),
    )
  const { accounts, grants, counters, ...scans } = await store.books("wal_1")
  const usage = []
  for (const [cuboid, groupBy] of CUBOIDS) {
    for (const grain of ["day", "month"] as const) {
      const buckets = { fromBucket: 0, toBucket: 1_000_000 }
      usage.push(await store.usage("wal_1", { cuboid, grain, groupBy, ...buckets }))
    }
  }
  return {
    wallet: await store.wallet("wal_1"),
    entries: await store.entries("wal_1", { limit: 1_000, isExact: true }),
    entryPages: await allEntries(store, limit),
    entriesAfter: await store.entries("wal_1", { afterSequence: fromSequence, limit }),
    entriesFrom: await store.entries("wal_1", { fromAt: from, limit }),
    entriesOfTime: await store.entries("wal_1", { fromAt: from, toAt: to, limit }),
    balances: [await store.balanceAt("wal_1", from), await store.balanceAt("wal_1", to)],
    spans: await store.entrySpans("wal_1", { afterSequence: 0, limit: 1_000 }),
    spansAfter: await store.entrySpans("wal_1", { afterSequence: fromSequence, limit }),
    all: await allCharges(store, limit),
    afterNumber: await store.charges("wal_1", { afterNumber: asked.number, limit }),
    exact: await store.charges("wal_1", { afterNumber: asked.number, limit, isExact: true }),
    ofEntries: await store.charges("wal_1", { fromSequence, toSequence, limit }),
    ofEntriesAfter: await store.charges("wal_1", {
      fromSequence,
      toSequence,
      afterNumber: asked.number,
      limit: 1_000,
    }),
    scanned: await collect(store.scanCharges("wal_1", from, to)),
    scannedAll: await collect(store.scanCharges("wal_1", 0, 2 ** 50)),
    messages: await messages({}),
    messagesOfTime: await messages({ from, to, status: "delivered" }),
    messagesOfSender: await messages({ senderId: "s2", category: "marketing" }),
    usage,
    accounts: [...accounts],
    grants,
    counters,
    rollups: await collect(scans.rollups),
    holds: await collect(scans.holds),
    topUps: await collect(scans.topUps),
  }
}

/** All charges, page by page. */
export async function allCharges(store: WalletStore, limit = 7): Promise<readonly Charge[]> {
  const all: Charge[] = []
  let page: readonly Charge[]
  do {
    page = await store.charges("wal_1", { afterNumber: all.at(-1)?.number ?? 0, limit })
    all.push(...page)
  } while (page.length === limit)
  return all
}

/** All entries, page by page. */
export async function allEntries(store: WalletStore, limit = 7): Promise<readonly JournalEntry[]> {
  const all: JournalEntry[] = []
  let page: readonly JournalEntry[]
  do {
    page = await store.entries("wal_1", { afterSequence: all.at(-1)?.sequence ?? 0, limit })
    all.push(...page)
  } while (page.length === limit)
  return all
}
