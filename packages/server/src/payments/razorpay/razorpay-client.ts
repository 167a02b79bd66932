import { z } from "zod"
import type { RazorpayConfig } from "../payment-config.ts"

const ADDRESS = "https://api.razorpay.com"
const TIMEOUT_MS = 15_000
/** Of what Razorpay says about a request that it does not take: one sentence. */
const REASON_CHARACTERS_MAX = 200

/** Where a test has Razorpay's API in its own process. */
export interface RazorpayNetwork {
  readonly fetch: (request: Request) => Promise<Response>
}

/** What a request is beyond its path. */
export interface Asking {
  readonly timeoutMs?: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface RazorpayClient {
  get<T>(path: string, schema: z.ZodType<T>, asking?: Asking): Promise<T>
  post<T>(path: string, body: object, schema: z.ZodType<T>, asking?: Asking): Promise<T>
}

/** Razorpay answered, and does not take this request however often it comes. */
export class RazorpayRefusal extends Error {
  override readonly name = "RazorpayRefusal"
  /** In Razorpay's words: it has one code for all of them. */
  readonly reason: string
  constructor(status: number, reason: string) {
    super(`Razorpay refuses (${status}): ${reason}`)
    this.reason = reason
  }

  /** There is no such thing in this account. */
  get isMissing(): boolean {
    return /does not exist|is not a valid id|invalid input|not found/i.test(this.reason)
  }

  /** The reference is another link's, or this one's from before. As documented, and as it is in fact worded. */
  get isDuplicate(): boolean {
    return /reference[_ ]id/i.test(this.reason) && /already (exists|attempted)/i.test(this.reason)
  }
}

const ErrorBody = z.object({ error: z.object({ description: z.string().min(1) }) })

/** What is refused for good. Everything else (keys, limits, conflicts, failures) may be another answer next time. */
const REFUSED: ReadonlySet<number> = new Set([400, 404, 422])

/** Razorpay's REST API as it is on Node and on Workers alike. No secret is in an error. */
export function razorpayClient(
  { keyId, keySecret, url = ADDRESS }: RazorpayConfig,
  version: string,
  network?: RazorpayNetwork,
): RazorpayClient {
  const authorization = `Basic ${btoa(`${keyId}:${keySecret}`)}`

  async function ask<T>(
    method: "GET" | "POST",
    path: string,
    schema: z.ZodType<T>,
    { body, timeoutMs = TIMEOUT_MS, headers }: Asking & { readonly body?: object } = {},
  ): Promise<T> {
    const request = new Request(new URL(path, url), {
      method,
      headers: {
        accept: "application/json",
        authorization,
        "user-agent": `Tollgate/${version}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const response = await (network === undefined ? fetch(request) : network.fetch(request))
    const answer: unknown = await response.json().catch(() => undefined)
    if (response.ok) return schema.parse(answer)
    const told = ErrorBody.safeParse(answer)
    const reason = told.success ? told.data.error.description.slice(0, REASON_CHARACTERS_MAX) : "not found"
    if (REFUSED.has(response.status) && (told.success || response.status === 404)) {
      throw new RazorpayRefusal(response.status, reason)
    }
    throw new Error(`Razorpay answers ${response.status}`)
  }

  return {
    get: (path, schema, asking) => ask("GET", path, schema, asking),
    post: (path, body, schema, asking) => ask("POST", path, schema, { ...asking, body }),
  }
}
