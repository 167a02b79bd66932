import { localDay } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { errorFacts } from "../observability/log.ts"
import { ProblemError } from "../problem.ts"
import { zoneOf } from "../zones.ts"
import { readChangedTopUps, type ChangedTopUp } from "./changed-top-ups.ts"
import { readLiveState, type LiveState } from "./read-live-state.ts"

/** A wallet is read, and its readers are told, at most once in this time: of a burst they see the latest, ms. */
export const TELL_EVERY_MS = 150

/** One who is told what a wallet has come to. */
export interface Watcher {
  tell(state: LiveState, topUps: readonly ChangedTopUp[]): void
  end(): void
}

/** Reads one wallet after its commits, once for all of its readers. Rules STREAM-3 and STREAM-6. */
export class WalletWatch {
  readonly #deps: Deps
  readonly #walletId: string
  readonly #watchers = new Set<Watcher>()
  readonly #unsubscribe: () => void
  #state: LiveState | undefined
  #isStale = true
  #lastReadAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> = Promise.resolve()
  #callOff: (() => void) | undefined

  constructor(deps: Deps, walletId: string) {
    this.#deps = deps
    this.#walletId = walletId
    this.#unsubscribe = deps.feed.subscribe(walletId, () => this.#changed())
  }

  /** What the wallet is now; what changes from here on, `join` tells. */
  async current(): Promise<LiveState> {
    if (this.#isStale) await this.#read()
    if (this.#state === undefined) throw new ProblemError("not_found")
    return this.#state
  }

  join(watcher: Watcher): void {
    this.#watchers.add(watcher)
  }

  leave(watcher: Watcher): void {
    this.#watchers.delete(watcher)
  }

  /** Looks whether the customer's day has ended: today's usage then begins anew, without a commit. */
  checkDay(): void {
    const state = this.#state
    if (state !== undefined && localDay(zoneOf(state.zoneId), this.#deps.clock()) !== state.day)
      this.#changed()
  }

  close(): void {
    this.#unsubscribe()
    this.#callOff?.()
  }

  #changed(): void {
    this.#isStale = true
    if (this.#callOff !== undefined) return
    const since = this.#deps.clock() - this.#lastReadAt
    // A clock that was set back must not hold anybody up.
    const wait = since < 0 ? 0 : Math.max(0, TELL_EVERY_MS - since)
    this.#callOff = this.#deps.timer(wait, () => {
      this.#callOff = undefined
      this.#read().catch((error: unknown) => {
        // Readers come again, and are then told whether the store answers.
        this.#deps.log.error({ walletId: this.#walletId, ...errorFacts(error) }, "reading for streams failed")
        for (const watcher of this.#watchers) watcher.end()
      })
    })
  }

  /** One reading after the other, so that no older state is told after a newer one. */
  #read(): Promise<void> {
    const reading = this.#reading.then(() => (this.#isStale ? this.#readOnce() : undefined))
    this.#reading = reading.catch(() => undefined)
    return reading
  }

  async #readOnce(): Promise<void> {
    this.#isStale = false
    this.#lastReadAt = this.#deps.clock()
    try {
      const before = this.#state
      const state = await readLiveState(this.#deps, this.#walletId)
      const topUps =
        before === undefined || state === undefined
          ? []
          : await readChangedTopUps(this.#deps, this.#walletId, {
              after: before.sequence,
              upTo: state.sequence,
            })
      this.#state = state
      if (state === undefined) return
      for (const watcher of this.#watchers) watcher.tell(state, topUps)
    } catch (error) {
      this.#isStale = true
      throw error
    }
  }
}
