import { hmac } from "@noble/hashes/hmac.js"
import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { parseAmount } from "@tollgate/engine"
import { z } from "zod"
import { EMPTY_TALLY, type IngestCounts } from "./tally.ts"
import type { Delivery } from "./traffic-event.ts"

/** A server that takes webhooks. */
export interface WebhookTarget {
  /** Without a trailing slash. */
  readonly url: string
  /** Signs Meta's bodies; without it they go unsigned. */
  readonly appSecret?: string
  /** Goes with Gupshup's bodies. */
  readonly gupshupToken?: string
}

/** The server cannot be reached or takes nothing of this kind; the message is for the person at the terminal. */
export class WebhookRefusedError extends Error {
  override readonly name = "WebhookRefusedError"
}

const POST_TIMEOUT_MS = 30_000
/** The server is busy: a provider would try again, the simulator goes on. */
const BUSY: ReadonlySet<number> = new Set([429, 503])

const Answer = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  suspended: z.number(),
  charged: z.string().transform((text) => parseAmount(text) ?? 0n),
})
const Problem = z.object({ detail: z.string() }).or(z.object({ title: z.string() }))

/** Post one body as its provider does, signed or with its token. Rule SIM-9. */
export async function postWebhook(
  target: WebhookTarget,
  { provider, body }: Delivery,
): Promise<IngestCounts> {
  const text = JSON.stringify(body)
  const { appSecret, gupshupToken } = target
  const response = await fetch(`${target.url}/v1/ingest/${provider}`, {
    method: "POST",
    signal: AbortSignal.timeout(POST_TIMEOUT_MS),
    headers: {
      "content-type": "application/json",
      ...(provider === "meta" && appSecret !== undefined
        ? { "x-hub-signature-256": `sha256=${signatureOf(text, appSecret)}` }
        : {}),
      ...(provider === "gupshup" && gupshupToken !== undefined ? { "x-tollgate-token": gupshupToken } : {}),
    },
    body: text,
  }).catch((error: unknown) => {
    throw new WebhookRefusedError(`Nothing answers at ${target.url} (${reasonOf(error)}).`)
  })
  if (response.ok) {
    const answer = Answer.safeParse(await response.json().catch(() => undefined))
    if (answer.success) return answer.data
    throw new WebhookRefusedError(`What answers at ${target.url} is not a Tollgate server.`)
  }
  const problem = Problem.safeParse(await response.json().catch(() => undefined))
  if (BUSY.has(response.status)) return EMPTY_TALLY
  const words = !problem.success ? "" : "detail" in problem.data ? problem.data.detail : problem.data.title
  throw new WebhookRefusedError(
    `The server refuses ${provider} webhooks with ${response.status}. ${words}`.trim(),
  )
}

function signatureOf(text: string, secret: string): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(text)))
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error && "code" in cause) return String(cause.code)
  return error instanceof Error ? error.message : String(error)
}
