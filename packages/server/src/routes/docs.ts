import { loadPages } from "#load-later"
import { OpenAPIHono } from "@hono/zod-openapi"
import type { AppEnv } from "../http/app-env.ts"
import { pageHeaders } from "../http/page-headers.ts"
import { apiDocument } from "./openapi.ts"

/** `GET /docs`: one page, made from the OpenAPI document, that loads nothing from anywhere. */
export function docsRoutes(app: OpenAPIHono<AppEnv>): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  let page: { readonly html: string; readonly headers: Readonly<Record<string, string>> } | undefined
  routes.get("/docs", async (c) => {
    const { config } = c.get("deps")
    const { docsPolicy, renderDocs } = await loadPages()
    page ??= {
      html: renderDocs(apiDocument(app, config.version), config.publicUrl ?? "$TOLLGATE_URL"),
      headers: pageHeaders(docsPolicy()),
    }
    for (const [name, value] of Object.entries(page.headers)) c.header(name, value)
    c.header("Cache-Control", "no-cache")
    return c.html(page.html)
  })
  return routes
}
