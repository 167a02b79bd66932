import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"
import { DOCS_SCRIPT, DOCS_STYLE } from "./page-assets.ts"

/** Nothing but this page's own style and script may run in it. */
export function docsPolicy(): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${hashOf(DOCS_STYLE)}'`,
    `script-src 'sha256-${hashOf(DOCS_SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ")
}

function hashOf(text: string): string {
  return btoa(String.fromCharCode(...sha256(utf8ToBytes(text))))
}
