import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import type { Decision, Names, WalletState } from "./state.ts"

export interface Expire {
  readonly commandId: string
}

export function namesOfExpire(now: number): Names {
  return { dueBy: now }
}

/** What a sweep does: free the holds and take back the grants that are due. Rules HOLD-7, GRANT-4. */
export function decideExpire(
  state: WalletState,
  { commandId }: Expire,
  zones: Zones,
  now: number,
): Decision<{ readonly expired: number }> {
  const before = state.wallet.sequence
  const { draft, meters } = startCommand(state, commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfExpire(now), ...missing } }
  return { answer: { expired: draft.wallet.sequence - before }, changes: finishCommand(draft, zones) }
}
