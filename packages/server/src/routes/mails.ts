import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { ownerOf } from "../auth/owner-of.ts"
import { seesPartner } from "../auth/require.ts"
import type { Delivery } from "../catalog/delivery-records.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import type { Mail } from "../mail/mail.ts"
import { putNotices, wantsNotices } from "../mail/mail-notices.ts"
import { ProblemError } from "../problem.ts"
import { id } from "../schemas/common.ts"
import { formatAttempts } from "../schemas/delivery.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const STATUSES = ["pending", "delivered", "dead", "kept"] as const
const tags = ["Mails"]
const who = ["operator", "partner"] as const
const partnerId = id.optional().openapi({ description: "By an operator: of this partner" })

const MailOut = z
  .object({
    id: z.string(),
    kind: z.string().openapi({ example: "receipt" }),
    customerId: z.string(),
    walletId: z.string(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    invoiceId: z.string().nullable().openapi({ description: "Attached as PDF where the server makes them" }),
    status: z.enum(STATUSES).openapi({ description: "`kept` = nothing was configured to send it" }),
    attempts: z.int(),
    nextAttemptAt: z.string().nullable(),
    fault: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi("Mail")
const Settings = z
  .strictObject({ notices: z.boolean().openapi({ description: "Mails that are no receipts" }) })
  .openapi("MailSettings")

const listRoute = createRoute({
  method: "get",
  path: "/v1/mails",
  tags,
  summary: "List mails to customers",
  description: "Kept for 30 days.",
  ...guard({ who }),
  request: { query: pageQuery.extend({ partnerId, status: z.enum(STATUSES).optional() }) },
  responses: { 200: jsonAnswer(listOf(MailOut).openapi("Mails"), "Oldest first") },
})
const resendRoute = createRoute({
  method: "post",
  path: "/v1/mails/{id}/resend",
  tags,
  summary: "Send a mail again",
  ...guard({ who, replays: { secretFields: [] } }),
  "x-refusals": ["unprocessable"],
  request: { params: idParam, query: z.strictObject({ partnerId }), body: jsonBody(z.strictObject({})) },
  responses: { 202: jsonAnswer(MailOut, "It is on its way") },
})
const getSettings = createRoute({
  method: "get",
  path: "/v1/customers/{id}/mail-settings",
  tags,
  summary: "Which mails a customer gets",
  ...guard({ who }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(Settings, "Receipts and credit notes always come") },
})
const putSettings = createRoute({
  method: "put",
  path: "/v1/customers/{id}/mail-settings",
  tags,
  summary: "Turn a customer's mails on or off",
  ...guard({ who, replays: { secretFields: [] } }),
  request: { params: idParam, body: jsonBody(Settings) },
  responses: { 200: jsonAnswer(Settings, "Receipts and credit notes always come") },
})

/** Mails to customers, and whether they want them. Rules MAIL-5, MAIL-6. */
export function mailRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(listRoute, async (c) => {
    const { partnerId: named, status, ...page } = c.req.valid("query")
    const ownerId = await ownerOf(c, named)
    const filter = { ownerId, kind: "mail" as const, ...(status === undefined ? {} : { status }) }
    const found = await c.get("deps").catalog.deliveries(filter, pageRequest(page))
    return c.json(formatPage(found, formatMail), 200)
  })

  routes.openapi(resendRoute, async (c) => {
    const { catalog, clock, mail } = c.get("deps")
    const ownerId = await ownerOf(c, c.req.valid("query").partnerId)
    const key = { ownerId, id: c.req.valid("param").id }
    if ((await catalog.delivery(key))?.kind !== "mail") throw new ProblemError("not_found")
    if (mail === undefined)
      throw new ProblemError("unprocessable", { detail: "Nothing is configured to send mails." })
    if (!(await catalog.resendDelivery(key, clock()))) {
      throw new ProblemError("unprocessable", { detail: "It is being sent just now." })
    }
    const delivery = await catalog.delivery(key)
    if (delivery === undefined) throw new ProblemError("not_found")
    return c.json(formatMail(delivery), 202)
  })

  routes.openapi(getSettings, async (c) => {
    const customerId = await requireCustomer(c, c.req.valid("param").id)
    return c.json({ notices: await wantsNotices(c.get("deps").catalog, customerId) }, 200)
  })

  routes.openapi(putSettings, async (c) => {
    const customerId = await requireCustomer(c, c.req.valid("param").id)
    const { notices } = c.req.valid("json")
    await putNotices(c.get("deps").catalog, customerId, notices)
    return c.json({ notices }, 200)
  })
  return routes
}

async function requireCustomer(c: AppContext, customerId: string): Promise<string> {
  const customer = await c.get("deps").catalog.customer(customerId)
  if (customer === undefined || !seesPartner(c.get("principal"), customer.partnerId)) {
    throw new ProblemError("not_found")
  }
  return customer.id
}

function formatMail(delivery: Delivery): z.infer<typeof MailOut> {
  const { id: mailId, customerId, walletId, status, body } = delivery
  const { kind, to, subject, text, invoice } = JSON.parse(body) as Mail
  const attempts = formatAttempts(delivery)
  return {
    id: mailId,
    kind,
    customerId,
    walletId,
    to,
    subject,
    text,
    invoiceId: invoice?.id ?? null,
    status,
    ...attempts,
  }
}
