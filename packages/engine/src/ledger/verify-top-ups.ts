import type { TopUp } from "../wallet/state.ts"
import type { Findings } from "./finding.ts"
import type { FoldedBooks } from "./fold-entries.ts"

/**
 * Holds a store's top-ups against what the journal last said of each. One that no entry keeps is from before entries
 * did: it is manual, and its credit must be there. Rule LED-7.
 */
export class TopUpCheck {
  readonly #seen = new Set<string>()

  /** One row of the store, in any order, after all entries. */
  addStored(findings: Findings, { topUps, grants }: FoldedBooks, row: TopUp): void {
    const place = { which: row.id }
    const kept = topUps.get(row.id)
    if (this.#seen.has(row.id)) findings.compare("top_up", "once", row, place)
    this.#seen.add(row.id)
    if (kept !== undefined) return findings.compare("top_up", kept, row, place)
    const grant = grants.get(row.grantId)
    if (grant === undefined) return findings.compare("top_up", "none", row, place)
    const credited = { id: grant.source, method: "manual", amount: grant.amount, createdAt: grant.createdAt }
    const { id, method, amount, createdAt } = row
    findings.compare("top_up", credited, { id, method, amount, createdAt }, place)
  }

  /** What the journal made and the store did not show. */
  finish(findings: Findings, { topUps }: FoldedBooks): void {
    for (const [which, topUp] of topUps) {
      if (!this.#seen.has(which)) findings.compare("top_up", topUp, "none", { which })
    }
  }
}
