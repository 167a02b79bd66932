import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { formatAmount, formatPercent, parseAmount, parsePercent, PERCENT_MAX } from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import type { Coupon, CouponUses } from "../catalog/records.ts"
import { COUPON_CODE, couponCodeKey } from "../coupons/code-key.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { fingerprintOf } from "../idempotency.ts"
import { ProblemError } from "../problem.ts"
import {
  amountOut,
  currency,
  formatInstant,
  id,
  instant,
  instantOut,
  positiveAmount,
} from "../schemas/common.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

export const REDEMPTIONS_MAX = 1_000_000_000
export const GRANT_DAYS_MAX = 3_650
const tags = ["Coupons"]

const code = z
  .string()
  .regex(COUPON_CODE, "1 to 64 characters of A-Z a-z 0-9 _ . -")
  .refine((text) => text !== "__proto__", "not a code")
  .openapi({ example: "DIWALI10" })
const redemptions = z.int().min(1).max(REDEMPTIONS_MAX)

const NewCoupon = z
  .strictObject({
    code,
    kind: z.enum(["percent", "fixed"]),
    value: z.string().openapi({ example: "10", description: "A percentage of the top-up, or an amount" }),
    maxBonus: positiveAmount.optional(),
    minTopUp: positiveAmount.optional(),
    currency: currency.optional().openapi({
      description:
        "The wallets that it is for. Without it every wallet, and amounts are in the wallet's own.",
    }),
    partnerId: id.optional().openapi({ description: "Whose customers alone may use it" }),
    customerId: id.optional().openapi({ description: "Who alone may use it" }),
    expiresAt: instant.optional(),
    maxRedemptions: redemptions.optional(),
    perCustomer: redemptions.optional(),
    grantExpiresInDays: z.int().min(1).max(GRANT_DAYS_MAX).optional(),
  })
  .transform(({ value: written, ...coupon }, context) => {
    const value = coupon.kind === "percent" ? parsePercent(written) : parseAmount(written)
    if (value !== undefined && value > 0n) return { ...coupon, value }
    const message =
      coupon.kind === "percent"
        ? `a percentage above 0, up to ${formatPercent(PERCENT_MAX)}, with up to 4 decimals`
        : "an amount above 0 with up to 6 decimals"
    context.addIssue({ code: "custom", path: ["value"], message })
    return z.NEVER
  })
  .openapi("NewCoupon")

const CouponOut = z
  .object({
    code: z.string(),
    kind: z.enum(["percent", "fixed"]),
    value: z.string(),
    maxBonus: amountOut.nullable(),
    minTopUp: amountOut.nullable(),
    currency: z.string().nullable(),
    partnerId: z.string().nullable(),
    customerId: z.string().nullable(),
    expiresAt: instantOut.nullable(),
    maxRedemptions: z.int().nullable(),
    perCustomer: z.int().nullable(),
    grantExpiresInDays: z.int().nullable(),
    redemptions: z
      .object({ confirmed: z.int(), reserved: z.int() })
      .openapi({ description: "Top-ups that were credited, and those under way; limits count both" }),
    createdAt: instantOut,
  })
  .openapi("Coupon")

const makeCoupon = createRoute({
  method: "post",
  path: "/v1/coupons",
  tags,
  summary: "Make a coupon",
  description: "A coupon cannot be changed. Codes compare without case.",
  ...guard({ who: ["operator"], replays: { secretFields: [] } }),
  "x-refusals": ["id_taken", "not_found"],
  request: { body: jsonBody(NewCoupon) },
  responses: {
    201: jsonAnswer(CouponOut, "The coupon"),
    200: jsonAnswer(CouponOut, "The coupon that was made with this code and body before"),
  },
})

const listCoupons = createRoute({
  method: "get",
  path: "/v1/coupons",
  tags,
  summary: "List coupons",
  ...guard({ who: ["operator"] }),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer(listOf(CouponOut), "Oldest first") },
})

const getCoupon = createRoute({
  method: "get",
  path: "/v1/coupons/{code}",
  tags,
  summary: "Get a coupon",
  ...guard({ who: ["operator"] }),
  request: { params: z.strictObject({ code }) },
  responses: { 200: jsonAnswer(CouponOut, "The coupon") },
})

