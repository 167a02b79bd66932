import type { Micros } from "../money/micros.ts"
import { localMonth, startOfLocalMonth, type Zone } from "../usage/calendar.ts"
import type { WalletDraft } from "./draft.ts"
import {
  EMERGENCY_REFERENCE,
  emergencyDueAt,
  isEmergencyDue,
  isInEmergency,
  afterEmergency,
} from "./emergency-recharge.ts"
import { NOT_ORDERED, NOTHING_BACK } from "./new-top-up.ts"
import type { AutoRecharge } from "./recharge-settings.ts"
import type { TopUp } from "./top-up.ts"

export { NO_EMERGENCIES, RECHARGE_FAILURES_DEFAULT } from "../ledger/recharge-facts.ts"

/** Most failures in a row that may be agreed to. */
export const RECHARGE_FAILURES_MAX = 10
/** How long it pauses after the first failure; after each further one six times as long, up to the longest. */
export const RECHARGE_PAUSE_MS = 3_600_000
export const RECHARGE_PAUSE_MAX_MS: number = 72 * 3_600_000
const PAUSE_FACTOR = 6
/** How long a top-up that it made waits for the provider's answer. */
export const RECHARGE_LIFETIME_MS = 86_400_000

/** The provider has nothing of the customer's to charge. */
export const NO_SAVED_METHOD = "no_saved_method"
/** The bank wants the customer to be there. */
export const AUTHENTICATION_REQUIRED = "authentication_required"

/** What there was not, so that the provider could not be asked. */
export type RechargeLack = "method" | "provider"

/** There is no tax without them. */
export const BILLING_DETAILS_NEEDED = "billing_details_needed"

/** What the customer must do, for whoever tells them: nothing, pay once by hand, leave a means of payment or their details. */
export type RechargeAction = "none" | "pay" | "add_method" | "add_billing_details"

/**
 * Make the top-up of a wallet whose available has fallen below the threshold, or of its emergency: one, pending, with the
 * order to charge it in the outbox, in the commit that made it fall. Rules RECHARGE-2, RECHARGE-3, RECHARGE-12.
 */
export function beginRecharge(draft: WalletDraft, customerZone: Zone): void {
  const { recharge } = draft.wallet
  if (recharge === null) return
  const armed = rearm(draft, recharge)
  const wanted = wantedTopUp(draft, armed, customerZone)
  if (wanted === undefined && armed === recharge) return
  draft.begin(wanted === undefined ? "recharge_rearmed" : "recharge_begun", `${draft.commandId}:recharge`)
  if (wanted === undefined) draft.putRecharge(armed)
  else putTopUp(draft, armed, wanted, customerZone)
  draft.seal()
  if (wanted === undefined) return
  const topUpId = draft.wallet.recharge!.pendingId
  draft.alert("autorecharge.due", { topUpId, amount: wanted.amount.toString() })
}

/** When it may go on although nothing else happens: at the end of a pause, or of a month whose limit is reached. Rule RECHARGE-4. */
export function rechargeDueAt(draft: WalletDraft, customerZone: Zone): number | null {
  const { recharge } = draft.wallet
  if (recharge === null || !isReady(draft, recharge)) return null
  return earlier(emergencyDueAt(draft, recharge, customerZone), ordinaryDueAt(draft, recharge, customerZone))
}

/** After a top-up was credited: its own, or one that the customer paid, which keeps what was paid with. Rules RECHARGE-5, RECHARGE-10. */
export function afterCredit(draft: WalletDraft, topUp: TopUp, customerZone: Zone): void {
  const { recharge } = draft.wallet
  if (recharge === null) return
  if (topUp.source === "portal" && topUp.method === "checkout" && recharge.isAwaitingMethod) {
    return draft.putRecharge({ ...recharge, isAwaitingMethod: false, reason: "" })
  }
  if (topUp.source !== "auto") return
  const isLate = topUp.status === "failed"
  const counted = isLate ? moveCredited(recharge, topUp, customerZone, 1n) : recharge
  draft.putRecharge({
    ...counted,
    pendingId: counted.pendingId === topUp.id ? "" : counted.pendingId,
    failures: 0,
    pausedUntil: null,
    isAwaitingMethod: false,
    reason: "",
  })
  draft.alert("autorecharge.succeeded", factsOf(topUp))
}

export interface FailedRecharge {
  readonly reason: string
  readonly isWithdrawn: boolean
  readonly lacks?: RechargeLack
  readonly payUrl?: string
}

/**
 * After its top-up failed: it pauses, and the last of several failures in a row turns it off. What was never asked for is
 * no failure. Rules RECHARGE-6, RECHARGE-10.
 */
