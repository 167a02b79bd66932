import { decodeFacts, type JournalEntry } from "@tollgate/engine"
import { formatWallet } from "../reading/wallet-answer.ts"
import { firstFollowed } from "./first-followed.ts"
import type { FollowDeps, Followed, Following } from "./follow-journals.ts"
import { tellEndpoints } from "./tell-endpoints.ts"

/** Of a wallet in one look. */
const ENTRIES_AT_ONCE = 200

/**
 * `wallet.updated`: whatever set status, plan, limits or credit name, also a dispute that suspends. The wallet is as it is when
 * this is written; changes that are found in one look come as one. Rule HOOK-4.
 */
export async function tellUpdates(deps: FollowDeps, following: Following): Promise<Followed | undefined> {
  const { place, wallet, cursor, ownerId } = following
  if (cursor !== undefined && cursor.number >= wallet.sequence) return undefined
  const first = cursor === undefined ? await firstFollowed(deps, following) : cursor.number + 1
  if (first === undefined) return undefined
  const range = { afterSequence: first - 1, limit: ENTRIES_AT_ONCE }
  const entries = await deps.wallets.entries(wallet.id, range)
  const changed = entries.findLast(setsSomething)
  if (changed !== undefined) {
    const customer = await deps.catalog.customer(place.customerId)
    await tellEndpoints(deps, place, {
      type: "wallet.updated",
      source: `${wallet.id}:updated:${changed.sequence}`,
      at: changed.at,
      ownerId,
      data: () => ({ wallet: formatWallet(wallet, customer?.timezone ?? "UTC") }),
    })
  }
  const last = entries.at(-1)
  return last === undefined
    ? undefined
    : { number: last.sequence, isMore: entries.length === ENTRIES_AT_ONCE }
}

function setsSomething({ kind, facts }: JournalEntry): boolean {
  // Most entries have no such word, and need not be read.
  return kind !== "opened" && facts.includes('"settings"') && decodeFacts(facts).settings !== undefined
}
