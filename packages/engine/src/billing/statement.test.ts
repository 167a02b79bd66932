import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { encodeFacts } from "../ledger/entry-facts.ts"
import type { JournalEntry, StatementLine } from "../ledger/journal-entry.ts"
import { fixedZone, startOfLocalDay, localDay } from "../usage/calendar.ts"
import { balanceBefore, Statement, type StatementBy, type StatementRow } from "./statement.ts"

const KOLKATA = fixedZone("Asia/Kolkata", 5.5 * 3_600_000)
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
  const folded = new Statement({ opening, by, zone: KOLKATA })
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

  it("[STM-2] opens, adds up row by row and closes exactly, by entry and by day alike", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), someEntries, (opening, made) => {
        const entries = journal(
          opening,
          made.toSorted((a, b) => a.at - b.at),
        )
        for (const by of ["entry", "day"] as const) {
          const { rows, closing } = statement(by, opening, entries)
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
