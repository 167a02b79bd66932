import type { Deps } from "../deps.ts"
import { formatTopUp } from "../reading/top-up-answer.ts"

/** Most top-ups told after one look; of more, the first that changed. */
export const CHANGED_TOP_UPS_MAX = 100

/** A top-up as a reader is told of it, as JSON. */
export interface ChangedTopUp {
  readonly id: string
  readonly json: string
}

/** The top-ups that an entry in `(after, upTo]` changed last, in the order of those entries. */
export async function readChangedTopUps(
  { wallets }: Pick<Deps, "wallets">,
  walletId: string,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<readonly ChangedTopUp[]> {
  if (after >= upTo) return []
  const found = await wallets.topUpsSince(walletId, after, CHANGED_TOP_UPS_MAX)
  return (
    found
      // A later entry's are told with the state after it.
      .filter(({ sequence }) => sequence <= upTo)
      .map((topUp) => ({ id: topUp.id, json: JSON.stringify(formatTopUp(walletId, topUp)) }))
  )
}
