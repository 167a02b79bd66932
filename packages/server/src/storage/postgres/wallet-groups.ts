import { GROUP_COMMANDS_MAX, GROUP_WORK_MS_MAX, type Work } from "../group-commit.ts"
import { createBaseCache } from "../sql/base-cache.ts"
import { GroupScope } from "../sql/group-scope.ts"
import type { Sql } from "../sql/request.ts"
import { StoreUnavailableError } from "../store-unavailable.ts"
import type { Postgres } from "./connect.ts"
import type { BeforeWrite } from "./run-async.ts"
import { inTransaction } from "./transaction.ts"

const LOCK = "SELECT id FROM wallet WHERE id = $1 FOR UPDATE"
/** Two who make the same wallet have no row to wait at. */
export const LOCK_NAME = "SELECT pg_advisory_xact_lock(hashtextextended(CAST($1 AS TEXT), 0))"

export interface WalletGroups {
  submit<T>(walletId: string, work: (scope: GroupScope) => Sql<Work<T>>): Promise<T>
  /** Takes no more, and resolves when what was taken is done. */
  close(): Promise<void>
}

interface Pending {
  run(scope: GroupScope): Sql<unknown>
  settle(): void
  reject(error: unknown): void
}

export interface WalletGroupsHost {
  readonly beforeWrite: BeforeWrite
  readonly committed: (walletId: string) => void
  readonly now: () => number
}

/**
 * One transaction for all commands of a wallet that came while its last one was under way, in order of arrival; other
 * wallets' go on beside it. Rule PG-7.
 */
export function createWalletGroups(
  sql: Postgres,
  { beforeWrite, committed, now }: WalletGroupsHost,
): WalletGroups {
  const waiting = new Map<string, Pending[]>()
  const running = new Set<Promise<void>>()
  let isClosed = false

  const runGroup = async (walletId: string, group: readonly Pending[]): Promise<number> => {
    let done = 0
    let hasWritten = false
    try {
      await inTransaction(
        sql,
        async (run) => {
          done = 0
          const found = await run.send(LOCK, [walletId])
          if (found.length === 0) await run.send(LOCK_NAME, [walletId])
          const scope = new GroupScope(createBaseCache(0))
          const startedAt = now()
          for (const pending of group) {
            done += 1
            await run.run(pending.run(scope))
            if (done >= GROUP_COMMANDS_MAX || now() - startedAt >= GROUP_WORK_MS_MAX) break
          }
          hasWritten = scope.written.size > 0
          await run.run(scope.flush())
        },
        { beforeWrite },
      )
    } catch (error) {
      for (const pending of group.slice(0, done || group.length))
        pending.reject(new StoreUnavailableError(error))
      return done || group.length
    }
    for (const pending of group.slice(0, done)) pending.settle()
    if (hasWritten) committed(walletId)
    return done
  }

  const runWallet = async (walletId: string, list: Pending[]): Promise<void> => {
    while (list.length > 0) list.splice(0, await runGroup(walletId, [...list]))
    waiting.delete(walletId)
  }

  return {
    submit: <T>(walletId: string, work: (scope: GroupScope) => Sql<Work<T>>): Promise<T> => {
      if (isClosed) return Promise.reject(new StoreUnavailableError(new Error("the store is closed")))
      return new Promise<T>((resolve, reject) => {
        let outcome: Work<T> | undefined
        const pending: Pending = {
          *run(scope) {
            outcome = yield* work(scope)
          },
          settle: () => {
            if (outcome?.ok === true) resolve(outcome.value)
            else reject(outcome?.error)
          },
          reject,
        }
        const list = waiting.get(walletId)
        if (list !== undefined) {
          list.push(pending)
          return
        }
        const own = [pending]
        waiting.set(walletId, own)
        // What comes in the same turn is in the first group.
        const run = Promise.resolve().then(() => runWallet(walletId, own))
        running.add(run)
        void run.finally(() => running.delete(run))
      })
    },
    close: async () => {
      isClosed = true
      await Promise.all(running)
    },
  }
}
