const KEY_BYTES = 16

/**
 * The `Idempotency-Key` of what somebody wants done once: the same for every try of the same content, so that a double
 * click or a lost answer never makes two. Rule UI-ADD-9.
 */
export class Intent {
  #content = ""
  #key = ""

  keyOf(content: unknown): string {
    const text = JSON.stringify(content)
    if (text !== this.#content) {
      this.#content = text
      this.#key = [...crypto.getRandomValues(new Uint8Array(KEY_BYTES))]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("")
    }
    return this.#key
  }

  /** It was done, or refused for good: the same content is wanted anew from now on. */
  end(): void {
    this.#content = ""
  }
}
