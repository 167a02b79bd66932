import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { META_CARD, META_PLAN } from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import { partnerScope } from "../auth/require.ts"
import { cardsByName } from "../catalog/cards.ts"
import { BUILT_IN_PLANS, planOf, planVersionsOf } from "../catalog/plan-versions.ts"
import type { Plan, PlanVersionRecord } from "../catalog/records.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { fieldErrors } from "../http/refuse-invalid.ts"
import { fingerprintOf } from "../idempotency.ts"
import { ProblemError } from "../problem.ts"
import { id } from "../schemas/common.ts"
import { formatPlanVersion } from "../schemas/format-plan.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import {
  newAddedVersion,
  newPartnerPlan,
  newPlan,
  newPlanVersion,
  planVersionOut,
  type PlanVersionOut,
} from "../schemas/plan.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const tags = ["Plans"]

const planHead = z.object({
  id,
  name: z.string(),
  currency: z.string().openapi({ description: '"" = every currency' }),
  partnerId: z.string().nullable().openapi({ description: "null = the operator's, for every partner" }),
  basePlanId: z.string().nullable(),
})
const PlanHead = planHead.openapi("PlanHead")
const PlanOut = planHead
  .extend(planVersionOut.partial().shape)
  .extend({ versions: z.array(planVersionOut) })
  .openapi("Plan", { description: "The version in force, or the one just made, beside all versions." })

const made = {
  201: jsonAnswer(PlanOut, "Made"),
  200: jsonAnswer(PlanOut, "It was made with this id or date and this body before"),
}

const makeRoute = createRoute({
  method: "post",
  path: "/v1/plans",
  tags,
  summary: "Make a plan and its first version",
  description: "A partner's own plan is `{basePlanId, fees}`: the base's rules and then its own.",
  ...guard({ who: ["operator", "partner"], replays: { secretFields: [] } }),
  "x-refusals": ["id_taken", "currency_mismatch", "unprocessable"],
  request: { body: jsonBody(z.union([newPlan, newPartnerPlan])) },
  responses: made,
})

const makeVersionRoute = createRoute({
  method: "post",
  path: "/v1/plans/{id}/versions",
  tags,
  summary: "Add a version to a plan",
  description:
    "Begins at the sender's midnight. A version is never changed; another has another date. A version of a partner's own plan has only effectiveFrom and fees.",
  ...guard({ who: ["operator", "partner"], replays: { secretFields: [] } }),
  "x-refusals": ["id_taken", "currency_mismatch", "unprocessable"],
  request: { params: idParam, body: jsonBody(newPlanVersion) },
  responses: made,
})

const listRoute = createRoute({
  method: "get",
  path: "/v1/plans",
  tags,
  summary: "List plans",
  ...guard({ who: ["operator", "partner"] }),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(PlanHead), "The operator's and the partner's own, oldest first") },
})

const getRoute = createRoute({
  method: "get",
  path: "/v1/plans/{id}",
  tags,
  summary: "Get a plan and its versions",
  ...guard({ who: ["operator", "partner"] }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(PlanOut, "The plan") },
})

/** The plan, or 404 where this caller may not know of it: operators' plans serve every partner. */
async function requirePlan(c: AppContext, planId: string): Promise<Plan> {
  const plan = await planOf(c.get("deps").catalog, planId)
  const own = partnerScope(c.get("principal"))
  const isVisible =
    plan !== undefined && (own === undefined || plan.partnerId === null || plan.partnerId === own)
  if (!isVisible) throw new ProblemError("not_found", { detail: "There is no such plan." })
  return plan
}

/** 422 unless the card that a version names exists in the plan's currency. Rule CATALOG-6. */
async function requireCard(c: AppContext, rateCard: string, currency: string): Promise<void> {
  if (rateCard === META_CARD) return
  const cards = (await cardsByName(c.get("deps").catalog)).get(rateCard)
  if (cards === undefined) {
    throw new ProblemError("unprocessable", {
      errors: [{ path: "rateCard", message: "there is no such card" }],
    })
  }
  if (cards.some((card) => card.currency === currency)) return
  throw new ProblemError("currency_mismatch", {
    detail: "The rate card is in another currency.",
    facts: { planCurrency: currency, cardCurrency: cards[0]?.currency ?? "" },
  })
}

/** 400 where a version of a partner's own plan does more than add rules. */
function requireOnlyFees(c: AppContext): void {
  const parsed = newAddedVersion.safeParse(c.get("body"))
  if (!parsed.success) throw new ProblemError("invalid_request", { errors: fieldErrors(parsed.error.issues) })
}

interface PlanRequest {
  readonly plan: Plan
  readonly version: PlanVersionRecord
}

