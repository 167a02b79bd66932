import type { Timer } from "../../timer.ts"
import { createCommitFeed, type CommitFeed } from "../change-feed.ts"
import type { Postgres } from "./connect.ts"

const WALLETS = "tollgate_wallets"
const CATALOG = "tollgate_catalog"
/** A notification holds 8,000 bytes at most. */
const IDS_AT_ONCE = 50

/** What other processes on the same database wrote. */
export interface PostgresFeed extends CommitFeed {
  /** Changes whenever another process wrote to the catalog, or may have while nothing was heard. */
  readonly catalogVersion: () => number
  /** The statement that tells the others of a write to the catalog, in the transaction that makes it. */
  readonly catalogNotice: { readonly text: string; readonly values: readonly string[] }
  close(): Promise<void>
}

/**
 * Commits of this process are told here at once and to the others after the commit, many wallets in one notification:
 * within the transaction it would make every commit of the database wait for every other. Rules PG-10, STREAM-2.
 *
 * @param self - a name that no other process has
 */
export async function listenPostgres(sql: Postgres, self: string, timer: Timer): Promise<PostgresFeed> {
  let heard = 0
  let missed = 0
  const feed = createCommitFeed({ version: () => missed, timer })
  const untold = new Set<string>()
  let telling: Promise<void> | undefined

  const onListen = (): void => {
    missed += 1
    heard += 1
  }
  const subscriptions = await Promise.all([
    sql.listen(
      WALLETS,
      (payload) => {
        const [from, ...walletIds] = JSON.parse(payload) as string[]
        if (from !== self) feed.committed(walletIds)
      },
      onListen,
    ),
    sql.listen(
      CATALOG,
      (from) => {
        if (from !== self) heard += 1
      },
      onListen,
    ),
  ])

  const tellOthers = async (): Promise<void> => {
    while (untold.size > 0) {
      const walletIds = [...untold].slice(0, IDS_AT_ONCE)
      for (const id of walletIds) untold.delete(id)
      // Whoever reads is told at the next change, where this one is lost.
      await sql.notify(WALLETS, JSON.stringify([self, ...walletIds])).catch(() => undefined)
    }
    telling = undefined
  }

  return {
    subscribe: (walletId, listener) => feed.subscribe(walletId, listener),
    committed: (walletIds) => {
      feed.committed(walletIds)
      for (const id of walletIds) untold.add(id)
      telling ??= tellOthers()
    },
    catalogVersion: () => heard,
    catalogNotice: { text: `SELECT pg_notify('${CATALOG}', $1)`, values: [self] },
    close: async () => {
      await telling
      await Promise.all(subscriptions.map((subscription) => subscription.unlisten().catch(() => undefined)))
    },
  }
}
