import type { SavedMethod } from "../session/types.ts"
import type { Desk } from "./desk.ts"

/** What auto-recharge would charge, asked for when it is first shown; servers that do not tell are not believed to have nothing. */
export class SavedMethodNote {
  /** Undefined until it is known. */
  #method: SavedMethod | null | undefined
  #askedFor = ""
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** In a sentence; "" while it is not known. */
  get words(): string {
    const { t, session, summary } = this.#desk
    if (session === undefined || summary === undefined) return ""
    // Another payment may have left another card.
    const key = `${session.walletId} ${summary.lastTopUp?.id ?? ""} ${summary.autoRecharge?.state}`
    if (this.#askedFor !== key) void this.#ask(key)
    if (this.#method === undefined) return ""
    if (this.#method === null) return t("methodNone")
    const { type, brand, last4 } = this.#method
    const name = brand === "" ? type : brand
    const written = name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ")
    const method =
      last4 === ""
        ? written
        : t(brand === "" ? "methodOther" : "methodCard", { brand: written, type: written, last4 })
    return t("methodKept", { method })
  }

  async #ask(key: string): Promise<void> {
    this.#askedFor = key
    const { session } = this.#desk
    this.#method = undefined
    try {
      const path = `v1/wallets/${session!.walletId}/saved-method`
      const method = await session!.request<SavedMethod | null>(path)
      if (this.#askedFor === key) this.#method = method
    } catch {
      // Nothing is said of it.
    }
    this.#desk.requestUpdate()
  }
}
