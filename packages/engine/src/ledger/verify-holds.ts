import type { Hold } from "../wallet/state.ts"
import { canonicalText } from "./canonical-text.ts"
import type { Findings } from "./finding.ts"
import { sha256Hex } from "./fingerprint.ts"

/** Of a closed hold only so much of its hash is kept: a wallet has very many of them. */
const DIGEST_HEX_CHARS = 16

/** Holds a store's holds, the closed ones too, against what the journal last said of each. Rule LED-7. */
export class HoldCheck {
  /** Digests by id of the closed holds that the store has not shown yet. */
  readonly #closed = new Map<string, string>()
  readonly #openSeen = new Set<string>()

  /** Holds as an entry left them, entry after entry. */
  addFacts(holds: readonly Hold[]): void {
    for (const hold of holds) {
      if (hold.state === "open") this.#closed.delete(hold.id)
      else this.#closed.set(hold.id, digestOf(hold))
    }
  }

  /**
   * One row of the store, in any order, after all facts.
   *
   * @param openHolds - by id, as the journal says
   */
  addStored(findings: Findings, openHolds: ReadonlyMap<string, Hold>, row: Hold): void {
    const place = { which: row.id }
    const open = openHolds.get(row.id)
    const digest = this.#closed.get(row.id)
    if (open !== undefined) {
      this.#openSeen.add(row.id)
      findings.compare("hold", open, row, place)
    } else if (digest === undefined) {
      findings.compare("hold", "none", row, place)
    } else {
      this.#closed.delete(row.id)
      if (digestOf(row) !== digest) findings.compare("hold", closedAs(digest), row, place)
    }
  }

  /** What the journal made and the store did not show. */
  finish(findings: Findings, openHolds: ReadonlyMap<string, Hold>): void {
    for (const [which, hold] of openHolds) {
      if (!this.#openSeen.has(which)) findings.compare("hold", hold, "none", { which })
    }
    for (const [which, digest] of this.#closed) findings.compare("hold", closedAs(digest), "none", { which })
  }
}

function digestOf(hold: Hold): string {
  return sha256Hex(canonicalText(hold)).slice(0, DIGEST_HEX_CHARS)
}

function closedAs(digest: string): string {
  return `a closed hold of digest ${digest}`
}
