import { BEAT, formatEvent, OPENING, type LiveEventName } from "./event-text.ts"
import type { ChangedTopUp } from "./changed-top-ups.ts"
import type { LiveState } from "./read-live-state.ts"
import type { Watcher } from "./wallet-watch.ts"

export interface WalletStreamOptions {
  readonly state: LiveState
  /** May see usage too. */
  readonly hasUsage: boolean
  /** The entry up to which the reader has been told everything; `undefined` = it has seen nothing. */
  readonly seen: number | undefined
  /** Called once, when the stream has ended, whoever ended it. */
  readonly onEnd: () => void
}

/**
 * What one reader is sent. It keeps the latest state and is asked for bytes as the reader takes them: a slow one skips
 * states and nothing piles up. Rules STREAM-4 to STREAM-7.
 */
export class WalletStream implements Watcher {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  readonly #options: WalletStreamOptions
  readonly #encoder = new TextEncoder()
  /** Not yet sent, by id; each as it is now. */
  readonly #topUps = new Map<string, ChangedTopUp>()
  #state: LiveState
  #seen: number | undefined
  #balance: string | undefined
  #usage: string | undefined
  #unsaid: string = OPENING
  #controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined
  /** The reader has taken all before and waits. */
  #isWaiting = false
  #isEnded = false

  constructor(options: WalletStreamOptions) {
    this.#options = options
    this.#state = options.state
    this.#seen = options.seen
    if (options.seen === options.state.sequence) {
      this.#balance = options.state.balance
      this.#usage = options.state.usage
    }
    this.body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => {
          this.#isWaiting = true
          this.#send()
        },
        cancel: () => this.end(),
      },
      // Nothing is made before it is asked for.
      { highWaterMark: 0 },
    )
  }

  /** Whether the reader has not yet taken what it was last sent. */
  get isBehind(): boolean {
    return !this.#isWaiting
  }

  /** Those that changed between `seen` and the state that the stream began with. */
  addMissed(topUps: readonly ChangedTopUp[]): void {
    for (const topUp of topUps) if (!this.#topUps.has(topUp.id)) this.#topUps.set(topUp.id, topUp)
  }

  tell(state: LiveState, topUps: readonly ChangedTopUp[]): void {
    this.#state = state
    for (const topUp of topUps) this.#topUps.set(topUp.id, topUp)
    this.#send()
  }

  beat(): void {
    if (!this.#isWaiting) return
    this.#unsaid = BEAT
    this.#send()
  }

  end(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    try {
      this.#controller?.close()
    } catch {
      // The reader has cancelled: it is closed.
    }
    this.#options.onEnd()
  }

  #send(): void {
    if (!this.#isWaiting || this.#isEnded) return
    const text = this.#unsaid + this.#events()
    if (text === "") return
    this.#unsaid = ""
    this.#isWaiting = false
    this.#controller?.enqueue(this.#encoder.encode(text))
  }

  /**
   * All that the reader has not been told. Only the last event names the new entry: a reader whose connection breaks
   * before it comes again with the old one, and misses nothing.
   */
  #events(): string {
    const { sequence, balance, usage } = this.#state
    const events: [LiveEventName, string][] = [...this.#topUps.values()].map(({ json }) => ["topup", json])
    this.#topUps.clear()
    if (this.#options.hasUsage && usage !== this.#usage) events.push(["usage", usage])
    if (balance !== this.#balance) events.push(["balance", balance])
    // The first of all tells what is there; a balance comes first then.
    if (this.#seen === undefined) events.reverse()
    if (events.length === 0) return ""
    const seen = this.#seen ?? sequence
    this.#seen = sequence
    this.#balance = balance
    this.#usage = usage
    const last = events.length - 1
    return events
      .map(([name, json], place) => formatEvent(name, place === last ? sequence : seen, json))
      .join("")
  }
}
