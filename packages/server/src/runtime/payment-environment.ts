import { z } from "zod"
import type { PaymentConfig, RazorpayConfig, StripeConfig } from "../payments/payment-config.ts"
import { EnvironmentError } from "./environment-error.ts"
import { absent, optional, setting } from "./setting.ts"

const url = z.union([absent, z.url({ protocol: /^https?$/ })]).optional()

/** The variables of payments. Those of Stripe may begin with `TOLLGATE_` too, and count before the others then. */
export const paymentVariables = z.object({
  TOLLGATE_PAYMENTS: setting,
  STRIPE_SECRET_KEY: setting,
  STRIPE_WEBHOOK_SECRET: setting,
  TOLLGATE_STRIPE_SECRET_KEY: setting,
  TOLLGATE_STRIPE_WEBHOOK_SECRET: setting,
  TOLLGATE_STRIPE_URL: url,
  RAZORPAY_KEY_ID: setting,
  RAZORPAY_KEY_SECRET: setting,
  RAZORPAY_WEBHOOK_SECRET: setting,
  TOLLGATE_RAZORPAY_URL: url,
})
type Told = z.infer<typeof paymentVariables>

type ProviderName = PaymentConfig["name"]
/** In the order in which they take payments where the environment names none. */
const NAMES: readonly ProviderName[] = ["sandbox", "stripe", "razorpay"]

const STRIPE_KEY = /^(sk|rk)_/
const STRIPE_WEBHOOK_SECRET = /^whsec_/
const RAZORPAY_KEY = /^rzp_(test|live)_/
const LIVE_KEY = /^(sk|rk|rzp)_live_/
const ANY = /./

/**
 * Who takes payments: those that `TOLLGATE_PAYMENTS` names, else those whose keys are set; in the demo the sandbox where
 * there are none. No value of a secret is in a sentence. Rules PAY-26, STRIPE-9.
 */
export function readPayments(
  told: Told,
  demo: { readonly isDemo: boolean; readonly isPublic: boolean },
): readonly PaymentConfig[] {
  const named = readNames(told.TOLLGATE_PAYMENTS ?? "")
  const names = named.length > 0 ? named : NAMES.filter((name) => hasKeys(told, name))
  const configs = names.map((name) => readProvider(told, name))
  if (demo.isDemo && !demo.isPublic && configs.some(isLive)) {
    throw new EnvironmentError(
      "The demo takes no live keys of a payment provider. Use its test keys or TOLLGATE_PAYMENTS=sandbox, " +
        "set TOLLGATE_DEMO=0 to run for real, or TOLLGATE_DEMO=public to show the demo with them.",
    )
  }
  return demo.isDemo && configs.length === 0 ? [{ name: "sandbox" }] : configs
}

function readNames(list: string): readonly ProviderName[] {
  const written = list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
  const stranger = written.find((name) => !NAMES.some((known) => known === name))
  if (stranger !== undefined) {
    throw new EnvironmentError(
      `TOLLGATE_PAYMENTS: "${stranger}" is no payment provider. It is a list of ${NAMES.join(", ")}, with commas.`,
    )
  }
  const names = NAMES.filter((known) => written.includes(known))
  return names.toSorted((one, other) => written.indexOf(one) - written.indexOf(other))
}

function hasKeys(told: Told, name: ProviderName): boolean {
  const values = {
    sandbox: [],
    stripe: [secretOf(told, "STRIPE_SECRET_KEY").value, secretOf(told, "STRIPE_WEBHOOK_SECRET").value],
    razorpay: [told.RAZORPAY_KEY_ID, told.RAZORPAY_KEY_SECRET, told.RAZORPAY_WEBHOOK_SECRET],
  }
  return values[name].some((value) => value !== undefined)
}

function readProvider(told: Told, name: ProviderName): PaymentConfig {
  switch (name) {
    case "sandbox":
      return { name }
    case "stripe":
      return { name, ...readStripe(told) }
    case "razorpay":
      return { name, ...readRazorpay(told) }
  }
}

function readStripe(told: Told): StripeConfig {
  const secretKey = required(secretOf(told, "STRIPE_SECRET_KEY"), STRIPE_KEY, {
    is: "a secret or restricted key of Stripe's: sk_... or rk_...",
  })
  const webhookSecret = required(secretOf(told, "STRIPE_WEBHOOK_SECRET"), STRIPE_WEBHOOK_SECRET, {
    is: "the signing secret of the webhook endpoint at Stripe: whsec_...",
  })
  return { secretKey, webhookSecret, ...optional("url", told.TOLLGATE_STRIPE_URL) }
}

/** Rule RAZORPAY-9. */
function readRazorpay(told: Told): RazorpayConfig {
  const keyId = required({ name: "RAZORPAY_KEY_ID", value: told.RAZORPAY_KEY_ID }, RAZORPAY_KEY, {
    is: "the id of an API key of Razorpay's: rzp_test_... or rzp_live_...",
  })
  const keySecret = required({ name: "RAZORPAY_KEY_SECRET", value: told.RAZORPAY_KEY_SECRET }, ANY, {
    is: "the secret of that API key",
  })
  const webhook = { name: "RAZORPAY_WEBHOOK_SECRET", value: told.RAZORPAY_WEBHOOK_SECRET }
  const webhookSecret = required(webhook, ANY, {
    is: "what you chose as the secret of the webhook at Razorpay",
  })
  return { keyId, keySecret, webhookSecret, ...optional("url", told.TOLLGATE_RAZORPAY_URL) }
}

function isLive(config: PaymentConfig): boolean {
  if (config.name === "sandbox") return false
  return LIVE_KEY.test(config.name === "stripe" ? config.secretKey : config.keyId)
}

interface Secret {
  /** Of the variable that has it. */
  readonly name: string
  readonly value: string | undefined
}

function secretOf(told: Told, name: "STRIPE_SECRET_KEY" | "STRIPE_WEBHOOK_SECRET"): Secret {
  const own = told[`TOLLGATE_${name}`]
  return own === undefined ? { name, value: told[name] } : { name: `TOLLGATE_${name}`, value: own }
}

function required({ name, value }: Secret, form: RegExp, { is }: { readonly is: string }): string {
  if (value !== undefined && form.test(value)) return value
  throw new EnvironmentError(
    `${name} ${value === undefined ? "is missing" : "is of another kind"}: ${is}. To take payments without this provider, ` +
      "name the others in TOLLGATE_PAYMENTS.",
  )
}
