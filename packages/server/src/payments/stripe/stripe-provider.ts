import Stripe from "stripe"
import type { Catalog } from "../../catalog/catalog.ts"
import type { StripeConfig } from "../payment-config.ts"
import type { AskedTopUp, PaymentEvent, PaymentOrder, PaymentProvider } from "../payment-provider.ts"
import { toStripeAmount } from "./stripe-amount.ts"
import { chargeSaved, findIntent, NOTHING_SAVED, savedMethod } from "./stripe-charge.ts"
import { openStripe } from "./stripe-client.ts"
import { stripeCustomers } from "./stripe-customer.ts"
import { backOf, disputeEvent, refundEvent, refundIntent } from "./stripe-back.ts"
import {
  BACK_TYPES,
  Intent,
  intentEvent,
  readEvent,
  Session,
  sessionEvent,
  type Unfinished,
} from "./stripe-event.ts"
import { STRIPE_FACTS } from "./stripe-facts.ts"
import type { StripeNetwork } from "./stripe-network.ts"
import { sessionParams, TOP_UP_KEY } from "./stripe-session.ts"

const STRIPE_SIGNATURE_HEADER = "stripe-signature"
/** How old a signature may be: what Stripe's own SDK allows. */
export const SIGNATURE_AGE_SECONDS_MAX = 300
/** Its name for a Checkout Session begins so. */
const SESSION_PREFIX = "cs_"
const PAGE = 100
/** Sessions of the whole account since a top-up was made. */
const SESSIONS_LOOKED_AT_MAX = 1_000
const CLOCK_MARGIN_SECONDS = 600
const DAY_SECONDS = 86_400
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

/** Stripe: its Checkout page for a payment, what the customer left there for auto-recharge. Rules STRIPE-1 to STRIPE-8, STRIPE-10 to STRIPE-13. */
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
      let event: Stripe.Event
      try {
        const { webhookSecret } = config
        const age = SIGNATURE_AGE_SECONDS_MAX
        event = await stripe.webhooks.constructEventAsync(
          body,
          signature,
          webhookSecret,
          age,
          crypto,
          clock(),
        )
      } catch (error) {
        const isSignature = error instanceof Stripe.errors.StripeSignatureVerificationError
        return { kind: "refused", code: isSignature ? "bad_signature" : "malformed" }
      }
      const told = readEvent(event)
      if (!("kind" in told) || told.kind === "refused") return told
      const events = await finish(told)
      return events.length === 0 ? { kind: "refused", code: "ignored" } : events
    },

    find: async (asked) => (await unlessMissing(() => find(asked))) ?? [],

    async refund(order) {
      const intent = order.paymentReference || (await intentOf(order.providerReference))
      if (intent === undefined) return { kind: "refused", reason: "payment_not_found" }
      return refundIntent(stripe, intent, order)
    },

    async newsSince(since) {
      const events: PaymentEvent[] = []
      for (const [gte, lt] of windowsOf(since, clock())) {
        const asked = { types: [...BACK_TYPES], created: { gte, lt }, limit: PAGE }
        const listed: Stripe.Event[] = []
        for await (const event of stripe.events.list(asked)) listed.push(event)
        // Stripe lists the newest first.
        for (const event of listed.toReversed()) {
          const told = readEvent(event)
          if ("kind" in told && told.kind !== "refused") events.push(...(await finish(told)))
        }
      }
      return { events }
    },
  }

  /** What an event says, once it is known of which top-up; nothing for a payment that is none of ours. */
  async function finish(told: Unfinished): Promise<readonly PaymentEvent[]> {
    if (told.kind === "charge") {
      const topUpId = await topUpOf(told.intent)
      return topUpId === undefined ? [] : backOf(stripe, { intent: told.intent, topUpId })
    }
    const object = told.kind === "refund" ? told.refund : told.dispute
    const named = told.kind === "refund" ? told.refund.metadata?.[TOP_UP_KEY] : undefined
    const topUpId = named ?? (await topUpOf(object.payment_intent))
    if (topUpId === undefined) return []
    const event =
      told.kind === "refund" ? refundEvent(told.refund, topUpId) : disputeEvent(told.dispute, topUpId)
    return event === undefined ? [] : [event]
  }

  /** What is refunded or disputed at Stripe does not say for what it was paid: its PaymentIntent does. */
  async function topUpOf(intent: string | null): Promise<string | undefined> {
    if (intent === null) return undefined
    const paid = await unlessMissing(() => stripe.paymentIntents.retrieve(intent))
    return paid?.metadata[TOP_UP_KEY]
  }

  /** The PaymentIntent of a payment of before its name was kept. */
  async function intentOf(providerReference: string): Promise<string | undefined> {
    if (!providerReference.startsWith(SESSION_PREFIX)) return undefined
    const session = await unlessMissing(() => stripe.checkout.sessions.retrieve(providerReference))
    const intent = session?.payment_intent
    return typeof intent === "string" ? intent : intent?.id
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

  async function find(asked: AskedTopUp): Promise<readonly PaymentEvent[]> {
    const { id: topUpId, paymentReference } = asked
    if (paymentReference !== "") {
      return backOf(stripe, { intent: paymentReference, topUpId }, ASKED_AGAIN_SOON)
    }
    const event = await findPayment(asked)
    if (event?.kind !== "paid") return event === undefined ? [] : [event]
    const intent = event.paymentReference
    return [event, ...(await backOf(stripe, { intent, topUpId }, ASKED_AGAIN_SOON))]
  }

  async function findPayment(asked: AskedTopUp): Promise<PaymentEvent | undefined> {
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

/** Whole seconds `[gte, lt)` of a day at most each, to now: one list of Stripe's is not without end. */
function windowsOf(since: number, now: number): readonly (readonly [gte: number, lt: number])[] {
  const [first, last] = [Math.floor(since / 1000), Math.floor(now / 1000) + 1]
  const windows: [number, number][] = []
  for (let gte = first; gte < last; gte += DAY_SECONDS) windows.push([gte, Math.min(gte + DAY_SECONDS, last)])
  return windows
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
