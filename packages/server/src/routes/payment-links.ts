import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { formatAmount } from "@tollgate/engine"
import { guard, type Access } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import { hashSecret } from "../auth/secret.ts"
import type { PaymentLink } from "../catalog/records.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { readTerms } from "../links/checkout-terms.ts"
import { followPayments } from "../links/follow-payments.ts"
import { makeLinkSecret } from "../links/link-secret.ts"
import { LINK_STATUSES, linkStatus } from "../links/link-status.ts"
import type { CheckoutRefusal } from "../payments/begin-checkout.ts"
import { checkoutProblem } from "../payments/checkout-problem.ts"
import { requireOwnSender } from "../payments/require-own-sender.ts"
import { previewTopUp } from "../payments/preview-top-up.ts"
import { ProblemError } from "../problem.ts"
import { amountOut, formatInstant, id, instant, instantOut, positiveAmount, text } from "../schemas/common.ts"
import { formatPage, listOf, pageQuery, pageRequest } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const DAY_MS = 86_400_000
export const LINK_LIFETIME_DEFAULT_MS: number = 30 * DAY_MS
export const LINK_LIFETIME_MAX_MS: number = 366 * DAY_MS
/** Payments that a link with a number takes; more is a link without one. */
export const LINK_PAYMENTS_MAX = 100
export const NOTE_CHARACTERS_MAX = 500
const tags = ["Payment links"]

const NewPaymentLink = z
  .strictObject({
    amount: positiveAmount
      .optional()
      .openapi({ description: "What is credited; absent = the payer chooses" }),
    note: text(NOTE_CHARACTERS_MAX).optional().openapi({ description: "Shown to the payer" }),
    expiresAt: instant.optional(),
    maxPayments: z
      .int()
      .min(1)
      .max(LINK_PAYMENTS_MAX)
      .nullable()
      .optional()
      .openapi({ description: "null = any number. Default: 1 with an amount, else null" }),
    senderId: id
      .optional()
      .openapi({ description: "The number whose part is topped up; absent = the shared part" }),
    takesCoupon: z
      .boolean()
      .optional()
      .openapi({ description: "Whether the payer may give a coupon. Default: no" }),
  })
  .openapi("NewPaymentLink")

const PaymentLinkOut = z
  .object({
    id: z.string(),
    walletId: z.string(),
    url: z
      .string()
      .optional()
      .openapi({ description: "Shown once, when the link is made: whoever has it can pay." }),
    amount: amountOut.nullable(),
    note: z.string().nullable(),
    expiresAt: instantOut,
    maxPayments: z.int().nullable(),
    senderId: z.string().nullable(),
    takesCoupon: z.boolean(),
    status: z.enum(LINK_STATUSES),
    createdAt: instantOut,
  })
  .openapi("PaymentLink")

const ACCESS: Access = { who: ["operator", "partner", "portal"], scope: "topup:write" }

const makeRoute = createRoute({
  method: "post",
  path: "/v1/wallets/{id}/payment-links",
  tags,
  summary: "Make a payment link",
  description: "A page on which anyone who has its address pays into the wallet, without a login.",
  ...guard({ ...ACCESS, replays: { secretFields: ["url"] } }),
  "x-refusals": ["wallet_not_active", "amount_out_of_limits", "unknown_sender", "unprocessable"],
  request: { params: idParam, body: jsonBody(NewPaymentLink) },
  responses: { 201: jsonAnswer(PaymentLinkOut, "The link, its address shown once") },
})

const listRoute = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/payment-links",
  tags,
  summary: "List payment links",
  ...guard(ACCESS),
  request: { params: idParam, query: pageQuery },
  responses: { 200: jsonAnswer(listOf(PaymentLinkOut), "Oldest first") },
})

const revokeRoute = createRoute({
  method: "delete",
  path: "/v1/payment-links/{id}",
  tags,
  summary: "Revoke a payment link",
  description: "At once and for ever. A payment that was begun before may still be paid.",
  ...guard(ACCESS),
  request: { params: idParam },
  responses: { 204: { description: "Revoked" } },
})

