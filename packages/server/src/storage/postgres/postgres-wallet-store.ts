import type { Names, Wallet } from "@tollgate/engine"
import { scheduleSoon, type Work } from "../group-commit.ts"
import { executeCommand, executeOpen } from "../sql/execute.ts"
import { DUE_WALLETS, removeOutbox } from "../sql/read-lists.ts"
import { replaceRollups, sumCharges } from "../sql/rebuild-rollups.ts"
import { all, type Sql } from "../sql/request.ts"
import { walletReads, within } from "../sql/wallet-reads.ts"
import type { WalletCommand, WalletStore } from "../wallet-store.ts"
import { createCommitGroup } from "./commit-group.ts"
import type { Postgres } from "./connect.ts"
import { createPartitions } from "./partitions.ts"
import { postgresHost } from "./postgres-host.ts"
import { createWalletGroups } from "./wallet-groups.ts"

const END_TIMEOUT_SECONDS = 1

export interface PostgresWalletStoreOptions {
  /** Told of each wallet that a group wrote to, after its commit. Must not throw. */
  readonly committed?: (walletIds: Iterable<string>) => void
  /** A clock that only goes on, in ms. */
  readonly now?: () => number
}

/** The wallet store on a Postgres that has its tables, beside other processes on the same. Rules PG-1 to PG-8. */
export function createPostgresWalletStore(
  sql: Postgres,
  options: PostgresWalletStoreOptions = {},
): WalletStore {
  const { committed, now = () => performance.now() } = options
  const host = postgresHost(sql)
  const partitions = createPartitions(sql)
  const pause = (): Promise<void> => new Promise((resolve) => scheduleSoon(resolve))
  const groups = createWalletGroups({
    commit: createCommitGroup(sql, { beforeWrite: partitions.beforeWrite, now }),
    committed: (walletId) => committed?.([walletId]),
  })
  const reads = walletReads(host, pause)

  return {
    ...reads,
    open: (walletId, decide, replay) =>
      groups.submit(walletId, (scope) => executeOpen(scope, walletId, decide, replay)),
    execute: (walletId, command) => {
      const named = namedOnce(command)
      return groups.submit(walletId, (scope) => executeCommand(scope, walletId, named), {
        names: (wallet) => named.names(wallet),
        replayKey: command.replay?.key,
      })
    },
    // Wallets that another process is at are left to it.
    dueWallets: (at, limit) =>
      within(async () => {
        const rows = await host.read(all(`${DUE_WALLETS} FOR UPDATE SKIP LOCKED`, at, limit))
        return rows.map((row) => String(row["id"]))
      }),
    outboxDone: (ids) => within(() => host.transaction(() => removeOutbox(ids))),
    rebuildRollups: async (walletId, zoneId, rollupsOf) => {
      const rebuild = await within(() => sumCharges(host, walletId, { rollupsOf, pause }))
      await groups.submit(walletId, function* (scope): Sql<Work<void>> {
        // The transaction may be tried again: each time from the same sums.
        const own = { sums: rebuild.sums.copy(), lastCharge: rebuild.lastCharge }
        return {
          ok: true,
          value: yield* replaceRollups(scope, walletId, { rebuild: own, rollupsOf, zoneId }),
        }
      })
    },
    forget: async (at) => {
      await within(() => partitions.ensureAround(at))
      await reads.forget(at)
    },
    close: async () => {
      await groups.close()
      // The driver waits for ever for a connection that was cut amid a statement.
      await sql.end({ timeout: END_TIMEOUT_SECONDS })
    },
  }
}

/** The command, whose names of one and the same wallet are worked out once. */
function namedOnce(command: WalletCommand): WalletCommand {
  let of: Wallet | undefined
  let names: Names = { dueBy: 0 }
  return {
    decide: (state) => command.decide(state),
    ...(command.replay === undefined ? {} : { replay: command.replay }),
    names: (wallet) => {
      if (wallet !== of) names = command.names(wallet)
      of = wallet
      return names
    },
  }
}
