import { z } from "@hono/zod-openapi"
import { formatAmount, type AutoRecharge } from "@tollgate/engine"
import { amountOut } from "../schemas/common.ts"

export const AutoRechargeOut = z
  .object({
    enabled: z.boolean(),
    threshold: amountOut,
    amount: amountOut,
    monthlyLimit: amountOut.nullable(),
    state: z.enum(["on", "off", "paused"]).openapi({
      description: "`paused` after a failure, until it tries again by itself or is set anew",
    }),
    reason: z.string().nullable().openapi({ description: "Why it is paused or was turned off" }),
  })
  .openapi("AutoRecharge")

export function formatAutoRecharge(recharge: AutoRecharge, now: number): z.infer<typeof AutoRechargeOut> {
  const { enabled, threshold, amount, monthlyLimit, pausedUntil, reason } = recharge
  const isPaused = pausedUntil !== null && pausedUntil > now
  const state = enabled ? (isPaused ? "paused" : "on") : "off"
  return {
    enabled,
    threshold: formatAmount(threshold),
    amount: formatAmount(amount),
    monthlyLimit: monthlyLimit === null ? null : formatAmount(monthlyLimit),
    state,
    // What failed before a pause that is over matters no more.
    reason: state === "on" ? null : reason || null,
  }
}
