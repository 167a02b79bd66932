import { StoreUnavailableError } from "./store-unavailable.ts"

/**
 * How long a group may take before it is closed, in ms of its own work; what came meanwhile is in the next one. Enough
 * for some 32 single commands: those of a second group would wait for two commits.
 */
export const GROUP_WORK_MS_MAX = 8
export const GROUP_COMMANDS_MAX = 256

/** What one command came to: a value, or its own error, which is nobody else's matter. */
export type Work<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown }

export interface GroupCommit<Scope> {
  /**
   * Runs `work` in the next group, and resolves once that group is committed. A throw out of `work` is a failure of
   * the store: it undoes the whole group.
   */
  submit<T>(work: (scope: Scope) => Work<T>): Promise<T>
  /** Commits now what waits, and takes no more. */
  close(): void
}

export interface GroupCommitHost<Scope> {
  /** Runs `body` in one transaction and commits, or undoes all and throws. */
  commit(body: (scope: Scope) => void): void
  /** Runs `task` soon, after what already waits for the event loop has had its turn. */
  schedule(task: () => void): void
  /** Milliseconds of a clock that only goes on. */
  now(): number
}

interface Pending<Scope> {
  run(scope: Scope): void
  settle(): void
  reject(error: unknown): void
}

/**
 * One commit for all commands that arrived while the one before was under way: a commit costs a sync of the disk,
 * whatever it holds. Commands run one after the other in order of arrival, so that grouping them changes no answer,
 * no entry and no hash. Rules STORE-10 to STORE-12.
 */
export function createGroupCommit<Scope>(host: GroupCommitHost<Scope>): GroupCommit<Scope> {
  let waiting: Pending<Scope>[] = []
  let isScheduled = false
  let isClosed = false

  const runGroup = (): void => {
    const group = waiting
    let started = 0
    try {
      host.commit((scope) => {
        const startedAt = host.now()
        for (const command of group) {
          started += 1
          command.run(scope)
          if (started >= GROUP_COMMANDS_MAX || host.now() - startedAt >= GROUP_WORK_MS_MAX) break
        }
      })
    } catch (error) {
      // When not even a transaction could begin, nobody of this group has a better chance than the first.
      if (started === 0) started = GROUP_COMMANDS_MAX
      waiting = group.slice(started)
      for (const command of group.slice(0, started)) command.reject(new StoreUnavailableError(error))
      return
    }
    waiting = group.slice(started)
    for (const command of group.slice(0, started)) command.settle()
  }

  const wake = (): void => {
    if (isScheduled || waiting.length === 0) return
    isScheduled = true
    host.schedule(() => {
      isScheduled = false
      if (waiting.length > 0) runGroup()
      wake()
    })
  }

  return {
    submit: <T>(work: (scope: Scope) => Work<T>): Promise<T> => {
      if (isClosed) return Promise.reject(new StoreUnavailableError(new Error("the store is closed")))
      return new Promise<T>((resolve, reject) => {
        let done: Work<T> | undefined
        waiting.push({
          run: (scope) => {
            done = work(scope)
          },
          settle: () => {
            if (done?.ok === true) resolve(done.value)
            else reject(done?.error)
          },
          reject,
        })
        wake()
      })
    },
    close: () => {
      isClosed = true
      while (waiting.length > 0) runGroup()
    },
  }
}

/** The soonest turn of this runtime's event loop that lets what has arrived go first. */
export function scheduleSoon(task: () => void): void {
  if (typeof setImmediate === "function") setImmediate(task)
  // In workerd a message of a channel would overtake requests that have arrived; a timer does not.
  else setTimeout(task, 0)
}
