import { localMonth } from "../usage/calendar.ts"
import type { Micros } from "../money/micros.ts"
import { accept, invariant, refuse, type Result } from "../result.ts"
import {
  creditedIn,
  NO_EMERGENCIES,
  RECHARGE_FAILURES_DEFAULT,
  RECHARGE_FAILURES_MAX,
} from "./auto-recharge.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import { consentToEmergency, consentToRecharge, coversEmergency, coversRecharge } from "./recharge-consent.ts"
import type { Decision, Names, WalletState, WalletStatus } from "./state.ts"
import type { AutoRecharge, EmergencyTerms, GivenConsent } from "./recharge-settings.ts"

export interface SetRecharge {
  readonly commandId: string
  readonly enabled: boolean
  /** Not below zero. */
  readonly threshold: Micros
  /** Above zero. */
  readonly amount: Micros
  readonly monthlyLimit: Micros | null
  /** Absent = as it was, at first `maxFailuresAtFirst`. */
  readonly maxFailures?: number
  /** Absent = `RECHARGE_FAILURES_DEFAULT`. */
  readonly maxFailuresAtFirst?: number
  /** Null = none; absent = as it was while it stays on, else none. */
  readonly emergency?: (EmergencyTerms & { readonly consent?: GivenConsent }) | null
  /** Recorded whether it is needed or not. */
  readonly consent?: GivenConsent
  /** What the request itself says where a consent is needed and none came. */
  readonly impliedConsent: GivenConsent
  /**
   * What its first top-up waits for: a checkout that leaves a means of payment (`method`, where none is kept), or the
   * customer's next payment whatever is kept (`payment`; no matter where it is on already).
   */
  readonly waitsFor?: "method" | "payment"
  /** Who sets it, as the host names callers. */
  readonly setBy: string
}

export type SetRechargeRefusal =
  | { readonly code: "wallet_not_active"; readonly status: WalletStatus }
  /** An emergency's terms are agreed to with their own text. */
  | { readonly code: "consent_required" }

export function namesOfSetRecharge(now: number): Names {
  return { dueBy: now }
}

/**
 * Agree to auto-recharge, change it, or turn it off. Setting it anew ends a pause and forgets failures; a top-up that is
 * under way stays. Rules RECHARGE-1, RECHARGE-9, RECHARGE-11.
 */
export function decideSetRecharge(
  state: WalletState,
  command: SetRecharge,
  zones: Zones,
  now: number,
): Decision<Result<AutoRecharge, SetRechargeRefusal>> {
  const { enabled, threshold, amount, monthlyLimit, setBy } = command
  invariant(threshold >= 0n && amount > 0n && (monthlyLimit ?? 0n) >= 0n, "auto-recharge adds money")
  const { status, currency, recharge: before } = state.wallet
  if (enabled && status !== "active") return { answer: refuse({ code: "wallet_not_active", status }) }
  const agreed = before?.enabled === true ? before : null
  const emergency = enabled ? emergencyOf(command, agreed) : null
  const atFirst = command.maxFailuresAtFirst ?? RECHARGE_FAILURES_DEFAULT
  const maxFailures = command.maxFailures ?? before?.maxFailures ?? atFirst
  invariant(maxFailures >= 1 && maxFailures <= RECHARGE_FAILURES_MAX, "some failures turn it off")
  const givenToEmergency = command.emergency?.consent
  if (emergency !== null && givenToEmergency === undefined) {
    const isAgreed = coversEmergency(agreed?.emergencyConsent ?? null, emergency)
    if (!isAgreed) return { answer: refuse({ code: "consent_required" }) }
  }
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfSetRecharge(now), ...missing } }

  draft.begin("recharge_set", command.commandId)
  const month = localMonth(zones.customerZone, draft.at)
  const sequence = draft.nextSequence
  const previous = before?.consentSequence ?? 0
  const place = { by: setBy, at: draft.at, currency, sequence, previous }
  const isNeeded = enabled && !coversRecharge(agreed?.consent ?? null, command)
  const given = enabled ? (command.consent ?? (isNeeded ? command.impliedConsent : undefined)) : undefined
  const isEmergencyGiven = emergency !== null && givenToEmergency !== undefined
  draft.putRecharge({
    enabled,
    threshold,
    amount,
    monthlyLimit,
    setBy,
    setAt: draft.at,
    pendingId: before?.pendingId ?? "",
    failures: 0,
    pausedUntil: null,
    reason: "",
    month,
    credited: before === null ? 0n : creditedIn(before, month),
    maxFailures,
    isAwaitingMethod: isAwaiting(command, agreed),
    emergency,
    emergencyUse: before?.emergencyUse ?? NO_EMERGENCIES,
    consent: given === undefined ? (before?.consent ?? null) : consentToRecharge(given, command, place),
    emergencyConsent: isEmergencyGiven
      ? consentToEmergency(givenToEmergency, emergency, place)
      : (before?.emergencyConsent ?? null),
    consentSequence: given === undefined && !isEmergencyGiven ? previous : sequence,
  })
  draft.seal(meters)
  const changes = finishCommand(draft, zones)
  // It may have begun a top-up at once.
  const { recharge } = draft.wallet
  invariant(recharge !== null, "it was just set")
  return { answer: accept(recharge), changes }
}

function emergencyOf({ emergency }: SetRecharge, agreed: AutoRecharge | null): EmergencyTerms | null {
  if (emergency === undefined) return agreed?.emergency ?? null
  if (emergency === null) return null
  const { amount, below, perMonth } = emergency
  invariant(amount > 0n && below >= 0n && perMonth >= 1, "an emergency adds money")
  return { amount, below, perMonth }
}

function isAwaiting({ enabled, waitsFor }: SetRecharge, agreed: AutoRecharge | null): boolean {
  if (!enabled || waitsFor === undefined) return false
  return waitsFor === "method" || agreed === null || agreed.isAwaitingMethod
}
