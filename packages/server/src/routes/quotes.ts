import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import {
  Meters,
  monthsAround,
  monthsMissing,
  formatAmount,
  quote,
  UTC,
  type QuoteLine,
  type QuoteMessage,
  type QuoteRefusal,
  type Result,
  type SenderFacts,
} from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import { planOf } from "../catalog/plan-versions.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { sendExecuted } from "../idempotency.ts"
import { problemBody, ProblemError } from "../problem.ts"
import { amountOut, currency, id, instant } from "../schemas/common.ts"
import { formatQuoteLine, messagesToSend, QuoteLineOut, toQuoteMessage } from "../schemas/messages-to-send.ts"
import { jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { executePriced } from "../spending/execute.ts"
import { compiledPlan, NO_SENDER, senderFacts } from "../spending/pricing.ts"
import { senderForWallet } from "../spending/sender-for-wallet.ts"
import type { Answer } from "../storage/wallet-store.ts"

const NewQuote = z
  .strictObject({
    walletId: id.optional(),
    planId: id.optional(),
    currency: currency
      .optional()
      .openapi({ description: "With a planId that has a price in every currency (USD)" }),
    senderId: id.optional(),
    at: instant.optional(),
    messages: messagesToSend,
  })
  .refine((body) => (body.walletId === undefined) !== (body.planId === undefined), {
    path: ["walletId"],
    message: "give either walletId or planId",
  })
  .openapi("NewQuote")

const QuoteOut = z
  .object({ currency: z.string(), total: amountOut, lines: z.array(QuoteLineOut) })
  .openapi("Quote")

const postQuote = createRoute({
  method: "post",
  path: "/v1/quotes",
  tags: ["Spending"],
  summary: "What messages would cost if all were delivered",
  description: "Changes nothing. Units that cost the same share a line.",
  ...guard({ who: ["operator", "partner", "wallet", "portal"], scope: "balance:read" }),
  "x-refusals": [
    "no_rate",
    "no_rate_card",
    "rate_card_outdated",
    "no_plan_version",
    "unknown_market",
    "unknown_sender",
  ],
  request: { body: jsonBody(NewQuote) },
  responses: { 200: jsonAnswer(QuoteOut, "The price, line by line") },
})

export function quoteRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(postQuote, async (c) => {
    const body = c.req.valid("json")
    const messages = body.messages.map(toQuoteMessage)
    const at = body.at ?? c.get("deps").clock()
    if (body.walletId !== undefined) return quoteWallet(c, body.walletId, body.senderId, at, messages)
    return quotePlan(c, body.planId ?? "", body.currency, body.senderId, at, messages)
  })
  return routes
}

/** With the allowances, caps and tiers that the wallet has used so far. */
async function quoteWallet(
  c: AppContext,
  walletId: string,
  senderId: string | undefined,
  at: number,
  messages: readonly QuoteMessage[],
): Promise<never> {
  const deps = c.get("deps")
  const place = await requireWallet(c, walletId)
  const sender = await senderForWallet(deps, place.walletId, senderId)
  const executed = await executePriced(deps, place.walletId, {
    names: () => ({ months: monthsAround(at), dueBy: 0 }),
    decide: (state, facts) => {
      const meters = new Meters(state.counters, state.months, facts.customerZone)
      const quoted = quote(facts.plan, meters, sender, at, messages)
      const months = monthsMissing(state, meters)
      if (months !== undefined) return { more: { months, dueBy: 0 } }
      return { answer: answerOf(quoted, state.wallet.currency) }
    },
  })
  return sendExecuted(c, executed)
}

/** A plan by itself, as a wallet that has used nothing would pay. */
async function quotePlan(
  c: AppContext,
  planId: string,
  code: string | undefined,
  senderId: string | undefined,
  at: number,
  messages: readonly QuoteMessage[],
): Promise<never> {
  const { catalog } = c.get("deps")
  const principal = c.get("principal")
  if (principal.kind !== "operator" && principal.kind !== "partner") throw new ProblemError("forbidden")
  const plan = await planOf(catalog, planId)
  const isForeign =
    principal.kind === "partner" && ![null, principal.partnerId].includes(plan?.partnerId ?? null)
  if (plan === undefined || isForeign)
    throw new ProblemError("not_found", { detail: "There is no such plan." })
  const planCurrency = plan.currency === "" ? (code ?? "USD") : plan.currency
  const compiled = await compiledPlan(catalog, planId, planCurrency)
  if (compiled === undefined) throw new ProblemError("no_plan_version")
  const sender = senderId === undefined ? NO_SENDER : await namedSender(c, senderId)
  const meters = new Meters(new Map(), new Set(monthsAround(at)), UTC)
  const { status, body } = answerOf(quote(compiled, meters, sender, at, messages), planCurrency)
  return sendExecuted(c, { kind: "answered", answer: { status, body } })
}

async function namedSender(c: AppContext, senderId: string): Promise<SenderFacts> {
  const { catalog } = c.get("deps")
  const sender = await catalog.sender(senderId)
  if (sender === undefined) throw new ProblemError("unknown_sender")
  await requireWallet(c, sender.walletId)
  return senderFacts(catalog, sender)
}

function answerOf(quoted: Result<QuoteLine[], QuoteRefusal>, code: string): Answer {
  if (!quoted.ok)
    return { status: 422, body: problemBody(quoted.refusal.code, { facts: { index: quoted.refusal.index } }) }
  const total = quoted.value.reduce((sum, line) => sum + line.amount, 0n)
  return {
    status: 200,
    body: { currency: code, total: formatAmount(total), lines: quoted.value.map(formatQuoteLine) },
  }
}
