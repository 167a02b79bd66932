import type { Micros } from "../money/micros.ts"
import { accept, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import { isCredited, moneyOf, refundedParts, withRefund } from "./given-back.ts"
import type { WalletDraft } from "./draft.ts"
import type { Decision, Names, WalletState } from "./state.ts"
import type { Refund, TopUp } from "./top-up.ts"
import { areLeft } from "./split-money.ts"
import { finishRefund, takeRefund, undoRefund } from "./take-refund.ts"

/** The provider says that it paid money of a top-up back: because it was asked, or at its own dashboard. */
export interface TakeRefund {
  readonly commandId: string
  readonly topUpId: string
  /** Ours, when we asked for it; else "". */
  readonly refundId: string
  readonly providerRefundId: string
  /** The money that went back; above zero. */
  readonly refunded: Micros
  /** What its parts are rounded to; absent = a micro. */
  readonly smallest?: Micros
}

export type TakeRefundRefusal =
  | { readonly code: "not_found" }
  /** More went back than was paid: people must look at it. */
  | { readonly code: "refund_exceeds_paid"; readonly paid: Micros; readonly refunded: Micros }

/** Why a refund of ours is put back whose money went under another name. */
export const TOLD_BEFORE = "told_before"

export function namesOfTakeRefund({ topUpId }: Pick<TakeRefund, "topUpId">, now: number): Names {
  return { topUpIds: [topUpId], dueBy: now }
}

/**
 * A refund of which the provider says that it succeeded, once, whatever was told before: it ends what waited for it; one that
 * nobody asked for here is taken over. Of a top-up that is not credited yet it is noted, and taken when that is. Rules
 * REFUND-7 to REFUND-11.
 */
export function decideTakeRefund(
  state: WalletState,
  command: TakeRefund,
  zones: Zones,
  now: number,
): Decision<Result<TopUp, TakeRefundRefusal>> {
  const { commandId, topUpId, refunded, smallest = 1n } = command
  const topUp = state.topUps.get(topUpId)
  if (topUp === undefined) return { answer: refuse({ code: "not_found" }) }
  const { known, other } = refundNamed(topUp, command)
  if (isOver(known, command)) return { answer: accept(topUp) }
  const isTwice = other !== undefined && known?.status === "pending"
  if (other !== undefined && !isTwice) return { answer: accept(topUp) }
  const [paid, before] = [moneyOf(topUp), moneyOf(refundedParts(topUp))]
  if (!isTwice && before + refunded > paid) {
    return { answer: refuse({ code: "refund_exceeds_paid", paid, refunded: before + refunded }) }
  }
  const { draft, meters } = startCommand(state, commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfTakeRefund(command, now), ...missing } }

  draft.begin("refunded", commandId)
  const changed = isTwice
    ? undoRefund(draft, topUp, known, { reason: TOLD_BEFORE, providerRefundId: command.providerRefundId })
    : isCredited(topUp)
      ? take(draft, topUp, { known, command, smallest })
      : draft.putTopUp(withRefund(topUp, toldRefund(draft.at, command, known)))
  draft.note(command.providerRefundId)
  draft.seal(meters)
  return { answer: accept(changed), changes: finishCommand(draft, zones) }
}

function take(
  draft: WalletDraft,
  topUp: TopUp,
  { known, command, smallest }: { known: Refund | undefined; command: TakeRefund; smallest: Micros },
): TopUp {
  const { providerRefundId, refunded } = command
  if (known?.status !== "pending") {
    return takeRefund(draft, topUp, toldRefund(draft.at, command, known), smallest)
  }
  const isAsAsked = moneyOf(known) === refunded && areLeft(topUp, known)
  if (isAsAsked) return finishRefund(draft, topUp, known, providerRefundId)
  // Another sum than was asked for went, or other parts of it are left: what waited is put back, and what went is taken.
  const undone = undoRefund(draft, topUp, known, { reason: "amount_differs", providerRefundId })
  return takeRefund(draft, undone, toldRefund(draft.at, command, known), smallest)
}

/** What a refund is called here: by our id for it, or the provider's; and another one that is the same of the provider's. */
export function refundNamed(
  { refunds }: Pick<TopUp, "refunds">,
  { refundId, providerRefundId }: Pick<TakeRefund, "refundId" | "providerRefundId">,
): { readonly known: Refund | undefined; readonly other: Refund | undefined } {
  const own = refundId === "" ? undefined : refunds.find(({ id }) => id === refundId)
  const its =
    providerRefundId === ""
      ? undefined
      : refunds.find((one) => one.providerRefundId === providerRefundId && one !== own)
  return own === undefined ? { known: its, other: undefined } : { known: own, other: its }
}

/** It has succeeded, or failed after the provider had made it: nothing that comes later changes that. */
function isOver(known: Refund | undefined, { providerRefundId }: TakeRefund): boolean {
  if (known?.status === "succeeded") return true
  return known?.status === "failed" && known.providerRefundId === providerRefundId
}

/** A refund as it was told: all of its money is in `amount`. */
export function toldRefund(
  at: number,
  { refundId, providerRefundId, refunded }: Pick<TakeRefund, "refundId" | "providerRefundId" | "refunded">,
  known: Refund | undefined,
): Refund {
  return {
    id: known?.id ?? (refundId === "" ? `rfd_${providerRefundId}` : refundId),
    status: "succeeded",
    origin: known?.origin ?? "provider",
    amount: refunded,
    fee: 0n,
    tax: 0n,
    taxIncluded: 0n,
    bonus: 0n,
    providerRefundId,
    reason: known?.reason ?? "",
    failureReason: "",
    createdAt: known?.createdAt ?? at,
    updatedAt: at,
  }
}
