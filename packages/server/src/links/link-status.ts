import type { PaymentLink } from "../catalog/records.ts"

export const LINK_STATUSES = ["open", "paid", "expired", "revoked"] as const
export type LinkStatus = (typeof LINK_STATUSES)[number]

/** The first of paid, revoked, expired that holds, else open. Rule LINK-3. */
export function linkStatus(link: PaymentLink, paid: number, now: number): LinkStatus {
  if (link.maxPayments !== null && paid >= link.maxPayments) return "paid"
  if (link.revokedAt !== null) return "revoked"
  return now >= link.expiresAt ? "expired" : "open"
}
