import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { decideTopUp, namesOfTopUp, type TopUpRefusal } from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { limitCouponTries } from "../coupons/limit-coupon-tries.ts"
import type { WalletPlace } from "../catalog/records.ts"
import { readInvoiceIds } from "../invoices/invoice-id.ts"
import { replayOf, sendExecuted } from "../idempotency.ts"
import { beginCheckout } from "../payments/begin-checkout.ts"
import { executeRefund } from "../payments/execute-refund.ts"
import { checkoutProblem } from "../payments/checkout-problem.ts"
import { requireOwnSender } from "../payments/require-own-sender.ts"
import { problemBody, ProblemError } from "../problem.ts"
import { formatTopUp, TopUpOut } from "../reading/top-up-answer.ts"
import { id, positiveAmount, text } from "../schemas/common.ts"
import { limit, opaqueCursor } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import type { Answer } from "../storage/wallet-store.ts"
import { refuseBeyondLimit } from "../spending/balance-limit.ts"
import { mapDecision } from "../spending/execute.ts"
import { boundIdParam, makeWalletBoundId, walletBoundIdOf, walletOfMadeId } from "../spending/made-id.ts"
import { walletZones } from "../spending/wallet-zones.ts"

const tags = ["Money in"]

const NewTopUp = z
  .strictObject({
    amount: positiveAmount,
    couponCode: text(64).optional(),
    method: z.enum(["checkout", "manual"]),
    reference: text(100).optional(),
    returnUrl: z.url().max(2_000).optional(),
    senderId: id
      .optional()
      .openapi({ description: "The number whose part is topped up; absent = the shared part" }),
  })
  .openapi("NewTopUp")

const Refund = z
  .strictObject({
    amount: positiveAmount.optional().openapi({ description: "Of credit; absent: all that can be refunded" }),
    reason: text(),
    refundsFee: z.boolean().optional().openapi({
      description: "Whether the fee goes back in proportion; absent: as in the checkout settings",
    }),
  })
  .openapi("NewRefund")

const makeTopUp = createRoute({
  method: "post",
  path: "/v1/wallets/{id}/top-ups",
  tags,
  summary: "Add credit",
  description:
    "`manual` records money that came by bank transfer: the operator's, any positive amount, succeeded at once. " +
    "`checkout` begins a pending top-up: the customer pays its `total` at `checkoutUrl`, and it succeeds when the payment " +
    "provider says so. `amount` is what is credited. `returnUrl` is on an origin that the partner lists.",
  ...guard({ who: ["operator", "partner", "portal"], scope: "topup:write", keysKeptMs: null }),
  "x-refusals": [
    "wallet_not_active",
    "amount_out_of_limits",
    "billing_details_needed",
    "coupon_not_valid",
    "unknown_sender",
    "unprocessable",
  ],
  request: { params: idParam, body: jsonBody(NewTopUp) },
  responses: { 201: jsonAnswer(TopUpOut, "The top-up") },
})

const listTopUps = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/top-ups",
  tags,
  summary: "List top-ups",
  ...guard({ who: READERS, scope: "statement:read" }),
  request: {
    params: idParam,
    query: z.strictObject({
      limit,
      cursor: opaqueCursor.optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      z.object({ data: z.array(TopUpOut), nextCursor: z.string().nullable() }).openapi("TopUps"),
      "Newest first",
    ),
  },
})

const getTopUp = createRoute({
  method: "get",
  path: "/v1/top-ups/{id}",
  tags,
  summary: "Get a top-up",
  ...guard({ who: READERS, scope: ["statement:read", "topup:write"] }),
  request: { params: boundIdParam },
  responses: { 200: jsonAnswer(TopUpOut, "The top-up") },
})

const refundTopUp = createRoute({
  method: "post",
  path: "/v1/top-ups/{id}/refund",
  tags,
  summary: "Pay back unspent credit of a top-up",
  description:
    "Credit leaves the wallet at once, with its taxes in proportion. What a payment provider collected is `pending` in " +
    "`refunds` until the provider says that it paid it back; what came by hand succeeds at once. Of a bonus the unspent " +
    "part is taken back in proportion.",
  ...guard({ who: ["operator"], keysKeptMs: null }),
  "x-refusals": ["not_refundable", "unprocessable"],
  request: { params: boundIdParam, body: jsonBody(Refund) },
  responses: { 200: jsonAnswer(TopUpOut, "The top-up as it is now") },
})

