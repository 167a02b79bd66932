import type { AppContext } from "../http/app-env.ts"
import { isFromLoopback } from "../http/is-from-loopback.ts"

/** Names of this machine for itself; a page of another site that points its own name here has another `Host`. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?$/i

/**
 * Whether the demo's page may be shown: to this machine under one of its own names, and to no page of another origin;
 * where the demo is public, to anyone. Rule DEMO-5.
 */
export function isDemoRequest(c: AppContext): boolean {
  return c.get("deps").config.isDemoPublic === true || isOwnRequest(c)
}

/**
 * Whether a person on this machine asks, through a page of ours or none: only then are there a key and traffic. Where the
 * demo is public nobody does: a proxy on this machine may pass visitors on as if they were here, as nginx does unless it
 * is told otherwise. Rule DEMO-5.
 */
export function isOwnRequest(c: AppContext): boolean {
  if (c.get("deps").config.isDemoPublic === true) return false
  const host = c.req.header("host")
  if (host === undefined || !LOOPBACK_HOST.test(host) || !isFromLoopback(c)) return false
  const origin = c.req.header("origin")
  const site = c.req.header("sec-fetch-site")
  // A form of a page that tells no referrer has the origin `null`: then the browser's own word counts.
  const isNullOfOwn = origin === "null" && site === "same-origin"
  if (origin !== undefined && !isNullOfOwn && hostOf(origin) !== host.toLowerCase()) return false
  if (site === undefined || site === "same-origin" || site === "none") return true
  // Following a link from elsewhere shows the page to the person, not to the other site.
  return c.req.method === "GET" && c.req.header("sec-fetch-mode") === "navigate"
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
