import { localMonth } from "../usage/calendar.ts"
import type { Micros } from "../money/micros.ts"
import { accept, invariant, refuse, type Result } from "../result.ts"
import { creditedIn } from "./auto-recharge.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import type { AutoRecharge, Decision, Names, WalletState, WalletStatus } from "./state.ts"

export interface SetRecharge {
  readonly commandId: string
  readonly enabled: boolean
  /** Not below zero. */
  readonly threshold: Micros
  /** Above zero. */
  readonly amount: Micros
  readonly monthlyLimit: Micros | null
  /** Who agrees, as the host names callers. */
  readonly setBy: string
}

export type SetRechargeRefusal = { readonly code: "wallet_not_active"; readonly status: WalletStatus }

export function namesOfSetRecharge(now: number): Names {
  return { dueBy: now }
}

/**
 * Agree to auto-recharge, change it, or turn it off. Setting it anew ends a pause and forgets failures; a top-up that is
 * under way stays. Rule RECHARGE-1.
 */
export function decideSetRecharge(
  state: WalletState,
  command: SetRecharge,
  zones: Zones,
  now: number,
): Decision<Result<AutoRecharge, SetRechargeRefusal>> {
  const { enabled, threshold, amount, monthlyLimit, setBy } = command
  invariant(threshold >= 0n && amount > 0n && (monthlyLimit ?? 0n) >= 0n, "auto-recharge adds money")
  const { status } = state.wallet
  if (enabled && status !== "active") return { answer: refuse({ code: "wallet_not_active", status }) }
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfSetRecharge(now), ...missing } }

  draft.begin("recharge_set", command.commandId)
  const before = draft.wallet.recharge
  const month = localMonth(zones.customerZone, draft.at)
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
  })
  draft.seal(meters)
  const changes = finishCommand(draft, zones)
  // It may have begun a top-up at once.
  const { recharge } = draft.wallet
  invariant(recharge !== null, "it was just set")
  return { answer: accept(recharge), changes }
}
