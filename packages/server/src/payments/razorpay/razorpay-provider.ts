import type { AskedTopUp, PaymentEvent, PaymentOrder, PaymentProvider } from "../payment-provider.ts"
import type { RazorpayConfig } from "../payment-config.ts"
import { toRazorpayAmount } from "./razorpay-amount.ts"
import { razorpayClient, RazorpayRefusal, type Asking, type RazorpayNetwork } from "./razorpay-client.ts"
import { Link, Links, Payment, Payments, topUpOf } from "./razorpay-entity.ts"
import { linkEvent, paymentEvent, readEvent } from "./razorpay-event.ts"
import { RAZORPAY_FACTS } from "./razorpay-facts.ts"
import { linkParams, referenceOf } from "./razorpay-link.ts"
import { newsOf } from "./razorpay-news.ts"
import { afterwards, refundPayment } from "./razorpay-refund.ts"
import { RAZORPAY_SIGNATURE_HEADER, verifyRazorpay } from "./razorpay-signature.ts"

/** Its name for a payment link begins so. */
const LINK_PREFIX = "plink_"
const PAGE = 100
/** Links of the whole account since a top-up was made. */
const LINKS_LOOKED_AT_MAX = 1_000
/** Clocks differ, and what is looked for was made after its top-up. */
const CLOCK_MARGIN_SECONDS = 600
/** A sweep asks about many, and comes again in a minute. A webhook is answered within 5 seconds. */
const BRIEFLY: Asking = { timeoutMs: 4_000 }

export interface RazorpayDeps {
  readonly config: RazorpayConfig
  readonly version: string
  readonly clock: () => number
  readonly network?: RazorpayNetwork
}

