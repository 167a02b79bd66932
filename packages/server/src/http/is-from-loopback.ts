import type { AppContext } from "./app-env.ts"

/** A request that a proxy on this machine passed on comes from loopback too, and says so in a header. */
export function isFromLoopback(c: AppContext): boolean {
  const { remoteAddress } = c.get("deps")
  const isForwarded = ["forwarded", "x-forwarded-for", "x-real-ip"].some(
    (name) => c.req.header(name) !== undefined,
  )
  const address = remoteAddress?.(c.req.raw)?.replace(/^::ffff:/, "")
  return !isForwarded && address !== undefined && (address === "::1" || address.startsWith("127."))
}
