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
    const [wanted, is] = [show(expected), show(found)]
    if (wanted === is) return
    this.count += 1
    if (this.list.length < FINDINGS_MAX) this.list.push({ ...place, what, expected: wanted, found: is })
  }
}

/** A value as text: rows as JSON with their keys sorted and bigints as digits, so that equal rows are equal text. */
function show(value: unknown): string {
  if (typeof value === "string") return value
  if (typeof value !== "object" || value === null) return String(value)
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return part.toString()
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