/** Razorpay: a payment link for a top-up, paid by UPI, card, bank or wallet. Rules RAZORPAY-1 to RAZORPAY-12. */
export function razorpayProvider({ config, version, clock, network }: RazorpayDeps): PaymentProvider {
  const client = razorpayClient(config, version, network)

  return {
    ...RAZORPAY_FACTS,

    async beginCheckout(order) {
      try {
        const link = await linkOf(order)
        const { amount, currency } = link
        const isSame = amount === toRazorpayAmount(order.total, order.currency) && currency === order.currency
        if (!isSame) throw new Error("Razorpay's payment link is not what was asked for")
        return { checkoutUrl: link.short_url, providerReference: link.id }
      } catch (error) {
        if (!(error instanceof RazorpayRefusal)) throw error
        return { kind: "refused", reason: error.reason }
      }
    },

    // A mandate is charged a day and a half after it was asked for: docs/payments.md says why that is no auto-recharge.
    chargeSaved: async () => ({ kind: "declined", reason: "no_saved_method" }),

    async parseWebhook(headers, rawBody) {
      if (!verifyRazorpay(config.webhookSecret, headers.get(RAZORPAY_SIGNATURE_HEADER), rawBody)) {
        return { kind: "refused", code: "bad_signature" }
      }
      const told = readEvent(parseJson(rawBody))
      if (told.kind === "refused") return told
      if (told.kind !== "authorized") return [told]
      const event = await capture(told.payment)
      return event === undefined ? { kind: "refused", code: "ignored" } : [event]
    },

    find,

    newsSince: (since) => newsOf(client, { since, now: clock() }, BRIEFLY),

    async refund(order) {
      try {
        return await refundPayment(client, order)
      } catch (error) {
        if (!(error instanceof RazorpayRefusal)) throw error
        return { kind: "refused", reason: error.reason }
      }
    },
  }

  /** The link of a top-up: made once, as its reference is unique for ever at Razorpay. Rule RAZORPAY-4. */
  async function linkOf(order: PaymentOrder): Promise<Link> {
    try {
      return await client.post("/v1/payment_links", linkParams(order, clock()), Link)
    } catch (error) {
      if (!(error instanceof RazorpayRefusal) || !error.isDuplicate) throw error
      const found = await findLink(order)
      if (found !== undefined) return found
      const message = "Razorpay has a payment link of this reference, and does not find it"
      throw new Error(message, { cause: error })
    }
  }

  /** By its reference, which is compared here as well: some have met a Razorpay that does not filter by it. */
  async function findLink({ topUpId, createdAt }: PaymentOrder): Promise<Link | undefined> {
    const reference_id = referenceOf(topUpId)
    const from = String(Math.floor(createdAt / 1000) - CLOCK_MARGIN_SECONDS)
    const isIt = (link: Link): boolean => link.reference_id === reference_id && topUpOf(link) === topUpId
    const filtered = await listLinks({ reference_id })
    const found = filtered.find(isIt)
    if (found !== undefined) return found
    for (let skip = 0; skip < LINKS_LOOKED_AT_MAX; skip += PAGE) {
      const page = await listLinks({ from, count: String(PAGE), skip: String(skip) })
      const link = page.find(isIt)
      if (link !== undefined || page.length < PAGE) return link
    }
    return undefined
  }

  async function listLinks(query: Readonly<Record<string, string>>): Promise<readonly Link[]> {
    return (await client.get(`/v1/payment_links?${new URLSearchParams(query).toString()}`, Links))
      .payment_links
  }

  async function find({
    id,
    providerReference,
    paymentReference,
  }: AskedTopUp): Promise<readonly PaymentEvent[]> {
    if (!providerReference.startsWith(LINK_PREFIX)) return []
    const link = await linkNamed(providerReference)
    if (link === undefined || topUpOf(link) !== id) return []
    // Of several the one that was credited.
    const paymentId = paymentReference || link.payments?.[0]?.payment_id
    const event =
      link.status === "paid" ? linkEvent(link, paymentId) : ((await findPaid(link)) ?? linkEvent(link))
    if (event === undefined) return []
    if (event.kind !== "paid" || event.paymentReference === "") return [event]
    return [event, ...(await afterwards(client, event, BRIEFLY))]
  }

  /** Undefined for what Razorpay does not have: of another account, or of its other mode. */
  async function linkNamed(linkId: string): Promise<Link | undefined> {
    try {
      return await client.get(`/v1/payment_links/${linkId}`, Link, BRIEFLY)
    } catch (error) {
      if (error instanceof RazorpayRefusal && error.isMissing) return undefined
      throw error
    }
  }

  /** Somebody was at the page: what a bank agreed to lately does not show in the link. */
  async function findPaid(link: Link): Promise<PaymentEvent | undefined> {
    if (link.order_id == null) return undefined
    const topUpId = topUpOf(link)
    const { items } = await client.get(`/v1/orders/${link.order_id}/payments`, Payments, BRIEFLY)
    for (const payment of items) {
      const isAuthorized = payment.status === "authorized"
      const event = isAuthorized ? await capture(payment, topUpId) : paymentEvent(payment, topUpId)
      if (event !== undefined) return event
    }
    return undefined
  }

  /**
   * Takes the money of a payment that a bank has agreed to, as is done by itself but where the bank was late. An event is
   * how it was once: it is asked for first. Undefined = it is not to be had. Rule RAZORPAY-8.
   */
  async function capture({ id }: Payment, topUpId?: string): Promise<PaymentEvent | undefined> {
    const path = `/v1/payments/${id}`
    const payment = await client.get(path, Payment, BRIEFLY)
    if (payment.status !== "authorized") return paymentEvent(payment, topUpId)
    const { amount, currency } = payment
    try {
      return paymentEvent(
        await client.post(`${path}/capture`, { amount, currency }, Payment, BRIEFLY),
        topUpId,
      )
    } catch (error) {
      if (!(error instanceof RazorpayRefusal)) throw error
      // Another one was quicker, or the order is paid: then this one goes back to its payer by itself.
      return paymentEvent(await client.get(path, Payment, BRIEFLY), topUpId)
    }
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
