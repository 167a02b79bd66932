import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { ALLOTMENTS_MAX, decideAllot, formatAmount, namesOfAllot } from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { REPLAY_KEPT_MS, replayOf, sendExecuted } from "../idempotency.ts"
import { problemBody, ProblemError } from "../problem.ts"
import { amountOut, id, notNegativeAmount } from "../schemas/common.ts"
import { idParam, jsonAnswer } from "../schemas/route-parts.ts"
import { mapDecision } from "../spending/execute.ts"
import { walletZones } from "../spending/wallet-zones.ts"

const tags = ["Wallets"]

const NewAllotments = z
  .array(z.strictObject({ senderId: id, amount: notNegativeAmount, mayUseShared: z.boolean() }))
  .max(ALLOTMENTS_MAX)
  .refine((list) => new Set(list.map((one) => one.senderId)).size === list.length, "a sender is there twice")
  .openapi("NewAllotments")

const AllotmentsOut = z
  .array(
    z.object({
      senderId: z.string(),
      amount: amountOut.openapi({ description: "As last set" }),
      mayUseShared: z.boolean(),
      available: amountOut.openapi({ description: "What is left of it" }),
    }),
  )
  .openapi("Allotments")

const putAllotments = createRoute({
  method: "put",
  path: "/v1/wallets/{id}/allotments",
  tags,
  summary: "Set the parts of the balance for numbers",
  description: "The whole list: a sender that is not in it gives its part back to the shared part.",
  ...guard({ who: ["operator", "partner"], keysKeptMs: REPLAY_KEPT_MS }),
  "x-refusals": ["insufficient_funds", "unknown_sender"],
  request: {
    params: idParam,
    body: { required: true, content: { "application/json": { schema: NewAllotments } } },
  },
  responses: { 200: jsonAnswer(AllotmentsOut, "The parts as they are now") },
})

const getAllotments = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/allotments",
  tags,
  summary: "The parts of the balance for numbers",
  ...guard({ who: ["operator", "partner", "wallet", "portal"], scope: "balance:read" }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(AllotmentsOut, "By sender") },
})

export function allotmentRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(putAllotments, async (c) => {
    const { wallets, clock, ids } = c.get("deps")
    const place = await requireWallet(c, c.req.valid("param").id)
    const allotments = c.req.valid("json")
    await requireOwnSenders(c, place.walletId, allotments)
    const zones = await walletZones(c.get("deps"), place.walletId)
    const now = clock()
    const command = { commandId: ids("cmd"), allotments }
    const replay = replayOf(c, REPLAY_KEPT_MS)
    const executed = await wallets.execute(place.walletId, {
      names: () => namesOfAllot(now),
      decide: (state) =>
        mapDecision(decideAllot(state, command, zones, now), (result) =>
          result.ok
            ? {
                status: 200,
                body: result.value.map(({ senderId, amount, mayUseShared }) => ({
                  senderId,
                  amount: formatAmount(amount),
                  mayUseShared,
                  available: formatAmount(amount),
                })),
              }
            : {
                status: 402,
                body: problemBody("insufficient_funds", {
                  detail: "The parts together are more than what the wallet has available.",
                  facts: { spendable: result.refusal.spendable, required: result.refusal.required },
                }),
              },
        ),
      ...(replay === undefined ? {} : { replay }),
    })
    return sendExecuted(c, executed)
  })

  routes.openapi(getAllotments, async (c) => {
    const place = await requireWallet(c, c.req.valid("param").id)
    const rows = await c.get("deps").wallets.allotments(place.walletId)
    return c.json(
      rows.map(({ senderId, amount, mayUseShared, available }) => ({
        senderId,
        amount: formatAmount(amount),
        mayUseShared,
        available: formatAmount(available),
      })),
      200,
    )
  })
  return routes
}

async function requireOwnSenders(
  c: AppContext,
  walletId: string,
  allotments: readonly { readonly senderId: string }[],
): Promise<void> {
  const own = new Set((await c.get("deps").catalog.sendersOfWallet(walletId)).map((sender) => sender.id))
  const stranger = allotments.find(({ senderId }) => !own.has(senderId))
  if (stranger !== undefined) {
    throw new ProblemError("unknown_sender", {
      detail: "The wallet does not pay for this sender.",
      facts: { senderId: stranger.senderId },
    })
  }
}