export function topUpRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(makeTopUp, async (c) => {
    const deps = c.get("deps")
    const place = await requireWallet(c, c.req.valid("param").id)
    const { walletId } = place
    const body = c.req.valid("json")
    if (body.method === "checkout") return makeCheckout(c, place, body)
    if (c.get("principal").kind !== "operator") {
      throw new ProblemError("forbidden", { detail: "Only the operator records a manual top-up." })
    }
    if (body.couponCode !== undefined || body.returnUrl !== undefined) {
      throw new ProblemError("unprocessable", {
        detail: "A manual top-up takes no coupon and no return URL.",
      })
    }
    if (body.senderId !== undefined) await requireOwnSender(deps, walletId, body.senderId)
    const zones = await walletZones(deps, walletId)
    const now = deps.clock()
    const command = {
      commandId: deps.ids("cmd"),
      id: makeWalletBoundId("top", walletId, deps.ids),
      method: body.method,
      amount: body.amount,
      reference: body.reference ?? "",
      ...(body.senderId === undefined ? {} : { senderId: body.senderId }),
    }
    const replay = replayOf(c, null)
    const executed = await deps.wallets.execute(walletId, {
      names: () => namesOfTopUp(command, now),
      decide: (state) => {
        const beyond = refuseBeyondLimit(state, body.amount)
        if (beyond !== undefined) return { answer: beyond }
        return mapDecision(decideTopUp(state, command, zones, now), (result) =>
          // It is issued after the commit.
          result.ok
            ? { status: 201, body: formatTopUp(walletId, result.value, null) }
            : refusal(result.refusal),
        )
      },
      ...(replay === undefined ? {} : { replay }),
    })
    return sendExecuted(c, executed)
  })

  routes.openapi(listTopUps, async (c) => {
    const { catalog, wallets } = c.get("deps")
    const place = await requireWallet(c, c.req.valid("param").id)
    const { walletId } = place
    const { limit: rows, cursor } = c.req.valid("query")
    const page = await wallets.topUps(
      walletId,
      cursor === undefined ? { limit: rows } : { limit: rows, cursor },
    )
    const invoiceId = await readInvoiceIds(catalog, place, page.rows)
    return c.json(
      {
        data: page.rows.map((topUp) => formatTopUp(walletId, topUp, invoiceId(topUp.id))),
        nextCursor: page.next ?? null,
      },
      200,
    )
  })

  routes.openapi(getTopUp, async (c) => {
    const { id } = c.req.valid("param")
    const { catalog, wallets } = c.get("deps")
    const place = await requireWallet(c, requireMadeId(id))
    const topUp = await wallets.topUp(place.walletId, id)
    if (topUp === undefined) throw new ProblemError("not_found")
    const invoiceId = await readInvoiceIds(catalog, place, [topUp])
    return c.json(formatTopUp(place.walletId, topUp, invoiceId(id)), 200)
  })

  routes.openapi(refundTopUp, async (c) => {
    const { id } = c.req.valid("param")
    const place = await requireWallet(c, requireMadeId(id))
    const executed = await executeRefund(c, place, { topUpId: id, ...c.req.valid("json") })
    return sendExecuted(c, executed)
  })
  return routes
}

/**
 * A checkout is begun under an id that comes of the `Idempotency-Key`, so that a request that comes again, at once or
 * after a crash, begins nothing twice; its answer is then kept as any other.
 */
async function makeCheckout(
  c: AppContext,
  place: WalletPlace,
  body: z.output<typeof NewTopUp>,
): Promise<never> {
  const deps = c.get("deps")
  const { walletId } = place
  const { amount, couponCode, returnUrl, reference, senderId } = body
  if (reference !== undefined) {
    throw new ProblemError("unprocessable", { detail: "A checkout takes no reference." })
  }
  if (couponCode !== undefined) limitCouponTries(c)
  const replay = replayOf(c, null)
  const begun = await beginCheckout(deps, {
    walletId,
    amount,
    source: "portal",
    origin: new URL(c.req.url).origin,
    ...(couponCode === undefined ? {} : { couponCode }),
    ...(returnUrl === undefined ? {} : { returnUrl }),
    ...(senderId === undefined ? {} : { senderId }),
    ...(replay === undefined ? {} : { topUpId: walletBoundIdOf("top", walletId, replay.key) }),
  })
  if (!begun.ok) {
    const { code, options } = checkoutProblem(begun.refusal)
    throw new ProblemError(code, options)
  }
  const { topUp } = begun.value
  const invoiceId = await readInvoiceIds(deps.catalog, place, [topUp])
  const answer = { status: 201, body: formatTopUp(walletId, topUp, invoiceId(topUp.id)) }
  if (replay !== undefined) await deps.catalog.saveReplay(replay, answer)
  return sendExecuted(c, { kind: "answered", answer })
}

function requireMadeId(id: string): string {
  const walletId = walletOfMadeId("top", id)
  if (walletId === undefined) throw new ProblemError("not_found")
  return walletId
}

function refusal(refused: TopUpRefusal): Answer {
  switch (refused.code) {
    case "wallet_not_active":
      return {
        status: 409,
        body: problemBody("wallet_not_active", { facts: { walletStatus: refused.status } }),
      }
    case "id_taken":
      return { status: 409, body: problemBody("id_taken") }
  }
}
