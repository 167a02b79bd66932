import { localMonth, startOfLocalMonth, type Zone } from "../usage/calendar.ts"
import type { WalletDraft } from "./draft.ts"
import { NOT_ORDERED, NOTHING_BACK } from "./new-top-up.ts"
import type { AutoRecharge, TopUp } from "./state.ts"

/** So many failures in a row turn it off. */
export const RECHARGE_FAILURES_MAX = 3
/** How long it pauses after the first failure; after each further one six times as long. */
export const RECHARGE_PAUSE_MS = 3_600_000
const PAUSE_FACTOR = 6
/** How long a top-up that it made waits for the provider's answer. */
export const RECHARGE_LIFETIME_MS = 86_400_000

/**
 * Make the top-up of a wallet whose available has fallen below the threshold: one, pending, with the order to charge it
 * in the outbox, in the commit that made it fall. Rules RECHARGE-2, RECHARGE-3.
 */
export function beginRecharge(draft: WalletDraft, customerZone: Zone): void {
  const { recharge, id } = draft.wallet
  if (recharge === null || !isWanted(draft, recharge) || !hasRoom(draft, recharge, customerZone)) return
  if (recharge.pausedUntil !== null && recharge.pausedUntil > draft.at) return
  draft.begin("recharge_begun", `${draft.commandId}:recharge`)
  const topUp = draft.putTopUp({
    id: `top_${id}.auto-${draft.nextSequence}`,
    method: "checkout",
    source: "auto",
    senderId: "",
    status: "pending",
    amount: recharge.amount,
    bonus: 0n,
    bonusExpiresAt: null,
    fee: 0n,
    tax: 0n,
    taxIncluded: 0n,
    ...NOTHING_BACK,
    reference: "",
    couponCode: "",
    grantId: `top_${id}.auto-${draft.nextSequence}:paid`,
    ...NOT_ORDERED,
    createdAt: draft.at,
    expiresAt: draft.at + RECHARGE_LIFETIME_MS,
  })
  const month = localMonth(customerZone, draft.at)
  const credited = creditedIn(recharge, month) + recharge.amount
  draft.putRecharge({ ...recharge, pendingId: topUp.id, month, credited })
  draft.note(topUp.id)
  draft.seal()
  draft.alert("autorecharge.due", { topUpId: topUp.id, amount: topUp.amount.toString() })
}

/** When it may go on although nothing else happens: at the end of a pause, or of a month whose limit is reached. Rule RECHARGE-4. */
export function rechargeDueAt(draft: WalletDraft, customerZone: Zone): number | null {
  const { recharge } = draft.wallet
  if (recharge === null || !isWanted(draft, recharge)) return null
  if (!hasRoom(draft, recharge, customerZone)) {
    if (recharge.monthlyLimit !== null && recharge.amount > recharge.monthlyLimit) return null
    return startOfLocalMonth(customerZone, localMonth(customerZone, draft.at) + 1)
  }
  return recharge.pausedUntil
}

/** After its top-up was credited. Rule RECHARGE-5. */
export function afterCredit(draft: WalletDraft, topUp: TopUp, customerZone: Zone): void {
  const { recharge } = draft.wallet
  if (recharge === null || topUp.source !== "auto") return
  const isLate = topUp.status === "failed"
  const counted = isLate ? moveCredited(recharge, topUp, customerZone, 1n) : recharge
  draft.putRecharge({
    ...counted,
    pendingId: counted.pendingId === topUp.id ? "" : counted.pendingId,
    failures: 0,
    pausedUntil: null,
    reason: "",
  })
  draft.alert("autorecharge.succeeded", { topUpId: topUp.id, amount: topUp.amount.toString() })
}

/**
 * After its top-up failed: it pauses, and the last of several failures in a row turns it off. A top-up that was
 * withdrawn before the provider was asked is no failure. Rule RECHARGE-6.
 */
export function afterFailure(
  draft: WalletDraft,
  topUp: TopUp,
  customerZone: Zone,
  { reason, isWithdrawn }: { readonly reason: string; readonly isWithdrawn: boolean },
): void {
  const { recharge } = draft.wallet
  if (recharge === null || topUp.source !== "auto") return
  const freed = {
    ...moveCredited(recharge, topUp, customerZone, -1n),
    pendingId: recharge.pendingId === topUp.id ? "" : recharge.pendingId,
  }
  if (isWithdrawn || !recharge.enabled) return draft.putRecharge(freed)
  const failures = recharge.failures + 1
  const enabled = failures < RECHARGE_FAILURES_MAX
  const pause = RECHARGE_PAUSE_MS * PAUSE_FACTOR ** recharge.failures
  draft.putRecharge({
    ...freed,
    enabled,
    failures,
    pausedUntil: enabled ? draft.at + pause : null,
    reason,
  })
  const facts = { topUpId: topUp.id, amount: topUp.amount.toString(), reason }
  draft.alert("autorecharge.failed", facts)
  if (!enabled) draft.alert("autorecharge.disabled", facts)
}

/** What its top-ups of this month credit. */
export function creditedIn({ month, credited }: AutoRecharge, wanted: number): bigint {
  return month === wanted ? credited : 0n
}

function isWanted(draft: WalletDraft, { enabled, pendingId, threshold }: AutoRecharge): boolean {
  return enabled && pendingId === "" && draft.wallet.status === "active" && draft.available < threshold
}

function hasRoom(draft: WalletDraft, recharge: AutoRecharge, customerZone: Zone): boolean {
  const { amount, monthlyLimit } = recharge
  if (monthlyLimit === null) return true
  return creditedIn(recharge, localMonth(customerZone, draft.at)) + amount <= monthlyLimit
}

/** Count a top-up of the month that is counted once more, or no more. */
function moveCredited(
  recharge: AutoRecharge,
  topUp: TopUp,
  customerZone: Zone,
  sign: 1n | -1n,
): AutoRecharge {
  if (localMonth(customerZone, topUp.createdAt) !== recharge.month) return recharge
  return { ...recharge, credited: recharge.credited + sign * topUp.amount }
}
