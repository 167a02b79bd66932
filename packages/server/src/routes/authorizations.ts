import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import {
  decideAuthorize,
  decideRelease,
  formatAmount,
  HOLD_TTL_SECONDS_AUTHENTICATION,
  HOLD_TTL_SECONDS_DEFAULT,
  HOLD_TTL_SECONDS_MAX,
  namesOfAuthorize,
  namesOfRelease,
  type Authorized,
  type AuthorizeRefusal,
  type Hold,
  type QuoteMessage,
} from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { fingerprintOf, replayOf, sendExecuted } from "../idempotency.ts"
import { problemBody, ProblemError } from "../problem.ts"
import { amountOut, formatInstant, id, instantOut } from "../schemas/common.ts"
import { formatQuoteLine, messagesToSend, QuoteLineOut, toQuoteMessage } from "../schemas/messages-to-send.ts"
import { jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import type { Answer } from "../storage/wallet-store.ts"
import { executePriced, mapDecision } from "../spending/execute.ts"
import { boundIdParam, makeWalletBoundId, walletOfMadeId } from "../spending/made-id.ts"
import { senderForWallet } from "../spending/sender-for-wallet.ts"
import { walletZones } from "../spending/wallet-zones.ts"

const tags = ["Spending"]

const NewAuthorization = z
  .strictObject({
    id: id.optional(),
    walletId: id.optional(),
    senderId: id.optional(),
    messages: messagesToSend,
    expiresInSeconds: z.int().min(1).max(HOLD_TTL_SECONDS_MAX).optional(),
  })
  .refine((body) => body.walletId !== undefined || body.senderId !== undefined, {
    path: ["walletId"],
    message: "give walletId or senderId",
  })
  .openapi("NewAuthorization")

const HoldLineOut = QuoteLineOut.partial({ fees: true, reason: true, rateCard: true })
  .extend({ remaining: z.number().optional().openapi({ description: "Units not yet captured or freed" }) })
  .openapi("HoldLine")

const AuthorizationOut = z
  .object({
    id: z.string(),
    walletId: z.string(),
    senderId: z.string().nullable(),
    status: z.enum(["open", "captured", "released", "expired"]),
    held: amountOut,
    createdAt: instantOut,
    expiresAt: instantOut,
    lines: z.array(HoldLineOut),
  })
  .openapi("Authorization")

const authorize = createRoute({
  method: "post",
  path: "/v1/authorizations",
  tags,
  summary: "Reserve money for messages before they are sent",
  description:
    "All of it or nothing. Expires after 24 hours, authentication alone after 15 minutes, unless told.",
  ...guard({ who: ["operator", "partner"], keysKeptMs: null }),
  "x-refusals": [
    "insufficient_funds",
    "wallet_not_active",
    "id_taken",
    "no_rate",
    "no_rate_card",
    "unknown_market",
  ],
  request: { body: jsonBody(NewAuthorization) },
  responses: {
    201: jsonAnswer(AuthorizationOut, "The money is held"),
    200: jsonAnswer(AuthorizationOut, "The hold that was made with this id and body before"),
  },
})

const walletQuery = z.strictObject({
  walletId: id.optional().openapi({ description: "Needed for an id that the client chose" }),
})

const getAuthorization = createRoute({
  method: "get",
  path: "/v1/authorizations/{id}",
  tags,
  summary: "Get an authorization",
  ...guard({ who: ["operator", "partner"] }),
  request: { params: boundIdParam, query: walletQuery },
  responses: { 200: jsonAnswer(AuthorizationOut, "The hold") },
})

const release = createRoute({
  method: "post",
  path: "/v1/authorizations/{id}/release",
  tags,
  summary: "Free what an authorization still holds",
  description: "A hold that is no longer open is answered as it is.",
  ...guard({ who: ["operator", "partner"], keysKeptMs: null }),
  request: {
    params: boundIdParam,
    query: walletQuery,
    body: { required: false, content: { "application/json": { schema: z.strictObject({}) } } },
  },
  responses: { 200: jsonAnswer(AuthorizationOut, "The hold as it is now") },
})

export function authorizationRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(authorize, async (c) => {
    const deps = c.get("deps")
    const body = c.req.valid("json")
    const walletId = await requireWalletOf(c, body)
    const sender = await senderForWallet(deps, walletId, body.senderId)
    const messages = body.messages.map(toQuoteMessage)
    const now = deps.clock()
    const command = {
      commandId: deps.ids("cmd"),
      id: body.id ?? makeWalletBoundId("hld", walletId, deps.ids),
      fingerprint: fingerprintOf(c.get("body")),
      sender,
      messages,
      expiresAt: now + (body.expiresInSeconds ?? defaultSeconds(messages)) * 1000,
    }
    const replay = replayOf(c, null)
    const executed = await executePriced(deps, walletId, {
      names: () => namesOfAuthorize(command, now),
      decide: (state, facts) =>
        mapDecision(decideAuthorize(state, command, facts, now), (result) =>
          result.ok ? formatAuthorized(walletId, result.value) : refuse(c, result.refusal),
        ),
      ...(replay === undefined ? {} : { replay }),
    })
    return sendExecuted(c, executed)
  })

  routes.openapi(getAuthorization, async (c) => {
    const { id: holdId } = c.req.valid("param")
    const { walletId } = await requireWallet(c, walletOf(holdId, c.req.valid("query").walletId))
    const hold = await c.get("deps").wallets.hold(walletId, holdId)
    if (hold === undefined) throw new ProblemError("not_found")
    return c.json(formatHold(walletId, hold), 200)
  })

  routes.openapi(release, async (c) => {
    const deps = c.get("deps")
    const holdId = c.req.valid("param").id
    const { walletId } = await requireWallet(c, walletOf(holdId, c.req.valid("query").walletId))
    const zones = await walletZones(deps, walletId)
    const now = deps.clock()
    const command = { commandId: deps.ids("cmd"), holdId }
    const replay = replayOf(c, null)
    const executed = await deps.wallets.execute(walletId, {
      names: () => namesOfRelease(command, now),
      decide: (state) =>
        mapDecision(decideRelease(state, command, zones, now), (result) =>
          result.ok
            ? { status: 200, body: formatHold(walletId, result.value) }
            : { status: 404, body: problemBody("not_found") },
        ),
      ...(replay === undefined ? {} : { replay }),
    })
    return sendExecuted(c, executed)
  })
  return routes
}

