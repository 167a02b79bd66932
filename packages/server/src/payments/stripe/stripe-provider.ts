import Stripe from "stripe"
import type { Catalog } from "../../catalog/catalog.ts"
import type { StripeConfig } from "../payment-config.ts"
import type { AskedTopUp, PaymentEvent, PaymentOrder, PaymentProvider } from "../payment-provider.ts"
import { toStripeAmount } from "./stripe-amount.ts"
import { chargeSaved, findIntent, NOTHING_SAVED, savedMethod } from "./stripe-charge.ts"
import { openStripe } from "./stripe-client.ts"
import { stripeCustomers } from "./stripe-customer.ts"
import { Intent, intentEvent, readEvent, Session, sessionEvent } from "./stripe-event.ts"
import { STRIPE_FACTS } from "./stripe-facts.ts"
import type { StripeNetwork } from "./stripe-network.ts"
import { sessionParams } from "./stripe-session.ts"

const STRIPE_SIGNATURE_HEADER = "stripe-signature"
/** How old a signature may be: what Stripe's own SDK allows. */
export const SIGNATURE_AGE_SECONDS_MAX = 300
/** Its name for a Checkout Session begins so. */
const SESSION_PREFIX = "cs_"
const PAGE = 100
/** Sessions of the whole account since a top-up was made. */
const SESSIONS_LOOKED_AT_MAX = 1_000
const CLOCK_MARGIN_SECONDS = 600
/** A sweep asks about many, and comes again in a minute. */
const ASKED_AGAIN_SOON: Stripe.RequestOptions = { timeout: 5_000, maxNetworkRetries: 0 }
const LIVE_KEY = /^(sk|rk)_live_/

export interface StripeDeps {
  readonly config: StripeConfig
  readonly version: string
  readonly catalog: Pick<Catalog, "setting" | "putSettingOnce" | "putSetting">
  readonly clock: () => number
  readonly network?: StripeNetwork
}

/** Stripe: its Checkout page for a payment, what the customer left there for auto-recharge. Rules STRIPE-1 to STRIPE-8. */
export function stripeProvider({ config, version, catalog, clock, network }: StripeDeps): PaymentProvider {
  const stripe = openStripe(config, version, network)
  const crypto = Stripe.createSubtleCryptoProvider()
  const customers = stripeCustomers(stripe, catalog, LIVE_KEY.test(config.secretKey))

  return {
    ...STRIPE_FACTS,

    async beginCheckout(order) {
      let session: Stripe.Checkout.Session
      try {
        session = await begin(order)
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
        return { kind: "refused", reason: error.code ?? error.param ?? "invalid_request" }
      }
      if (session.amount_total !== toStripeAmount(order.total, order.currency) || session.url === null) {
        throw new Error("Stripe's session is not what was asked for, or has ended")
      }
      return { checkoutUrl: session.url, providerReference: session.id }
    },

    async chargeSaved(order) {
      const customer = await customers.known(order.walletId)
      if (customer === undefined) return NOTHING_SAVED
      return (await unlessMissing(() => chargeSaved(stripe, customer, order))) ?? NOTHING_SAVED
    },

    async savedMethod(walletId) {
      const customer = await customers.known(walletId)
      if (customer === undefined) return null
      return (await unlessMissing(() => savedMethod(stripe, customer, ASKED_AGAIN_SOON))) ?? null
    },

    async parseWebhook(headers, rawBody) {
      const signature = headers.get(STRIPE_SIGNATURE_HEADER) ?? ""
      const body = new TextDecoder().decode(rawBody)
      try {
        const { webhookSecret } = config
        const age = SIGNATURE_AGE_SECONDS_MAX
        return readEvent(
          await stripe.webhooks.constructEventAsync(body, signature, webhookSecret, age, crypto, clock()),
        )
      } catch (error) {
        const isSignature = error instanceof Stripe.errors.StripeSignatureVerificationError
        return { kind: "refused", code: isSignature ? "bad_signature" : "malformed" }
      }
    },

    async find(asked) {
      const event = await unlessMissing(() => find(asked))
      return event === undefined ? [] : [event]
    },

    refund: async () => ({ kind: "refused", reason: "not_supported" }),
  }

  async function begin(order: PaymentOrder): Promise<Stripe.Checkout.Session> {
    if (!order.isMethodKept) return sessionOf(stripe, order, undefined)
    const customer = await customers.ensure(order.walletId)
    try {
      return await sessionOf(stripe, order, customer)
    } catch (error) {
      if (!isMissing(error)) throw error
      return sessionOf(stripe, order, await customers.replace(order.walletId, customer))
    }
  }

  async function find(asked: AskedTopUp): Promise<PaymentEvent | undefined> {
    const { providerReference, walletId } = asked
    if (providerReference.startsWith(SESSION_PREFIX)) {
      const session = await stripe.checkout.sessions.retrieve(
        providerReference,
        { expand: ["payment_intent"] },
        ASKED_AGAIN_SOON,
      )
      return sessionEvent(Session.parse(session))
    }
    const customer = await customers.known(walletId)
    const intent =
      customer === undefined ? undefined : await findIntent(stripe, customer, asked, ASKED_AGAIN_SOON)
    return intent === undefined ? undefined : intentEvent(Intent.parse(intent))
  }
}

/**
 * The session of a top-up: made once. Words of it that changed since, as a name, do not make another one, which could be
 * paid beside it: then the one that is there is looked for. Rule STRIPE-4.
 */
async function sessionOf(
  stripe: Stripe,
  order: PaymentOrder,
  customer: string | undefined,
): Promise<Stripe.Checkout.Session> {
  try {
    const idempotencyKey = `${order.topUpId}:checkout`
    return await stripe.checkout.sessions.create(sessionParams(order, customer), { idempotencyKey })
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeIdempotencyError)) throw error
    const found = await findSession(stripe, order)
    if (found === undefined) throw error
    return found
  }
}

async function findSession(
  stripe: Stripe,
  { topUpId, createdAt }: PaymentOrder,
): Promise<Stripe.Checkout.Session | undefined> {
  const gte = Math.floor(createdAt / 1000) - CLOCK_MARGIN_SECONDS
  let looked = 0
  for await (const session of stripe.checkout.sessions.list({ created: { gte }, limit: PAGE })) {
    if (session.client_reference_id === topUpId) return session
    if (++looked >= SESSIONS_LOOKED_AT_MAX) break
  }
  return undefined
}

/** Undefined for what Stripe does not have: of another account, of its other mode, or removed. */
async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing"
}
