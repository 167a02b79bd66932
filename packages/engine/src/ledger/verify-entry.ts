import type { Micros } from "../money/micros.ts"
import type { Charge } from "../pricing/charge.ts"
import type { EntryFacts } from "./entry-facts.ts"
import type { Findings } from "./finding.ts"
import { recipientRef } from "./fingerprint.ts"
import type { FoldedBooks } from "./fold-entries.ts"
import { canonicalPostings, digestCharges, hashEntry } from "./hash-chain.ts"
import type { ChargeSpan, JournalEntry } from "./journal-entry.ts"

/** What one entry must be after the ones before it, its own rows aside. Rules LED-1 to LED-6. */
export function verifyEntry(
  findings: Findings,
  before: FoldedBooks,
  { walletId, recipientKey }: { readonly walletId: string; readonly recipientKey: string | null },
  entry: JournalEntry,
  charges: readonly Charge[],
): void {
  const place = { sequence: entry.sequence }
  findings.compare("wallet_id", walletId, entry.walletId, place)
  findings.compare("sequence", before.sequence + 1, entry.sequence, place)
  findings.compare("previous_hash", before.head, entry.previousHash, place)
  if (entry.at < before.lastEntryAt)
    findings.compare("time", `${before.lastEntryAt} or later`, entry.at, place)
  findings.compare("hash", hashEntry(entry), entry.hash, place)
  findings.compare("posting_order", canonicalPostings(onePerAccount(entry)), entry.postings, place)
  findings.compare(
    "zero_sum",
    0n,
    sumOf(entry, () => true),
    place,
  )
  findings.compare("charges_digest", digestCharges(charges), entry.chargesDigest, place)
  verifyCharges(findings, before.lastCharge, recipientKey, entry, charges)
}

function verifyCharges(
  findings: Findings,
  lastCharge: number,
  recipientKey: string | null,
  entry: JournalEntry,
  charges: readonly Charge[],
): void {
  let number = lastCharge
  let [whatsapp, other] = [0n, 0n]
  for (const charge of charges) {
    number += 1
    const place = { sequence: entry.sequence, which: `charge ${charge.number}` }
    const head = [number, entry.sequence, entry.at]
    findings.compare("charge", head, [charge.number, charge.sequence, charge.postedAt], place)
    const fees = charge.fees.map(({ rule, amount }) => ({
      isWhatsapp: rule === "whatsapp",
      amount: BigInt(amount),
    }))
    const sums = [true, false].map((wanted) =>
      fees.reduce((sum, fee) => (fee.isWhatsapp === wanted ? sum + fee.amount : sum), 0n),
    )
    findings.compare("charge", sums, [charge.whatsappFee, charge.otherFees].map(BigInt), place)
    if (recipientKey !== null && charge.recipient !== "") {
      findings.compare("recipient", recipientRef(recipientKey, charge.recipient), charge.recipientRef, place)
    }
    whatsapp += BigInt(charge.whatsappFee)
    other += BigInt(charge.otherFees)
  }
  const place = { sequence: entry.sequence }
  const posted = ["operator:whatsapp_fees", "operator:platform_fees"].map((account) =>
    sumOf(entry, (one) => one === account),
  )
  findings.compare("charge_sum", [whatsapp, other], posted, place)
}

/** Where a store says that an entry's charges are: what it is searched by must be what they say. Rule LED-7. */
export function verifySpan(
  findings: Findings,
  before: FoldedBooks,
  { sequence }: JournalEntry,
  charges: readonly Charge[],
  span: ChargeSpan,
): void {
  let [firstInstant, lastInstant]: [number | null, number | null] = [null, null]
  for (const { instant } of charges) {
    if (firstInstant === null || instant < firstInstant) firstInstant = instant
    if (lastInstant === null || instant > lastInstant) lastInstant = instant
  }
  const lastCharge = charges.at(-1)?.number ?? before.lastCharge
  const expected: ChargeSpan = { lastCharge, chargeCount: charges.length, firstInstant, lastInstant }
  findings.compare("charge_span", expected, span, { sequence })
}

/** What an entry's statement lines and rows must add up to, once they are folded in. Rules LED-1, GRANT-2, HOLD-1. */
export function verifyFolded(
  findings: Findings,
  after: FoldedBooks,
  sums: { readonly grants: Micros; readonly holds: Micros },
  entry: JournalEntry,
  facts: EntryFacts,
): void {
  const place = { sequence: entry.sequence }
  const moved = sumOf(entry, (account) => account === "customer:available" || account === "customer:held")
  findings.compare(
    "statement",
    moved,
    facts.lines.reduce((sum, { amount }) => sum + amount, 0n),
    place,
  )
  findings.compare("balance_after", after.balance, entry.balanceAfter, place)
  findings.compare("grants_sum", after.balance > 0n ? after.balance : 0n, sums.grants, place)
  findings.compare("holds_sum", after.held, sums.holds, place)
}

function sumOf({ postings }: JournalEntry, isWanted: (account: string) => boolean): Micros {
  return postings.reduce((sum, { account, amount }) => (isWanted(account) ? sum + amount : sum), 0n)
}

/** Postings of one account and sender added up: what canonical ones are already. */
function onePerAccount({ postings }: JournalEntry): JournalEntry["postings"] {
  const sums = new Map<string, JournalEntry["postings"][number]>()
  for (const posting of postings) {
    const key = `${posting.account}@${posting.sender ?? ""}`
    const known = sums.get(key)
    sums.set(key, known === undefined ? posting : { ...known, amount: known.amount + posting.amount })
  }
  return [...sums.values()]
}
