import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { decideSetRecharge, formatAmount, namesOfSetRecharge, type Micros } from "@tollgate/engine"
import type { Principal } from "../auth/principal.ts"
import { guard, READERS } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { replayOf, sendExecuted } from "../idempotency.ts"
import { checkAmount } from "../payments/check-amount.ts"
import { checkoutProblem } from "../payments/checkout-problem.ts"
import { readCheckoutSettings } from "../payments/checkout-settings.ts"
import { problemBody, ProblemError } from "../problem.ts"
import { AutoRechargeOut, formatAutoRecharge } from "../reading/auto-recharge-answer.ts"
import { notNegativeAmount, positiveAmount } from "../schemas/common.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { mapDecision } from "../spending/execute.ts"
import { walletZones } from "../spending/wallet-zones.ts"

/** So many top-ups lead from nothing to the threshold at most: a slip of zeros must not charge somebody all day. */
export const RECHARGES_TO_THRESHOLD_MAX = 10n

const tags = ["Money in"]

const AutoRechargeIn = z
  .strictObject({
    enabled: z.boolean(),
    threshold: notNegativeAmount,
    amount: positiveAmount,
    monthlyLimit: positiveAmount.nullable().optional().openapi({
      description: "Most that it credits in a calendar month of the customer's",
    }),
  })
  .openapi("AutoRechargeSettings")

const putRecharge = createRoute({
  method: "put",
  path: "/v1/wallets/{id}/auto-recharge",
  tags,
  summary: "Agree to auto-recharge, change it, or turn it off",
  description:
    "When available falls below `threshold`, a top-up of `amount` is charged to the means of payment that the customer " +
    "left with the provider. Who agreed and when is kept in the wallet's journal. Setting it anew ends a pause.",
  ...guard({ who: ["operator", "partner", "portal"], scope: "topup:write", keysKeptMs: null }),
  "x-refusals": ["wallet_not_active", "amount_out_of_limits", "unprocessable"],
  request: { params: idParam, body: jsonBody(AutoRechargeIn) },
  responses: { 200: jsonAnswer(AutoRechargeOut, "As it is now") },
})

const getRecharge = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/auto-recharge",
  tags,
  summary: "How auto-recharge is set",
  ...guard({ who: READERS, scope: ["balance:read", "topup:write"] }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(AutoRechargeOut.nullable(), "As it is now; null when it was never set") },
})

export function autoRechargeRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(putRecharge, async (c) => {
    const deps = c.get("deps")
    const { walletId, currency } = await requireWallet(c, c.req.valid("param").id)
    const { monthlyLimit = null, ...body } = c.req.valid("json")
    if (body.enabled) await requireChargeable(c, currency, body)
    const zones = await walletZones(deps, walletId)
    const now = deps.clock()
    const command = {
      commandId: deps.ids("cmd"),
      ...body,
      monthlyLimit,
      setBy: nameOf(c.get("principal")),
    }
    const replay = replayOf(c, null)
    const executed = await deps.wallets.execute(walletId, {
      names: () => namesOfSetRecharge(now),
      decide: (state) =>
        mapDecision(decideSetRecharge(state, command, zones, now), (result) =>
          result.ok
            ? { status: 200, body: formatAutoRecharge(result.value, now) }
            : {
                status: 409,
                body: problemBody("wallet_not_active", { facts: { walletStatus: result.refusal.status } }),
              },
        ),
      ...(replay === undefined ? {} : { replay }),
    })
    return sendExecuted(c, executed)
  })

  routes.openapi(getRecharge, async (c) => {
    const { walletId } = await requireWallet(c, c.req.valid("param").id)
    const { wallets, clock } = c.get("deps")
    const wallet = await wallets.wallet(walletId)
    if (wallet === undefined) throw new ProblemError("not_found")
    return c.json(wallet.recharge === null ? null : formatAutoRecharge(wallet.recharge, clock()), 200)
  })
  return routes
}

/**
 * There is a provider that can charge without the customer, the amount is one that a checkout takes, and few of them
 * reach the threshold: below it, each top-up is followed by the next one at once. Rule PAY-17.
 */
async function requireChargeable(
  c: AppContext,
  currency: string,
  { amount, threshold }: { readonly amount: Micros; readonly threshold: Micros },
): Promise<void> {
  const { payments, catalog } = c.get("deps")
  const settings = await readCheckoutSettings(catalog)
  const provider = payments?.forOrder({ currency, settings })
  if (provider?.canChargeSaved !== true) {
    throw new ProblemError("unprocessable", {
      detail: "No payment provider of this currency charges a saved means of payment.",
    })
  }
  const fault = checkAmount(settings, currency, amount, provider.smallestPayable(currency))
  if (fault !== undefined) {
    const { code, options } = checkoutProblem(fault)
    throw new ProblemError(code, options)
  }
  const highest = amount * RECHARGES_TO_THRESHOLD_MAX
  if (threshold <= highest) return
  throw new ProblemError("unprocessable", {
    detail: `With this amount the threshold is at most ${formatAmount(highest)}.`,
    facts: { maxThreshold: highest },
  })
}

/** Who agreed, for the journal: the kind of caller and its key. */
function nameOf({ kind, keyId }: Principal): string {
  return `${kind} ${keyId}`
}