/** Coupons: made and read by the operator. Rules COUPON-1, COUPON-2. */
export function couponRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(makeCoupon, async (c) => {
    const { catalog, clock } = c.get("deps")
    const body = c.req.valid("json")
    const partnerId = await requireOwner(c, body)
    const now = clock()
    const { record, isNew } = await catalog.insertCoupon({
      code: body.code,
      codeKey: keyOf(body.code),
      kind: body.kind,
      value: body.value,
      maxBonus: body.maxBonus ?? null,
      minTopUp: body.minTopUp ?? null,
      currency: body.currency ?? null,
      partnerId,
      customerId: body.customerId ?? null,
      expiresAt: body.expiresAt ?? null,
      maxRedemptions: body.maxRedemptions ?? null,
      perCustomer: body.perCustomer ?? null,
      grantExpiresInDays: body.grantExpiresInDays ?? null,
      fingerprint: fingerprintOf(c.get("body")),
      createdAt: now,
    })
    if (isNew) return c.json(formatCoupon({ coupon: record, confirmed: 0, reserved: 0 }), 201)
    if (record.fingerprint !== fingerprintOf(c.get("body"))) throw new ProblemError("id_taken")
    return c.json(formatCoupon(await requireCoupon(c, record.codeKey)), 200)
  })

  routes.openapi(listCoupons, async (c) => {
    const { catalog, clock } = c.get("deps")
    const page = await catalog.coupons(pageRequest(c.req.valid("query")), clock())
    return c.json(formatPage(page, formatCoupon), 200)
  })

  routes.openapi(getCoupon, async (c) =>
    c.json(formatCoupon(await requireCoupon(c, keyOf(c.req.valid("param").code))), 200),
  )
  return routes
}

/** The schema took it, so it is a code. */
function keyOf(written: string): string {
  return couponCodeKey(written) ?? written
}

async function requireCoupon(c: AppContext, codeKey: string): Promise<CouponUses> {
  const { catalog, clock } = c.get("deps")
  const uses = await catalog.couponUses(codeKey, clock())
  if (uses === undefined) throw new ProblemError("not_found")
  return uses
}

/** The partner whose customers a coupon is for; 404 for a partner or customer that does not exist, or not together. */
async function requireOwner(
  c: AppContext,
  {
    partnerId,
    customerId,
  }: { readonly partnerId?: string | undefined; readonly customerId?: string | undefined },
): Promise<string | null> {
  const { catalog } = c.get("deps")
  if (partnerId !== undefined && (await catalog.partner(partnerId)) === undefined) {
    throw new ProblemError("not_found", { detail: "There is no such partner." })
  }
  if (customerId === undefined) return partnerId ?? null
  const customer = await catalog.customer(customerId)
  if (customer === undefined || (partnerId !== undefined && customer.partnerId !== partnerId)) {
    throw new ProblemError("not_found", { detail: "There is no such customer." })
  }
  return customer.partnerId
}

function formatCoupon({ coupon, confirmed, reserved }: CouponUses): z.infer<typeof CouponOut> {
  return {
    code: coupon.code,
    kind: coupon.kind,
    value: formatValue(coupon),
    maxBonus: coupon.maxBonus === null ? null : formatAmount(coupon.maxBonus),
    minTopUp: coupon.minTopUp === null ? null : formatAmount(coupon.minTopUp),
    currency: coupon.currency,
    partnerId: coupon.partnerId,
    customerId: coupon.customerId,
    expiresAt: coupon.expiresAt === null ? null : formatInstant(coupon.expiresAt),
    maxRedemptions: coupon.maxRedemptions,
    perCustomer: coupon.perCustomer,
    grantExpiresInDays: coupon.grantExpiresInDays,
    redemptions: { confirmed, reserved },
    createdAt: formatInstant(coupon.createdAt),
  }
}

function formatValue({ kind, value }: Coupon): string {
  return kind === "percent" ? formatPercent(value) : formatAmount(value)
}
