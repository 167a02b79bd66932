import type { UsageEvent } from "@tollgate/engine"
import type { Replay } from "../storage/wallet-store.ts"
import type { RetryCounts } from "./retry-suspense.ts"
import type { EventOutcome } from "./settle-events.ts"

/** Events of one wallet, their senders named, as they are settled in one place. */
export interface WalletPart {
  readonly events: readonly UsageEvent[]
  /** The request's; the wallet keeps its part of the answer. */
  readonly replay?: Replay
}

export type SettledPart =
  | { readonly kind: "settled"; readonly outcomes: readonly EventOutcome[] }
  | { readonly kind: "refused"; readonly code: "idempotency_key_reused" | "unavailable" }

/**
 * Where wallets live when it is not here: an object each, with a store of its own, that runs the same app. What is asked and
 * answered is data, never a function. Rules WORK-1 to WORK-5.
 */
export interface WalletPlaces {
  /** What the wallet's place answers to this request. */
  answer(walletId: string, request: Request): Promise<Response>
  /** Whether this is the place of the wallet. */
  isHere(walletId: string): boolean
  /** The wallet whose place this is, of a request that came here by `answer` of another place. */
  handedOverTo(request: Request): string | undefined
  /** Several wallets' parts of one request are settled at the same time. */
  settle(walletId: string, part: WalletPart): Promise<SettledPart>
  /** Wallets in which events wait in suspense, in order of id. */
  inSuspense(page: { readonly limit: number; readonly after?: string }): Promise<readonly string[]>
  retry(walletId: string): Promise<RetryCounts>
  /** Sum a wallet's rollups by this zone. */
  rebuildZone(walletId: string, zoneId: string): Promise<void>
}
