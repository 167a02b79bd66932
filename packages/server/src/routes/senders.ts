import { createRoute, OpenAPIHono } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { partnerScope, requireWallet, seesPartner } from "../auth/require.ts"
import { checkCapOverrides } from "../catalog/check-cap-overrides.ts"
import type { Assignment, Sender } from "../catalog/records.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { formatInstant, id } from "../schemas/common.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { senderBody, senderOut, senderWithAssignments } from "../schemas/sender.ts"

const tags = ["Senders"]

const putRoute = createRoute({
  method: "put",
  path: "/v1/senders/{id}",
  tags,
  summary: "Make or replace a sender",
  description:
    "The id is the phone number id. Another `walletId` than before moves the sender from now on; earlier assignments are kept.",
  ...guard({ who: ["operator", "partner"], replays: { secretFields: [] } }),
  "x-refusals": ["sender_taken", "unprocessable"],
  request: { params: idParam, body: jsonBody(senderBody) },
  responses: { 201: jsonAnswer(senderOut, "Made"), 200: jsonAnswer(senderOut, "Replaced") },
})

const listRoute = createRoute({
  method: "get",
  path: "/v1/senders",
  tags,
  summary: "List senders",
  ...guard({ who: ["operator", "partner"] }),
  request: { query: pageQuery.extend({ walletId: id.optional() }) },
  responses: { 200: jsonAnswer(listOf(senderOut), "Oldest first") },
})

const getRoute = createRoute({
  method: "get",
  path: "/v1/senders/{id}",
  tags,
  summary: "Get a sender and all that paid for it",
  ...guard({ who: ["operator", "partner"] }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(senderWithAssignments, "The sender") },
})

export function senderRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(putRoute, async (c) => {
    const deps = c.get("deps")
    const senderId = c.req.valid("param").id
    const { walletId, ...body } = c.req.valid("json")
    const place = await requireWallet(c, walletId)
    const existing = await deps.catalog.sender(senderId)
    const isOperator = c.get("principal").kind === "operator"
    if (!isOperator && existing !== undefined && existing.partnerId !== place.partnerId) {
      throw new ProblemError("sender_taken")
    }
    const capOverrides = body.capOverrides ?? {}
    if (!isOperator) {
      await checkCapOverrides(deps, place, { given: capOverrides, before: existing?.capOverrides ?? {} })
    }
    const { record, isNew } = await deps.catalog.putSender({
      id: senderId,
      partnerId: place.partnerId,
      walletId,
      settings: {
        phoneNumber: body.phoneNumber,
        wabaId: body.wabaId ?? null,
        gupshupAppId: body.gupshupAppId ?? null,
        timezone: body.timezone ?? null,
        defaultChannel: body.defaultChannel,
        mmLite: body.mmLite ?? null,
        capOverrides,
        ...(body.displayName === undefined ? {} : { displayName: body.displayName }),
      },
      at: deps.clock(),
      mayTake: isOperator,
    })
    if (record.id !== senderId) {
      throw new ProblemError("sender_taken", { detail: "This Gupshup app belongs to another partner." })
    }
    if (record.partnerId !== place.partnerId) throw new ProblemError("sender_taken")
    return isNew ? c.json(formatSender(record), 201) : c.json(formatSender(record), 200)
  })

  routes.openapi(listRoute, async (c) => {
    const { walletId, ...query } = c.req.valid("query")
    const partnerId = partnerScope(c.get("principal"))
    if (walletId !== undefined) await requireWallet(c, walletId)
    const filter = {
      ...(partnerId === undefined ? {} : { partnerId }),
      ...(walletId === undefined ? {} : { walletId }),
    }
    const page = await c.get("deps").catalog.senders(filter, pageRequest(query))
    return c.json(formatPage(page, formatSender), 200)
  })

  routes.openapi(getRoute, async (c) => {
    const { catalog } = c.get("deps")
    const sender = await catalog.sender(c.req.valid("param").id)
    if (sender === undefined || !seesPartner(c.get("principal"), sender.partnerId))
      throw new ProblemError("not_found")
    const assignments = await catalog.assignments(sender.id)
    const shown = c.get("principal").kind === "operator" ? assignments : await ownAssignments(c, assignments)
    return c.json({ ...formatSender(sender), assignments: shown.map(formatAssignment) }, 200)
  })

  return routes
}

/** Wallets of an earlier partner are that partner's business. */
async function ownAssignments(c: AppContext, assignments: readonly Assignment[]): Promise<Assignment[]> {
  const { catalog } = c.get("deps")
  const own: Assignment[] = []
  for (const assignment of assignments) {
    const place = await catalog.walletPlace(assignment.walletId)
    if (place !== undefined && seesPartner(c.get("principal"), place.partnerId)) own.push(assignment)
  }
  return own
}

function formatSender(sender: Sender) {
  return {
    id: sender.id,
    partnerId: sender.partnerId,
    walletId: sender.walletId,
    phoneNumber: sender.phoneNumber,
    wabaId: sender.wabaId,
    gupshupAppId: sender.gupshupAppId,
    timezone: sender.timezone,
    defaultChannel: sender.defaultChannel,
    mmLite: sender.mmLite,
    capOverrides: { ...sender.capOverrides },
    displayName: sender.displayName,
    createdAt: formatInstant(sender.createdAt),
    updatedAt: formatInstant(sender.updatedAt),
  }
}

function formatAssignment({ walletId, fromAt, toAt }: Assignment) {
  return {
    walletId,
    from: fromAt === 0 ? null : formatInstant(fromAt),
    to: toAt === null ? null : formatInstant(toAt),
  }
}
