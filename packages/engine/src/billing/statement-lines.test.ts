import { expect, it } from "vitest"
import type { JournalEntry } from "../ledger/journal-entry.ts"
import { GUPSHUP_PLAN } from "../pricing/gupshup-plan.ts"
import { buildEvent, buildFacts, buildPlan, buildSender, micros } from "../testing/builders.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import { KOLKATA } from "../testing/zones.ts"
import { Statement, type StatementRow } from "./statement.ts"

function rowsOf(entries: readonly JournalEntry[]): StatementRow[] {
  const statement = new Statement({ opening: 0n, by: "entry", zone: KOLKATA, from: 0 })
  return [...entries.flatMap((entry) => [...statement.add(entry)]), ...statement.finish()]
}

it("[STM-1] a statement is made of the lines of entries: neither postings nor charges are asked", () => {
  const host = new WalletHost(buildFacts(buildPlan(GUPSHUP_PLAN)), [buildSender()])
  host.topUp("top_1", micros("2"))
  host.authorize("hld_1", [{ to: "919876543210", category: "marketing", count: 2 }])
  host.settle(buildEvent({ authorizationId: "hld_1" }), buildEvent({ messageIds: ["m2"] }))
  host.release("hld_1")
  const { entries } = host.rows
  const rows = rowsOf(entries)
  expect(rows.map(({ label, quantity, amount, balance }) => [label, quantity, amount, balance])).toEqual([
    ["Manual top-up", 1, 2_000_000n, 2_000_000n],
    ["Gupshup fee per message", 2, -2_000n, 1_998_000n],
    ["Gupshup fee for Cloud API marketing", 2, -1_416n, 1_996_584n],
    ["WhatsApp fee for marketing", 2, -23_600n, 1_972_984n],
  ])
  expect(rowsOf(entries.map((entry) => ({ ...entry, postings: [], chargesDigest: "" })))).toEqual(rows)
})
