import { invariant } from "@tollgate/engine"
import type Stripe from "stripe"
import { chooseLanguage } from "../../links/choose-language.ts"
import type { PaymentOrder } from "../payment-provider.ts"
import { RETURNED_PATH } from "../returned-path.ts"
import { toStripeAmount } from "./stripe-amount.ts"
import { stripeLocale } from "./stripe-locale.ts"

/** On each Checkout Session and PaymentIntent of ours: what it pays for, and by which way. */
export const TOP_UP_KEY = "tollgate_top_up"
export const KIND_KEY = "tollgate_kind"
export type StripeKind = "checkout" | "recharge"

/** So long before its top-up is given up a session ends: no one pays one that is over, and clocks may differ. */
export const SESSION_MARGIN_MS = 600_000
/** Of a line's name. */
const NAME_CHARACTERS_MAX = 250

type Params = Stripe.Checkout.SessionCreateParams

export function metadataOf(topUpId: string, kind: StripeKind): Record<string, string> {
  return { [TOP_UP_KEY]: topUpId, [KIND_KEY]: kind }
}

/**
 * The Checkout Session of a top-up: its lines are those that our own pages show, and sum to its total. Made of the order
 * alone, so that the same top-up asks for the same session again. Rules STRIPE-1 to STRIPE-3.
 *
 * @param customer - Stripe's id of the one whose means of payment is kept; undefined = it is not kept
 */
export function sessionParams(order: PaymentOrder, customer: string | undefined): Params {
  const { topUpId, payee, description, returnUrl } = order
  const metadata = metadataOf(topUpId, "checkout")
  return {
    mode: "payment",
    client_reference_id: topUpId,
    metadata,
    line_items: linesOf(order),
    // What is paid is what we asked for, in our currency.
    adaptive_pricing: { enabled: false },
    payment_intent_data: {
      metadata,
      description: `${payee}: ${description}`.slice(0, NAME_CHARACTERS_MAX),
      ...(customer === undefined ? {} : { setup_future_usage: "off_session" }),
    },
    ...(customer === undefined ? {} : { customer }),
    success_url: returnUrl ?? ownPage(order),
    ...(returnUrl === null ? {} : { cancel_url: returnUrl }),
    locale: stripeLocale(order.locale),
    expires_at: Math.floor((order.expiresAt - SESSION_MARGIN_MS) / 1000),
  }
}

function ownPage({ homeUrl }: PaymentOrder): string {
  invariant(homeUrl !== null, "a checkout is begun where our pages are")
  return new URL(RETURNED_PATH, homeUrl).href
}

function linesOf(order: PaymentOrder): NonNullable<Params["line_items"]> {
  const { amount, fee, feeLabel, tax, taxLines, currency, payee, description } = order
  const { text } = chooseLanguage(order.locale, undefined)
  const taxes =
    taxLines.length > 0
      ? taxLines.map((line) => ({ name: `${line.label} ${line.percent} %`, amount: line.amount }))
      : [{ name: "Tax", amount: tax }]
  const lines = [
    { name: text.credits, description: `${payee}: ${description}`, amount },
    { name: feeLabel ?? text.fee, amount: fee },
    ...taxes,
  ]
  return lines
    .filter((line) => line.amount > 0n)
    .map(({ name, amount: price, ...rest }) => ({
      quantity: 1,
      price_data: {
        currency: currency.toLowerCase(),
        unit_amount: toStripeAmount(price, currency),
        product_data: {
          name: name.slice(0, NAME_CHARACTERS_MAX),
          ...("description" in rest ? { description: rest.description.slice(0, NAME_CHARACTERS_MAX) } : {}),
        },
      },
    }))
}
