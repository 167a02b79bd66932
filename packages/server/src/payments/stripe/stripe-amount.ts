import { invariant, type Micros } from "@tollgate/engine"
import { smallestPayable } from "../price-top-up.ts"

// Sources: docs.stripe.com/currencies, "Zero-decimal currencies", "Three-decimal currencies", "Special cases".
const WHOLE: ReadonlySet<string> = new Set(
  "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "),
)
/** Written with three decimals, the last of which must be 0. */
const THREE_DECIMALS: ReadonlySet<string> = new Set("BHD JOD KWD OMR TND".split(" "))
/**
 * Written with two decimals that must be 00. UGX is also in Stripe's list of whole ones; its special case says how it is
 * written: 5 UGX are 500.
 */
const WHOLE_WITH_DECIMALS: ReadonlySet<string> = new Set(["ISK", "UGX"])

const ONE = 1_000_000n
const HUNDREDTH = 10_000n
const THOUSANDTH = 1_000n

/** What Stripe's unit of a currency is worth. Rule STRIPE-2. */
function unitOf(currency: string): Micros {
  return WHOLE.has(currency) ? ONE : THREE_DECIMALS.has(currency) ? THOUSANDTH : HUNDREDTH
}

/** The smallest amount of a currency that Stripe collects, never below what its coins are. Rule STRIPE-2. */
export function smallestOfStripe(currency: string): Micros {
  const isWhole = WHOLE.has(currency) || WHOLE_WITH_DECIMALS.has(currency)
  const smallest = isWhole ? ONE : HUNDREDTH
  const ofIso = smallestPayable(currency)
  return ofIso > smallest ? ofIso : smallest
}

/** An amount as Stripe's API writes it: a count of its unit. It is one that Stripe collects. Rule STRIPE-2. */
export function toStripeAmount(amount: Micros, currency: string): number {
  invariant(amount % smallestOfStripe(currency) === 0n, "an amount was checked before it is collected")
  const units = amount / unitOf(currency)
  invariant(units <= BigInt(Number.MAX_SAFE_INTEGER), "an amount of Stripe's is a safe integer")
  return Number(units)
}

/** @param currency - as Stripe writes it, in small letters */
export function fromStripeAmount(units: number, currency: string): Micros {
  return BigInt(units) * unitOf(currency.toUpperCase())
}
