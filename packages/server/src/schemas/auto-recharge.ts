import { z } from "@hono/zod-openapi"
import { EMERGENCIES_PER_MONTH_MAX, RECHARGE_FAILURES_MAX } from "@tollgate/engine"
import { locale, notNegativeAmount, positiveAmount, text } from "./common.ts"

const TEXT_ID_CHARACTERS_MAX = 64
const ACCEPTED_BY_CHARACTERS_MAX = 254
export const EMERGENCIES_PER_MONTH_DEFAULT = 3

export const rechargeFailures = z.int().min(1).max(RECHARGE_FAILURES_MAX)

const consent = z
  .strictObject({
    textId: text(TEXT_ID_CHARACTERS_MAX).openapi({
      description: "Which text was accepted, with its version, in your own words",
      example: "add-credits.recharge.1",
    }),
    locale: locale.openapi({ description: "The language in which it was read" }),
    acceptedBy: text(ACCEPTED_BY_CHARACTERS_MAX).optional().openapi({
      description: "Who accepted it, as your page knows the person",
      example: "asha@example.com",
    }),
  })
  .openapi("RechargeConsentIn", {
    description: "What the customer accepted. It is kept for ever with the settings that it covers.",
  })

const emergency = z
  .strictObject({
    amount: positiveAmount,
    below: notNegativeAmount.default(0n).openapi({
      description: "It is an emergency while available is strictly less; 0 = overdrawn, reservations counted",
      default: "0",
    }),
    perMonth: z.int().min(1).max(EMERGENCIES_PER_MONTH_MAX).default(EMERGENCIES_PER_MONTH_DEFAULT),
    consent: consent.optional().openapi({
      description:
        "Needed to begin with, and where the terms charge more, sooner or oftener than those agreed to",
    }),
  })
  .openapi("EmergencyRechargeIn")

/** `PUT /v1/wallets/{id}/auto-recharge`. */
export const AutoRechargeIn = z
  .strictObject({
    enabled: z.boolean(),
    threshold: notNegativeAmount,
    amount: positiveAmount,
    monthlyLimit: positiveAmount.nullable().optional().openapi({
      description: "Most that it credits in a calendar month of the customer's",
    }),
    maxFailures: rechargeFailures.optional().openapi({
      description:
        "So many failures in a row turn it off; absent = as it was, at first the operator's setting",
    }),
    consent: consent.optional().openapi({
      description:
        "Without one, the request itself is the consent of a portal token, and a key vouches for it",
    }),
    emergency: emergency.nullable().optional().openapi({
      description: "A larger or immediate top-up when overdrawn; null = none, absent = as it was while on",
    }),
    startsWith: z.enum(["now", "payment"]).optional().openapi({
      description:
        "`payment`: turned on, it begins when the customer's next checkout was paid, whatever card is kept. Default `now`",
    }),
  })
  .openapi("AutoRechargeSettings")
