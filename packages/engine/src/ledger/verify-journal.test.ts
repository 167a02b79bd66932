import { describe, expect, it } from "vitest"
import type { Charge } from "../pricing/charge.ts"
import { GUPSHUP_PLAN } from "../pricing/gupshup-plan.ts"
import { buildEvent, buildFacts, buildPlan, buildSender, NOW } from "../testing/builders.ts"
import { mutationsOf } from "../testing/mutations.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import { KOLKATA } from "../testing/zones.ts"
import type { RollupDelta } from "../usage/rollup.ts"
import { rollupsOf } from "../usage/rollups-of.ts"
import { FLAG, type MessageRecord } from "../wallet/state.ts"
import type { Finding } from "./finding.ts"
import { foldEntries } from "./fold-entries.ts"
import { digestCharges, GENESIS_HASH, hashEntry } from "./hash-chain.ts"
import type { ChargeSpan, JournalEntry } from "./journal-entry.ts"
import { JournalVerifier, verifyJournal, type AllBooks } from "./verify-journal.ts"

interface Rows {
  entries: JournalEntry[]
  charges: Charge[]
  books: Omit<AllBooks, "rollups">
  rollups: RollupDelta[]
}

/**
 * A wallet with a bit of everything: a bonus, parts, an open and a captured hold, allowance units, fees, an adjustment,
 * checkouts of each status, auto-recharge, a pending refund, an open dispute that suspends.
 */
function buildRows(): Rows {
  const host = new WalletHost(buildFacts(buildPlan(GUPSHUP_PLAN)), [buildSender(), buildSender({ id: "s2" })])
  host.topUp("top_0", 1n, { amount: 1n, expiresAt: NOW + 60_000 })
  host.topUp("top_1", 5_000_000n, { amount: 1_000_000n, expiresAt: NOW + 86_400_000 })
  host.allot({ senderId: "s2", amount: 100_000n, mayUseShared: true })
  host.authorize("hld_1", [
    { to: "919876543210", category: "marketing", count: 2 },
    { to: "919876543210", category: "service", count: 2, messageId: "m9" },
  ])
  host.authorize("hld_2", [{ to: "919876543210", category: "utility", count: 1 }], { senderId: "s2" })
  host.now += 60_000
  host.settle(
    buildEvent({ authorizationId: "hld_1" }),
    buildEvent({ messageIds: ["m2"], senderId: "s2", category: "utility", authorizationId: "hld_2" }),
    buildEvent({ messageIds: ["m9"], category: "service" }),
  )
  host.adjust("adj_1", -250_000n)
  host.begin("top_2", 20_000_000n, {
    fee: 500_000n,
    tax: 100_000n,
    bonus: { amount: 7n, expiresAt: NOW + 86_400_000 },
    couponCode: "WELCOME",
  })
  host.begin("top_3", 20_000_000n)
  host.order("top_2")
  host.complete("top_2")
  host.fail("top_3", "declined")
  host.setRecharge({ threshold: 100_000_000n, monthlyLimit: 60_000_000n })
  host.refund("top_2", 3_000_000n)
  host.dispute("top_2", 2_000_000n, { suspendsWallet: true })
  host.update({ overdraftLimit: 1_000_000n, lowBalanceThreshold: 500_000n })
  expect(host.verify()).toEqual([])
  const { entries, charges } = host.rows
  const { rollups, ...books } = host.rows.books()
  return { entries, charges, books, rollups: [...rollups] }
}

/** It verifies hundreds of journals. */
const TIMEOUT_MS = 60_000
const ROWS = buildRows()

function verify(rows: Partial<Rows>, head?: { sequence: number; head: string }): readonly Finding[] {
  const { entries, charges, books, rollups } = { ...ROWS, ...rows }
  return verifyJournal(
    {
      walletId: "wal_1",
      recipientKey: books.wallet.recipientKey,
      rollupZone: KOLKATA,
      ...(head === undefined ? {} : { publishedHeads: [head] }),
    },
    entries.map((entry, place) => [
      entry,
      charges.filter(({ sequence }) => sequence === ROWS.entries[place]?.sequence),
    ]),
    { ...books, rollups },
  )
}

