import type { Micros } from "../money/micros.ts"
import { accept, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import { moneyAccount } from "./credit-top-up.ts"
import type { Decision, Names, TopUp, WalletState } from "./state.ts"

export interface RefundTopUp {
  readonly commandId: string
  readonly topUpId: string
  /** Absent = all that can be refunded. */
  readonly amount?: Micros
  readonly reason: string
}

export type RefundRefusal =
  | { readonly code: "not_found" }
  /** Credit that was spent or is held cannot be paid back. */
  | { readonly code: "not_refundable"; readonly refundable: Micros }

export const REFUNDS_GROUP = "Refunds"

export function namesOfRefund({ topUpId }: RefundTopUp, now: number): Names {
  return { topUpIds: [topUpId], dueBy: now }
}

/** Pay back unspent credit of a top-up, out of its own grant and the shared part. Rule TOPUP-2. */
export function decideRefund(
  state: WalletState,
  command: RefundTopUp,
  zones: Zones,
  now: number,
): Decision<Result<TopUp, RefundRefusal>> {
  const topUp = state.topUps.get(command.topUpId)
  if (topUp === undefined) return { answer: refuse({ code: "not_found" }) }
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfRefund(command, now), ...missing } }
  const grant = draft.grant(topUp.grantId)
  const shared = draft.balanceOf("customer:available")
  const refundable = least(grant?.remaining ?? 0n, shared, draft.available)
  const amount = command.amount ?? refundable
  if (grant === undefined || amount <= 0n || amount > refundable) {
    return { answer: refuse({ code: "not_refundable", refundable: refundable > 0n ? refundable : 0n }) }
  }

  draft.begin("refunded", command.commandId)
  draft.post("customer:available", undefined, -amount)
  draft.post(moneyAccount(topUp), undefined, amount)
  draft.putGrant({ ...grant, remaining: grant.remaining - amount })
  draft.line({
    group: REFUNDS_GROUP,
    label: "Top-up refunded",
    quantity: 1,
    amount: -amount,
    reference: topUp.id,
  })
  const refunded = draft.putTopUp({
    ...topUp,
    status: topUp.refunded + amount === topUp.amount ? "refunded" : topUp.status,
    refunded: topUp.refunded + amount,
  })
  draft.note(command.reason)
  draft.seal(meters)
  draft.alert("topup.refunded", { topUpId: topUp.id, amount: amount.toString() })
  return { answer: accept(refunded), changes: finishCommand(draft, zones) }
}

function least(...amounts: readonly Micros[]): Micros {
  return amounts.reduce((a, b) => (a < b ? a : b))
}
