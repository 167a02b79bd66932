import type { Timer } from "../timer.ts"

/**
 * How soon a commit of another process is noticed, in ms; asked only while somebody listens. A reader of a page does not
 * see the difference, and the question costs microseconds.
 */
export const FOREIGN_COMMIT_POLL_MS = 200

/**
 * Says which wallets change, whoever changes them. What exactly changed is for the listener to read: a call says that
 * something may have. Rules STREAM-1 and STREAM-2.
 */
export interface ChangeFeed {
  /**
   * Calls `listener` after every commit that wrote to the wallet, never before it and never for what was undone, until
   * the function that it gives back is called. A listener must not throw, and does its work later.
   */
  subscribe(walletId: string, listener: () => void): () => void
}

/** The feed of a store that lives in this process. */
export interface CommitFeed extends ChangeFeed {
  /** The store's word after each commit. */
  readonly committed: (walletIds: Iterable<string>) => void
}

export interface CommitFeedHost {
  /** Changes whenever another process wrote to the same file. */
  readonly version: () => number
  readonly timer: Timer
}

/** A feed of the commits of this process as they are made, and of those of others by asking for the file's version. */
export function createCommitFeed({ version, timer }: CommitFeedHost): CommitFeed {
  const listeners = new Map<string, Set<() => void>>()
  let seen = 0
  let stopPolling: (() => void) | undefined

  const tell = (walletId: string): void => {
    for (const listener of listeners.get(walletId) ?? []) listener()
  }
  const poll = (): void => {
    stopPolling = timer(FOREIGN_COMMIT_POLL_MS, () => {
      poll()
      const current = version()
      if (current === seen) return
      seen = current
      // The file does not say which wallet it was.
      for (const walletId of listeners.keys()) tell(walletId)
    })
  }

  return {
    committed: (walletIds) => {
      for (const walletId of walletIds) tell(walletId)
    },
    subscribe: (walletId, listener) => {
      if (listeners.size === 0) {
        seen = version()
        poll()
      }
      const ofWallet = listeners.get(walletId) ?? new Set()
      listeners.set(walletId, ofWallet)
      // A function of its own for each call: the same listener may come twice.
      const own = (): void => listener()
      ofWallet.add(own)
      return () => {
        ofWallet.delete(own)
        if (ofWallet.size === 0 && listeners.get(walletId) === ofWallet) listeners.delete(walletId)
        if (listeners.size > 0) return
        stopPolling?.()
        stopPolling = undefined
      }
    },
  }
}
