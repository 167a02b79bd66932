import { TollgateError } from "../session/tollgate-error.ts"
import type { WalletSession } from "../session/wallet-session.ts"
import type { Usage } from "./usage.ts"

/** Between two readings of what keeps changing. */
const AGAIN_EVERY_MS = 2_500
/** A change is told in several events: what comes so soon after the first belongs to it. */
const TOGETHER_MS = 100
const KEPT_MAX = 24

/**
 * Usage as it was last asked for: one request under way at most, the newest. The answer before stays until the next has
 * come. Rules UI-USE-8 and UI-USE-9.
 */
export class UsageReader {
  /** The answer that is shown; of `shownPath`, which may be the one before. */
  usage: Usage | undefined
  shownPath = ""
  path = ""
  error: TollgateError | undefined
  /** Whether the last reading failed for want of a network or of a token that holds: both may come back. */
  isCutOff = false
  readonly #kept = new Map<string, Usage>()
  readonly #told: () => void
  #session: WalletSession | undefined
  #abort: AbortController | undefined
  #isReading = false
  #isOld = false
  #againAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param told - called when something changed */
  constructor(told: () => void) {
    this.#told = told
  }

  /** Whether what is shown is of an earlier question. */
  get isWaiting(): boolean {
    return this.error === undefined && this.path !== this.shownPath
  }

  /**
   * Shows the answer of this path, from the kept ones where it is there.
   *
   * @param mayChange - whether a kept answer is to be read again
   */
  ask(session: WalletSession, path: string, mayChange: boolean): void {
    if (session !== this.#session) {
      this.stop()
      this.#kept.clear()
      this.usage = undefined
      this.#session = session
    }
    if (path === this.path) return
    this.stop()
    this.path = path
    const kept = this.#kept.get(path)
    if (kept !== undefined) this.#show(path, kept)
    if (kept === undefined || mayChange) void this.#read()
  }

  /** Something changed: reads again, soon the first time, then at intervals. */
  again(): void {
    this.#isOld = true
    if (this.#isReading || this.path === "") return
    const wait = Math.max(TOGETHER_MS, this.#againAt - Date.now())
    this.#timer ??= setTimeout(() => {
      this.#againAt = Date.now() + AGAIN_EVERY_MS
      void this.#read()
    }, wait)
  }

  /** Reads again now. */
  retry(): void {
    this.error = undefined
    this.#told()
    void this.#read()
  }

  /** Ends what is under way; the next `ask` begins anew. */
  stop(): void {
    this.#abort?.abort()
    this.#isReading = false
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.path = ""
    this.error = undefined
  }

  async #read(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#abort?.abort()
    this.#abort = new AbortController()
    const { signal } = this.#abort
    const { path } = this
    this.#isReading = true
    this.#isOld = false
    try {
      const usage = await this.#session!.request<Usage>(path, { signal })
      if (signal.aborted) return
      this.#show(path, usage)
      this.isCutOff = false
    } catch (error) {
      if (signal.aborted) return
      const told = TollgateError.of(error)
      this.isCutOff = told.status === 0 || told.status === 401
      // Figures of this very question stay; that they may be old, the element says.
      if (this.shownPath !== path) this.error = told
    }
    this.#isReading = false
    this.#told()
    if (this.#isOld) this.again()
  }

  #show(path: string, usage: Usage): void {
    this.usage = usage
    this.shownPath = path
    this.error = undefined
    this.#kept.delete(path)
    this.#kept.set(path, usage)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest)
  }
}