/** The wallet named, or the one that pays for the sender named; both only when they belong together. */
async function requireWalletOf(
  c: AppContext,
  { walletId, senderId }: { readonly walletId?: string | undefined; readonly senderId?: string | undefined },
): Promise<string> {
  if (walletId !== undefined) return (await requireWallet(c, walletId)).walletId
  const sender = await c.get("deps").catalog.sender(senderId ?? "")
  if (sender === undefined) throw new ProblemError("not_found", { detail: "There is no such sender." })
  return (await requireWallet(c, sender.walletId)).walletId
}

function walletOf(holdId: string, walletId: string | undefined): string {
  const known = walletId ?? walletOfMadeId("hld", holdId)
  if (known !== undefined) return known
  throw new ProblemError("not_found", { detail: "An id that the client chose needs ?walletId=." })
}

function defaultSeconds(messages: readonly QuoteMessage[]): number {
  return messages.every(({ category }) => category.startsWith("authentication"))
    ? HOLD_TTL_SECONDS_AUTHENTICATION
    : HOLD_TTL_SECONDS_DEFAULT
}

function formatAuthorized(walletId: string, { hold, lines }: Authorized): Answer {
  const body = formatHold(walletId, hold)
  return lines === undefined
    ? { status: 200, body }
    : { status: 201, body: { ...body, lines: lines.map(formatQuoteLine) } }
}

function formatHold(walletId: string, hold: Hold): z.infer<typeof AuthorizationOut> {
  return {
    id: hold.id,
    walletId,
    senderId: hold.senderId === "" ? null : hold.senderId,
    status: hold.state,
    held: formatAmount(hold.heldOwn + hold.heldShared),
    createdAt: formatInstant(hold.createdAt),
    expiresAt: formatInstant(hold.expiresAt),
    lines: hold.lines.map((line) => ({
      market: line.market,
      category: line.category,
      channel: line.channel,
      count: line.count,
      remaining: line.remaining,
      unitPrice: formatAmount(line.unitAmount),
      amount: formatAmount(line.unitAmount * BigInt(line.count)),
    })),
  }
}

/** A refused authorization, in words that a sending system can show to its user. Rule ROUTE-8. */
function refuse(c: AppContext, refusal: AuthorizeRefusal): Answer {
  if (refusal.code === "insufficient_funds") {
    const { publicUrl } = c.get("deps").config
    const where = publicUrl === undefined ? "your billing portal" : publicUrl
    return {
      status: 402,
      body: problemBody("insufficient_funds", {
        detail:
          "The message could not be sent. You do not have enough funds on your prepaid balance for it. " +
          `Please proceed to ${where} -> "Add credits" in order to top up your balance and optionally ` +
          "enable auto-recharge, which will prevent you from running out of funds in the future.",
        facts: { spendable: refusal.spendable, required: refusal.required },
      }),
    }
  }
  if (refusal.code === "wallet_not_active") {
    return {
      status: 409,
      body: problemBody("wallet_not_active", { facts: { walletStatus: refusal.status } }),
    }
  }
  if (refusal.code === "id_taken") return { status: 409, body: problemBody("id_taken") }
  return { status: 422, body: problemBody(refusal.code, { facts: { index: refusal.index } }) }
}
