import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { decideAdjust, formatAmount, namesOfAdjust } from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppEnv } from "../http/app-env.ts"
import { replayOf, sendExecuted } from "../idempotency.ts"
import { amount, amountOut, formatInstant, instantOut, text } from "../schemas/common.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { refuseBeyondLimit } from "../spending/balance-limit.ts"
import { mapDecision } from "../spending/execute.ts"
import { makeWalletBoundId } from "../spending/made-id.ts"
import { walletZones } from "../spending/wallet-zones.ts"

const NewAdjustment = z
  .strictObject({
    amount: amount.refine((micros) => micros !== 0n, "must not be 0"),
    reason: text(),
  })
  .openapi("NewAdjustment")

const AdjustmentOut = z
  .object({
    id: z.string(),
    walletId: z.string(),
    amount: amountOut,
    reason: z.string(),
    balance: amountOut,
    at: instantOut,
  })
  .openapi("Adjustment")

const adjust = createRoute({
  method: "post",
  path: "/v1/wallets/{id}/adjustments",
  tags: ["Wallets"],
  summary: "Correct a balance by hand",
  description: "Signed: above zero gives the customer credit. It may take the balance below zero.",
  ...guard({ who: ["operator"], keysKeptMs: null }),
  "x-refusals": ["unprocessable"],
  request: { params: idParam, body: jsonBody(NewAdjustment) },
  responses: { 201: jsonAnswer(AdjustmentOut, "Posted") },
})

export function adjustmentRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(adjust, async (c) => {
    const deps = c.get("deps")
    const { walletId } = await requireWallet(c, c.req.valid("param").id)
    const body = c.req.valid("json")
    const zones = await walletZones(deps, walletId)
    const now = deps.clock()
    const id = makeWalletBoundId("adj", walletId, deps.ids)
    const command = { commandId: deps.ids("cmd"), id, amount: body.amount, reason: body.reason }
    const replay = replayOf(c, null)
    const executed = await deps.wallets.execute(walletId, {
      names: () => namesOfAdjust(now),
      decide: (state) => {
        const beyond = refuseBeyondLimit(state, body.amount)
        if (beyond !== undefined) return { answer: beyond }
        return mapDecision(decideAdjust(state, command, zones, now), (wallet) => ({
          status: 201,
          body: {
            id,
            walletId,
            amount: formatAmount(body.amount),
            reason: body.reason,
            balance: formatAmount(wallet.balance),
            at: formatInstant(wallet.updatedAt),
          },
        }))
      },
      ...(replay === undefined ? {} : { replay }),
    })
    return sendExecuted(c, executed)
  })
  return routes
}
