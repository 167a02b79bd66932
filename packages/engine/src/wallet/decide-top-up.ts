import type { Micros } from "../money/micros.ts"
import { accept, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import { creditTopUp } from "./credit-top-up.ts"
import { NOT_ORDERED, NOTHING_BACK } from "./new-top-up.ts"
import type { Decision, Names, WalletState, WalletStatus } from "./state.ts"
import type { TopUp } from "./top-up.ts"

/** Money that has come in: recorded and credited at once. */
export interface RecordTopUp {
  readonly commandId: string
  readonly id: string
  readonly method: TopUp["method"]
  /** What is credited; above zero. */
  readonly amount: Micros
  readonly bonus?: { readonly amount: Micros; readonly expiresAt: number | null }
  readonly reference: string
  /** The number whose part is credited; absent = the shared part. */
  readonly senderId?: string
}

export type TopUpRefusal =
  | { readonly code: "id_taken" }
  | { readonly code: "wallet_not_active"; readonly status: WalletStatus }

export function namesOfTopUp({ id }: Pick<RecordTopUp, "id">, now: number): Names {
  return { topUpIds: [id], dueBy: now }
}

/** Credit a top-up, and its bonus as a grant of its own. Rules TOPUP-1, GRANT-3. */
export function decideTopUp(
  state: WalletState,
  command: RecordTopUp,
  zones: Zones,
  now: number,
): Decision<Result<TopUp, TopUpRefusal>> {
  const existing = state.topUps.get(command.id)
  if (existing !== undefined) {
    const isSame =
      existing.amount === command.amount &&
      existing.method === command.method &&
      existing.senderId === (command.senderId ?? "") &&
      existing.reference === command.reference
    return { answer: isSame ? accept(existing) : refuse({ code: "id_taken" }) }
  }
  const { status } = state.wallet
  if (status !== "active") return { answer: refuse({ code: "wallet_not_active", status }) }
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfTopUp(command, now), ...missing } }

  draft.begin("topped_up", command.commandId)
  const { id, method, amount, bonus, reference, senderId = "" } = command
  const topUp = creditTopUp(draft, {
    id,
    method,
    source: method === "manual" ? "operator" : "portal",
    senderId,
    status: "pending",
    amount,
    bonus: bonus?.amount ?? 0n,
    bonusExpiresAt: bonus?.expiresAt ?? null,
    fee: 0n,
    tax: 0n,
    taxIncluded: 0n,
    ...NOTHING_BACK,
    reference,
    couponCode: "",
    grantId: `${id}:paid`,
    ...NOT_ORDERED,
    createdAt: draft.at,
    expiresAt: null,
  })
  draft.note(id)
  draft.seal(meters)
  return { answer: accept(topUp), changes: finishCommand(draft, zones) }
}
