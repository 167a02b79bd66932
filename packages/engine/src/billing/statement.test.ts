import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { encodeFacts } from "../ledger/entry-facts.ts"
import type { JournalEntry, StatementLine } from "../ledger/journal-entry.ts"
import { fixedZone, startOfLocalDay, localDay } from "../usage/calendar.ts"
import { balanceBefore, Statement, STATEMENT_BY, type StatementBy, type StatementRow } from "./statement.ts"
import { StatementTotals } from "./statement-totals.ts"

const KOLKATA = fixedZone("Asia/Kolkata", 5.5 * 3_600_000)
const FROM = Date.UTC(2026, 8, 1)
const NOON = Date.UTC(2026, 8, 15, 12)

/** Entries that follow on from `opening`, one for each list of lines. */
function journal(
  opening: bigint,
  entries: readonly { at: number; lines: readonly StatementLine[] }[],
): JournalEntry[] {
  let balance = opening
  return entries.map(({ at, lines }, index) => {
    balance = lines.reduce((sum, { amount }) => sum + amount, balance)
    return {
      walletId: "wal_1",
      sequence: index + 5,
      previousHash: "",
      hash: "",
      at,
      commandId: `c-${index}`,
      kind: "settled",
      postings: [],
      chargesDigest: "",
      facts: encodeFacts({ lines, grants: [], holds: [], holdChanges: [], counters: [], topUps: [] }),
      balanceAfter: balance,
    }
  })
}

function statement(by: StatementBy, opening: bigint, entries: readonly JournalEntry[]) {
  const folded = new Statement({ opening, by, zone: KOLKATA, from: FROM })
  const rows = [...entries.flatMap((entry) => folded.add(entry)), ...folded.finish()]
  return { rows, closing: folded.balance }
}

function line(label: string, amount: bigint, quantity = 1): StatementLine {
  return { group: "Messages", label, quantity, amount }
}

function short({ label, quantity, amount, balance }: StatementRow) {
  return [label, quantity, amount, balance]
}

describe("a statement by entry", () => {
  it("[STM-3] has one row for each entry, group and label, in the order of the lines", () => {
    const entries = journal(100n, [
      { at: NOON, lines: [line("b", -5n), line("a", -7n), line("b", -1n, 2)] },
      { at: NOON + 1, lines: [] },
      { at: NOON + 2, lines: [line("Top-up", 50n)] },
    ])
    const { rows, closing } = statement("entry", 100n, entries)
    expect(rows.map(short)).toEqual([
      ["b", 3, -6n, 94n],
      ["a", 1, -7n, 87n],
      ["Top-up", 1, 50n, 137n],
    ])
    expect(rows.map(({ at, type, reference }) => [at, type, reference])).toEqual([
      [NOON, "debit", "ent_5"],
      [NOON, "debit", "ent_5"],
      [NOON + 2, "credit", "ent_7"],
    ])
    expect(closing).toBe(137n)
  })

  it("[STM-5] leaves out what moves no balance", () => {
    const entries = journal(0n, [{ at: NOON, lines: [line("a", 5n), line("zero", 0n), line("a", -5n)] }])
    expect(statement("entry", 0n, entries)).toEqual({ rows: [], closing: 0n })
  })

  it("[STM-6] keeps the lines' own reference, and none where several differ", () => {
    const entries = journal(0n, [
      {
        at: NOON,
        lines: [
          { ...line("a", 1n), reference: "top_1" },
          { ...line("b", 1n), reference: "x" },
          line("b", 1n),
        ],
      },
    ])
    expect(statement("entry", 0n, entries).rows.map(({ reference }) => reference)).toEqual(["top_1", ""])
  })

  it.each([
    [-11_800n, 1, 11_800n],
    [-23_600n, 2, 11_800n],
    [-100n, 3, null],
    [500n, 0, null],
  ])("[STM-7] the unit price of %s for %s is %s", (amount, quantity, unitPrice) => {
    const { rows } = statement("entry", 0n, journal(0n, [{ at: NOON, lines: [line("a", amount, quantity)] }]))
    expect(rows[0]?.unitPrice).toBe(unitPrice)
  })

  it("[STM-2] throws when an entry does not follow on", () => {
    const [first, second] = journal(0n, [
      { at: NOON, lines: [line("a", 5n)] },
      { at: NOON, lines: [line("a", 7n)] },
    ])
    expect(balanceBefore(second!)).toBe(5n)
    expect(() => statement("entry", 1n, [first!])).toThrow(/sum to/)
    expect(() => statement("day", 0n, [second!])).toThrow(/sum to/)
  })
})

