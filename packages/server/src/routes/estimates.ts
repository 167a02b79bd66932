import { OpenAPIHono, createRoute, type z } from "@hono/zod-openapi"
import { formatAmount, type Micros, parseDate, type PlanChanges, type PlanVersion } from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import type { Principal } from "../auth/principal.ts"
import type { Catalog } from "../catalog/catalog.ts"
import { planOf, planVersionsOf } from "../catalog/plan-versions.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { type CustomerWallet, readCustomerWallet } from "../reading/customer-wallet.ts"
import type { EstimateFee, EstimateRow } from "../reading/estimate-rows.ts"
import { resolvePeriod } from "../reading/period.ts"
import { type Estimate, readEstimate } from "../reading/read-estimate.ts"
import { formatInstant } from "../schemas/common.ts"
import { EstimateOut, NewEstimate } from "../schemas/estimate.ts"
import { toFeeRule } from "../schemas/plan.ts"
import { jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

/** Most triggers (sent, received, delivered, failed) that one estimate prices again. */
export const ESTIMATE_CHARGES_MAX = 250_000
/** The same for a customer's token or key, which may ask from a browser. */
export const ESTIMATE_CHARGES_OF_CUSTOMER_MAX = 50_000

const postEstimate = createRoute({
  method: "post",
  path: "/v1/estimates",
  tags: ["Reading"],
  summary: "What a past period would have cost otherwise",
  description:
    "Prices what was really charged again, message by message: by another plan, or with another share of MM Lite, other fee rules, the cards of another day, or another volume tier. Changes nothing. See `docs/estimates.md` for what is assumed.",
  ...guard({ who: READERS, scope: "usage:read" }),
  "x-refusals": ["unprocessable", "currency_mismatch"],
  request: { body: jsonBody(NewEstimate) },
  responses: { 200: jsonAnswer(EstimateOut, "What was charged and what would have been, side by side") },
})

export function estimateRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(postEstimate, async (c) => {
    const body = c.req.valid("json")
    const deps = c.get("deps")
    const found = await readCustomerWallet(c, body.walletId, "usage:read")
    const period = resolvePeriod(body, found.zone, deps.clock())
    if (body.planId !== undefined) await requirePlan(c, body.planId, found.wallet.currency)
    const changes = await readChanges(deps.catalog, found, body.changes)
    const mmLite = body.changes?.channelShare?.mm_lite
    const estimate = await readEstimate(deps, found, {
      period,
      changes,
      chargesMax: chargesMaxOf(c.get("principal")),
      ...(body.planId === undefined ? {} : { planId: body.planId }),
      ...(mmLite === undefined ? {} : { mmLite }),
    })
    return c.json(
      {
        currency: found.wallet.currency,
        timezone: found.zone.id,
        from: formatInstant(period.from),
        to: formatInstant(period.to),
        ...formatEstimate(estimate, mmLite),
      },
      200,
    )
  })
  return routes
}

function chargesMaxOf({ kind }: Principal): number {
  return kind === "operator" || kind === "partner" ? ESTIMATE_CHARGES_MAX : ESTIMATE_CHARGES_OF_CUSTOMER_MAX
}

/** A plan that the caller may see, of the wallet's currency. A customer sees none but its own. */
async function requirePlan(c: AppContext, planId: string, currency: string): Promise<void> {
  const principal = c.get("principal")
  if (principal.kind !== "operator" && principal.kind !== "partner") {
    throw new ProblemError("forbidden", {
      detail: "Another plan's prices are told to operators and partners only.",
    })
  }
  const plan = await planOf(c.get("deps").catalog, planId)
  const isForeign =
    principal.kind === "partner" && ![null, principal.partnerId].includes(plan?.partnerId ?? null)
  if (plan === undefined || isForeign)
    throw new ProblemError("not_found", { detail: "There is no such plan." })
  if (plan.currency !== "" && plan.currency !== currency) throw new ProblemError("currency_mismatch")
}

async function readChanges(
  catalog: Catalog,
  { wallet }: CustomerWallet,
  given: z.output<typeof NewEstimate>["changes"],
): Promise<PlanChanges> {
  if (given === undefined) return {}
  const { fees, rateCardAt, volumeTiers, tierFrom } = given
  const cardsAtDay = rateCardAt === undefined ? undefined : parseDate(rateCardAt)
  if (fees !== undefined) {
    const versions = await planVersionsOf(catalog, wallet.planId, wallet.currency)
    requireCaps(fees, versions ?? [])
  }
  return {
    ...(fees === undefined ? {} : { fees: fees.map(toFeeRule) }),
    ...(volumeTiers === undefined ? {} : { volumeTiers }),
    ...(tierFrom === undefined ? {} : { tierFrom }),
    ...(cardsAtDay === undefined ? {} : { cardsAtDay }),
  }
}

/** 400 for a rule in a cap that the wallet's plan does not have. */
function requireCaps(
  fees: readonly { readonly capId?: string | undefined }[],
  versions: readonly PlanVersion[],
): void {
  const caps = new Set(versions.flatMap((version) => version.caps.map(({ id }) => id)))
  for (const [index, { capId }] of fees.entries()) {
    if (capId === undefined || caps.has(capId)) continue
    const path = `changes.fees.${index}.capId`
    throw new ProblemError("invalid_request", {
      errors: [{ path, message: "the wallet's plan has no such cap" }],
    })
  }
}

function formatEstimate({ rows, moved, marketing, countedFrom }: Estimate, mmLite: bigint | undefined) {
  const lines = rows.rows(moved)
  const sum = (of: (row: EstimateRow) => Micros): Micros => lines.reduce((total, row) => total + of(row), 0n)
  const [actual, estimate] = [sum((row) => row.actual), sum((row) => row.estimate)]
  const isShare = marketing.mmLite / marketing.delivered
  return {
    countedFrom: formatInstant(countedFrom),
    actual: formatAmount(actual),
    estimate: formatAmount(estimate),
    difference: formatAmount(estimate - actual),
    channelShare:
      marketing.delivered === 0
        ? null
        : {
            mm_lite: {
              actual: rounded(isShare),
              estimate: rounded(mmLite === undefined ? isShare : Number(mmLite) / 1_000_000),
            },
          },
    fees: rows.fees(moved).map(formatFee),
    unpriced: rows.unpriced.map((one) => ({ ...one, amount: formatAmount(one.amount) })),
    rows: lines.map(formatRow),
  }
}

/** To the millionth. */
function rounded(share: number): number {
  return Math.round(share * 1_000_000) / 1_000_000
}

function formatFee({ group, label, actual, estimate }: EstimateFee) {
  return { group, label, actual: formatAmount(actual), estimate: formatAmount(estimate) }
}

function formatRow({ market, category, channel, messages, delivered, actual, estimate }: EstimateRow) {
  return {
    market,
    category,
    channel,
    messages,
    delivered,
    actual: formatAmount(actual),
    estimate: formatAmount(estimate),
    difference: formatAmount(estimate - actual),
  }
}
