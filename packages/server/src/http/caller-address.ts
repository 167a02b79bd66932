import type { AppContext } from "./app-env.ts"

/**
 * The address that a request is counted by; `undefined` where the runtime does not tell. A proxy on this machine appends
 * the caller's own to `X-Forwarded-For`: only that last one is believed, and only from such a proxy.
 */
export function callerAddress(c: AppContext): string | undefined {
  const { remoteAddress } = c.get("deps")
  const address = remoteAddress?.(c.req.raw)?.replace(/^::ffff:/, "")
  const isLocal = address === "::1" || address?.startsWith("127.") === true
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim()
  return isLocal && forwarded !== undefined && forwarded !== "" ? forwarded.slice(0, 64) : address
}
