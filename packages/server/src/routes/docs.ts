import { sha256 } from "@noble/hashes/sha2.js"
import { utf8ToBytes } from "@noble/hashes/utils.js"
import { OpenAPIHono } from "@hono/zod-openapi"
import { DOCS_SCRIPT, DOCS_STYLE } from "../docs/page-assets.ts"
import { renderDocs } from "../docs/render-docs.ts"
import type { AppEnv } from "../http/app-env.ts"
import { pageHeaders } from "../http/page-headers.ts"
import { apiDocument } from "./openapi.ts"

/** Nothing but this page's own style and script may run in it. */
function policy(): string {
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

/** `GET /docs`: one page, made from the OpenAPI document, that loads nothing from anywhere. */
export function docsRoutes(app: OpenAPIHono<AppEnv>): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  let page: { readonly html: string; readonly headers: Readonly<Record<string, string>> } | undefined
  routes.get("/docs", (c) => {
    const { config } = c.get("deps")
    page ??= {
      html: renderDocs(apiDocument(app, config.version), config.publicUrl ?? "$TOLLGATE_URL"),
      headers: pageHeaders(policy()),
    }
    for (const [name, value] of Object.entries(page.headers)) c.header(name, value)
    c.header("Cache-Control", "no-cache")
    return c.html(page.html)
  })
  return routes
}
