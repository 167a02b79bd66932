import { TollgateError } from "../session/tollgate-error.ts"
import type { TopUpPreview } from "../session/types.ts"
import type { WalletSession } from "../session/wallet-session.ts"

/** What is to be topped up, as the server is asked. */
export interface TopUpWish {
  readonly amount: string
  readonly couponCode?: string
}

/** Who types is asked for no price at every key. */
const TYPING_MS = 300

/** What the server says that a wish would cost; asked when the wish changed, the last answer stays meanwhile. Rule UI-ADD-4. */
export class PricePreview {
  /** The newest answer, perhaps of an earlier wish. */
  value: TopUpPreview | undefined
  error: TollgateError | undefined
  #wanted = ""
  #answered = ""
  #timer: ReturnType<typeof setTimeout> | undefined
  #stop = new AbortController()
  readonly #then: () => void

  constructor(then: () => void) {
    this.#then = then
  }

  /** Whether `value` is of what is wanted now. */
  get isCurrent(): boolean {
    return this.value !== undefined && this.#answered === this.#wanted
  }

  /** @param payer - what else the price depends on: when it changes, it is asked again */
  ask(session: WalletSession, wish: TopUpWish | undefined, payer: string, isTyping: boolean): void {
    const wanted = wish === undefined ? "" : JSON.stringify([wish, payer])
    if (wanted === this.#wanted) return
    this.forget()
    this.#wanted = wanted
    if (wish === undefined) return
    this.#timer = setTimeout(() => void this.#send(session, wish, wanted), isTyping ? TYPING_MS : 0)
  }

  /** The next `ask` asks, whatever was asked before. */
  forget(): void {
    clearTimeout(this.#timer)
    this.#stop.abort()
    this.#wanted = ""
    this.error = undefined
  }

  async #send(session: WalletSession, wish: TopUpWish, wanted: string): Promise<void> {
    const { signal } = (this.#stop = new AbortController())
    try {
      const path = `${session.topUpsPath}/preview`
      const value = await session.request<TopUpPreview>(path, { method: "POST", body: wish, signal })
      if (signal.aborted) return
      this.value = value
      this.#answered = wanted
    } catch (error) {
      if (signal.aborted) return
      this.error = TollgateError.of(error)
    }
    this.#then()
  }
}
