import type { Micros } from "../money/micros.ts"
import { accept, refuse, type Result } from "../result.ts"
import { applyNoted } from "./apply-noted.ts"
import { afterCredit } from "./auto-recharge.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import { creditTopUp } from "./credit-top-up.ts"
import type { Decision, Names, WalletState } from "./state.ts"
import type { TopUp } from "./top-up.ts"

/** The provider says that a top-up was paid. */
export interface CompleteTopUp {
  readonly commandId: string
  readonly id: string
  /** What came in: amount + fee + tax. */
  readonly paid: Micros
  /** The provider's name for the payment; absent = it has none. */
  readonly paymentReference?: string
  /** For what was refunded or disputed before this was told; absent = a micro, and no. */
  readonly smallest?: Micros
  readonly suspendsWallet?: boolean
}

export type CompleteTopUpRefusal =
  | { readonly code: "not_found" }
  /** Another sum than was asked for: people must look at it. */
  | { readonly code: "paid_amount_differs"; readonly total: Micros; readonly paid: Micros }

export function namesOfCompleteTopUp({ id }: Pick<CompleteTopUp, "id">, now: number): Names {
  return { topUpIds: [id], dueBy: now }
}

/**
 * Credit a top-up that was paid: once, whatever the wallet's status is by then, and also when it was given up before.
 * What was refunded or disputed of it before it was told is taken at once. Told again, it answers as it is. Rules TOPUP-6,
 * TOPUP-7.
 */
export function decideCompleteTopUp(
  state: WalletState,
  command: CompleteTopUp,
  zones: Zones,
  now: number,
): Decision<Result<TopUp, CompleteTopUpRefusal>> {
  const topUp = state.topUps.get(command.id)
  if (topUp === undefined) return { answer: refuse({ code: "not_found" }) }
  if (topUp.status !== "pending" && topUp.status !== "failed") return { answer: accept(topUp) }
  const total = topUp.amount + topUp.fee + topUp.tax
  const { paid, paymentReference = "", smallest = 1n, suspendsWallet = false } = command
  if (paid !== total) return { answer: refuse({ code: "paid_amount_differs", total, paid }) }
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfCompleteTopUp(command, now), ...missing } }

  draft.begin("topped_up", command.commandId)
  const credited = creditTopUp(draft, { ...topUp, paymentReference })
  afterCredit(draft, topUp, zones.customerZone)
  const taken = applyNoted(draft, { credited, noted: topUp }, { smallest, suspendsWallet })
  draft.note(topUp.id)
  draft.seal(meters)
  return { answer: accept(taken), changes: finishCommand(draft, zones) }
}