describe("a statement by day", () => {
  it("[STM-4] has one row for each local day, group and label", () => {
    // 23:59 and 00:01 in Kolkata.
    const midnight = startOfLocalDay(KOLKATA, localDay(KOLKATA, NOON) + 1)
    const entries = journal(100n, [
      { at: midnight - 120_000, lines: [line("a", -5n), line("b", -1n)] },
      { at: midnight - 60_000, lines: [line("a", -5n)] },
      { at: midnight + 60_000, lines: [line("a", -5n)] },
    ])
    const { rows, closing } = statement("day", 100n, entries)
    expect(rows.map(short)).toEqual([
      ["a", 2, -10n, 90n],
      ["b", 1, -1n, 89n],
      ["a", 1, -5n, 84n],
    ])
    expect(rows.map(({ at, reference }) => [at, reference])).toEqual([
      [midnight - 86_400_000, ""],
      [midnight - 86_400_000, "ent_5"],
      [midnight, "ent_7"],
    ])
    expect(closing).toBe(84n)
  })
})

describe("a statement by month and in total", () => {
  const [september, october] = [Date.UTC(2026, 8, 30, 18, 29), Date.UTC(2026, 8, 30, 18, 30)]
  const entries = journal(100n, [
    { at: NOON, lines: [line("a", -5n), line("b", -1n)] },
    { at: september, lines: [line("a", -5n)] },
    { at: october, lines: [line("a", -5n), line("b", 3n)] },
  ])

  it("[STM-4] has one row for each local month, group and label", () => {
    const { rows, closing } = statement("month", 100n, entries)
    expect(rows.map((row) => [row.at, ...short(row)])).toEqual([
      [Date.UTC(2026, 7, 31, 18, 30), "a", 2, -10n, 90n],
      [Date.UTC(2026, 7, 31, 18, 30), "b", 1, -1n, 89n],
      [october, "a", 1, -5n, 84n],
      [october, "b", 1, 3n, 87n],
    ])
    expect(closing).toBe(87n)
  })

  it("[STM-4] has one row for each group and label in total", () => {
    const { rows } = statement("total", 100n, entries)
    expect(rows.map((row) => [row.at, ...short(row)])).toEqual([
      [FROM, "a", 3, -15n, 85n],
      [FROM, "b", 2, 2n, 87n],
    ])
    expect(statement("total", 100n, [])).toEqual({ rows: [], closing: 100n })
  })

  it("[STM-10] comes to totals by group and label", () => {
    const totals = new StatementTotals()
    for (const row of statement("entry", 100n, entries).rows) totals.add(row)
    expect(totals.groups).toEqual([
      {
        group: "Messages",
        debits: -16n,
        credits: 3n,
        amount: -13n,
        labels: [
          { group: "Messages", label: "a", quantity: 3, unitPrice: 5n, amount: -15n },
          { group: "Messages", label: "b", quantity: 2, unitPrice: 1n, amount: 2n },
        ],
      },
    ])
  })
})

describe("a statement", () => {
  const aLine = fc.record({
    group: fc.constantFrom("g", "h"),
    label: fc.constantFrom("a", "b"),
    quantity: fc.nat(5),
    amount: fc.bigInt(-9n, 9n),
  })
  const someEntries = fc.array(
    fc.record({
      at: fc.integer({ min: NOON, max: NOON + 3 * 86_400_000 }),
      lines: fc.array(aLine, { maxLength: 5 }),
    }),
    { maxLength: 15 },
  )

  it("[STM-2] opens, adds up row by row and closes exactly, however its rows are made", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), someEntries, (opening, made) => {
        const entries = journal(
          opening,
          made.toSorted((a, b) => a.at - b.at),
        )
        for (const by of STATEMENT_BY) {
          const { rows, closing } = statement(by, opening, entries)
          const totals = new StatementTotals()
          for (const row of rows) totals.add(row)
          const sums = totals.groups
          expect(sums.reduce((sum, { amount }) => sum + amount, opening)).toBe(closing)
          for (const { debits, credits, amount, labels } of sums) {
            expect(debits + credits).toBe(amount)
            expect(labels.reduce((sum, one) => sum + one.amount, 0n)).toBe(amount)
          }
          let balance = opening
          for (const row of rows) {
            balance += row.amount
            expect(row.balance).toBe(balance)
            expect(row.amount).not.toBe(0n)
            expect(row.type).toBe(row.amount < 0n ? "debit" : "credit")
          }
          expect(balance).toBe(closing)
          expect(closing).toBe(entries.at(-1)?.balanceAfter ?? opening)
        }
      }),
    )
  })
})
