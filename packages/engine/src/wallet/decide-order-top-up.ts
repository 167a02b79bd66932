import type { Micros } from "../money/micros.ts"
import { accept, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import type { Decision, Names, WalletState } from "./state.ts"
import type { TopUp } from "./top-up.ts"

/** What is known of a pending top-up once a payment provider is to collect it. */
export interface OrderTopUp {
  readonly commandId: string
  readonly id: string
  readonly provider: string
  /** "" where there is none. */
  readonly providerReference: string
  readonly checkoutUrl: string
  /** Of one that auto-recharge made, which had no price before; absent = as it was begun. */
  readonly price?: { readonly fee: Micros; readonly tax: Micros; readonly taxIncluded?: Micros }
}

export type OrderTopUpRefusal =
  | { readonly code: "not_found" }
  /** It is no longer pending, or it was auto-recharge's and that was turned off or the wallet with it. */
  | { readonly code: "not_wanted" }

export function namesOfOrderTopUp({ id }: Pick<OrderTopUp, "id">, now: number): Names {
  return { topUpIds: [id], dueBy: now }
}

/** Note where a pending top-up is paid. It is ordered once: after that it answers as it is. Rules TOPUP-5, RECHARGE-7. */
export function decideOrderTopUp(
  state: WalletState,
  command: OrderTopUp,
  zones: Zones,
  now: number,
): Decision<Result<TopUp, OrderTopUpRefusal>> {
  const { id, provider, providerReference, checkoutUrl, price } = command
  const topUp = state.topUps.get(id)
  if (topUp === undefined) return { answer: refuse({ code: "not_found" }) }
  if (topUp.provider !== "") return { answer: accept(topUp) }
  const { status, recharge } = state.wallet
  const isWithdrawn = topUp.source === "auto" && (status !== "active" || recharge?.enabled !== true)
  if (topUp.status !== "pending" || isWithdrawn) return { answer: refuse({ code: "not_wanted" }) }
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfOrderTopUp(command, now), ...missing } }

  draft.begin("topup_ordered", command.commandId)
  const { fee, tax, taxIncluded = 0n } = price ?? topUp
  const place = { provider, providerReference, checkoutUrl }
  const ordered = draft.putTopUp({ ...topUp, fee, tax, taxIncluded, ...place })
  draft.note(id)
  draft.seal(meters)
  return { answer: accept(ordered), changes: finishCommand(draft, zones) }
}
