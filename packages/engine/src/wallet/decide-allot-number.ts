import type { Micros } from "../money/micros.ts"
import { accept, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import { ALLOTMENTS_MAX, namesOfAllot, type AllotRefusal } from "./decide-allot.ts"
import type { Allotment, Decision, WalletState } from "./state.ts"

/** One number's part; what is left out stays as it is. */
export interface AllotNumber {
  readonly commandId: string
  readonly senderId: string
  /** What its part becomes; 0 or more. Null: it has none from now on. A number without a part gets one of 0. */
  readonly amount?: Micros | null
  /** Whether it goes on with the shared part when its own is spent. True unless told when the part is made. */
  readonly mayUseShared?: boolean
}

/** The shared part has not as much as the number's part is to grow by; or there are as many parts as may be. */
export type AllotNumberRefusal = AllotRefusal | { readonly code: "too_many_allotments"; readonly max: number }

/**
 * Set one number's part, out of the shared part or back into it; no other part moves.
 *
 * @returns the part as it is then; null where it has none. Rule ALLOT-4.
 */
export function decideAllotNumber(
  state: WalletState,
  command: AllotNumber,
  zones: Zones,
  now: number,
): Decision<Result<Allotment | null, AllotNumberRefusal>> {
  const { senderId, commandId } = command
  const { draft, meters } = startCommand(state, commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfAllot(now), ...missing } }

  const before = draft.allotments.get(senderId)
  const part = partOf(command, before)
  const isNew = before === undefined && part !== null
  if (isNew && draft.allotments.size >= ALLOTMENTS_MAX) {
    return { answer: refuse({ code: "too_many_allotments", max: ALLOTMENTS_MAX }) }
  }
  const own = draft.balanceOf("customer:available", senderId)
  const isMoved = command.amount !== undefined || isNew
  const moved = isMoved ? (part?.amount ?? 0n) - own : 0n
  const shared = draft.balanceOf("customer:available")
  if (moved > 0n && moved > shared) {
    const spendable = own + (shared > 0n ? shared : 0n)
    return { answer: refuse({ code: "insufficient_funds", spendable, required: own + moved }) }
  }

  draft.begin("allotted", commandId)
  draft.post("customer:available", senderId, moved)
  draft.post("customer:available", undefined, -moved)
  const others = [...draft.allotments.values()].filter((one) => one.senderId !== senderId)
  // In one order, whatever order a store hands them out in: the entry's hash covers it.
  draft.putAllotments([...others, ...(part === null ? [] : [part])].toSorted(bySender))
  draft.seal(meters)
  return { answer: accept(part), changes: finishCommand(draft, zones) }
}

function partOf(
  { senderId, amount, mayUseShared }: AllotNumber,
  before: Allotment | undefined,
): Allotment | null {
  if (amount === null) return null
  return {
    senderId,
    amount: amount ?? before?.amount ?? 0n,
    mayUseShared: mayUseShared ?? before?.mayUseShared ?? true,
  }
}

function bySender(left: Allotment, right: Allotment): number {
  return left.senderId < right.senderId ? -1 : 1
}
