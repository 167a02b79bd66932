import type { Micros } from "../money/micros.ts"
import { accept, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import { moneyAccount } from "./credit-top-up.ts"
import { postRefund } from "./give-back.ts"
import { isCredited, withRefund } from "./given-back.ts"
import { refundLines, refundPayload } from "./refund-lines.ts"
import { refundableOf, type Refundable } from "./refundable.ts"
import { splitCredit } from "./split-money.ts"
import type { Decision, Names, WalletState } from "./state.ts"
import type { Refund, TopUp } from "./top-up.ts"

/** The operator pays credit of a top-up back. */
export interface RefundTopUp {
  readonly commandId: string
  readonly topUpId: string
  /** Of the refund. */
  readonly refundId: string
  /** Of credit, a multiple of `smallest`; absent = all that can be refunded. */
  readonly amount?: Micros
  readonly reason: string
  /** Whether the fee goes back in proportion; absent = it is kept. */
  readonly refundsFee?: boolean
  /** The smallest amount that can be paid back; absent = any. */
  readonly smallest?: Micros
}

export type RefundRefusal =
  | { readonly code: "not_found" }
  /** Credit that was spent, is held or disputed cannot be paid back. */
  | ({ readonly code: "not_refundable" } & Refundable)
  /** A top-up has been refunded as often as it can be. */
  | { readonly code: "too_many_refunds" }

/** Of one top-up, failed ones too: its row stays small. */
export const REFUNDS_PER_TOP_UP_MAX = 100

export function namesOfRefund({ topUpId }: Pick<RefundTopUp, "topUpId">, now: number): Names {
  return { topUpIds: [topUpId], dueBy: now }
}

/**
 * Pay back unspent credit of a top-up, with its taxes and, if asked, its fee. What a provider collected waits for the
 * provider: it leaves the wallet at once, and the order goes to the outbox. What came by hand is paid back at once. Rules
 * REFUND-1 to REFUND-5.
 */
export function decideRefund(
  state: WalletState,
  command: RefundTopUp,
  zones: Zones,
  now: number,
): Decision<Result<TopUp, RefundRefusal>> {
  const { commandId, topUpId, refundId, reason, smallest = 1n, refundsFee = false } = command
  const topUp = state.topUps.get(topUpId)
  if (topUp === undefined) return { answer: refuse({ code: "not_found" }) }
  if (topUp.refunds.some(({ id }) => id === refundId)) return { answer: accept(topUp) }
  const { draft, meters } = startCommand(state, commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfRefund(command, now), ...missing } }
  const what = refundableOf(draft, topUp, smallest)
  const amount = command.amount ?? what.refundable
  if (!isCredited(topUp) || amount <= 0n || amount > what.refundable) {
    return { answer: refuse({ code: "not_refundable", ...what }) }
  }
  if (topUp.refunds.length >= REFUNDS_PER_TOP_UP_MAX) return { answer: refuse({ code: "too_many_refunds" }) }

  // Only a provider that collected it pays it back; without one it is done by hand.
  const isPending = topUp.provider !== ""
  const parts = splitCredit(topUp, { amount, smallest, refundsFee })
  draft.begin(isPending ? "refund_begun" : "refunded", commandId)
  const { bonus } = postRefund(draft, topUp, {
    parts,
    to: isPending ? "operator:refunds_due" : moneyAccount(topUp),
  })
  const refund: Refund = {
    ...parts,
    id: refundId,
    status: isPending ? "pending" : "succeeded",
    origin: "operator",
    bonus,
    providerRefundId: "",
    reason,
    failureReason: "",
    createdAt: draft.at,
    updatedAt: draft.at,
  }
  refundLines(draft, topUp, refund)
  const changed = draft.putTopUp(withRefund(topUp, refund))
  draft.note(reason)
  draft.seal(meters)
  draft.alert(isPending ? "refund.due" : "topup.refunded", refundPayload(topUpId, refund))
  return { answer: accept(changed), changes: finishCommand(draft, zones) }
}
