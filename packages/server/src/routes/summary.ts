import { createRoute, OpenAPIHono } from "@hono/zod-openapi"
import { sha256Hex } from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import type { AppEnv } from "../http/app-env.ts"
import { isKnownTag } from "../http/etag.ts"
import { readCustomerWallet } from "../reading/customer-wallet.ts"
import { readSummary, SummaryOut } from "../reading/summary-answer.ts"
import { idParam, jsonAnswer } from "../schemas/route-parts.ts"

const getSummary = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/summary",
  tags: ["Reading"],
  summary: "All that first paint needs of a wallet",
  description: "Has an `ETag`; with `If-None-Match` of the same, 304 without a body.",
  ...guard({ who: READERS, scope: "balance:read" }),
  request: { params: idParam },
  responses: {
    200: jsonAnswer(SummaryOut, "The wallet, its customer, usage of today and of the month, and a forecast"),
    304: { description: "As it was" },
  },
})

export function summaryRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(getSummary, async (c) => {
    const found = await readCustomerWallet(c, c.req.valid("param").id, "balance:read")
    const summary = await readSummary(c.get("deps"), found)
    const etag = `"${sha256Hex(JSON.stringify(summary)).slice(0, 32)}"`
    c.header("ETag", etag)
    c.header("Cache-Control", "private, no-cache")
    if (isKnownTag(c.req.header("if-none-match"), etag)) return c.body(null, 304)
    return c.json(summary, 200)
  })
  return routes
}
