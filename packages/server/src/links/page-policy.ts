import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"
import { pageHeaders } from "../http/page-headers.ts"
import { PAY_STYLE, WATCH_SCRIPT } from "./page-assets.ts"

const STYLE_SOURCE = hashSource(PAY_STYLE)
const SCRIPT_SOURCE = hashSource(WATCH_SCRIPT)

/**
 * Headers of the payment page: its own style, the elements of this origin where something can be paid, its own script only
 * where it waits, nothing kept or indexed, and its address told to nobody. Rule LINK-11.
 *
 * @param payOrigins - sources where the form may lead: browsers hold its redirect against `form-action` too
 */
export function payPageHeaders({
  payOrigins,
  isWatching,
  hasForm,
}: {
  readonly payOrigins: readonly string[]
  readonly isWatching: boolean
  /** The elements run in it, from this origin. */
  readonly hasForm: boolean
}): Readonly<Record<string, string>> {
  const scripts = [...(hasForm ? ["'self'"] : []), ...(isWatching ? [SCRIPT_SOURCE] : [])]
  const policy = [
    "default-src 'none'",
    `style-src ${STYLE_SOURCE}`,
    ...(scripts.length > 0 ? [["script-src", ...scripts].join(" "), "connect-src 'self'"] : []),
    // The empty icon, without which browsers ask for one.
    "img-src data:",
    "base-uri 'none'",
    ["form-action 'self'", ...payOrigins].join(" "),
    "frame-ancestors 'none'",
  ].join("; ")
  return { ...pageHeaders(policy), "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow" }
}

function hashSource(text: string): string {
  return `'sha256-${btoa(String.fromCharCode(...sha256(utf8ToBytes(text))))}'`
}
