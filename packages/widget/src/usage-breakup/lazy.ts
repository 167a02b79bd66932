/** Code that is fetched when it is first needed. */
export class Lazy<T> {
  value: T | undefined
  hasFailed = false
  #isLoading = false
  readonly #load: () => Promise<T>
  readonly #then: () => void

  /** @param then - called when it has come, or could not */
  constructor(load: () => Promise<T>, then: () => void) {
    this.#load = load
    this.#then = then
  }

  /** Itself, where it is there; begins to fetch it where it is not. After a failure only `retry` does. */
  get(): T | undefined {
    if (this.value === undefined && !this.hasFailed) void this.fetch()
    return this.value
  }

  retry(): void {
    this.hasFailed = false
    this.#then()
  }

  async fetch(): Promise<T | undefined> {
    if (this.value !== undefined || this.#isLoading) return this.value
    this.#isLoading = true
    try {
      this.value = await this.#load()
    } catch {
      this.hasFailed = true
    }
    this.#isLoading = false
    this.#then()
    return this.value
  }
}
