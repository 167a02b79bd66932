/** How a request reaches the app: over a socket, or straight into it. */
export type Transport = (path: string, init: RequestInit) => Promise<Response>

export interface Answer<B = any> {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON; undefined for another type or an empty body. */
  readonly body: B
  /** The body's bytes as text: what a replay must repeat. */
  readonly text: string
}

export interface Sent {
  /** Sent as it is when it is text, else as JSON. */
  readonly body?: unknown
  readonly idempotencyKey?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One caller of the API: a transport and a key. An empty key sends no `Authorization`. */
export class Caller {
  readonly #transport: Transport
  readonly key: string

  constructor(transport: Transport, key: string) {
    this.#transport = transport
    this.key = key
  }

  /** The same server, another caller. */
  as(key: string): Caller {
    return new Caller(this.#transport, key)
  }

  async send<B = any>(
    method: string,
    path: string,
    { body, idempotencyKey, headers = {} }: Sent = {},
  ): Promise<Answer<B>> {
    const response = await this.#transport(path, {
      method,
      headers: {
        ...(this.key === "" ? {} : { authorization: `Bearer ${this.key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get("content-type")?.includes("json") === true
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text !== "" ? JSON.parse(text) : undefined) as B,
      text,
    }
  }

  get<B = any>(path: string, sent?: Sent): Promise<Answer<B>> {
    return this.send("GET", path, sent)
  }

  post<B = any>(path: string, body?: unknown, sent: Sent = {}): Promise<Answer<B>> {
    return this.send("POST", path, { ...sent, body })
  }

  put<B = any>(path: string, body: unknown, sent: Sent = {}): Promise<Answer<B>> {
    return this.send("PUT", path, { ...sent, body })
  }

  patch<B = any>(path: string, body: unknown, sent: Sent = {}): Promise<Answer<B>> {
    return this.send("PATCH", path, { ...sent, body })
  }

  delete<B = any>(path: string): Promise<Answer<B>> {
    return this.send("DELETE", path)
  }

  /** The body of an answer of 2xx; anything else throws with what was said. */
  async must<B = any>(answer: Promise<Answer<B>>): Promise<B> {
    const { status, body, text } = await answer
    if (status < 200 || status > 299) throw new Error(`${status}: ${text}`)
    return body
  }
}