/** Every way in which one field of one row can be wrong. */
function* tampered(): Generator<readonly [what: string, findings: readonly Finding[]]> {
  const { entries, charges, books, rollups } = ROWS
  for (const [place, entry] of entries.entries()) {
    for (const [field, row] of mutationsOf(entry)) {
      yield [`entry ${entry.sequence} ${field}`, verify({ entries: entries.with(place, row) })]
    }
  }
  for (const [place, charge] of charges.entries()) {
    for (const [field, row] of mutationsOf(charge)) {
      yield [`charge ${charge.number} ${field}`, verify({ charges: charges.with(place, row) })]
    }
  }
  for (const [field, wallet] of mutationsOf(books.wallet)) {
    yield [`wallet ${field}`, verify({ books: { ...books, wallet } })]
  }
  for (const name of ["grants", "holds", "counters", "allotments", "topUps"] as const) {
    const list = [...(books[name] ?? [])]
    expect(list.length, `${name} are there to be tampered with`).toBeGreaterThan(0)
    for (const [place, one] of list.entries()) {
      for (const [field, row] of mutationsOf(one)) {
        yield [`${name} ${place} ${field}`, verify({ books: { ...books, [name]: list.with(place, row) } })]
      }
    }
  }
  for (const [key, balance] of books.accounts) {
    const accounts = new Map([...books.accounts, [key, balance + 1n]])
    yield [`account ${key}`, verify({ books: { ...books, accounts } })]
  }
  for (const [place, one] of rollups.entries()) {
    for (const [field, row] of mutationsOf(one)) {
      yield [`rollup ${place} ${field}`, verify({ rollups: rollups.with(place, row) })]
    }
  }
}

