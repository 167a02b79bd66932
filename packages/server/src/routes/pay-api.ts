import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { randomText } from "../auth/secret.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { callerAddress } from "../http/caller-address.ts"
import { isOwnForm } from "../http/is-own-form.ts"
import { closedView, fullBecauseOf } from "../links/ask-link.ts"
import { followPayment, followPayments, LINK_OPEN_PAYMENTS_MAX } from "../links/follow-payments.ts"
import { findLink, type FoundLink } from "../links/found-link.ts"
import { formatLinkPayment, formatOpenLink, LinkOut, LinkPaymentOut } from "../links/link-answer.ts"
import { originOf } from "../links/link-origin.ts"
import type { PageView } from "../links/page-view.ts"
import type { PayLimits } from "../links/pay-limits.ts"
import { resumePayment, startPayment, type Started } from "../links/start-payment.ts"
import { checkoutProblem } from "../payments/checkout-problem.ts"
import { previewTopUp } from "../payments/preview-top-up.ts"
import { ProblemError } from "../problem.ts"
import { positiveAmount, text } from "../schemas/common.ts"
import { jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { CODE_CHARACTERS_MAX, formatPreview, PreviewOut } from "./top-up-previews.ts"

export const REFERENCE_CHARACTERS = 16
const SECRET_CHARACTERS_MAX = 64
const RETRY_AFTER_SECONDS = 5
const FULL_RETRY_AFTER_SECONDS = 60

const tags = ["Payment links"]
const secret = z.string().min(1).max(SECRET_CHARACTERS_MAX)
const params = z.object({ secret })
const paymentParams = params.extend({ reference: z.string().min(1).max(SECRET_CHARACTERS_MAX) })

const Wish = {
  amount: positiveAmount,
  couponCode: text(CODE_CHARACTERS_MAX).optional(),
}
const NewLinkPreview = z.strictObject(Wish).openapi("NewLinkPreview")
const NewLinkPayment = z
  .strictObject({
    ...Wish,
    total: positiveAmount.openapi({ description: "As the payer saw it" }),
  })
  .openapi("NewLinkPayment")

const anyone = guard({ who: [] })

const getLink = createRoute({
  method: "get",
  path: "/v1/pay/{secret}",
  tags,
  summary: "What a payment link is, for who has its address",
  description:
    "No key: the secret of the address is what one needs. Tells nothing of the wallet but its currency.",
  ...anyone,
  request: { params },
  responses: { 200: jsonAnswer(LinkOut, "The link") },
})

const previewPayment = createRoute({
  method: "post",
  path: "/v1/pay/{secret}/top-ups/preview",
  tags,
  summary: "What a payment on a link would cost",
  description: "Begins and reserves nothing. A coupon is looked at where the link takes one.",
  ...anyone,
  "x-refusals": ["link_closed", "amount_out_of_limits", "unprocessable"],
  request: { params, body: jsonBody(NewLinkPreview) },
  responses: { 200: jsonAnswer(PreviewOut, "The price as it is now") },
})

const beginPayment = createRoute({
  method: "post",
  path: "/v1/pay/{secret}/top-ups",
  tags,
  summary: "Begin a payment on a link",
  description:
    "Leads to the payment under way where that takes the link's last place. `total` is the one that the payer saw: another one is `total_changed`.",
  ...anyone,
  "x-refusals": [
    "link_closed",
    "total_changed",
    "wallet_not_active",
    "amount_out_of_limits",
    "coupon_not_valid",
    "unprocessable",
  ],
  request: { params, body: jsonBody(NewLinkPayment) },
  responses: { 201: jsonAnswer(LinkPaymentOut, "The payment, and where it is paid") },
})

const getPayment = createRoute({
  method: "get",
  path: "/v1/pay/{secret}/top-ups/{reference}",
  tags,
  summary: "How a payment on a link stands",
  ...anyone,
  request: { params: paymentParams },
  responses: { 200: jsonAnswer(LinkPaymentOut, "The payment") },
})

/** What the payment page's `<add-credits>` asks: as the page itself, by the secret alone. Rules LINK-13 to LINK-15. */
export function payApiRoutes(limits: PayLimits): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  async function requireLink(c: AppContext, asked: string): Promise<FoundLink> {
    c.header("Cache-Control", "no-store")
    const found = await findLink(c.get("deps"), asked)
    if (found !== undefined) {
      wait(limits.asks.wait(found.link.id))
      return found
    }
    const address = callerAddress(c)
    wait(address === undefined ? 0 : limits.misses.wait(address))
    throw new ProblemError("not_found")
  }

  routes.openapi(getLink, async (c) => {
    const deps = c.get("deps")
    const found = await requireLink(c, c.req.valid("param").secret)
    const closed = closedView(found, await followPayments(deps, found.link), deps.clock())
    return c.json(formatOpenLink(found, statusOf(closed)), 200)
  })

  routes.openapi(previewPayment, async (c) => {
    const deps = c.get("deps")
    const found = await requireLink(c, c.req.valid("param").secret)
    const { amount, couponCode } = c.req.valid("json")
    await requireOpen(c, found)
    if (couponCode !== undefined) tryCoupon(c, found)
    const wish = { amount: found.link.amount ?? amount, ...(couponCode === undefined ? {} : { couponCode }) }
    return c.json(formatPreview(await requirePrice(deps, found, wish)), 200)
  })

  routes.openapi(beginPayment, async (c) => {
    const deps = c.get("deps")
    const found = await requireLink(c, c.req.valid("param").secret)
    // A page of somebody else's begins nothing in the name of who looks at it.
    if (!isOwnForm(c)) throw new ProblemError("forbidden")
    const { amount, couponCode, total } = c.req.valid("json")
    const progress = await requireOpen(c, found)
    const origin = originOf(c, found)
    const returnTo = (reference: string): string =>
      `${origin}/pay/${c.req.valid("param").secret}?payment=${reference}`
    const underWay = fullBecauseOf(found, progress)
    if (underWay !== undefined) {
      if (underWay.topUp.checkoutUrl !== "") return c.json(formatLinkPayment(underWay), 201)
      const { reference } = underWay.payment
      const { walletId } = found.link
      const resumed = { reference, returnUrl: returnTo(reference), origin, walletId }
      requireStarted(await resumePayment(deps, underWay, resumed))
      return c.json(formatLinkPayment(await requirePayment(c, found, reference)), 201)
    }
    if (couponCode !== undefined) tryCoupon(c, found)
    const wish = { amount: found.link.amount ?? amount, ...(couponCode === undefined ? {} : { couponCode }) }
    const { price } = await requirePrice(deps, found, wish)
    // Nobody is sent to pay another total than the one that they saw. Rule LINK-6.
    if (price.total !== total) throw new ProblemError("total_changed", { facts: { total: price.total } })
    if (progress.open.length >= LINK_OPEN_PAYMENTS_MAX) wait(FULL_RETRY_AFTER_SECONDS)
    wait(limits.starts.wait(found.link.id))
    const reference = randomText(REFERENCE_CHARACTERS, deps.random)
    const returnUrl = returnTo(reference)
    const starting = { amount: wish.amount, couponCode: couponCode ?? "", reference, returnUrl, origin }
    requireStarted(await startPayment(deps, found, starting))
    return c.json(formatLinkPayment(await requirePayment(c, found, reference)), 201)
  })

  routes.openapi(getPayment, async (c) => {
    const { secret: asked, reference } = c.req.valid("param")
    const found = await requireLink(c, asked)
    return c.json(formatLinkPayment(await requirePayment(c, found, reference)), 200)
  })
  return routes
}