/** Payment links as their makers see them. Rules LINK-1 to LINK-3. */
export function paymentLinkRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(makeRoute, async (c) => {
    const { catalog, wallets, config, clock, ids, random } = c.get("deps")
    const place = await requireWallet(c, c.req.valid("param").id)
    const { amount = null, note = null, senderId = "", takesCoupon = false, ...rest } = c.req.valid("json")
    const { expiresAt, maxPayments } = rest
    const now = clock()
    const endsAt = expiresAt ?? now + LINK_LIFETIME_DEFAULT_MS
    requireLifetime(endsAt - now)
    const wallet = await wallets.wallet(place.walletId)
    if (wallet === undefined) throw new ProblemError("not_found")
    // In the order in which a checkout is refused, as that is what the page will begin.
    const terms = await readTerms(c.get("deps"), place)
    if (terms === undefined) throw refusedCheckout({ code: "no_payment_provider" })
    if (wallet.status !== "active") {
      throw refusedCheckout({ code: "wallet_not_active", status: wallet.status })
    }
    const preview = amount === null ? undefined : await previewTopUp(c.get("deps"), wallet.id, { amount })
    if (preview?.ok === false) throw refusedCheckout(preview.refusal)
    if (senderId !== "") await requireOwnSender(c.get("deps"), wallet.id, senderId)
    const secret = makeLinkSecret(random)
    const origin = config.publicUrl ?? new URL(c.req.url).origin
    const link: PaymentLink = {
      id: ids("lnk"),
      walletId: place.walletId,
      secretHash: hashSecret(secret),
      origin,
      amount,
      note,
      expiresAt: endsAt,
      maxPayments: maxPayments === undefined ? (amount === null ? null : 1) : maxPayments,
      senderId,
      takesCoupon,
      revokedAt: null,
      createdAt: now,
    }
    await catalog.insertPaymentLink(link)
    return c.json({ ...formatLink({ link, paid: 0 }, now), url: `${origin}/pay/${secret}` }, 201)
  })

  routes.openapi(listRoute, async (c) => {
    const { catalog, clock } = c.get("deps")
    const { walletId } = await requireWallet(c, c.req.valid("param").id)
    const page = await catalog.paymentLinks({ walletId }, pageRequest(c.req.valid("query")))
    const rows = await Promise.all(
      page.rows.map(async (link) => ({ link, paid: (await followPayments(c.get("deps"), link)).paid })),
    )
    const now = clock()
    return c.json(
      formatPage({ ...page, rows }, (row) => formatLink(row, now)),
      200,
    )
  })

  routes.openapi(revokeRoute, async (c) => {
    const { catalog, clock } = c.get("deps")
    const link = await requireLink(c, c.req.valid("param").id)
    await catalog.revokePaymentLink(link.id, clock())
    return c.body(null, 204)
  })
  return routes
}

async function requireLink(c: AppContext, id: string): Promise<PaymentLink> {
  const link = await c.get("deps").catalog.paymentLink(id)
  if (link === undefined) throw new ProblemError("not_found")
  await requireWallet(c, link.walletId)
  return link
}

function refusedCheckout(refusal: CheckoutRefusal): ProblemError {
  const { code, options } = checkoutProblem(refusal)
  return new ProblemError(code, options)
}

function requireLifetime(lifetimeMs: number): void {
  if (lifetimeMs > 0 && lifetimeMs <= LINK_LIFETIME_MAX_MS) return
  const message = lifetimeMs > 0 ? "at most 366 days from now" : "must be in the future"
  throw new ProblemError("invalid_request", { errors: [{ path: "expiresAt", message }] })
}

function formatLink(
  { link, paid }: { readonly link: PaymentLink; readonly paid: number },
  now: number,
): z.infer<typeof PaymentLinkOut> {
  return {
    id: link.id,
    walletId: link.walletId,
    amount: link.amount === null ? null : formatAmount(link.amount),
    note: link.note,
    expiresAt: formatInstant(link.expiresAt),
    maxPayments: link.maxPayments,
    senderId: link.senderId || null,
    takesCoupon: link.takesCoupon,
    status: linkStatus(link, paid, now),
    createdAt: formatInstant(link.createdAt),
  }
}
