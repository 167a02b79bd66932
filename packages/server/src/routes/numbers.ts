import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { decideAllotNumber, formatAmount, namesOfAllot } from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { sendExecuted } from "../idempotency.ts"
import { problemBody, ProblemError } from "../problem.ts"
import { readCustomerWallet } from "../reading/customer-wallet.ts"
import { readNumbers, type WalletNumber } from "../reading/read-numbers.ts"
import { amountOut, formatInstant, id, instantOut, notNegativeAmount, text } from "../schemas/common.ts"
import { limit, opaqueCursor } from "../schemas/page.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { displayName } from "../schemas/sender.ts"
import { mapDecision } from "../spending/execute.ts"
import { walletZones } from "../spending/wallet-zones.ts"

const tags = ["Wallets"]
const SEARCH_CHARACTERS_MAX = 60

const NumberOut = z
  .object({
    senderId: z.string(),
    phoneNumber: z.string(),
    displayName: z.string().nullable(),
    status: z.enum(["connected", "quiet"]),
    lastMessageAt: instantOut.nullable(),
    part: z
      .object({
        amount: amountOut.openapi({ description: "As last set, and topped up since" }),
        available: amountOut.openapi({ description: "What is left of it; below zero when overdrawn" }),
        mayUseShared: z.boolean(),
      })
      .nullable()
      .openapi({ description: "Null: it has no part of its own, and spends the shared one" }),
    today: amountOut.openapi({ description: "Spent today, in the customer's time zone" }),
    month: amountOut.openapi({ description: "Spent this month" }),
  })
  .openapi("WalletNumber")

const NumbersOut = z
  .object({
    currency: z.string(),
    timezone: z.string(),
    shared: amountOut.openapi({ description: "Available in the shared part; below zero when overdrawn" }),
    allotted: amountOut.openapi({ description: "Available in all parts together" }),
    allottedCount: z.int(),
    largest: amountOut.openapi({ description: "The largest part: what bars are drawn against" }),
    total: z.int().openapi({ description: "Numbers that match" }),
    data: z.array(NumberOut),
    nextCursor: z.string().nullable(),
  })
  .openapi("WalletNumbers")

const NumberPatch = z
  .strictObject({
    displayName: displayName.nullable().optional(),
    amount: notNegativeAmount
      .nullable()
      .optional()
      .openapi({ description: "What its part becomes, out of the shared part or back into it; null = none" }),
    mayUseShared: z.boolean().optional(),
  })
  .openapi("NumberPatch")

const listRoute = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/numbers",
  tags,
  summary: "The balance for each number",
  description:
    "Numbers that the wallet pays for, those with a part of their own first, then by phone number.",
  ...guard({ who: READERS, scope: "balance:read" }),
  request: {
    params: idParam,
    query: z.strictObject({
      q: text(SEARCH_CHARACTERS_MAX)
        .optional()
        .openapi({ description: "A piece of the phone number, display name or id" }),
      limit,
      cursor: opaqueCursor.optional(),
    }),
  },
  responses: { 200: jsonAnswer(NumbersOut, "The shared part, and a page of numbers") },
})

const patchRoute = createRoute({
  method: "patch",
  path: "/v1/wallets/{id}/numbers/{senderId}",
  tags,
  summary: "Change a number's name or part of the balance",
  description:
    "What is left out stays. A part grows by at most what the shared part has. No money comes in or goes out by it, so it " +
    "takes the scope of settings.",
  ...guard({
    who: ["operator", "partner", "portal"],
    scope: "settings:write",
    replays: { secretFields: [] },
  }),
  "x-refusals": ["insufficient_funds", "unprocessable"],
  request: { params: idParam.extend({ senderId: id }), body: jsonBody(NumberPatch) },
  responses: { 200: jsonAnswer(NumberOut, "The number as it is now") },
})

