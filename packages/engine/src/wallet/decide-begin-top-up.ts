import type { Micros } from "../money/micros.ts"
import { accept, invariant, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import { NOT_ORDERED, NOTHING_BACK } from "./new-top-up.ts"
import type { Decision, Names, WalletState, WalletStatus } from "./state.ts"
import type { TopUp } from "./top-up.ts"

/** A checkout: money that the customer is about to pay. */
export interface BeginTopUp {
  readonly commandId: string
  readonly id: string
  readonly source: "portal" | "link"
  /** What is credited; above zero. The customer pays amount + fee + tax. */
  readonly amount: Micros
  readonly fee: Micros
  readonly tax: Micros
  /** Tax inside of amount + fee; absent = none. */
  readonly taxIncluded?: Micros
  /** The number whose part is credited; absent = the shared part. */
  readonly senderId?: string
  readonly bonus: { readonly amount: Micros; readonly expiresAt: number | null }
  /** "" without one. */
  readonly couponCode: string
  readonly reference: string
  /** When it is given up. */
  readonly expiresAt: number
}

export type BeginTopUpRefusal =
  | { readonly code: "id_taken" }
  | { readonly code: "wallet_not_active"; readonly status: WalletStatus }

export function namesOfBeginTopUp({ id }: Pick<BeginTopUp, "id">, now: number): Names {
  return { topUpIds: [id], dueBy: now }
}

/**
 * A pending top-up: it moves no money. The same id with the same amount, source, number, coupon and reference answers the top-up
 * that is there, at the fee, tax and bonus that it was begun with. Rules TOPUP-3, TOPUP-4.
 */
export function decideBeginTopUp(
  state: WalletState,
  command: BeginTopUp,
  zones: Zones,
  now: number,
): Decision<Result<TopUp, BeginTopUpRefusal>> {
  const { id, source, amount, fee, tax, bonus, couponCode, reference, expiresAt } = command
  const { taxIncluded = 0n, senderId = "" } = command
  const isIncoming = amount > 0n && fee >= 0n && tax >= 0n && bonus.amount >= 0n
  invariant(isIncoming && taxIncluded >= 0n, "a checkout takes no money out")
  const existing = state.topUps.get(id)
  if (existing !== undefined) {
    const isSame =
      existing.amount === amount &&
      existing.method === "checkout" &&
      existing.source === source &&
      existing.senderId === senderId &&
      existing.couponCode === couponCode &&
      existing.reference === reference
    return { answer: isSame ? accept(existing) : refuse({ code: "id_taken" }) }
  }
  const { status } = state.wallet
  if (status !== "active") return { answer: refuse({ code: "wallet_not_active", status }) }
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfBeginTopUp(command, now), ...missing } }

  draft.begin("topup_begun", command.commandId)
  const topUp = draft.putTopUp({
    id,
    method: "checkout",
    source,
    senderId,
    status: "pending",
    amount,
    bonus: bonus.amount,
    bonusExpiresAt: bonus.expiresAt,
    fee,
    tax,
    taxIncluded,
    ...NOTHING_BACK,
    reference,
    couponCode,
    grantId: `${id}:paid`,
    ...NOT_ORDERED,
    createdAt: draft.at,
    expiresAt,
  })
  draft.note(id)
  draft.seal(meters)
  return { answer: accept(topUp), changes: finishCommand(draft, zones) }
}
