import { ProblemError } from "../problem.ts"
import type { AppContext } from "./app-env.ts"

/** The most that a JSON body may hold. */
export const BODY_BYTES_MAX = 1_048_576
/** The most that a webhook or a rate card may hold. */
export const LARGE_BODY_BYTES_MAX = 4_194_304

const JSON_MEDIA_TYPE = /^application\/(?:[a-z0-9.-]+\+)?json$/i
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)"?/i

/** The bytes of the request's body, or 413 before more than `bytesMax` of them are held. Rule HTTP-5. */
export async function readBytes(c: AppContext, bytesMax: number): Promise<Uint8Array> {
  const { raw } = c.req
  const told = raw.headers.get("content-length")
  if (told !== null && !raw.headers.has("transfer-encoding")) {
    if (!/^[0-9]+$/.test(told) || Number(told) > bytesMax) refuseLength(bytesMax)
    return new Uint8Array(await c.req.arrayBuffer())
  }
  if (raw.body === null) return new Uint8Array()
  const bytes = await readStream(raw.body, bytesMax)
  // What reads the body after us finds it here, as the stream is spent.
  c.req.bodyCache.arrayBuffer = Promise.resolve(bytes.buffer) as never
  return bytes
}

async function readStream(body: ReadableStream<Uint8Array>, bytesMax: number): Promise<Uint8Array> {
  const reader = body.getReader()
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > bytesMax) {
      // The rest is not wanted; that cancelling fails changes nothing.
      void reader.cancel().catch(() => undefined)
      refuseLength(bytesMax)
    }
    parts.push(value)
  }
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  return bytes
}

function refuseLength(bytesMax: number): never {
  throw new ProblemError("too_large", {
    detail: `The body is larger than ${bytesMax} bytes.`,
    facts: { bytesMax },
  })
}

/** Refuse, with 415, a body that is not JSON in UTF-8 as it stands. Rule HTTP-6. */
export function requireJsonType(c: AppContext): void {
  const type = c.req.header("content-type") ?? ""
  const media = type.split(";")[0]?.trim() ?? ""
  const charset = (CHARSET.exec(type)?.[1] ?? "utf-8").toLowerCase()
  if (!JSON_MEDIA_TYPE.test(media)) {
    throw new ProblemError("unsupported_media_type", { detail: "Send the body as application/json." })
  }
  if (charset !== "utf-8" && charset !== "utf8" && charset !== "us-ascii") {
    throw new ProblemError("unsupported_media_type", { detail: "Send the body in UTF-8." })
  }
}

/** Refuse, with 415, a compressed body: what it unpacks to has no bound. */
export function requirePlainEncoding(c: AppContext): void {
  const encoding = c.req.header("content-encoding")
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new ProblemError("unsupported_media_type", { detail: "Send the body without Content-Encoding." })
  }
}

/** The text of a body in UTF-8, or 400. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    throw invalidBody("The body is not valid UTF-8.")
  }
}

/** The value of a JSON body, or 400. A key `__proto__` is refused at any depth. Rule HTTP-6. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeText(bytes)
  // Most bodies have neither text, and a reviver costs several times the parsing.
  const isSuspect = text.includes("__proto__") || /\\u005f/i.test(text)
  let hasProto = false
  let value: unknown
  try {
    value = isSuspect
      ? JSON.parse(text, (key, inner: unknown) => {
          if (key === "__proto__") hasProto = true
          return inner
        })
      : JSON.parse(text)
  } catch {
    throw invalidBody("The body is not valid JSON.")
  }
  if (hasProto) throw invalidBody("A key may not be __proto__.")
  return value
}

function invalidBody(message: string): ProblemError {
  return new ProblemError("invalid_request", { detail: message, errors: [{ path: "", message }] })
}
