import { expect, it } from "vitest"
import { buildFacts, buildPlan, buildVersion } from "../testing/builders.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import type { Account } from "./account.ts"
import { hashEntry } from "./hash-chain.ts"
import type { JournalEntry } from "./journal-entry.ts"
import { verifyJournal } from "./verify-journal.ts"

/** Money of a refund that waits, and of a dispute that is open. */
function host(): WalletHost {
  const made = new WalletHost(buildFacts(buildPlan([buildVersion()])), [])
  made.begin("top_1", 20_000_000n, { bonus: { amount: 2_000_000n, expiresAt: null } })
  made.order("top_1")
  made.complete("top_1")
  made.refund("top_1", 5_000_000n)
  made.dispute("top_1", 4_000_000n)
  return made
}

/** The journal with money of its last entry on other accounts than its top-ups say, and yet sound in itself. */
function forged(made: WalletHost, from: Account, to: Account): readonly JournalEntry[] {
  const last = made.rows.entries.at(-1)!
  const postings = last.postings
    .map((posting) => (posting.account === from ? { ...posting, account: to } : posting))
    .sort((a, b) => (a.account < b.account ? -1 : 1))
  const entry = { ...last, postings }
  return [...made.rows.entries.slice(0, -1), { ...entry, hash: hashEntry(entry) }]
}

it("[LED-10] finds nothing where accounts of money agree with the top-ups", () => {
  const made = host()
  made.takeRefund("top_1", 5_000_000n, { refundId: made.rows.topUps.get("top_1")!.refunds[0]!.id })
  made.dispute("top_1", 4_000_000n, { state: "lost" })
  made.topUp("top_2", 1_000_000n)
  expect(made.verify()).toEqual([])
})

it.each<readonly [Account, Account, readonly string[]]>([
  ["operator:processor", "operator:breakage", ["operator:processor"]],
  ["operator:disputed", "operator:refunds_due", ["operator:refunds_due", "operator:disputed"]],
  ["customer:disputed", "operator:breakage", ["customer:disputed"]],
])("[LED-10] finds money of %s on %s", (from, to, found) => {
  const made = host()
  const entries = forged(made, from, to)
  const accounts = new Map(made.rows.accounts)
  for (const { account, amount } of made.rows.entries.at(-1)!.postings) {
    if (account !== from) continue
    accounts.set(from, accounts.get(from)! - amount)
    accounts.set(to, (accounts.get(to) ?? 0n) + amount)
  }
  const wallet = { ...made.wallet, head: entries.at(-1)!.hash }
  const findings = verifyJournal(
    { walletId: wallet.id, recipientKey: wallet.recipientKey, rollupZone: made.facts.rollupZone },
    entries.map((entry) => [entry, []]),
    { ...made.rows.books(), wallet, accounts },
  )
  expect(findings.map(({ what, which }) => [what, which])).toEqual(found.map((which) => ["account", which]))
})
