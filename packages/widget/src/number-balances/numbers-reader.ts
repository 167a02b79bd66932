import { TollgateError } from "../session/tollgate-error.ts"
import type { WalletSession } from "../session/wallet-session.ts"
import type { WalletNumbers } from "./numbers.ts"

/** Numbers on one page. */
export const ROWS_MAX = 10
/** Who types is answered when they pause. */
const TYPING_MS = 250
/** Between two readings of what keeps changing; the first comes soon. */
const AGAIN_EVERY_MS = 2_500
const TOGETHER_MS = 100

/** The page of numbers that is shown; a newer one takes its place once it has come. Rules UI-NUM-4 and UI-NUM-6. */
export class NumbersReader {
  value: WalletNumbers | undefined
  error: TollgateError | undefined
  /** What is searched for. */
  search = ""
  /** Cursors of the pages before this one and of this one; the first page has none. */
  #cursors: readonly string[] = []
  /** The page that `value` is of. */
  #shown = ""
  #session: WalletSession | undefined
  #abort: AbortController | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #againAt = 0
  readonly #told: () => void

  /** @param told - called when something changed */
  constructor(told: () => void) {
    this.#told = told
  }

  /** Whether what is shown is another page than the one asked for. */
  get isWaiting(): boolean {
    return this.error === undefined && this.value !== undefined && this.#shown !== this.#path
  }

  /** Rows before this page. */
  get offset(): number {
    return this.#cursors.length * ROWS_MAX
  }

  /** Reads for this wallet from now on. */
  start(session: WalletSession): void {
    if (session === this.#session) return
    this.stop()
    this.value = undefined
    this.#session = session
    this.#cursors = []
    this.search = ""
    void this.#read()
  }

  stop(): void {
    this.#abort?.abort()
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#session = undefined
  }

  find(search: string): void {
    this.search = search
    this.#cursors = []
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#read(), TYPING_MS)
    this.#told()
  }

  turn(direction: "previous" | "next"): void {
    const next = this.value?.nextCursor
    if (direction === "previous") this.#cursors = this.#cursors.slice(0, -1)
    else if (next != null) this.#cursors = [...this.#cursors, next]
    void this.#read()
    this.#told()
  }

  /** Something changed: reads again, soon the first time, then at intervals. */
  again(): void {
    if (this.#session === undefined) return
    const wait = Math.max(TOGETHER_MS, this.#againAt - Date.now())
    this.#timer ??= setTimeout(() => {
      this.#againAt = Date.now() + AGAIN_EVERY_MS
      void this.#read()
    }, wait)
  }

  /** Reads again now. */
  async refresh(): Promise<void> {
    await this.#read()
  }

  get #path(): string {
    const query = new URLSearchParams({ limit: String(ROWS_MAX) })
    const search = this.search.trim()
    const cursor = this.#cursors.at(-1)
    if (search !== "") query.set("q", search)
    if (cursor !== undefined) query.set("cursor", cursor)
    return `v1/wallets/${this.#session?.walletId}/numbers?${query}`
  }

  async #read(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#abort?.abort()
    const session = this.#session
    if (session === undefined) return
    const { signal } = (this.#abort = new AbortController())
    const path = this.#path
    try {
      const value = await session.request<WalletNumbers>(path, { signal })
      if (signal.aborted) return
      this.value = value
      this.#shown = path
      this.error = undefined
    } catch (error) {
      if (signal.aborted) return
      // Figures of this very page stay; that they may be old, the element says.
      if (this.#shown !== path || this.value === undefined) this.error = TollgateError.of(error)
    }
    this.#told()
  }
}
