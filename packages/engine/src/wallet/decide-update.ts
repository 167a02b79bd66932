import type { WalletSettings } from "../ledger/entry-facts.ts"
import { accept, refuse, type Result } from "../result.ts"
import { finishCommand, namesMissing, startCommand, type Zones } from "./command.ts"
import type { Decision, Names, Wallet, WalletState } from "./state.ts"

export interface UpdateWallet {
  readonly commandId: string
  /** Only what changes. */
  readonly settings: Partial<
    Pick<WalletSettings, "status" | "planId" | "overdraftLimit" | "lowBalanceThreshold" | "creditName">
  >
}

/** A wallet closes with no open holds and a balance of 0 or more. */
export type UpdateRefusal = {
  readonly code: "wallet_not_empty"
  readonly held: bigint
  readonly balance: bigint
}

/** Closing asks for every open hold, whenever it falls due. */
export function namesOfUpdate(now: number, settings: UpdateWallet["settings"] = {}): Names {
  return { dueBy: settings.status === "closed" ? Number.MAX_SAFE_INTEGER : now }
}

/** Change the settings of a wallet; they hold for every trigger handled from now on. Rules WAL-2, WAL-3. */
export function decideUpdate(
  state: WalletState,
  command: UpdateWallet,
  zones: Zones,
  now: number,
): Decision<Result<Wallet, UpdateRefusal>> {
  const { draft, meters } = startCommand(state, command.commandId, zones.customerZone, now)
  const missing = namesMissing(draft, meters)
  if (missing !== undefined) return { more: { ...namesOfUpdate(now, command.settings), ...missing } }
  const { balance, held } = draft.wallet
  // One past the limit of what was loaded is open too.
  const hasOpenHold =
    state.nextHoldExpiryAt !== null || [...draft.holds].some((hold) => hold.state === "open")
  if (command.settings.status === "closed" && (balance < 0n || held !== 0n || hasOpenHold)) {
    return { answer: refuse({ code: "wallet_not_empty", held, balance }) }
  }
  draft.begin("updated", command.commandId)
  // A status that is set by hand is nobody else's.
  const isStatusSet = command.settings.status !== undefined
  draft.putSettings({ ...command.settings, ...(isStatusSet ? { suspendedBy: [] } : {}) })
  draft.seal(meters)
  return { answer: accept(draft.wallet), changes: finishCommand(draft, zones) }
}
