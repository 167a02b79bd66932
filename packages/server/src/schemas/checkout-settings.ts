import { z } from "@hono/zod-openapi"
import { formatAmount, isCurrency, parseAmount, type Micros } from "@tollgate/engine"
import {
  CURRENCY_DEFAULTS,
  DISPUTES_DEFAULT,
  FEE_LABEL_DEFAULT,
  NO_FEE,
  RECHARGE_SETTINGS_DEFAULTS,
} from "../payments/checkout-settings.ts"
import { smallestPayable } from "../payments/price-top-up.ts"
import { rechargeFailures } from "./auto-recharge.ts"
import { amountOut, currency, notNegativeAmount, positiveAmount, text } from "./common.ts"
import { assumedCountry, label, share, TaxOut, taxes } from "./tax.ts"

export const PRESETS_MAX = 6
const PROVIDER_CHARACTERS_MAX = 20

const fee = z
  .strictObject({
    label: label.default(FEE_LABEL_DEFAULT),
    percent: share.default("0"),
    fixed: notNegativeAmount.transform(formatAmount).default("0"),
    paidBy: z.enum(["customer", "operator"]).default("customer"),
  })
  .openapi("CheckoutFee")

const currencySettings = z
  .strictObject({
    minTopUp: positiveAmount.transform(formatAmount),
    maxTopUp: positiveAmount.transform(formatAmount),
    presets: z.array(positiveAmount.transform(formatAmount)).max(PRESETS_MAX),
    fee: fee.default(NO_FEE),
    provider: text(PROVIDER_CHARACTERS_MAX).nullable().default(null).openapi({
      description: "Who collects this currency, of `providers`; null: the first one that takes it",
    }),
  })
  .superRefine(({ minTopUp, maxTopUp, presets }, context) => {
    if (micros(minTopUp) > micros(maxTopUp)) {
      context.addIssue({ code: "custom", path: ["minTopUp"], message: "above maxTopUp" })
    }
    for (const [place, preset] of presets.entries()) {
      if (micros(preset) >= micros(minTopUp) && micros(preset) <= micros(maxTopUp)) continue
      context.addIssue({ code: "custom", path: ["presets", place], message: "outside the limits" })
    }
  })
  .openapi("CheckoutCurrency")

export const CheckoutSettingsIn = z
  .strictObject({
    currencies: z.record(z.string(), currencySettings).default({}),
    taxes: taxes.default([]),
    assumedCountry: assumedCountry.default(null),
    autoRecharge: z
      .strictObject({ maxFailures: rechargeFailures.default(RECHARGE_SETTINGS_DEFAULTS.maxFailures) })
      .default({ ...RECHARGE_SETTINGS_DEFAULTS }),
    refundsFee: z
      .boolean()
      .default(false)
      .openapi({ description: "Whether refunds give the fee back in proportion, where they do not say" }),
    disputes: z
      .strictObject({
        suspendWallet: z
          .boolean()
          .default(false)
          .openapi({ description: "Whether a dispute suspends the wallet until it is won" }),
      })
      .default(DISPUTES_DEFAULT)
      .openapi("CheckoutDisputes"),
  })
  .superRefine(({ currencies }, context) => {
    for (const [
      code,
      {
        minTopUp,
        maxTopUp,
        presets,
        fee: { fixed },
      },
    ] of Object.entries(currencies)) {
      if (!isCurrency(code)) {
        context.addIssue({
          code: "custom",
          path: ["currencies", code],
          message: "not a currency of ISO 4217",
        })
        continue
      }
      const smallest = smallestPayable(code)
      const amounts: readonly (readonly [path: readonly (string | number)[], amount: string])[] = [
        [["minTopUp"], minTopUp],
        [["maxTopUp"], maxTopUp],
        [["fee", "fixed"], fixed],
        ...presets.map((preset, place) => [["presets", place], preset] as const),
      ]
      for (const [path, amount] of amounts) {
        if (micros(amount) % smallest === 0n) continue
        const message = `cannot be paid: the smallest amount is ${formatAmount(smallest)}`
        context.addIssue({ code: "custom", path: ["currencies", code, ...path], message })
      }
    }
  })
  .openapi("CheckoutSettings")

const CurrencyOut = z.object({
  minTopUp: amountOut,
  maxTopUp: amountOut,
  presets: z.array(amountOut),
  fee: z.object({
    label: z.string(),
    percent: z.string(),
    fixed: amountOut,
    paidBy: z.enum(["customer", "operator"]),
  }),
  provider: z.string().nullable(),
})

export const CheckoutSettingsOut = z
  .object({
    currencies: z.record(currency, CurrencyOut),
    taxes: z.array(TaxOut),
    assumedCountry,
    autoRecharge: z.object({ maxFailures: z.int() }),
    refundsFee: z.boolean(),
    disputes: z.object({ suspendWallet: z.boolean() }),
    defaults: CurrencyOut.openapi({ description: "What any other currency has" }),
    providers: z.array(z.string()).openapi({ description: "Who takes payments here, the first one first" }),
  })
  .openapi("CheckoutSettingsAnswer")

export function formatCheckoutSettings(
  settings: z.output<typeof CheckoutSettingsIn>,
  providers: readonly string[],
): z.infer<typeof CheckoutSettingsOut> {
  const { currencies, taxes: all, assumedCountry: assumed, autoRecharge, refundsFee, disputes } = settings
  const defaults = { ...CURRENCY_DEFAULTS, presets: [...CURRENCY_DEFAULTS.presets], provider: null }
  return {
    currencies,
    taxes: all,
    assumedCountry: assumed,
    autoRecharge,
    refundsFee,
    disputes,
    defaults,
    providers: [...providers],
  }
}

function micros(written: string): Micros {
  return parseAmount(written) ?? 0n
}