/** The numbers of a wallet and their parts. Rules NUM-1 to NUM-3. */
export function numberRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(listRoute, async (c) => {
    const found = await readCustomerWallet(c, c.req.valid("param").id, "balance:read")
    const { q = "", limit: rows, cursor } = c.req.valid("query")
    const numbers = await readNumbers(c.get("deps"), found, { search: q, limit: rows, cursor })
    return c.json(
      {
        currency: found.wallet.currency,
        timezone: found.customer.timezone,
        shared: formatAmount(numbers.shared),
        allotted: formatAmount(numbers.allotted),
        allottedCount: numbers.allottedCount,
        largest: formatAmount(numbers.largest),
        total: numbers.total,
        data: numbers.rows.map(formatNumber),
        nextCursor: numbers.next,
      },
      200,
    )
  })

  routes.openapi(patchRoute, async (c) => {
    const { id: walletId, senderId } = c.req.valid("param")
    await requireWallet(c, walletId)
    const { catalog, clock } = c.get("deps")
    const { displayName: name, ...part } = c.req.valid("json")
    const own = await catalog.sendersOfWallet(walletId)
    if (!own.some((sender) => sender.id === senderId)) throw new ProblemError("not_found")
    // The part first: it may be refused, and then nothing has changed.
    if (part.amount !== undefined || part.mayUseShared !== undefined) {
      const refused = await allotNumber(c, { walletId, senderId, ...part })
      if (refused !== undefined) return refused as never
    }
    if (name !== undefined) {
      const named = await catalog.nameSender({ id: senderId, walletId, displayName: name, at: clock() })
      if (named === undefined) throw new ProblemError("not_found")
    }
    const found = await readCustomerWallet(c, walletId, "settings:write")
    const { rows } = await readNumbers(c.get("deps"), found, { search: senderId, limit: own.length })
    const row = rows.find(({ sender }) => sender.id === senderId)
    if (row === undefined) throw new ProblemError("not_found")
    return c.json(formatNumber(row), 200)
  })
  return routes
}

/** Why the part cannot be so; `undefined` when it is. */
async function allotNumber(
  c: AppContext,
  {
    walletId,
    senderId,
    amount,
    mayUseShared,
  }: {
    readonly walletId: string
    readonly senderId: string
    readonly amount?: bigint | null | undefined
    readonly mayUseShared?: boolean | undefined
  },
): Promise<Response | undefined> {
  const { wallets, clock, ids } = c.get("deps")
  const zones = await walletZones(c.get("deps"), walletId)
  const now = clock()
  const command = {
    commandId: ids("cmd"),
    senderId,
    ...(amount === undefined ? {} : { amount }),
    ...(mayUseShared === undefined ? {} : { mayUseShared }),
  }
  const executed = await wallets.execute(walletId, {
    names: () => namesOfAllot(now),
    decide: (state) =>
      mapDecision(decideAllotNumber(state, command, zones, now), (result) => {
        if (result.ok) return { status: 200, body: null }
        const { refusal } = result
        return refusal.code === "insufficient_funds"
          ? {
              status: 402,
              body: problemBody("insufficient_funds", {
                detail: "The shared part has not as much as the number's part is to grow by.",
                facts: { spendable: refusal.spendable, required: refusal.required },
              }),
            }
          : {
              status: 422,
              body: problemBody("unprocessable", {
                detail: `At most ${refusal.max} numbers of a wallet have a part of their own.`,
              }),
            }
      }),
  })
  if (executed.kind === "answered" && executed.answer.status === 200) return undefined
  return sendExecuted(c, executed)
}

function formatNumber(number: WalletNumber): z.infer<typeof NumberOut> {
  const { sender, isConnected, lastMessageAt, part, today, month } = number
  return {
    senderId: sender.id,
    phoneNumber: sender.phoneNumber,
    displayName: sender.displayName,
    status: isConnected ? "connected" : "quiet",
    lastMessageAt: lastMessageAt === null ? null : formatInstant(lastMessageAt),
    part:
      part === null
        ? null
        : {
            amount: formatAmount(part.amount),
            available: formatAmount(part.available),
            mayUseShared: part.mayUseShared,
          },
    today: formatAmount(today),
    month: formatAmount(month),
  }
}