function wait(seconds: number): void {
  if (seconds > 0) throw new ProblemError("rate_limited", { headers: { "Retry-After": String(seconds) } })
}

/** As the words of the page: a wallet that is closed, or a partner that is disabled, ended its links. */
function statusOf(closed: PageView | undefined): z.infer<typeof LinkOut>["status"] {
  switch (closed?.kind) {
    case undefined:
      return "open"
    case "used":
      return "paid"
    case "expired":
    case "revoked":
      return closed.kind
    default:
      return "unavailable"
  }
}

async function requireOpen(c: AppContext, found: FoundLink) {
  const deps = c.get("deps")
  const progress = await followPayments(deps, found.link)
  const linkStatus = statusOf(closedView(found, progress, deps.clock()))
  if (linkStatus === "unavailable") throw new ProblemError("unavailable")
  if (linkStatus !== "open") throw new ProblemError("link_closed", { facts: { linkStatus } })
  return progress
}

async function requirePrice(
  deps: Parameters<typeof previewTopUp>[0],
  { link }: FoundLink,
  wish: Parameters<typeof previewTopUp>[2],
) {
  const preview = await previewTopUp(deps, link.walletId, wish)
  if (preview.ok) return preview.value
  const { code, options } = checkoutProblem(preview.refusal)
  throw new ProblemError(code, options)
}

/** Codes are not to be guessed by links either: each counts as a customer's own page does. Rules LINK-14, COUPON-8. */
function tryCoupon(c: AppContext, { link }: FoundLink): void {
  if (!link.takesCoupon) throw new ProblemError("unprocessable", { detail: "This link takes no coupon." })
  wait(c.get("couponLimiter").wait(link.walletId))
}

async function requirePayment(c: AppContext, { link }: FoundLink, reference: string) {
  const deps = c.get("deps")
  const payment = await deps.catalog.linkPayment(reference)
  const followed = payment?.linkId === link.id ? await followPayment(deps, link, payment) : undefined
  if (followed === undefined) throw new ProblemError("not_found")
  return followed
}

function requireStarted(started: Started): void {
  if (started.kind === "started") return
  if (started.kind === "full") return wait(RETRY_AFTER_SECONDS)
  if (started.kind === "unavailable") {
    const headers = { "Retry-After": String(RETRY_AFTER_SECONDS) }
    throw new ProblemError("unavailable", { headers })
  }
  const { code, options } = checkoutProblem(started.refusal)
  throw new ProblemError(code, options)
}
