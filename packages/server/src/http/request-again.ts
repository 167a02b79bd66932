import type { AppContext } from "./app-env.ts"

/** The request of this context once more, as it came, though its body was read; under the id that it has here. */
export function requestAgain(c: AppContext): Request {
  const { method, url, headers } = c.req.raw
  const again = new Headers(headers)
  again.set("X-Request-Id", c.get("requestId"))
  const bytes = c.get("bytes") as Uint8Array<ArrayBuffer> | undefined
  const hasBody = bytes !== undefined && bytes.length > 0
  return new Request(url, { method, headers: again, redirect: "manual", ...(hasBody ? { body: bytes } : {}) })
}
