import type { Deps } from "../deps.ts"
import type { FollowedEvent } from "./event-types.ts"

/** No wallet has this id: its cursor says since when an owner listens. */
export const EVERY_WALLET = ""

/** From now on, and not from where the last one stopped. Rule HOOK-4. */
export async function beginFollowing(
  { catalog, clock }: Pick<Deps, "catalog" | "clock">,
  ownerId: string,
  topic: FollowedEvent,
): Promise<number> {
  const at = clock()
  await catalog.dropJournalCursors(ownerId, topic)
  await catalog.putJournalCursor({ ownerId, topic, walletId: EVERY_WALLET, number: 0, at })
  return at
}
