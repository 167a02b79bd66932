import { createRoute, OpenAPIHono } from "@hono/zod-openapi"
import { guard, READERS } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppEnv } from "../http/app-env.ts"
import { INVOICE_PREFIX } from "../invoices/invoice-id.ts"
import { ProblemError } from "../problem.ts"
import { formatInvoice, InvoiceOut } from "../schemas/invoice.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer } from "../schemas/route-parts.ts"
import { boundIdParam, walletOfMadeId } from "../spending/made-id.ts"

const tags = ["Invoices"]

const listInvoices = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/invoices",
  tags,
  summary: "List invoices and credit notes",
  description:
    "One invoice for each top-up that succeeded, one credit note for each refund, issued a moment after it. They never change.",
  ...guard({ who: READERS, scope: "statement:read" }),
  request: { params: idParam, query: pageQuery },
  responses: { 200: jsonAnswer(listOf(InvoiceOut).openapi("Invoices"), "Oldest first") },
})

const getInvoice = createRoute({
  method: "get",
  path: "/v1/invoices/{id}",
  tags,
  summary: "Get an invoice or a credit note",
  ...guard({ who: READERS, scope: "statement:read" }),
  request: { params: boundIdParam },
  responses: { 200: jsonAnswer(InvoiceOut, "As it was issued") },
})

/** Invoices, which the outbox issues. Rules BILL-1 to BILL-8. */
export function invoiceRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(listInvoices, async (c) => {
    const { walletId, partnerId } = await requireWallet(c, c.req.valid("param").id)
    const page = await c
      .get("deps")
      .catalog.invoices({ issuerId: partnerId, walletId }, pageRequest(c.req.valid("query")))
    return c.json(formatPage(page, formatInvoice), 200)
  })

  routes.openapi(getInvoice, async (c) => {
    const { id } = c.req.valid("param")
    const walletId = walletOfMadeId(INVOICE_PREFIX, id)
    if (walletId === undefined) throw new ProblemError("not_found")
    const { partnerId } = await requireWallet(c, walletId)
    const invoice = await c.get("deps").catalog.invoice({ issuerId: partnerId, id })
    if (invoice === undefined) throw new ProblemError("not_found")
    return c.json(formatInvoice(invoice), 200)
  })
  return routes
}
