import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import {
  dailyAverage,
  daysLeft,
  type Forecast,
  formatAmount,
  formatDate,
  LEVELS,
  type Micros,
  suggestedTopUp,
} from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import type { AppEnv } from "../http/app-env.ts"
import { checkoutTerms, readCheckoutSettings } from "../payments/checkout-settings.ts"
import { readCustomerWallet } from "../reading/customer-wallet.ts"
import { readForecast } from "../reading/read-forecast.ts"
import { amountOut } from "../schemas/common.ts"
import { idParam, jsonAnswer } from "../schemas/route-parts.ts"

const dateOut = z.string().openapi({ format: "date" })

const ForecastOut = z
  .object({
    dailyAverage: amountOut
      .nullable()
      .openapi({ description: "Of the next seven days; null without any use" }),
    daysLeft: z.int().nullable().openapi({ description: "Null when nothing is spent" }),
    projectedMonth: amountOut.nullable().openapi({
      description: "What the customer's month will have cost: what is used, and what is expected",
    }),
    suggestedTopUp: amountOut.nullable().openapi({
      description: "For 30 days, within what a checkout takes; null when the balance lasts as long",
    }),
    method: z.enum(["none", "today", "mean", "weekdays", "weeks"]).openapi({
      description:
        "`none`: nothing was used; `today`, `mean`: little history; `weekdays`: each weekday by its share; `weeks`: no weekday stands out",
    }),
    level: z
      .enum(LEVELS)
      .nullable()
      .openapi({ description: "How the weeks were weighed; null with little history" }),
    weekdays: z.array(z.number()).nullable().openapi({
      description: "Seven factors of the daily average, Monday first, where the method is `weekdays`",
    }),
    basis: z.object({
      from: dateOut.openapi({ description: "The first day that it rests on, in the customer's time zone" }),
      to: dateOut.openapi({ description: "Exclusive" }),
    }),
  })
  .openapi("Forecast")

const getForecast = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/forecast",
  tags: ["Reading"],
  summary: "How long the balance lasts, and what the month will cost",
  description:
    "From what was used on the last 56 days, as `docs/forecast.md` says. The summary tells the same figures.",
  ...guard({ who: READERS, scope: "balance:read" }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(ForecastOut, "What is expected, and how that was found") },
})

export function forecastRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(getForecast, async (c) => {
    const { wallets, catalog, clock } = c.get("deps")
    const { wallet, zone } = await readCustomerWallet(c, c.req.valid("param").id, "balance:read")
    const [{ forecast, projectedMonth }, settings] = await Promise.all([
      readForecast({ wallets, wallet, now: clock() }, zone),
      readCheckoutSettings(catalog),
    ])
    const { minTopUp, maxTopUp } = checkoutTerms(settings, wallet.currency)
    const available = wallet.balance - wallet.held
    return c.json(
      {
        dailyAverage: amountOrNull(dailyAverage(forecast)),
        daysLeft: daysLeft(forecast, available + wallet.overdraftLimit),
        projectedMonth: amountOrNull(projectedMonth),
        suggestedTopUp: amountOrNull(suggestedTopUp(forecast, { available, minTopUp, maxTopUp })),
        method: forecast.method,
        level: forecast.level,
        weekdays: weekdaysOf(forecast),
        basis: { from: formatDate(forecast.fromDay), to: formatDate(forecast.toDay) },
      },
      200,
    )
  })
  return routes
}

function amountOrNull(amount: Micros | null): string | null {
  return amount === null ? null : formatAmount(amount)
}

function weekdaysOf({ method, weights }: Forecast): number[] | null {
  return method === "weekdays" ? weights.map((weight) => Math.round(Number(weight) / 1_000) / 1_000) : null
}