/** What to insert for a plan that an operator or a partner posts. */
async function planRequest(
  c: AppContext,
  body: z.output<typeof newPlan> | z.output<typeof newPartnerPlan>,
): Promise<PlanRequest> {
  const { clock, ids } = c.get("deps")
  const principal = c.get("principal")
  const planId = body.id ?? ids("plan")
  if (BUILT_IN_PLANS.some((plan) => plan.id === planId)) throw new ProblemError("id_taken")
  const fingerprint = fingerprintOf(c.get("body"))
  const common = { id: planId, fingerprint, createdAt: clock() }

  if (!("basePlanId" in body)) {
    if (principal.kind !== "operator") {
      throw new ProblemError("forbidden", { detail: "A partner's plan is {basePlanId, fees}." })
    }
    await requireCard(c, body.rateCard, body.currency)
    const plan: Plan = {
      ...common,
      partnerId: null,
      basePlanId: null,
      name: body.name,
      currency: body.currency,
    }
    return { plan, version: versionRecord(c, plan, body.effectiveFrom) }
  }

  if (principal.kind !== "partner") {
    throw new ProblemError("forbidden", { detail: "Only a partner's own plan has a basePlanId." })
  }
  const base = await requirePlan(c, body.basePlanId)
  if (base.partnerId !== null) {
    throw new ProblemError("unprocessable", {
      errors: [{ path: "basePlanId", message: "must be an operator's plan" }],
    })
  }
  const currency = base.id === META_PLAN ? body.currency : base.currency
  if (currency === undefined) {
    throw new ProblemError("invalid_request", {
      errors: [{ path: "currency", message: 'needed when the base is "meta"' }],
    })
  }
  if (body.currency !== undefined && body.currency !== currency) throw new ProblemError("currency_mismatch")
  const plan: Plan = {
    ...common,
    partnerId: principal.partnerId,
    basePlanId: base.id,
    name: body.name ?? base.name,
    currency,
  }
  return { plan, version: versionRecord(c, plan, body.effectiveFrom) }
}

const HEAD_FIELDS = new Set(["id", "name", "currency", "effectiveFrom", "basePlanId"])

/** The definition is stored as it came, without the members that are the plan's own. */
function versionRecord(c: AppContext, plan: Plan, effectiveFrom: string): PlanVersionRecord {
  const body = c.get("body") as Readonly<Record<string, unknown>>
  const definition = Object.fromEntries(Object.entries(body).filter(([field]) => !HEAD_FIELDS.has(field)))
  return {
    planId: plan.id,
    effectiveFrom,
    definition: JSON.stringify(definition),
    fingerprint: fingerprintOf(c.get("body")),
    createdAt: c.get("deps").clock(),
  }
}

export function planRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(makeRoute, async (c) => {
    const { catalog } = c.get("deps")
    const { plan, version } = await planRequest(c, c.req.valid("json"))
    const { record, isNew } = await catalog.insertPlan(plan, version)
    if (!isNew && (record.partnerId !== plan.partnerId || record.fingerprint !== plan.fingerprint)) {
      throw new ProblemError("id_taken")
    }
    return c.json(await readPlan(c, record), isNew ? 201 : 200)
  })

  routes.openapi(makeVersionRoute, async (c) => {
    const { catalog } = c.get("deps")
    const plan = await requirePlan(c, c.req.valid("param").id)
    const isOwn = plan.partnerId === (partnerScope(c.get("principal")) ?? null)
    if (!isOwn || BUILT_IN_PLANS.includes(plan)) throw new ProblemError("forbidden")
    const body = c.req.valid("json")
    if (plan.basePlanId === null) await requireCard(c, body.rateCard, plan.currency)
    else requireOnlyFees(c)
    const version = versionRecord(c, plan, body.effectiveFrom)
    const { record, isNew } = await catalog.insertPlanVersion(version)
    if (!isNew && record.fingerprint !== version.fingerprint) {
      throw new ProblemError("id_taken", { detail: "This plan has another version of that date." })
    }
    return c.json(await readPlan(c, plan, record.effectiveFrom), isNew ? 201 : 200)
  })

  routes.openapi(listRoute, async (c) => {
    const partnerId = partnerScope(c.get("principal"))
    const filter = partnerId === undefined ? {} : { partnerId }
    const page = await c.get("deps").catalog.plans(filter, pageRequest(c.req.valid("query")))
    return c.json(formatPage(page, formatHead), 200)
  })

  routes.openapi(getRoute, async (c) => {
    return c.json(await readPlan(c, await requirePlan(c, c.req.valid("param").id)), 200)
  })

  return routes
}

function formatHead({ id: planId, name, currency, partnerId, basePlanId }: Plan) {
  return { id: planId, name, currency, partnerId, basePlanId }
}

/** A plan with the version of `effectiveFrom`, else the one in force today (UTC), else the first, spread into it. */
async function readPlan(c: AppContext, plan: Plan, effectiveFrom?: string) {
  const { catalog, clock } = c.get("deps")
  const versions = (await planVersionsOf(catalog, plan.id, plan.currency)) ?? []
  const shown = versions.map(formatPlanVersion)
  return { ...formatHead(plan), ...pickVersion(shown, effectiveFrom, clock()), versions: shown }
}

function pickVersion(versions: readonly PlanVersionOut[], effectiveFrom: string | undefined, now: number) {
  const asked = versions.find((version) => version.effectiveFrom === effectiveFrom)
  const today = new Date(now).toISOString().slice(0, 10)
  return (
    asked ?? versions.findLast(({ effectiveFrom: from }) => from === null || from <= today) ?? versions[0]
  )
}