export function afterFailure(
  draft: WalletDraft,
  topUp: TopUp,
  customerZone: Zone,
  { reason, isWithdrawn, lacks, payUrl = "" }: FailedRecharge,
): void {
  const { recharge } = draft.wallet
  if (recharge === null || topUp.source !== "auto") return
  const freed = {
    ...moveCredited(recharge, topUp, customerZone, -1n),
    pendingId: recharge.pendingId === topUp.id ? "" : recharge.pendingId,
  }
  if (isWithdrawn || !recharge.enabled) return draft.putRecharge(freed)
  if (lacks === "provider") {
    return draft.putRecharge({ ...freed, pausedUntil: draft.at + RECHARGE_PAUSE_MS, reason })
  }
  const failures = recharge.failures + (lacks === undefined ? 1 : 0)
  const enabled = failures < recharge.maxFailures
  const isAwaitingMethod = recharge.isAwaitingMethod || lacks === "method"
  const pausedUntil = enabled && lacks === undefined ? draft.at + pauseAfter(recharge.failures) : null
  draft.putRecharge({ ...freed, enabled, failures, pausedUntil, isAwaitingMethod, reason })
  const facts = {
    ...factsOf(topUp),
    reason,
    failures,
    failuresLeft: recharge.maxFailures - failures,
    nextAttemptAt: pausedUntil,
    action: rechargeAction(reason, enabled),
    payUrl,
  }
  draft.alert("autorecharge.failed", facts)
  if (!enabled) draft.alert("autorecharge.disabled", facts)
}

/** What the customer must do after a failure, when it stays on or not. */
export function rechargeAction(reason: string, enabled: boolean): RechargeAction {
  if (reason === NO_SAVED_METHOD) return "add_method"
  if (reason === BILLING_DETAILS_NEEDED) return "add_billing_details"
  return reason === AUTHENTICATION_REQUIRED || !enabled ? "pay" : "none"
}

/** What its top-ups of this month credit. */
export function creditedIn({ month, credited }: AutoRecharge, wanted: number): bigint {
  return month === wanted ? credited : 0n
}

interface WantedTopUp {
  readonly amount: Micros
  readonly isEmergency: boolean
}

/** Of both that may be due the emergency's comes first. */
function wantedTopUp(
  draft: WalletDraft,
  recharge: AutoRecharge,
  customerZone: Zone,
): WantedTopUp | undefined {
  if (!isReady(draft, recharge)) return undefined
  if (recharge.emergency !== null && isEmergencyDue(draft, recharge, customerZone)) {
    return { amount: recharge.emergency.amount, isEmergency: true }
  }
  const dueAt = ordinaryDueAt(draft, recharge, customerZone)
  return dueAt !== null && dueAt <= draft.at ? { amount: recharge.amount, isEmergency: false } : undefined
}

function putTopUp(
  draft: WalletDraft,
  recharge: AutoRecharge,
  { amount, isEmergency }: WantedTopUp,
  customerZone: Zone,
): void {
  const id = `top_${draft.wallet.id}.auto-${draft.nextSequence}`
  draft.putTopUp({
    id,
    method: "checkout",
    source: "auto",
    senderId: "",
    status: "pending",
    amount,
    bonus: 0n,
    bonusExpiresAt: null,
    fee: 0n,
    tax: 0n,
    taxIncluded: 0n,
    ...NOTHING_BACK,
    reference: isEmergency ? EMERGENCY_REFERENCE : "",
    couponCode: "",
    grantId: `${id}:paid`,
    ...NOT_ORDERED,
    createdAt: draft.at,
    expiresAt: draft.at + RECHARGE_LIFETIME_MS,
  })
  const month = localMonth(customerZone, draft.at)
  draft.putRecharge({
    ...recharge,
    pendingId: id,
    month,
    credited: creditedIn(recharge, month) + amount,
    ...(isEmergency ? { emergencyUse: afterEmergency(recharge, draft.at, customerZone) } : {}),
  })
  draft.note(id)
}

/** A crossing is over when a command ends where no emergency is. Rule RECHARGE-12. */
function rearm(draft: WalletDraft, recharge: AutoRecharge): AutoRecharge {
  const { emergencyUse } = recharge
  if (!emergencyUse.isUsed || isInEmergency(draft, recharge)) return recharge
  return { ...recharge, emergencyUse: { ...emergencyUse, isUsed: false } }
}

function isReady(draft: WalletDraft, { enabled, pendingId, isAwaitingMethod }: AutoRecharge): boolean {
  return enabled && pendingId === "" && !isAwaitingMethod && draft.wallet.status === "active"
}

/** When the next one that is no emergency's may be made; null = not while nothing else happens. */
function ordinaryDueAt(draft: WalletDraft, recharge: AutoRecharge, customerZone: Zone): number | null {
  const { threshold, amount, monthlyLimit, pausedUntil } = recharge
  if (draft.available >= threshold) return null
  const month = localMonth(customerZone, draft.at)
  if (monthlyLimit !== null && creditedIn(recharge, month) + amount > monthlyLimit) {
    return amount > monthlyLimit ? null : startOfLocalMonth(customerZone, month + 1)
  }
  return pausedUntil ?? draft.at
}

function pauseAfter(failuresBefore: number): number {
  return Math.min(RECHARGE_PAUSE_MS * PAUSE_FACTOR ** failuresBefore, RECHARGE_PAUSE_MAX_MS)
}

function factsOf({ id, amount, reference }: TopUp): Record<string, string | boolean> {
  return { topUpId: id, amount: amount.toString(), isEmergency: reference === EMERGENCY_REFERENCE }
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
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
