import { z } from "@hono/zod-openapi"
import { CONSENT_BASES, formatAmount, type AutoRecharge, type RechargeConsent } from "@tollgate/engine"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"

const basis = z.enum(CONSENT_BASES).openapi({
  description:
    "`explicit`: a text came with it; `request`: the customer's own request; `vouched`: an operator's or partner's",
})

const ConsentGiven = z.object({ textId: z.string(), locale: z.string(), basis, at: instantOut })

export const AutoRechargeOut = z
  .object({
    enabled: z.boolean(),
    threshold: amountOut,
    amount: amountOut,
    monthlyLimit: amountOut.nullable(),
    state: z.enum(["on", "off", "paused", "awaiting_method"]).openapi({
      description:
        "`paused` after a failure, until it tries again by itself or is set anew; `awaiting_method` until a checkout of " +
        "the customer's was paid, which keeps a means of payment",
    }),
    reason: z.string().nullable().openapi({ description: "Why it is paused, waits, or was turned off" }),
    nextAttemptAt: instantOut.nullable().openapi({ description: "When a pause ends; else null" }),
    maxFailures: z.int(),
    emergency: z.object({ amount: amountOut, below: amountOut, perMonth: z.int() }).nullable(),
    consent: ConsentGiven.nullable().openapi({
      description: "What it was agreed to with last; null where it was set before consents were kept",
    }),
  })
  .openapi("AutoRecharge")

export const ConsentOut = z
  .object({
    covers: z.enum(["recharge", "emergency"]),
    ...ConsentGiven.shape,
    acceptedBy: z.string().nullable(),
    by: z.string().openapi({ description: "Who brought it: the kind of caller and its key" }),
    currency: z.string(),
    amount: amountOut,
    threshold: amountOut.openapi({ description: "Of an emergency its `below`" }),
    monthlyLimit: amountOut.nullable(),
    perMonth: z.int().nullable(),
    sequence: z.int().openapi({ description: "The journal's entry that has it" }),
  })
  .openapi("RechargeConsent")

export function formatAutoRecharge(recharge: AutoRecharge, now: number): z.infer<typeof AutoRechargeOut> {
  const { enabled, threshold, amount, monthlyLimit, maxFailures, emergency, consent, reason } = recharge
  const pausedUntil = pauseOf(recharge, now)
  const state = stateOf(recharge, pausedUntil)
  return {
    enabled,
    threshold: formatAmount(threshold),
    amount: formatAmount(amount),
    monthlyLimit: formatLimit(monthlyLimit),
    state,
    // What failed before a pause that is over matters no more.
    reason: state === "on" ? null : reason || null,
    nextAttemptAt: pausedUntil === null ? null : formatInstant(pausedUntil),
    maxFailures,
    emergency: emergency && {
      amount: formatAmount(emergency.amount),
      below: formatAmount(emergency.below),
      perMonth: emergency.perMonth,
    },
    consent: consent && {
      textId: consent.textId,
      locale: consent.locale,
      basis: consent.basis,
      at: formatInstant(consent.at),
    },
  }
}

export function formatConsent(consent: RechargeConsent): z.infer<typeof ConsentOut> {
  const { covers, textId, locale, acceptedBy, by, currency, perMonth, sequence } = consent
  return {
    covers,
    textId,
    locale,
    basis: consent.basis,
    at: formatInstant(consent.at),
    acceptedBy: acceptedBy || null,
    by,
    currency,
    amount: formatAmount(consent.amount),
    threshold: formatAmount(consent.threshold),
    monthlyLimit: formatLimit(consent.monthlyLimit),
    perMonth: covers === "emergency" ? perMonth : null,
    sequence,
  }
}

function pauseOf({ enabled, isAwaitingMethod, pausedUntil }: AutoRecharge, now: number): number | null {
  return enabled && !isAwaitingMethod && pausedUntil !== null && pausedUntil > now ? pausedUntil : null
}

function stateOf({ enabled, isAwaitingMethod }: AutoRecharge, pausedUntil: number | null) {
  if (!enabled) return "off"
  if (isAwaitingMethod) return "awaiting_method"
  return pausedUntil === null ? "on" : "paused"
}

function formatLimit(limit: bigint | null): string | null {
  return limit === null ? null : formatAmount(limit)
}
