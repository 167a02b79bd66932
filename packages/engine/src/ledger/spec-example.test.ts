import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { GUPSHUP_PLAN } from "../pricing/gupshup-plan.ts"
import { buildEvent, buildFacts, buildPlan, buildSender, micros, NOW } from "../testing/builders.ts"
import { WalletHost } from "../testing/wallet-host.ts"

const SPEC = readFileSync(new URL("../../SPEC.md", import.meta.url), "utf8")
const PROGRAM = /```js recompute\.mjs\n([\s\S]*?)```/.exec(SPEC)?.[1] ?? ""

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tollgate-spec-"))
  writeFileSync(join(folder, "recompute.mjs"), PROGRAM)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs the program of SPEC.md as it stands there, in a process of its own. */
function recompute(journal: string): { status: number | null; printed: string; failed: string } {
  const run = spawnSync(process.execPath, [join(folder, "recompute.mjs")], {
    input: journal,
    encoding: "utf8",
  })
  return { status: run.status, printed: run.stdout.trim(), failed: run.stderr }
}

/** A wallet with entries of many kinds, names that JSON must escape, and charges of two senders. */
function busyWallet(): WalletHost {
  const senders = [buildSender(), buildSender({ id: 's2"\\\u00e9\u{1f4b8}' })]
  const host = new WalletHost(buildFacts(buildPlan(GUPSHUP_PLAN)), senders)
  host.topUp("top_1", micros("50"), { amount: micros("5"), expiresAt: NOW + 60_000 })
  host.allot({ senderId: "s1", amount: micros("1"), mayUseShared: true })
  host.authorize("hld_1", [{ to: "919876543210", category: "marketing", count: 2 }])
  host.settle(
    buildEvent({ authorizationId: "hld_1" }),
    buildEvent({ messageIds: ["tab\tline\n\u2028\u0001"], senderId: senders[1]!.id }),
    buildEvent({ messageIds: ["in"], kind: "received", recipient: "14155550100" }),
  )
  host.release("hld_1")
  host.adjust("adj_1", micros("-1.5"))
  host.now = NOW + 3_600_000
  host.expire()
  return host
}

function journalOf({ rows }: WalletHost): string {
  const amounts = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? value.toString() : value
  return JSON.stringify({ entries: rows.entries, charges: rows.charges }, amounts)
}

it("[LED-4] the program of SPEC.md computes the head of a journal from its JSON", () => {
  const host = busyWallet()
  const { sequence, head } = host.wallet
  expect(recompute(journalOf(host))).toEqual({
    status: 0,
    printed: JSON.stringify({ sequence, head }),
    failed: "",
  })
  expect(host.rows.charges.length).toBeGreaterThan(3)
})

it.each([
  ["[LED-3] a number that skips", '"sequence":2,"previousHash"', '"sequence":3,"previousHash"'],
  [
    "[LED-3] another entry before",
    `"previousHash":"${"0".repeat(64)}"`,
    `"previousHash":"${"1".repeat(64)}"`,
  ],
  ["[LED-4] an amount of a posting", '"amount":"-13508"', '"amount":"-13507"'],
  ["[LED-4] a statement's line", "Manual top-up", "Manual top-uq"],
  ["[LED-5] a fee of a charge", '"whatsappFee":11800', '"whatsappFee":11801'],
  ["[LED-5] a reason of a charge", '"reason":"list"', '"reason":"lisu"'],
])("%s: the program of SPEC.md notices it changed", (_, text, changed) => {
  const journal = journalOf(busyWallet())
  expect(journal).toContain(text)
  const { status, failed } = recompute(journal.replace(text, changed))
  expect(status).toBe(1)
  expect(failed).toMatch(/is not as it was sealed|sum of/)
})

it("[LED-3] the program of SPEC.md notices an entry that is gone", () => {
  const { entries, charges } = JSON.parse(journalOf(busyWallet())) as { entries: object[]; charges: object[] }
  const { status } = recompute(JSON.stringify({ entries: entries.toSpliced(2, 1), charges }))
  expect(status).toBe(1)
})
