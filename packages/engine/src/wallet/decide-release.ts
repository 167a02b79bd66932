import { accept, refuse, type Result } from "../result.ts"
import { freeAll } from "./holds.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import type { Decision, Hold, Names, WalletState } from "./state.ts"

export interface Release {
  readonly commandId: string
  readonly holdId: string
}

export type ReleaseRefusal = { readonly code: "not_found" }

export function namesOfRelease({ holdId }: Release, now: number): Names {
  return { holdIds: [holdId], dueBy: now }
}

/** Free what a hold still reserves; one that is no longer open is answered as it is. Rule HOLD-6. */
export function decideRelease(
  state: WalletState,
  command: Release,
  zones: Zones,
  now: number,
): Decision<Result<Hold, ReleaseRefusal>> {
  if (!state.holds.has(command.holdId)) return { answer: refuse({ code: "not_found" }) }
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const hold = draft.hold(command.holdId)!
  if (hold.state === "open") {
    draft.begin("released", command.commandId)
    freeAll(draft, meters, hold, "released")
    draft.note(hold.id)
    draft.seal(meters)
  }
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfRelease(command, now), ...missing } }
  return { answer: accept(draft.hold(command.holdId)!), changes: finishCommand(draft, zones) }
}