describe("verifyJournal", () => {
  it("[LED-7] finds nothing in a sound wallet", () => {
    expect(verify({})).toEqual([])
  })

  it(
    "[LED-7] finds any one changed field of any row",
    () => {
      const unseen = [...tampered()].filter(([, findings]) => findings.length === 0).map(([what]) => what)
      expect(unseen).toEqual([])
    },
    TIMEOUT_MS,
  )

  it("[LED-7] finds any row that is missing", () => {
    const { entries, charges, books, rollups } = ROWS
    const without = <T>(list: Iterable<T>) => [...list].map((_, place, all) => all.toSpliced(place, 1))
    const cases = [
      ...without(entries).map((rows) => verify({ entries: rows })),
      ...without(charges).map((rows) => verify({ charges: rows })),
      ...without(books.holds).map((holds) => verify({ books: { ...books, holds } })),
      ...without(books.grants).map((grants) => verify({ books: { ...books, grants } })),
      ...without(books.counters).map((counters) => verify({ books: { ...books, counters } })),
      ...without(rollups).map((rows) => verify({ rollups: rows })),
      ...without(books.topUps).map((topUps) => verify({ books: { ...books, topUps } })),
    ]
    for (const findings of cases) expect(findings.length).toBeGreaterThan(0)
  })

  it("[LED-7] a hold or grant that no entry made, or that is there twice, is found", () => {
    const { books } = ROWS
    const [hold, grant] = [[...books.holds][0]!, [...books.grants][0]!]
    for (const state of ["open", "captured", "expired"] as const) {
      const holds = [...books.holds, { ...hold, id: "hld_forged", state }]
      expect(verify({ books: { ...books, holds } })).toMatchObject([{ what: "hold", which: "hld_forged" }])
    }
    const grants = [...books.grants, { ...grant, id: "grt_forged", remaining: 0n }]
    expect(verify({ books: { ...books, grants } })).toMatchObject([{ what: "grant", which: "grt_forged" }])
  })

  it("[TOPUP-9] a top-up that no entry made, or that is there twice, is found", () => {
    const topUps = [...ROWS.books.topUps]
    for (const extra of [topUps[0]!, { ...topUps[0]!, id: "top_forged", grantId: "none" }]) {
      expect(verify({ books: { ...ROWS.books, topUps: [...topUps, extra] } })).toMatchObject([
        { what: "top_up", which: extra.id },
      ])
    }
  })

  it("[LED-7] finds any one changed field of what a store notes beside an entry", () => {
    const spans = ROWS.entries.map((entry): ChargeSpan => {
      const own = chargesOf(entry)
      const instants = own.map(({ instant }) => instant)
      const [firstInstant, lastInstant] =
        own.length === 0 ? [null, null] : [Math.min(...instants), Math.max(...instants)]
      const before = ROWS.charges.filter(({ sequence }) => sequence <= entry.sequence)
      return { lastCharge: before.length, chargeCount: own.length, firstInstant, lastInstant }
    })
    const found = (given: readonly ChargeSpan[]) => {
      const verifier = new JournalVerifier({ walletId: "wal_1", recipientKey: null, rollupZone: KOLKATA })
      for (const [place, entry] of ROWS.entries.entries()) {
        verifier.addEntry(entry, chargesOf(entry), given[place])
      }
      for (const hold of ROWS.books.holds) verifier.addHold(hold)
      for (const row of ROWS.rollups) verifier.addRollup(row)
      for (const row of ROWS.books.topUps) verifier.addTopUp(row)
      return verifier.finish(ROWS.books)
    }
    expect(found(spans)).toEqual([])
    for (const [place, span] of spans.entries()) {
      for (const [field, row] of mutationsOf(span)) {
        expect(found(spans.with(place, row)), field).toMatchObject([
          { sequence: place + 1, what: "charge_span" },
        ])
      }
    }
  })

  describe("messages", () => {
    const found = (messages: readonly MessageRecord[]) =>
      verify({ books: { ...ROWS.books, messages } }).map(({ what, which }) => [what, which])
    const messages = [...(ROWS.books.messages ?? [])]
    const [first] = messages
    const changed = (parts: Partial<MessageRecord>) => [{ ...first!, ...parts }, ...messages.slice(1)]

    it("[LED-8] agree with their charges, whichever of them are still kept", () => {
      expect(messages.some(({ charges }) => charges.length > 0)).toBe(true)
      expect(found(messages)).toEqual([])
      expect(found(messages.slice(1))).toEqual([])
      expect(found([])).toEqual([])
    })

    it.each([
      ["a sum that is none", { amount: first!.amount + 1 }],
      ["a charge that is not there", { charges: [...first!.charges, 999] }],
      ["a charge that is left out", { charges: first!.charges.slice(1) }],
      ["a trigger that was charged and is not handled", { flags: first!.flags & ~FLAG.delivered }],
      ["the charges of another recipient", { recipientRef: "0".repeat(32) }],
      ["the charges of another message", { messageId: "m_other" }],
    ])("[LED-8] finds %s", (_, parts) => {
      expect(found(changed(parts)).map(([what]) => what)).toContain("message")
    })

    it("[LED-8] the charges of a record that turned out to be this message are its own", () => {
      const second = messages.find(({ messageId }) => messageId === "m9")!
      const joined = {
        ...first!,
        flags: first!.flags | second.flags,
        charges: [...first!.charges, ...second.charges].sort((a, b) => a - b),
        amount: first!.amount + second.amount,
      }
      const merged = { ...second, flags: second.flags | FLAG.merged, charges: [], amount: 0 }
      expect(second.recipientRef).toBe(first!.recipientRef)
      expect(found([merged, joined])).toEqual([])
      expect(found([joined, second])).toEqual([["message", first!.messageId]])
    })
  })

  it("[LED-7] a tail that was cut, books and all, is seen against a published head only", () => {
    const last = ROWS.entries.at(-1)!
    const entries = ROWS.entries.slice(0, -1)
    const folded = foldEntries(entries.map((entry) => [entry, chargesOf(entry)]))
    const { sequence, head, settings } = folded
    const wallet = { ...ROWS.books.wallet, ...settings, sequence, head }
    const cut = { entries, books: { ...ROWS.books, wallet } }
    expect(verify(cut)).toEqual([])
    expect(verify(cut, { sequence: last.sequence, head: last.hash })).toEqual([
      { sequence: last.sequence, what: "published_head", expected: last.hash, found: "none" },
    ])
  })

  it("[LED-3] a journal written anew, hashes and all, is seen against a published head", () => {
    const charges = ROWS.charges.map((one) => (one.number === 1 ? { ...one, reason: "forged" } : one))
    let previousHash = GENESIS_HASH
    const entries = ROWS.entries.map((entry) => {
      const chargesDigest = digestCharges(charges.filter(({ sequence }) => sequence === entry.sequence))
      const forged = { ...entry, previousHash, chargesDigest }
      previousHash = hashEntry(forged)
      return { ...forged, hash: previousHash }
    })
    const forged = {
      entries,
      charges,
      books: { ...ROWS.books, wallet: { ...ROWS.books.wallet, head: previousHash } },
    }
    expect(verify(forged)).toEqual([])
    const { sequence, hash } = ROWS.entries.at(-1)!
    expect(verify(forged, { sequence, head: hash }).map(({ what }) => what)).toEqual(["published_head"])
  })

  it("[LED-7] quarter-hour rollups that the store no longer keeps are not missed", () => {
    const rollups = ROWS.rollups.filter(({ grain }) => grain !== "quarter")
    const journal = { walletId: "wal_1", recipientKey: null, rollupZone: KOLKATA }
    const entries = ROWS.entries.map((entry) => [entry, chargesOf(entry)] as const)
    const quartersFrom = NOW / 900_000 + 96
    expect(verifyJournal({ ...journal, quartersFrom }, entries, { ...ROWS.books, rollups })).toEqual([])
    expect(verifyJournal(journal, entries, { ...ROWS.books, rollups }).length).toBeGreaterThan(0)
  })

  it("[LED-7] rollups may be summed in any way: one row for all charges is the same as one for each", () => {
    expect(verify({ rollups: [...rollupsOf(ROWS.charges, KOLKATA)] })).toEqual([])
  })
})

function chargesOf({ sequence }: JournalEntry): Charge[] {
  return ROWS.charges.filter((charge) => charge.sequence === sequence)
}
