import { canonicalText } from "./canonical-text.ts"

/** What a verification may find wrong, in the order of the checks of one entry, then of the books. */
export const FINDING_KINDS = [
  "wallet_id",
  "sequence",
  "previous_hash",
  "time",
  "hash",
  "posting_order",
  "zero_sum",
  "facts",
  "charges_digest",
  "charge",
  "charge_sum",
  "charge_span",
  "recipient",
  "statement",
  "balance_after",
  "grants_sum",
  "holds_sum",
  "counter",
  "published_head",
  "wallet",
  "account",
  "grant",
  "hold",
  "allotment",
  "top_up",
  "message",
  "rollup",
] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** One difference between what a journal or its books say and what they must say. */
export interface Finding {
  /** Of the entry in which it was found; absent for the books. */
  readonly sequence?: number
  readonly what: FindingKind
  /** Which row and field, where there are several. */
  readonly which?: string
  readonly expected: string
  readonly found: string
}

/** More are counted, not kept. */
export const FINDINGS_MAX = 1_000

/** Collects findings up to `FINDINGS_MAX`. */
export class Findings {
  readonly list: Finding[] = []
  count = 0

  /** Keep a finding unless both sides write the same. */
  compare(
    what: FindingKind,
    expected: unknown,
    found: unknown,
    place: Pick<Finding, "sequence" | "which"> = {},
  ): void {
    const [wanted, is] = [canonicalText(expected), canonicalText(found)]
    if (wanted === is) return
    this.count += 1
    if (this.list.length < FINDINGS_MAX) this.list.push({ ...place, what, expected: wanted, found: is })
  }
}
