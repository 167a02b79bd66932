import type { Micros } from "../money/micros.ts"
import { invariant } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import type { Decision, Names, Wallet, WalletState } from "./state.ts"

export interface Adjust {
  readonly commandId: string
  readonly id: string
  /** Signed, not zero: above zero gives the customer credit. */
  readonly amount: Micros
  readonly reason: string
}

export const ADJUSTMENTS_GROUP = "Adjustments"

export function namesOfAdjust(now: number): Names {
  return { dueBy: now }
}

/** A correction by hand, on any wallet in any status; it may take the balance below zero. Rule ADJ-1. */
export function decideAdjust(
  state: WalletState,
  { commandId, id, amount, reason }: Adjust,
  zones: Zones,
  now: number,
): Decision<Wallet> {
  invariant(amount !== 0n, "an adjustment moves money")
  const { draft, meters } = startCommand(state, commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfAdjust(now), ...missing } }
  draft.begin("adjusted", commandId)
  if (amount > 0n) draft.addCredit({ id: `${id}:paid`, kind: "paid", amount, expiresAt: null, source: id })
  else draft.spend(undefined, -amount)
  draft.post("operator:adjustments", undefined, -amount)
  draft.line({ group: ADJUSTMENTS_GROUP, label: reason, quantity: 1, amount, reference: id })
  draft.note(reason)
  draft.seal(meters)
  return { answer: draft.wallet, changes: finishCommand(draft, zones) }
}
