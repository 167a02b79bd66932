/** Open event streams of the fake server: what is pushed reaches all of them. */
export class FakeStreams {
  readonly #open = new Set<ReadableStreamDefaultController<Uint8Array>>()
  readonly #encoder = new TextEncoder()
  #sequence = 1

  /** How many are open. */
  get count(): number {
    return this.#open.size
  }

  /** A new stream that begins with these events, as an answer. */
  open(
    signal: AbortSignal | null | undefined,
    events: readonly (readonly [name: string, data: unknown])[],
  ): Response {
    let mine: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        mine = controller
        this.#open.add(controller)
        controller.enqueue(this.#encoder.encode("retry: 2000\n: beat\n\n"))
        for (const [name, data] of events) this.#send(controller, name, data)
      },
      cancel: () => void this.#open.delete(mine!),
    })
    signal?.addEventListener("abort", () => {
      if (this.#open.delete(mine!)) mine!.error(new DOMException("aborted", "AbortError"))
    })
    return new Response(body, { headers: { "content-type": "text/event-stream" } })
  }

  push(name: string, data: unknown): void {
    this.#sequence += 1
    for (const controller of this.#open) this.#send(controller, name, data)
  }

  /** Ends all, as the server does when the token expires; with `broken`, as a network does. */
  end(how: "closed" | "broken" = "closed"): void {
    for (const controller of this.#open) {
      if (how === "closed") controller.close()
      else controller.error(new TypeError("network error"))
    }
    this.#open.clear()
  }

  #send(controller: ReadableStreamDefaultController<Uint8Array>, name: string, data: unknown): void {
    const text = `event: ${name}\nid: ${this.#sequence}\ndata: ${JSON.stringify(data)}\n\n`
    controller.enqueue(this.#encoder.encode(text))
  }
}
