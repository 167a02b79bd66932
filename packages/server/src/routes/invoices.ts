import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard, READERS } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { Invoice } from "../catalog/invoice-records.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { sendPdf } from "../invoices/pdf/pdf-answer.ts"
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

const pdfGuard = guard({ who: READERS, scope: "statement:read" })

const getInvoicePdf = createRoute({
  method: "get",
  path: "/v1/invoices/{id}.pdf",
  tags,
  summary: "Get an invoice or a credit note as PDF",
  description:
    "In the customer's language and time zone, as of when it was issued. Has an `ETag`; with `If-None-Match` of the same, 304 without a body.",
  ...pdfGuard,
  "x-refusals": ["unprocessable"],
  request: { params: boundIdParam },
  responses: {
    200: {
      description: "To be saved as a file",
      content: { "application/pdf": { schema: z.string().openapi({ format: "binary" }) } },
    },
    304: { description: "As it was" },
  },
})
const PDF_ENDING = ".pdf"

/** Invoices, which the outbox issues. Rules BILL-1 to BILL-8, and PDF of them. */
export function invoiceRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(listInvoices, async (c) => {
    const { walletId, partnerId } = await requireWallet(c, c.req.valid("param").id)
    const page = await c
      .get("deps")
      .catalog.invoices({ issuerId: partnerId, walletId }, pageRequest(c.req.valid("query")))
    return c.json(formatPage(page, formatInvoice), 200)
  })

  // The documented path has a parameter with something behind it, which the router writes as a pattern.
  routes.openAPIRegistry.registerPath(getInvoicePdf)
  routes.on("GET", ["/v1/invoices/:file{[^/]+\\.pdf}"], ...pdfGuard.middleware, async (c: AppContext) => {
    const id = (c.req.param("file") ?? "").slice(0, -PDF_ENDING.length)
    return sendPdf(c, await requireInvoice(c, id))
  })

  routes.openapi(getInvoice, async (c) => {
    return c.json(formatInvoice(await requireInvoice(c, c.req.valid("param").id)), 200)
  })
  return routes
}

/** The invoice of a wallet that the caller reads. Rule BILL-8. */
async function requireInvoice(c: AppContext, id: string): Promise<Invoice> {
  const walletId = walletOfMadeId(INVOICE_PREFIX, id)
  if (walletId === undefined) throw new ProblemError("not_found")
  const { partnerId } = await requireWallet(c, walletId)
  const invoice = await c.get("deps").catalog.invoice({ issuerId: partnerId, id })
  if (invoice === undefined) throw new ProblemError("not_found")
  return invoice
}
