import type { AppContext } from "./app-env.ts"

/**
 * Whether a form was sent from a page of this server. Browsers say so in `Sec-Fetch-Site`; of one that does not, `Origin`
 * must be ours, or absent, or `null`, which is what a page that tells no referrer sends.
 */
export function isOwnForm(c: AppContext): boolean {
  const site = c.req.header("sec-fetch-site")
  if (site !== undefined) return site === "same-origin" || site === "none"
  const origin = c.req.header("origin")
  if (origin === undefined || origin === "null") return true
  const { publicUrl } = c.get("deps").config
  const own = [new URL(c.req.url).origin, ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin])]
  return own.includes(origin)
}
