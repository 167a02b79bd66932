import type { Micros } from "../money/micros.ts"
import { invariant } from "../result.ts"
import type { Grant } from "./state.ts"

/** Priority of credit that nobody gave another: bonuses and top-ups alike. */
export const GRANT_PRIORITY_DEFAULT = 100

/** Which of two grants burns first: priority, then soonest expiry, then promotional, then oldest. Rule GRANT-1. */
export function compareBurnOrder(a: Grant, b: Grant): number {
  return (
    a.priority - b.priority ||
    (a.expiresAt ?? Number.MAX_SAFE_INTEGER) - (b.expiresAt ?? Number.MAX_SAFE_INTEGER) ||
    Number(a.kind === "paid") - Number(b.kind === "paid") ||
    a.sequence - b.sequence ||
    (a.id < b.id ? -1 : 1)
  )
}

/**
 * The grants that change when `amount` is taken out of `grants` in burn order. Rule GRANT-1.
 *
 * @param amount - not more than what remains in all of them
 */
export function burn(grants: Iterable<Grant>, amount: Micros): Grant[] {
  const changed: Grant[] = []
  let left = amount
  for (const grant of [...grants].sort(compareBurnOrder)) {
    if (left === 0n) break
    if (grant.remaining === 0n) continue
    const taken = left < grant.remaining ? left : grant.remaining
    left -= taken
    changed.push({ ...grant, remaining: grant.remaining - taken })
  }
  invariant(left === 0n, "grants hold what the balance says")
  return changed
}
