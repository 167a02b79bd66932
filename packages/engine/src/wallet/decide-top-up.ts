import type { Micros } from "../money/micros.ts"
import { accept, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import type { Decision, Names, TopUp, WalletState, WalletStatus } from "./state.ts"

/** Money that has come in: recorded and credited at once. */
export interface RecordTopUp {
  readonly commandId: string
  readonly id: string
  readonly method: TopUp["method"]
  /** What is credited; above zero. */
  readonly amount: Micros
  readonly bonus?: { readonly amount: Micros; readonly expiresAt: number | null }
  readonly reference: string
}

export type TopUpRefusal =
  | { readonly code: "id_taken" }
  | { readonly code: "wallet_not_active"; readonly status: WalletStatus }

export const TOP_UPS_GROUP = "Top-ups"
export const BONUSES_GROUP = "Bonuses"

export function namesOfTopUp({ id }: Pick<RecordTopUp, "id">, now: number): Names {
  return { topUpIds: [id], dueBy: now }
}

/** Credit a top-up, and its bonus as a grant of its own. Rules TOPUP-1, GRANT-3. */
export function decideTopUp(
  state: WalletState,
  command: RecordTopUp,
  { customerZone, rollupZone }: Zones,
  now: number,
): Decision<Result<TopUp, TopUpRefusal>> {
  const existing = state.topUps.get(command.id)
  if (existing !== undefined) {
    const isSame =
      existing.amount === command.amount &&
      existing.method === command.method &&
      existing.reference === command.reference
    return { answer: isSame ? accept(existing) : refuse({ code: "id_taken" }) }
  }
  const { status } = state.wallet
  if (status !== "active") return { answer: refuse({ code: "wallet_not_active", status }) }
  const { draft, meters } = startCommand(state, command.commandId, customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfTopUp(command, now), ...missing } }

  draft.begin("topped_up", command.commandId)
  const grantId = `${command.id}:paid`
  const { amount, bonus } = command
  draft.addCredit({ id: grantId, kind: "paid", amount, expiresAt: null, source: command.id })
  draft.post("operator:cash", undefined, -amount)
  const label = command.method === "manual" ? "Manual top-up" : "Top-up"
  draft.line({ group: TOP_UPS_GROUP, label, quantity: 1, amount, reference: command.reference || command.id })
  if (bonus !== undefined && bonus.amount > 0n) {
    draft.addCredit({
      id: `${command.id}:bonus`,
      kind: "promotional",
      amount: bonus.amount,
      expiresAt: bonus.expiresAt,
      source: command.id,
    })
    draft.post("operator:promotions", undefined, -bonus.amount)
    draft.line({
      group: BONUSES_GROUP,
      label: "Top-up bonus",
      quantity: 1,
      amount: bonus.amount,
      reference: command.id,
    })
  }
  draft.note(command.id)
  draft.seal(meters)
  const topUp: TopUp = {
    id: command.id,
    method: command.method,
    status: "succeeded",
    amount,
    bonus: bonus?.amount ?? 0n,
    fee: 0n,
    tax: 0n,
    refunded: 0n,
    reference: command.reference,
    grantId,
    createdAt: draft.at,
    updatedAt: draft.at,
  }
  draft.rows.putTopUp(topUp)
  draft.alert("topup.succeeded", { topUpId: topUp.id, amount: amount.toString() })
  return { answer: accept(topUp), changes: finishCommand(draft, rollupZone) }
}
