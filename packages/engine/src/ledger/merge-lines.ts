import type { StatementLine } from "./journal-entry.ts"

/** One line for each group, label and reference, in order of first appearance. */
export function mergeLines(lines: readonly StatementLine[]): StatementLine[] {
  const merged = new Map<string, StatementLine>()
  for (const line of lines) {
    const key = `${line.group}\u0000${line.label}\u0000${line.reference ?? ""}`
    const known = merged.get(key)
    merged.set(
      key,
      known === undefined
        ? line
        : { ...known, quantity: known.quantity + line.quantity, amount: known.amount + line.amount },
    )
  }
  return [...merged.values()]
}
