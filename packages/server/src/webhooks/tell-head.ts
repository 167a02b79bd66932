import { formatAmount } from "@tollgate/engine"
import { formatInstant } from "../schemas/common.ts"
import type { FollowDeps, Followed, Following } from "./follow-journals.ts"
import { tellEndpoints } from "./tell-endpoints.ts"

/** Of a wallet, to an owner. */
export const HEAD_EVERY_MS = 60_000

/** `journal.head`: the newest entry's hash, for whoever keeps heads elsewhere. Rule HOOK-4. */
export async function tellHead(
  deps: FollowDeps,
  { place, wallet, cursor, since, ownerId }: Following,
): Promise<Followed | undefined> {
  const { sequence, head, balance, lastEntryAt } = wallet
  if (cursor === undefined ? lastEntryAt < since : sequence <= cursor.number) return undefined
  if (cursor !== undefined && deps.clock() - cursor.at < HEAD_EVERY_MS) return undefined
  await tellEndpoints(deps, place, {
    type: "journal.head",
    source: `${wallet.id}:head:${sequence}`,
    at: lastEntryAt,
    ownerId,
    data: () => ({ sequence, head, balance: formatAmount(balance), at: formatInstant(lastEntryAt) }),
  })
  return { number: sequence }
}
