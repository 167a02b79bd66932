import type { Meters } from "../pricing/meters.ts"
import type { WalletDraft } from "./draft.ts"
import { compareBurnOrder } from "./grants.ts"
import { freeAll } from "./holds.ts"
import type { Hold, Names } from "./state.ts"

export const EXPIRIES_GROUP = "Expiries"

/**
 * Free the holds and take back the grants that are due. Every command does this before its own work, so that no answer
 * depends on when a sweeper last ran. It does nothing while `dueMissing`. Rules HOLD-7, GRANT-4.
 */
export function settleDue(draft: WalletDraft, meters: Meters, commandId: string): void {
  const { nextDueAt } = draft.wallet
  if (nextDueAt === null || nextDueAt > draft.at || dueMissing(draft) !== undefined) return
  draft.begin("expired", `${commandId}:due`)
  // Stores load holds in orders of their own, and the entry lists them as they are freed.
  const due = [...draft.holds].filter((hold) => hold.state === "open" && hold.expiresAt <= draft.at)
  for (const hold of due.sort(compareExpiry)) {
    draft.goOnWhenFull(meters)
    freeAll(draft, meters, hold, "expired")
  }
  expireGrants(draft)
  draft.seal(meters)
  draft.setNextDueAt(draft.state.nextHoldExpiryAt)
}

/**
 * What to load besides, when a due hold is not loaded: one past the limit, or one that fell due between the clock and the
 * wallet's last entry, after the clock went back; undefined when all that is due is there. Rule HOLD-7.
 */
export function dueMissing({
  at,
  state,
}: WalletDraft): Required<Pick<Names, "dueBy" | "dueLimit">> | undefined {
  const { wallet, nextHoldExpiryAt, dueBy, dueLimit } = state
  if (wallet.nextDueAt === null || wallet.nextDueAt > at) return undefined
  // A store looks for due holds only when the wallet has something due by `dueBy`.
  if (wallet.nextDueAt <= dueBy && (nextHoldExpiryAt === null || nextHoldExpiryAt > at)) return undefined
  return dueBy < at ? { dueBy: at, dueLimit } : { dueBy, dueLimit: dueLimit * 2 }
}

/** Take what remains of expired grants, at most what is available: what is held expires when it is freed. Rule GRANT-4. */
function expireGrants(draft: WalletDraft): void {
  const expired = draft.openGrants.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= draft.at)
  for (const grant of expired.sort(compareBurnOrder)) {
    const due = min(grant.remaining, draft.available)
    let taken = 0n
    for (const sender of [undefined, ...[...draft.allotments.keys()].sort()]) {
      const part = min(due - taken, draft.balanceOf("customer:available", sender))
      if (part <= 0n) continue
      draft.post("customer:available", sender, -part)
      draft.post("operator:breakage", undefined, part)
      taken += part
    }
    if (taken === 0n) return
    draft.putGrant({ ...grant, remaining: grant.remaining - taken })
    draft.line({
      group: EXPIRIES_GROUP,
      label: grant.kind === "paid" ? "Credit expired" : "Bonus expired",
      quantity: 1,
      amount: -taken,
      reference: grant.source,
    })
  }
}

/** When something is due next: the loaded holds that are open, what the store knows of the others, and the grants. Rule HOLD-7. */
export function nextDueAt(draft: WalletDraft): number | null {
  let next = draft.wallet.nextDueAt ?? Number.POSITIVE_INFINITY
  for (const hold of draft.holds) if (hold.state === "open") next = Math.min(next, hold.expiresAt)
  for (const { expiresAt } of draft.openGrants) {
    if (expiresAt === null) continue
    // What was held when its grant expired goes as soon as it is freed.
    if (expiresAt > draft.at) next = Math.min(next, expiresAt)
    else if (draft.available > 0n) next = Math.min(next, draft.at)
  }
  return Number.isFinite(next) ? next : null
}

function compareExpiry(a: Hold, b: Hold): number {
  return a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1)
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
