import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { formatAmount } from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import { seesPartner } from "../auth/require.ts"
import { makeKey } from "../auth/make-key.ts"
import type { Partner } from "../catalog/records.ts"
import type { AppEnv } from "../http/app-env.ts"
import { fingerprintOf } from "../idempotency.ts"
import { ProblemError } from "../problem.ts"
import {
  amountOut,
  email,
  formatInstant,
  id,
  instantOut,
  notNegativeAmount,
  origin,
  text,
} from "../schemas/common.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const ORIGINS_MAX = 50
const tags = ["Partners"]

const PartnerOut = z
  .object({
    id,
    name: z.string(),
    status: z.enum(["active", "disabled"]),
    allowedOrigins: z.array(z.string()),
    overdraftMax: amountOut,
    supportEmail: z.string().nullable(),
    createdAt: instantOut,
    updatedAt: instantOut,
    secretKey: z.string().optional().openapi({ description: "Shown once, when the partner is made." }),
  })
  .openapi("Partner")

const NewPartner = z.strictObject({
  id: id.optional(),
  name: text(),
  allowedOrigins: z.array(origin).max(ORIGINS_MAX),
  overdraftMax: notNegativeAmount.optional(),
  supportEmail: email.optional(),
})

const PartnerPatch = z.strictObject({
  name: text().optional(),
  status: z.enum(["active", "disabled"]).optional(),
  allowedOrigins: z.array(origin).max(ORIGINS_MAX).optional(),
  overdraftMax: notNegativeAmount.optional(),
  supportEmail: email.nullable().optional(),
})

const makePartner = createRoute({
  method: "post",
  path: "/v1/partners",
  tags,
  summary: "Make a partner",
  description: "Answers its first key once, as `secretKey`.",
  ...guard({ who: ["operator"], replays: { secretFields: ["secretKey"] } }),
  "x-refusals": ["id_taken"],
  request: { body: jsonBody(NewPartner) },
  responses: {
    201: jsonAnswer(PartnerOut, "The partner, with its first key"),
    200: jsonAnswer(PartnerOut, "The partner that was made with this id and body before"),
  },
})

const listPartners = createRoute({
  method: "get",
  path: "/v1/partners",
  tags,
  summary: "List partners",
  ...guard({ who: ["operator"] }),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(PartnerOut), "Oldest first") },
})

const getPartner = createRoute({
  method: "get",
  path: "/v1/partners/{id}",
  tags,
  summary: "Get a partner",
  ...guard({ who: ["operator", "partner"] }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(PartnerOut, "The partner") },
})

const patchPartner = createRoute({
  method: "patch",
  path: "/v1/partners/{id}",
  tags,
  summary: "Change a partner",
  description: "A disabled partner's keys and tokens are void until it is active again.",
  ...guard({ who: ["operator"] }),
  request: { params: idParam, body: jsonBody(PartnerPatch) },
  responses: { 200: jsonAnswer(PartnerOut, "The partner as it is now") },
})

export function partnerRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(makePartner, async (c) => {
    const { catalog, clock, ids, random } = c.get("deps")
    const body = c.req.valid("json")
    const now = clock()
    const fingerprint = fingerprintOf(c.get("body"))
    const { record, isNew } = await catalog.insertPartner({
      id: body.id ?? ids("par"),
      name: body.name,
      status: "active",
      allowedOrigins: body.allowedOrigins,
      overdraftMax: body.overdraftMax ?? 0n,
      supportEmail: body.supportEmail ?? null,
      fingerprint,
      createdAt: now,
      updatedAt: now,
    })
    if (!isNew) {
      if (record.fingerprint !== fingerprint) throw new ProblemError("id_taken")
      return c.json(formatPartner(record), 200)
    }
    const { key, secret } = makeKey(
      { kind: "partner", partnerId: record.id, name: "first" },
      { ids, random, now },
    )
    await catalog.insertKey(key)
    return c.json({ ...formatPartner(record), secretKey: secret }, 201)
  })

  routes.openapi(listPartners, async (c) => {
    const page = await c.get("deps").catalog.partners(pageRequest(c.req.valid("query")))
    return c.json(formatPage(page, formatPartner), 200)
  })

  routes.openapi(getPartner, async (c) => {
    const partnerId = c.req.valid("param").id
    const partner = await c.get("deps").catalog.partner(partnerId)
    if (partner === undefined || !seesPartner(c.get("principal"), partnerId))
      throw new ProblemError("not_found")
    return c.json(formatPartner(partner), 200)
  })

  routes.openapi(patchPartner, async (c) => {
    const { catalog, clock } = c.get("deps")
    const patch = c.req.valid("json")
    const changed = await catalog.changePartner(c.req.valid("param").id, (partner) => ({
      ...partner,
      name: patch.name ?? partner.name,
      status: patch.status ?? partner.status,
      allowedOrigins: patch.allowedOrigins ?? partner.allowedOrigins,
      overdraftMax: patch.overdraftMax ?? partner.overdraftMax,
      supportEmail: patch.supportEmail === undefined ? partner.supportEmail : patch.supportEmail,
      updatedAt: clock(),
    }))
    if (changed === undefined) throw new ProblemError("not_found")
    return c.json(formatPartner(changed), 200)
  })

  return routes
}

function formatPartner(partner: Partner) {
  return {
    id: partner.id,
    name: partner.name,
    status: partner.status,
    allowedOrigins: [...partner.allowedOrigins],
    overdraftMax: formatAmount(partner.overdraftMax),
    supportEmail: partner.supportEmail,
    createdAt: formatInstant(partner.createdAt),
    updatedAt: formatInstant(partner.updatedAt),
  }
}
