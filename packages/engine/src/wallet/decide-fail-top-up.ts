import { accept, refuse, type Result } from "../result.ts"
import { afterFailure, type RechargeLack } from "./auto-recharge.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import type { Decision, Names, WalletState } from "./state.ts"
import type { TopUp } from "./top-up.ts"

/** A top-up will not be paid. */
export interface FailTopUp {
  readonly commandId: string
  readonly id: string
  /** A code for programs, such as `declined` or `expired`; not empty. */
  readonly reason: string
  /** We gave it up before anybody was asked to pay. */
  readonly isWithdrawn: boolean
  /** Nothing is kept that could be charged, or nobody is there to do it: no failure of the customer's. */
  readonly lacks?: RechargeLack
  /** Where the customer can pay instead; absent = nowhere. */
  readonly payUrl?: string
}

export type FailTopUpRefusal = { readonly code: "not_found" }

export function namesOfFailTopUp({ id }: Pick<FailTopUp, "id">, now: number): Names {
  return { topUpIds: [id], dueBy: now }
}

/** A pending top-up fails; any other answers as it is. Rules TOPUP-8, RECHARGE-6. */
export function decideFailTopUp(
  state: WalletState,
  command: FailTopUp,
  zones: Zones,
  now: number,
): Decision<Result<TopUp, FailTopUpRefusal>> {
  const { id, reason } = command
  const topUp = state.topUps.get(id)
  if (topUp === undefined) return { answer: refuse({ code: "not_found" }) }
  if (topUp.status !== "pending") return { answer: accept(topUp) }
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfFailTopUp(command, now), ...missing } }

  draft.begin("topup_failed", command.commandId)
  const failed = draft.putTopUp({ ...topUp, status: "failed", failureReason: reason })
  const { amount, couponCode } = failed
  draft.alert("topup.failed", { topUpId: id, amount: amount.toString(), reason, couponCode })
  afterFailure(draft, topUp, zones.customerZone, command)
  draft.note(reason)
  draft.seal(meters)
  return { answer: accept(failed), changes: finishCommand(draft, zones) }
}
