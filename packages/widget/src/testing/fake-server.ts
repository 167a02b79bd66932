import { page } from "../session/page.ts"
import { FakeStreams } from "./fake-stream.ts"
import { portalToken } from "./portal-token.ts"
import { type Fixture, RecordedAnswers } from "./recorded-answers.ts"

/** A state of a wallet; its file is made by the real server: `pnpm fixtures`. */
export type FixtureName =
  | "typical"
  | "numbers"
  | "empty"
  | "low"
  | "overdrawn"
  | "suspended"
  | "huge"
  | "long-names"
  | "inr"

export interface FakeRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  /** Parsed JSON; undefined without one. */
  readonly body: any
}

/** A body with status 200, a `Response`, or what comes of the request. */
export type FakeAnswer = object | Response | ((request: FakeRequest) => unknown)

const realFetch = globalThis.fetch.bind(globalThis)
let current: FakeServer | undefined

afterEach(() => {
  current?.streams.end()
  // The next test's wallet is another one, whatever its id.
  page.sessions.clear()
  current = undefined
  globalThis.fetch = realFetch
})

/** A server in this state, which answers every request to `server.url` for the rest of the test. */
export async function serve(name: FixtureName = "typical"): Promise<FakeServer> {
  const response = await realFetch(new URL(`./fixtures/${name}.json`, import.meta.url))
  const server = new FakeServer((await response.json()) as Fixture)
  current = server
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init)
    return request.url.startsWith(server.url) ? server.take(request, init?.signal) : realFetch(input, init)
  }
  return server
}

/** A problem document (RFC 9457) as the server words them. */
export function problem(status: number, code: string, facts: object = {}): Response {
  const body = {
    type: `/docs#problem-${code}`,
    title: code,
    status,
    code,
    detail: code,
    transient: status >= 500,
    ...facts,
  }
  return Response.json(body, { status, headers: { "content-type": "application/problem+json" } })
}

/** Answers as the real server did when the fixture was made, but for what the test tells it. */
export class FakeServer {
  readonly url = "https://billing.test/"
  readonly walletId: string
  /** Milliseconds since 1970: when the fixture was made. */
  readonly at: number
  /** All that came, the oldest first. */
  readonly requests: FakeRequest[] = []
  readonly streams = new FakeStreams()
  readonly #recorded: RecordedAnswers
  readonly #scripted: { readonly pattern: RegExp; readonly answer: FakeAnswer }[] = []
  #isReachable = true
  #version = 1

  constructor(fixture: Fixture) {
    this.walletId = fixture.walletId
    this.at = Date.parse(fixture.at)
    this.#recorded = new RecordedAnswers(fixture)
  }

  /** A portal token of the wallet. */
  token(options: { readonly scopes?: readonly string[]; readonly expiresInSeconds?: number } = {}): string {
    return portalToken({ walletId: this.walletId, ...options })
  }

  /** The attributes that lead an element here: `<wallet-balance ${server.attributes()}>`. */
  attributes(token: string = this.token()): string {
    return `base-url="${this.url}" token="${token}"`
  }

  /** What the summary says now. */
  get summary(): any {
    return this.#recorded.summary
  }

  /** Changes the wallet, and tells every stream. */
  changeWallet(wallet: object): void {
    this.changeSummary({ wallet: { ...this.summary.wallet, ...wallet } })
    this.streams.push("balance", this.summary.wallet)
  }

  /** Changes members of the summary, and tells nobody. */
  changeSummary(members: object): void {
    this.#recorded.summary = { ...this.summary, ...members }
    this.#version += 1
  }

  /**
   * From now on, `route` is answered so: `"POST /v1/wallets/:id/top-ups"`, where `:id` is any one part of the path. The last
   * answer that was told for a route counts.
   */
  answer(route: string, answer: FakeAnswer): void {
    const pattern = new RegExp(
      `^${route.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, "[^/]+")}$`,
    )
    this.#scripted.unshift({ pattern, answer })
  }

  /** The network is gone, or comes back; the browser is told so. */
  setReachable(isReachable: boolean): void {
    this.#isReachable = isReachable
    if (!isReachable) this.streams.end("broken")
    dispatchEvent(new Event(isReachable ? "online" : "offline"))
  }

  /** The requests of a route so far. */
  requestsOf(method: string, ending: string): readonly FakeRequest[] {
    return this.requests.filter((request) => request.method === method && request.path.endsWith(ending))
  }

  /** Answers one request. */
  async take(request: Request, signal?: AbortSignal | null): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const text = await request.text()
    const { method, headers } = request
    const seen = {
      method,
      path: pathname,
      query: searchParams,
      headers,
      body: text === "" ? undefined : JSON.parse(text),
    }
    this.requests.push(seen)
    if (!this.#isReachable) throw new TypeError("Failed to fetch")
    const scripted = this.#scripted.find(({ pattern }) => pattern.test(`${method} ${pathname}`))
    if (scripted !== undefined) return toResponse(await scriptedAnswer(scripted.answer, seen))
    if (pathname.endsWith("/stream")) return this.streams.open(signal, this.#firstEvents(headers))
    if (pathname.endsWith("/summary")) return this.#sendSummary(headers)
    const { status, body } = this.#recorded.find(seen) ?? { status: 404, body: { code: "not_found" } }
    return status < 400 ? Response.json(body, { status }) : problem(status, body.code, body)
  }

  #firstEvents(headers: Headers): readonly (readonly [string, unknown])[] {
    return headers.has("last-event-id")
      ? []
      : [
          ["balance", this.summary.wallet],
          ["usage", { timezone: this.summary.customer.timezone, day: "2026-11-22", ...this.summary.today }],
        ]
  }

  #sendSummary(headers: Headers): Response {
    const etag = `"${this.#version}"`
    return headers.get("if-none-match") === etag
      ? new Response(null, { status: 304, headers: { etag } })
      : Response.json(this.summary, { headers: { etag } })
  }
}

async function scriptedAnswer(answer: FakeAnswer, request: FakeRequest): Promise<unknown> {
  return typeof answer === "function" ? await answer(request) : answer
}

function toResponse(answer: unknown): Response {
  return answer instanceof Response ? answer.clone() : Response.json(answer)
}
