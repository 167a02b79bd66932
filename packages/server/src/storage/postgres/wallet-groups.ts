import type { Names, Wallet } from "@tollgate/engine"
import type { Work } from "../group-commit.ts"
import type { GroupScope } from "../sql/group-scope.ts"
import type { Sql } from "../sql/request.ts"
import { StoreUnavailableError } from "../store-unavailable.ts"
import { isRetried, OutcomeUnknownError } from "./transaction.ts"

/** What a group needs to know of a command to load for all of them at once. */
export interface Foreseen {
  readonly names: (wallet: Wallet) => Names
  readonly replayKey: string | undefined
}

export interface GroupCommand {
  run(scope: GroupScope): Sql<unknown>
  /** Absent where the command does more than decide on what it names: it is run under the lock. */
  readonly foreseen: Foreseen | undefined
}

interface Pending extends GroupCommand {
  settle(): void
  reject(error: unknown): void
}

/** What was committed: how many of the commands, from the first, and whether they wrote. */
export interface Committed {
  readonly done: number
  readonly hasWritten: boolean
}

export interface WalletGroups {
  submit<T>(walletId: string, work: (scope: GroupScope) => Sql<Work<T>>, foreseen?: Foreseen): Promise<T>
  /** Takes no more, and resolves when what was taken is done. */
  close(): Promise<void>
}

export interface WalletGroupsHost {
  /** Commits the first of these commands together, at least one, or undoes all and throws. */
  readonly commit: (walletId: string, group: readonly GroupCommand[]) => Promise<Committed>
  readonly committed: (walletId: string) => void
}

/**
 * One commit for all commands of a wallet that came while its last one was under way, in order of arrival; other wallets'
 * go on beside it. Rules PG-7, PG-15.
 */
export function createWalletGroups({ commit, committed }: WalletGroupsHost): WalletGroups {
  const waiting = new Map<string, Pending[]>()
  const running = new Set<Promise<void>>()
  let isClosed = false

  /** @returns how many are settled */
  const runGroup = async (walletId: string, group: readonly Pending[]): Promise<number> => {
    try {
      const { done, hasWritten } = await commit(walletId, group)
      for (const pending of group.slice(0, done)) pending.settle()
      if (hasWritten) committed(walletId)
      return done
    } catch (error) {
      // What is wrong with one of them is not the others' matter. Where the database is away, nobody has a better chance.
      if (group.length > 1 && !isRetried(error) && !(error instanceof OutcomeUnknownError)) {
        for (const pending of group) await runGroup(walletId, [pending])
      } else {
        for (const pending of group) pending.reject(new StoreUnavailableError(error))
      }
      return group.length
    }
  }

  const runWallet = async (walletId: string, list: Pending[]): Promise<void> => {
    while (list.length > 0) list.splice(0, await runGroup(walletId, [...list]))
    waiting.delete(walletId)
  }

  return {
    submit: <T>(
      walletId: string,
      work: (scope: GroupScope) => Sql<Work<T>>,
      foreseen?: Foreseen,
    ): Promise<T> => {
      if (isClosed) return Promise.reject(new StoreUnavailableError(new Error("the store is closed")))
      return new Promise<T>((resolve, reject) => {
        let outcome: Work<T> | undefined
        const pending: Pending = {
          foreseen,
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
