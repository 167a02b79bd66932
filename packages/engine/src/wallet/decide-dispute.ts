import type { Micros } from "../money/micros.ts"
import { accept, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import type { WalletDraft } from "./draft.ts"
import { isCredited, withDispute } from "./given-back.ts"
import { holdDispute, loseDispute, winDispute } from "./hold-dispute.ts"
import type { Decision, Names, WalletState } from "./state.ts"
import type { Dispute, DisputeState, TopUp } from "./top-up.ts"
import { stopRecharge } from "./stop-recharge.ts"

/** The provider says how a dispute of a payment stands. */
export interface DisputeTopUp {
  readonly commandId: string
  readonly topUpId: string
  /** The provider's. */
  readonly disputeId: string
  /** The money that is asked back; above zero. */
  readonly disputed: Micros
  readonly reason: string
  readonly state: DisputeState
  /** Whether an open one suspends the wallet. */
  readonly suspendsWallet: boolean
  /** What its parts are rounded to; absent = a micro. */
  readonly smallest?: Micros
}

export type DisputeRefusal = { readonly code: "not_found" }

export function namesOfDispute({ topUpId }: Pick<DisputeTopUp, "topUpId">, now: number): Names {
  return { topUpIds: [topUpId], dueBy: now }
}

/**
 * Hold what is disputed, give it back when the dispute is won, or let it go when it is lost; once each, in whatever order it
 * is told: what is open comes before what is lost, and that before what is won. Of a top-up that is not credited yet it is
 * noted. Rules DISPUTE-1 to DISPUTE-6.
 */
export function decideDispute(
  state: WalletState,
  command: DisputeTopUp,
  zones: Zones,
  now: number,
): Decision<Result<TopUp, DisputeRefusal>> {
  const { commandId, topUpId, disputeId } = command
  const topUp = state.topUps.get(topUpId)
  if (topUp === undefined) return { answer: refuse({ code: "not_found" }) }
  const known = topUp.disputes.find(({ id }) => id === disputeId)
  if (known !== undefined && RANK[known.state] >= RANK[command.state]) return { answer: accept(topUp) }
  const { draft, meters } = startCommand(state, commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfDispute(command, now), ...missing } }

  draft.begin(known === undefined && command.state === "opened" ? "disputed" : "dispute_ended", commandId)
  const told = toldDispute(draft.at, command, known)
  const changed = isCredited(topUp)
    ? applyDispute(draft, topUp, { known, told, terms: command })
    : draft.putTopUp(withDispute(topUp, told))
  draft.note(disputeId)
  draft.seal(meters)
  return { answer: accept(changed), changes: finishCommand(draft, zones) }
}

/** What is told later is further on. */
const RANK = { opened: 0, lost: 1, won: 2 } as const satisfies Record<DisputeState, number>

/**
 * Bring a credited top-up to where a dispute is now. In the open entry.
 *
 * @param told - where it is; its money is all in `amount`
 */
export function applyDispute(
  draft: WalletDraft,
  topUp: TopUp,
  given: {
    readonly known: Dispute | undefined
    readonly told: Dispute
    readonly terms: { readonly suspendsWallet: boolean; readonly smallest?: Micros }
  },
): TopUp {
  const { known, told, terms } = given
  if (told.state === "won") {
    // Nothing was held: nothing comes back.
    if (known === undefined) return draft.putTopUp(withDispute(topUp, told))
    return winDispute(draft, topUp, known)
  }
  if (known !== undefined) return loseDispute(draft, topUp, known)
  stopRecharge(draft, topUp.id, "disputed")
  const { smallest = 1n, suspendsWallet } = terms
  const held = holdDispute(draft, topUp, told, { smallest, suspendsWallet })
  return told.state === "lost" ? loseDispute(draft, held.topUp, held.dispute) : held.topUp
}

function toldDispute(at: number, command: DisputeTopUp, known: Dispute | undefined): Dispute {
  const { disputeId, disputed, reason, state } = command
  return {
    id: disputeId,
    state,
    amount: disputed,
    fee: 0n,
    tax: 0n,
    taxIncluded: 0n,
    bonus: 0n,
    reason,
    createdAt: known?.createdAt ?? at,
    updatedAt: at,
  }
}
