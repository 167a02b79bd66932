import { accept, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import { refundNamed, toldRefund } from "./decide-take-refund.ts"
import { isCredited, withRefund } from "./given-back.ts"
import type { Decision, Names, WalletState } from "./state.ts"
import type { Refund, TopUp } from "./top-up.ts"
import { undoRefund } from "./take-refund.ts"

/** A refund will not be paid back, or came back to the provider. */
export interface FailRefund {
  readonly commandId: string
  readonly topUpId: string
  /** Ours, when we asked for it; else "". */
  readonly refundId: string
  /** "" where the provider refused to begin one. */
  readonly providerRefundId: string
  /** A code for programs; not empty. */
  readonly reason: string
}

export type FailRefundRefusal = { readonly code: "not_found" }

export function namesOfFailRefund({ topUpId }: Pick<FailRefund, "topUpId">, now: number): Names {
  return { topUpIds: [topUpId], dueBy: now }
}

/**
 * What a refund had taken is put back, and the top-up says why; also after it had succeeded. One that nobody knew is noted as
 * failed, so that nothing told later of it counts. Rules REFUND-6, REFUND-10.
 */
export function decideFailRefund(
  state: WalletState,
  command: FailRefund,
  zones: Zones,
  now: number,
): Decision<Result<TopUp, FailRefundRefusal>> {
  const { commandId, topUpId, providerRefundId, reason } = command
  const topUp = state.topUps.get(topUpId)
  if (topUp === undefined) return { answer: refuse({ code: "not_found" }) }
  const { known, other } = refundNamed(topUp, command)
  // A refusal to begin says nothing of one that the provider has made.
  const isMade = providerRefundId !== ""
  const undone = isCredited(topUp)
    ? [known, other].filter((one) => one?.status === "pending" || (isMade && one?.status === "succeeded"))
    : []
  const isNoted = isMade && (known === undefined || known.providerRefundId === "" || !isCredited(topUp))
  const isNew = undone.length > 0 || (isNoted && !isKnownAs(known, command))
  if (!isNew) return { answer: accept(topUp) }
  const { draft, meters } = startCommand(state, commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfFailRefund(command, now), ...missing } }

  draft.begin("refund_failed", commandId)
  let changed = topUp
  for (const refund of undone) if (refund !== undefined) changed = undoRefund(draft, changed, refund, command)
  if (undone.length === 0) changed = draft.putTopUp(withRefund(topUp, noted(draft.at, command, known)))
  draft.note(reason)
  draft.seal(meters)
  return { answer: accept(changed), changes: finishCommand(draft, zones) }
}

function isKnownAs(known: Refund | undefined, { providerRefundId }: FailRefund): boolean {
  return known?.status === "failed" && known.providerRefundId === providerRefundId
}

/** Nothing moved by it. */
function noted(at: number, command: FailRefund, known: Refund | undefined): Refund {
  const told = known ?? toldRefund(at, { ...command, refunded: 0n }, undefined)
  const { reason: failureReason, providerRefundId } = command
  return { ...told, status: "failed", providerRefundId, failureReason, updatedAt: at }
}
