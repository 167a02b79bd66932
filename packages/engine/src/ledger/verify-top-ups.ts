import type { Micros } from "../money/micros.ts"
import { disputedParts, isCredited, moneyOf, refundedParts } from "../wallet/given-back.ts"
import type { TopUp } from "../wallet/top-up.ts"
import type { Account } from "./account.ts"
import type { Findings } from "./finding.ts"
import type { FoldedBooks } from "./fold-entries.ts"

/**
 * Holds a store's top-ups against what the journal last said of each. One that no entry keeps is from before entries
 * did: it is manual, and its credit must be there. Rules LED-7, LED-10.
 */
export class TopUpCheck {
  readonly #seen = new Set<string>()
  #hasUnkept = false

  /** One row of the store, in any order, after all entries. */
  addStored(findings: Findings, { topUps, grants }: FoldedBooks, row: TopUp): void {
    const place = { which: row.id }
    const kept = topUps.get(row.id)
    if (this.#seen.has(row.id)) findings.compare("top_up", "once", row, place)
    this.#seen.add(row.id)
    if (kept !== undefined) return findings.compare("top_up", kept, row, place)
    this.#hasUnkept = true
    const grant = grants.get(row.grantId)
    if (grant === undefined) return findings.compare("top_up", "none", row, place)
    const credited = { id: grant.source, method: "manual", amount: grant.amount, createdAt: grant.createdAt }
    const { id, method, amount, createdAt } = row
    findings.compare("top_up", credited, { id, method, amount, createdAt }, place)
  }

  /** What the journal made and the store did not show. */
  finish(findings: Findings, folded: FoldedBooks): void {
    const { topUps } = folded
    this.#verifyMoney(findings, folded)
    for (const [which, topUp] of topUps) {
      if (!this.#seen.has(which)) findings.compare("top_up", topUp, "none", { which })
    }
  }

  /** What the accounts hold of top-ups is what these say: paid, given back, on its way, disputed. */
  #verifyMoney(findings: Findings, { topUps, accounts }: FoldedBooks): void {
    const sums = { paid: 0n, pending: 0n, disputed: 0n, disputedCredit: 0n }
    for (const topUp of topUps.values()) {
      if (!isCredited(topUp)) continue
      sums.paid += moneyOf(topUp) - moneyOf(refundedParts(topUp)) - moneyOf(disputedParts(topUp))
      for (const refund of topUp.refunds) if (refund.status === "pending") sums.pending += moneyOf(refund)
      for (const dispute of topUp.disputes) {
        if (dispute.state !== "opened") continue
        sums.disputed += moneyOf(dispute)
        sums.disputedCredit += dispute.amount + dispute.bonus
      }
    }
    const held = (account: Account): Micros => accounts.get(account) ?? 0n
    const compare = (which: string, expected: Micros, found: Micros) =>
      findings.compare("account", expected, found, { which })
    compare("operator:refunds_due", sums.pending, held("operator:refunds_due"))
    compare("operator:disputed", -sums.disputed, held("operator:disputed"))
    compare("customer:disputed", sums.disputedCredit, held("customer:disputed"))
    // Before there was an account of its own, what checkouts collected was in cash too.
    const money = held("operator:processor") + held("operator:cash")
    if (!this.#hasUnkept) compare("operator:processor", -sums.paid, money)
  }
}
