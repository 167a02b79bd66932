import { SAMPLE_USAGE } from "../usage-breakup/sample-usage.ts"
import type { Usage, UsageRow } from "../usage-breakup/usage.ts"

const NOTHING: UsageRow = {
  start: "2026-11-16T00:00:00Z",
  messages: 0,
  sent: 0,
  received: 0,
  delivered: 0,
  failed: 0,
  paid: 0,
  free: 0,
  amount: "0",
  whatsappFees: "0",
  otherFees: "0",
}

/** An answer of the usage API with these rows and members; what the rows do not tell is nobody's. */
export function usageAnswer(rows: readonly Partial<UsageRow>[], members: Partial<Usage> = {}): Usage {
  return { ...SAMPLE_USAGE, ...members, rows: rows.map((row) => ({ ...NOTHING, ...row })) }
}
