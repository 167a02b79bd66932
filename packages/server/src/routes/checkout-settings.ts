import { createRoute, OpenAPIHono } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import type { AppEnv } from "../http/app-env.ts"
import { CHECKOUT_SETTING, readCheckoutSettings } from "../payments/checkout-settings.ts"
import {
  CheckoutSettingsIn,
  CheckoutSettingsOut,
  formatCheckoutSettings,
} from "../schemas/checkout-settings.ts"
import { jsonAnswer, jsonBody } from "../schemas/route-parts.ts"

const tags = ["Money in"]

const putSettings = createRoute({
  method: "put",
  path: "/v1/checkout-settings",
  tags,
  summary: "Set limits, presets, fees and taxes of checkouts",
  description:
    "Whole: a currency that is not in it has the defaults. A fee is a percentage of the amount and a fixed part, paid by " +
    "the customer on top or by the operator. Taxes are exclusive, of amount and fee, by the country of the customer's " +
    "billing address. Checkouts that were begun keep their price.",
  ...guard({ who: ["operator"], replays: { secretFields: [] } }),
  request: { body: jsonBody(CheckoutSettingsIn) },
  responses: { 200: jsonAnswer(CheckoutSettingsOut, "The settings as they are now") },
})

const getSettings = createRoute({
  method: "get",
  path: "/v1/checkout-settings",
  tags,
  summary: "Limits, presets, fees and taxes of checkouts",
  ...guard({ who: ["operator"] }),
  responses: { 200: jsonAnswer(CheckoutSettingsOut, "The settings") },
})

export function checkoutSettingsRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(putSettings, async (c) => {
    const settings = c.req.valid("json")
    await c.get("deps").catalog.putSetting(CHECKOUT_SETTING, JSON.stringify(settings))
    return c.json(formatCheckoutSettings(settings), 200)
  })

  routes.openapi(getSettings, async (c) => {
    const { currencies, taxes } = await readCheckoutSettings(c.get("deps").catalog)
    const settings = CheckoutSettingsIn.parse({ currencies, taxes })
    return c.json(formatCheckoutSettings(settings), 200)
  })
  return routes
}
