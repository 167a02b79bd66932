import type { Wallet } from "@tollgate/engine"
import type { WalletPlace } from "../catalog/records.ts"
import type { JournalCursor, WebhookEndpoint } from "../catalog/delivery-records.ts"
import type { Deps } from "../deps.ts"
import { beginFollowing, EVERY_WALLET } from "./begin-following.ts"
import { FOLLOWED_EVENTS, type FollowedEvent } from "./event-types.ts"
import { tellCharges } from "./tell-charges.ts"
import { tellHead } from "./tell-head.ts"
import { tellUpdates } from "./tell-updates.ts"

const WALLETS_AT_ONCE = 200

export type FollowDeps = Pick<Deps, "catalog" | "wallets" | "clock">

/** One owner's way through the journal of one wallet. */
export interface Following {
  readonly ownerId: string
  readonly place: WalletPlace
  readonly wallet: Wallet
  readonly cursor: JournalCursor | undefined
  /** Since when this owner listens to this event. */
  readonly since: number
}

/** Where the cursor is to stand, `undefined` = nothing new; `isMore` = one page was told, and there is another. */
export interface Followed {
  readonly number: number
  readonly isMore?: boolean
}

const TELL: Readonly<
  Record<FollowedEvent, (deps: FollowDeps, following: Following) => Promise<Followed | undefined>>
> = {
  "charge.created": tellCharges,
  "wallet.updated": tellUpdates,
  "journal.head": tellHead,
}

/** Whether anybody asks for events of volume. */
export async function isFollowed({ catalog }: Pick<FollowDeps, "catalog">): Promise<boolean> {
  return (await catalog.enabledWebhookEndpoints()).some(follows)
}

/**
 * Tells what is new in the journals since the last look: first the deliveries, then the cursor, so that what a crash cuts off is
 * told again, with the same ids. Wallets where nothing is new cost a place in a list. Rule HOOK-4.
 *
 * @returns whether there is more to tell at once
 */
export async function followJournals(deps: FollowDeps): Promise<boolean> {
  const { catalog, wallets } = deps
  const endpoints = (await catalog.enabledWebhookEndpoints()).filter(follows)
  let isMore = false
  for (const [ownerId, own] of Map.groupBy(endpoints, (endpoint) => endpoint.ownerId)) {
    const topics = FOLLOWED_EVENTS.filter((topic) => own.some(({ events }) => events.includes(topic)))
    const filter = ownerId === "" ? {} : { partnerId: ownerId }
    let after: { at: number; id: string } | undefined
    do {
      const page = await catalog.walletPlaces(
        filter,
        after === undefined ? { limit: WALLETS_AT_ONCE } : { limit: WALLETS_AT_ONCE, after },
      )
      const places = new Map(page.rows.map((place) => [place.walletId, place]))
      const walletIds = [...places.keys()]
      const found = await wallets.walletsOf(walletIds)
      for (const topic of topics) {
        const listed = await catalog.journalCursors(ownerId, topic, [EVERY_WALLET, ...walletIds])
        const cursors = new Map(listed.map((cursor) => [cursor.walletId, cursor]))
        const since = cursors.get(EVERY_WALLET)?.at ?? (await beginFollowing(deps, ownerId, topic))
        for (const wallet of found) {
          const place = places.get(wallet.id)!
          const followed = await TELL[topic](deps, {
            ownerId,
            place,
            wallet,
            cursor: cursors.get(wallet.id),
            since,
          })
          if (followed === undefined) continue
          const { number } = followed
          await catalog.putJournalCursor({ ownerId, topic, walletId: wallet.id, number, at: deps.clock() })
          isMore ||= followed.isMore === true
        }
      }
      after = page.next
    } while (after !== undefined)
  }
  return isMore
}

function follows({ events }: WebhookEndpoint): boolean {
  return FOLLOWED_EVENTS.some((topic) => events.includes(topic))
}
