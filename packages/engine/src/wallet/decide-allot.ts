import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import { accept, refuse, type Result } from "../result.ts"
import type { Allotment, Decision, Names, WalletState } from "./state.ts"

/** The whole list: a sender that is not in it gives its part back. */
export interface Allot {
  readonly commandId: string
  /** No sender twice; amounts 0 or more, at most `ALLOTMENTS_MAX` of them. */
  readonly allotments: readonly Allotment[]
}

/** The parts together are more than what the wallet has available. */
export type AllotRefusal = {
  readonly code: "insufficient_funds"
  readonly spendable: bigint
  readonly required: bigint
}

export const ALLOTMENTS_MAX = 500

export function namesOfAllot(now: number): Names {
  return { dueBy: now }
}

/** Set each sender's part of the balance to its amount, out of the shared part or back into it. Rule ALLOT-1. */
export function decideAllot(
  state: WalletState,
  command: Allot,
  zones: Zones,
  now: number,
): Decision<Result<readonly Allotment[], AllotRefusal>> {
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfAllot(now), ...missing } }
  const required = command.allotments.reduce((sum, one) => sum + one.amount, 0n)
  if (required > 0n && required > draft.available) {
    return { answer: refuse({ code: "insufficient_funds", spendable: draft.available, required }) }
  }

  draft.begin("allotted", command.commandId)
  const wanted = new Map(command.allotments.map((one) => [one.senderId, one.amount]))
  for (const senderId of [...new Set([...draft.allotments.keys(), ...wanted.keys()])].sort()) {
    const moved = (wanted.get(senderId) ?? 0n) - draft.balanceOf("customer:available", senderId)
    draft.post("customer:available", senderId, moved)
    draft.post("customer:available", undefined, -moved)
  }
  draft.putAllotments(command.allotments)
  draft.seal(meters)
  return { answer: accept(command.allotments), changes: finishCommand(draft, zones) }
}
