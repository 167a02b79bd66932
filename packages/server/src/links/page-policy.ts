import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"
import { pageHeaders } from "../http/page-headers.ts"
import { PAY_STYLE } from "./page-assets.ts"

const STYLE_HASH = btoa(String.fromCharCode(...sha256(utf8ToBytes(PAY_STYLE))))

/**
 * Headers of the payment page: its own style and no script at all, nothing loaded, kept or indexed, and its address told
 * to nobody. Rule LINK-11.
 *
 * @param payOrigins - sources where the form may lead: browsers hold its redirect against `form-action` too
 */
export function payPageHeaders(payOrigins: readonly string[]): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    // The empty icon, without which browsers ask for one.
    "img-src data:",
    "base-uri 'none'",
    ["form-action 'self'", ...payOrigins].join(" "),
    "frame-ancestors 'none'",
  ].join("; ")
  return { ...pageHeaders(policy), "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow" }
}
