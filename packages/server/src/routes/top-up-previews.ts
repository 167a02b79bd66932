import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { formatAmount } from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import { limitCouponTries } from "../coupons/limit-coupon-tries.ts"
import type { AppEnv } from "../http/app-env.ts"
import { checkoutProblem } from "../payments/checkout-problem.ts"
import { COUPON_STATUSES, type CouponOffer } from "../payments/coupon-port.ts"
import { previewTopUp, type TopUpPreview } from "../payments/preview-top-up.ts"
import { ProblemError } from "../problem.ts"
import { amountOut, formatInstant, instantOut, positiveAmount, text } from "../schemas/common.ts"
import { taxPartsOut } from "../schemas/tax.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

export const CODE_CHARACTERS_MAX = 64

const NewPreview = z
  .strictObject({ amount: positiveAmount, couponCode: text(CODE_CHARACTERS_MAX).optional() })
  .openapi("NewTopUpPreview")

export const PreviewOut = z
  .object({
    amount: amountOut,
    bonus: amountOut,
    fee: amountOut,
    tax: amountOut,
    taxIncluded: amountOut.openapi({ description: "Tax inside of amount + fee" }),
    ...taxPartsOut,
    feeLabel: z.string().nullable(),
    total: amountOut.openapi({ description: "amount + fee + tax" }),
    currency: z.string(),
    coupon: z
      .object({
        code: z.string(),
        status: z.enum(COUPON_STATUSES),
        bonus: amountOut,
        bonusExpiresAt: instantOut.nullable(),
        minTopUp: amountOut.nullable(),
        endedAt: instantOut.nullable(),
      })
      .nullable(),
  })
  .openapi("TopUpPreview")

const previewRoute = createRoute({
  method: "post",
  path: "/v1/wallets/{id}/top-ups/preview",
  tags: ["Money in"],
  summary: "What a checkout would cost, and what a coupon would give",
  description: "Begins and reserves nothing. A coupon that does not hold says why, and refuses nothing.",
  ...guard({ who: ["operator", "partner", "portal"], scope: "topup:write" }),
  "x-refusals": ["amount_out_of_limits", "billing_details_needed", "unprocessable"],
  request: { params: idParam, body: jsonBody(NewPreview) },
  responses: { 200: jsonAnswer(PreviewOut, "The price as it is now") },
})

export function topUpPreviewRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(previewRoute, async (c) => {
    const { walletId } = await requireWallet(c, c.req.valid("param").id)
    const { amount, couponCode } = c.req.valid("json")
    if (couponCode !== undefined) limitCouponTries(c)
    const wanted = { amount, ...(couponCode === undefined ? {} : { couponCode }) }
    const preview = await previewTopUp(c.get("deps"), walletId, wanted)
    if (!preview.ok) {
      const { code, options } = checkoutProblem(preview.refusal)
      throw new ProblemError(code, options)
    }
    return c.json(formatPreview(preview.value), 200)
  })
  return routes
}

export function formatPreview({ price, currency, coupon }: TopUpPreview): z.infer<typeof PreviewOut> {
  return {
    amount: formatAmount(price.amount),
    bonus: formatAmount(coupon?.bonus ?? 0n),
    fee: formatAmount(price.fee),
    tax: formatAmount(price.tax),
    taxIncluded: formatAmount(price.taxIncluded),
    taxLines: price.taxLines.map(({ isIncluded, ...line }) => ({
      ...line,
      amount: formatAmount(line.amount),
      ...(isIncluded ? { isIncluded } : {}),
    })),
    taxNotes: [...price.taxNotes],
    placeOfSupply: price.placeOfSupply,
    serviceCode: price.serviceCode,
    feeLabel: price.feeLabel,
    total: formatAmount(price.total),
    currency,
    coupon: coupon === null ? null : formatCoupon(coupon),
  }
}

function formatCoupon({ code, status, bonus, bonusExpiresAt, minTopUp, endedAt }: CouponOffer) {
  return {
    code,
    status,
    bonus: formatAmount(bonus),
    bonusExpiresAt: bonusExpiresAt === null ? null : formatInstant(bonusExpiresAt),
    minTopUp: minTopUp === null ? null : formatAmount(minTopUp),
    endedAt: endedAt === null ? null : formatInstant(endedAt),
  }
}
