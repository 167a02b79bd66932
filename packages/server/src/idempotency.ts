import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { tenantOf } from "./auth/principal.ts"
import type { AppContext } from "./http/app-env.ts"
import { problem, ProblemError } from "./problem.ts"
import type { Executed, Replay } from "./storage/wallet-store.ts"

export const IDEMPOTENCY_KEY_CHARACTERS_MAX = 255
const DEPTH_MAX = 64
/** How long an answer is kept where no money moves. */
export const REPLAY_KEPT_MS: number = 30 * 86_400_000

/** Statuses whose answer is kept and told again; the others leave the key free. Rule HTTP-9. */
export function isKept(status: number): boolean {
  return (status >= 200 && status < 300) || [402, 404, 409, 422].includes(status)
}

/** JSON with the keys of every object sorted, so that bodies compare by what they say. 400 past 64 levels. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > DEPTH_MAX) {
    const message = `The body is nested deeper than ${DEPTH_MAX} levels.`
    throw new ProblemError("invalid_request", { detail: message, errors: [{ path: "", message }] })
  }
  if (Array.isArray(value)) {
    return `[${value.map((inner) => canonicalJson(inner, depth + 1)).join(",")}]`
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner, depth + 1)}`)
    return `{${members.join(",")}}`
  }
  return JSON.stringify(value) ?? "null"
}

/** SHA-256 (hex) of a JSON value's canonical text. */
export function fingerprintOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))))
}

/** SHA-256 (hex) of what a request asks: its query and its body, JSON as canonical JSON and the rest as bytes. */
export function requestFingerprint(c: AppContext): string {
  const query = canonicalJson(c.req.queries())
  const body = c.get("body")
  const asked = body === undefined ? bytesToHex(sha256(c.get("bytes"))) : canonicalJson(body)
  return bytesToHex(sha256(utf8ToBytes(`${query}\n${asked}`)))
}

/**
 * What makes this request answer the same again; `undefined` without an `Idempotency-Key`. Rule HTTP-8.
 *
 * @param keptMs - how long the answer is kept; null = for ever, where money moves
 */
export function replayOf(c: AppContext, keptMs: number | null): Replay | undefined {
  const key = c.req.header("idempotency-key")
  if (key === undefined) return undefined
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > IDEMPOTENCY_KEY_CHARACTERS_MAX) {
    const message = `1 to ${IDEMPOTENCY_KEY_CHARACTERS_MAX} visible ASCII characters`
    throw new ProblemError("invalid_request", { errors: [{ path: "Idempotency-Key", message }] })
  }
  const { clock } = c.get("deps")
  return {
    key: [tenantOf(c.get("principal")), c.req.method, c.req.path, key].join(" "),
    fingerprint: requestFingerprint(c),
    keepUntil: keptMs === null ? null : clock() + keptMs,
  }
}

/** The HTTP answer of a command on a wallet. Refusals carry a `problemBody`. Rule HTTP-8. */
export function sendExecuted(c: AppContext, executed: Executed): never {
  // The store answers in JSON that no route's type can know; the tests compare it with the route's schema.
  return executedResponse(c, executed) as never
}

function executedResponse(c: AppContext, executed: Executed): Response {
  switch (executed.kind) {
    case "no_wallet":
      return problem(c, "not_found")
    case "key_reused":
      return problem(c, "idempotency_key_reused")
    case "answered":
    case "replayed": {
      const { status, body } = executed.answer
      if (executed.kind === "replayed") c.header("Idempotent-Replayed", "true")
      return sendJson(c, status, body)
    }
  }
}

/** A JSON answer, `application/problem+json` from 400 on. */
export function sendJson(c: AppContext, status: number, body: unknown): Response {
  c.header("Content-Type", status >= 400 ? "application/problem+json" : "application/json")
  return c.newResponse(JSON.stringify(body), status as 200)
}
