const PAUSE_MS_MIN = 1_000
const PAUSE_MS_MAX = 300_000
/** More rows than this are not remembered: the oldest of them are then tried again sooner. */
const ROWS_MAX = 10_000

/**
 * Until when rows of the outbox rest that could not be handled: each for itself, twice as long each time, five minutes at most.
 * In memory: a server that starts again tries all of them. Rule RUN-5.
 */
export class RowRests {
  readonly #rests = new Map<string, { readonly times: number; readonly until: number }>()

  /** When this row may be tried again; `undefined` = now. */
  restsUntil(id: string, now: number): number | undefined {
    const until = this.#rests.get(id)?.until ?? 0
    return until > now ? until : undefined
  }

  failed(id: string, now: number): number {
    const times = (this.#rests.get(id)?.times ?? 0) + 1
    const until = now + Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** (times - 1))
    this.#rests.delete(id)
    this.#rests.set(id, { times, until })
    const [oldest] = this.#rests.keys()
    if (this.#rests.size > ROWS_MAX && oldest !== undefined) this.#rests.delete(oldest)
    return until
  }

  done(id: string): void {
    this.#rests.delete(id)
  }
}
