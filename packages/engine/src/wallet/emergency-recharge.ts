import { localDay, localMonth, startOfLocalDay, startOfLocalMonth, type Zone } from "../usage/calendar.ts"
import type { WalletDraft } from "./draft.ts"
import type { AutoRecharge, EmergencyUse } from "./recharge-settings.ts"

/** What an emergency's top-up has for a reference. */
export const EMERGENCY_REFERENCE = "emergency"
/** Most that may be agreed to in a month. */
export const EMERGENCIES_PER_MONTH_MAX = 10

/** Whether available is where an emergency begins: strictly below. What is held is not available. Rule RECHARGE-12. */
export function isInEmergency(draft: WalletDraft, { emergency }: AutoRecharge): boolean {
  return emergency !== null && draft.available < emergency.below
}

/**
 * Whether an emergency's top-up is made now: once a crossing, once a day and so often a month, by the customer's
 * calendar. Those that failed count. Rule RECHARGE-12.
 */
export function isEmergencyDue(draft: WalletDraft, recharge: AutoRecharge, customerZone: Zone): boolean {
  const dueAt = emergencyDueAt(draft, recharge, customerZone)
  return dueAt !== null && dueAt <= draft.at
}

/** When it may be made although nothing else happens; null when nothing is to be made in this crossing. */
export function emergencyDueAt(
  draft: WalletDraft,
  recharge: AutoRecharge,
  customerZone: Zone,
): number | null {
  const { emergency, emergencyUse: use } = recharge
  if (emergency === null || use.isUsed || !isInEmergency(draft, recharge)) return null
  const month = localMonth(customerZone, draft.at)
  if (countIn(use, month) >= emergency.perMonth) return startOfLocalMonth(customerZone, month + 1)
  const day = localDay(customerZone, draft.at)
  return use.day === day ? startOfLocalDay(customerZone, day + 1) : draft.at
}

/** After one was made. */
export function afterEmergency({ emergencyUse }: AutoRecharge, at: number, customerZone: Zone): EmergencyUse {
  const month = localMonth(customerZone, at)
  return { isUsed: true, day: localDay(customerZone, at), month, count: countIn(emergencyUse, month) + 1 }
}

function countIn({ month, count }: EmergencyUse, wanted: number): number {
  return month === wanted ? count : 0
}
