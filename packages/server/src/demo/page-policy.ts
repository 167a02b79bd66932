import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"
import { DEMO_SCRIPT, DEMO_STYLE } from "./page-assets.ts"

/** Nothing but the page's own style and script may run in it; it speaks to its own server alone. Rule DEMO-5. */
export const DEMO_POLICY: string = [
  "default-src 'none'",
  `style-src 'sha256-${hashOf(DEMO_STYLE)}'`,
  `script-src 'sha256-${hashOf(DEMO_SCRIPT)}'`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ")

function hashOf(text: string): string {
  return btoa(String.fromCharCode(...sha256(utf8ToBytes(text))))
}
