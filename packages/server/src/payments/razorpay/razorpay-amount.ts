import { currencyExponent, invariant, type Micros } from "@tollgate/engine"
import { smallestPayable } from "../price-top-up.ts"

// Source: razorpay.com/docs/api/payments/payment-links/create-standard, "amount".
/** Written as whole ones. */
const WHOLE: ReadonlySet<string> = new Set(["JPY"])
/** Written with three decimals, the last of which must be 0. */
const THREE_DECIMALS: ReadonlySet<string> = new Set(["BHD", "KWD", "OMR"])

const ONE = 1_000_000n
const HUNDREDTH = 10_000n
const THOUSANDTH = 1_000n

/**
 * What Razorpay takes: rupees always, what has hundredths and the few others whose unit it documents where an operator
 * says so, for an account takes them once international payments are on. Of the rest a unit would be a guess. Rule
 * RAZORPAY-2.
 */
export function razorpayCollects(currency: string): "yes" | "when_named" | "no" {
  if (currency === "INR") return "yes"
  const isKnown = WHOLE.has(currency) || THREE_DECIMALS.has(currency) || currencyExponent(currency) === 2
  return isKnown ? "when_named" : "no"
}

function unitOf(currency: string): Micros {
  return WHOLE.has(currency) ? ONE : THREE_DECIMALS.has(currency) ? THOUSANDTH : HUNDREDTH
}

/** The smallest amount of a currency that Razorpay collects. Rule RAZORPAY-2. */
export function smallestOfRazorpay(currency: string): Micros {
  const ofIso = smallestPayable(currency)
  return ofIso > HUNDREDTH ? ofIso : HUNDREDTH
}

/** An amount as Razorpay's API writes it: a count of its unit. It is one that Razorpay collects. Rule RAZORPAY-2. */
export function toRazorpayAmount(amount: Micros, currency: string): number {
  invariant(amount % smallestOfRazorpay(currency) === 0n, "an amount was checked before it is collected")
  const units = amount / unitOf(currency)
  invariant(units <= BigInt(Number.MAX_SAFE_INTEGER), "an amount of Razorpay's is a safe integer")
  return Number(units)
}

export function fromRazorpayAmount(units: number, currency: string): Micros {
  return BigInt(units) * unitOf(currency)
}
