import type { FakeRequest } from "./fake-server.ts"

/** What the real server said of one wallet: made by `pnpm fixtures`. */
export interface Fixture {
  readonly walletId: string
  /** When it was said. */
  readonly at: string
  /** Bodies by `GET <path with query>`. */
  readonly answers: Readonly<Record<string, any>>
  readonly exchanges: readonly Exchange[]
}

/** A request that is no `GET`, and what was answered. */
interface Exchange {
  readonly request: string
  readonly body: Readonly<Record<string, unknown>>
  readonly status: number
  readonly answer: any
}

/** Finds the recorded answer of a request. */
export class RecordedAnswers {
  readonly #answers: Record<string, any>
  readonly #exchanges: readonly Exchange[]
  readonly #summaryKey: string

  constructor({ walletId, answers, exchanges }: Fixture) {
    this.#answers = structuredClone(answers)
    this.#exchanges = exchanges
    this.#summaryKey = `GET /v1/wallets/${walletId}/summary`
  }

  get summary(): any {
    return this.#answers[this.#summaryKey]
  }

  set summary(summary: unknown) {
    this.#answers[this.#summaryKey] = summary
  }

  /** Status and body; undefined where the real server was never asked. */
  find(request: FakeRequest): { readonly status: number; readonly body: any } | undefined {
    if (request.method !== "GET") return this.#exchanged(request)
    const body = this.#nearest(request) ?? this.#made(request.path)
    return body === undefined ? undefined : { status: 200, body }
  }

  /** The answer of this path whose query has most in common with the one asked. */
  #nearest({ method, path, query }: FakeRequest): unknown {
    const shared = (key: string): number =>
      [...new URLSearchParams(key.split("?")[1])].filter(([name, value]) => query.get(name) === value).length
    return Object.entries(this.#answers)
      .filter(([key]) => key.split("?")[0] === `${method} ${path}`)
      .toSorted(([left], [right]) => shared(right) - shared(left))[0]?.[1]
  }

  /** A top-up, as it was when it was made. */
  #made(path: string): unknown {
    return this.#exchanges.find(({ answer }) => path === `/v1/top-ups/${answer.id}`)?.answer
  }

  /** Where somebody comes back from a payment does not count. */
  #exchanged({ method, path, body }: FakeRequest) {
    const { returnUrl: _, ...asked } = body ?? {}
    const found = this.#exchanges.find(
      (one) => one.request === `${method} ${path}` && sorted(one.body) === sorted(asked),
    )
    return found === undefined ? undefined : { status: found.status, body: found.answer }
  }
}

function sorted(body: object): string {
  return JSON.stringify(Object.entries(body).toSorted(([left], [right]) => (left < right ? -1 : 1)))
}
