import { createRoute, OpenAPIHono } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import type { AppEnv } from "../http/app-env.ts"
import {
  CHECKOUT_SETTING,
  readCheckoutSettings,
  type CheckoutSettings,
} from "../payments/checkout-settings.ts"
import type { PaymentProviders } from "../payments/payment-providers.ts"
import { ProblemError } from "../problem.ts"
import {
  CheckoutSettingsIn,
  CheckoutSettingsOut,
  formatCheckoutSettings,
} from "../schemas/checkout-settings.ts"
import { jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { withoutTwins } from "../tax/tax-settings.ts"

const tags = ["Money in"]

const putSettings = createRoute({
  method: "put",
  path: "/v1/checkout-settings",
  tags,
  summary: "Set limits, presets, fees and taxes of checkouts",
  description:
    "Whole: a currency that is not in it has the defaults. A fee is a percentage of the amount and a fixed part, paid by " +
    "the customer on top or by the operator. Taxes are by the country of the customer's billing address, and by region, place " +
    "of supply and tax ids where they say so; on top of amount and fee, or inside of them. Checkouts that were begun keep their " +
    "price. A currency may name the `provider` that collects it.",
  ...guard({ who: ["operator"], replays: { secretFields: [] } }),
  "x-refusals": ["unprocessable"],
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
    const { catalog, payments } = c.get("deps")
    const settings = c.req.valid("json")
    requireProviders(payments, settings)
    await catalog.putSetting(CHECKOUT_SETTING, JSON.stringify(settings))
    return c.json(formatCheckoutSettings(settings, namesOf(payments)), 200)
  })

  routes.openapi(getSettings, async (c) => {
    const { catalog, payments } = c.get("deps")
    const kept = await readCheckoutSettings(catalog)
    const settings = CheckoutSettingsIn.parse({ ...kept, taxes: withoutTwins(kept.taxes) })
    return c.json(formatCheckoutSettings(settings, namesOf(payments)), 200)
  })
  return routes
}

/** Each provider that a currency names is here and takes it. Rule PAY-25. */
function requireProviders(
  payments: PaymentProviders | undefined,
  { currencies }: Pick<CheckoutSettings, "currencies">,
): void {
  for (const [currency, { provider = null }] of Object.entries(currencies)) {
    if (provider === null) continue
    const collects = payments?.named(provider)?.collects(currency) ?? "no"
    if (collects !== "no") continue
    const names = namesOf(payments)
    throw new ProblemError("unprocessable", {
      detail: `No provider ${provider} takes ${currency} here. There ${names.length === 0 ? "is none" : `are: ${names.join(", ")}`}.`,
      facts: { currency, provider },
    })
  }
}

function namesOf(payments: PaymentProviders | undefined): readonly string[] {
  return payments?.all.map(({ name }) => name) ?? []
}
