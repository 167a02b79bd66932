import {
  accept,
  decideBeginTopUp,
  decideOrderTopUp,
  invariant,
  namesOfBeginTopUp,
  namesOfOrderTopUp,
  refuse,
  type Micros,
  type Result,
  type TopUp,
  type WalletStatus,
} from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { errorFacts } from "../observability/log.ts"
import { ProblemError } from "../problem.ts"
import { makeWalletBoundId } from "../spending/made-id.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import { checkAmount, type AmountRefusal } from "./check-amount.ts"
import { readCheckoutSettings, type CheckoutSettings } from "./checkout-settings.ts"
import { NO_COUPONS, type CouponFault, type CouponOffer } from "./coupon-port.ts"
import { decideOn } from "./decide-on.ts"
import { keepPrice } from "./keep-price.ts"
import { orderOf } from "./order-of.ts"
import { isOwnSender } from "./require-own-sender.ts"
import { readPayer, type Payer } from "./payer.ts"
import { priceForPayer, type DetailsRefusal } from "./price-for-payer.ts"
import { returnAddress } from "./return-address.ts"

/** Where a checkout was begun: by the customer in a portal, or on a payment link's page. */
export type CheckoutSource = "portal" | "link"

/** How long a checkout waits for its payment. */
export const CHECKOUT_LIFETIME_MS = 86_400_000

/** Open checkouts of one wallet at a time: a person begins a few, a program in a loop many. */
export const OPEN_CHECKOUTS_MAX = 100
const RETRY_AFTER_SECONDS = "5"

export interface NewCheckout {
  readonly walletId: string
  /** What is to be credited; above zero. */
  readonly amount: Micros
  readonly couponCode?: string
  /** The number whose part is topped up. Absent = the shared part. */
  readonly senderId?: string
  /** Where the customer goes after paying. Without it the provider's page says that it may be closed. */
  readonly returnUrl?: string
  readonly source: CheckoutSource
  /** Where our own pages are without `TOLLGATE_PUBLIC_URL`, as `http://localhost:8787`: where the request, or the one that made the link, came to. */
  readonly origin: string
  /** Of a request that may come again: the same id begins nothing twice. Else one is made. */
  readonly topUpId?: string
}

/** Why no checkout began, in the order in which it is checked. */
export type CheckoutRefusal =
  | { readonly code: "not_found" }
  /** None for this currency. */
  | { readonly code: "no_payment_provider" }
  /** The same top-up id came with another content. */
  | { readonly code: "id_taken" }
  | { readonly code: "wallet_not_active"; readonly status: WalletStatus }
  | AmountRefusal
  | { readonly code: "too_many_open" }
  | { readonly code: "return_url_not_listed" }
  | DetailsRefusal
  /** The wallet does not pay for this number. */
  | { readonly code: "unknown_sender"; readonly senderId: string }
  /** The provider's own code for why it does not take it. */
  | { readonly code: "provider_refused"; readonly reason: string }
  | { readonly code: "coupon_not_valid"; readonly reason: CouponFault; readonly minTopUp: Micros | null }

export interface BegunCheckout {
  /** Pending: it is credited when the provider says that it was paid. */
  readonly topUp: TopUp
  /** "" when it was paid or given up meanwhile. */
  readonly checkoutUrl: string
}

/**
 * Begin a checkout at the payment provider: a pending top-up, and the page on which the customer pays it. Begun again
 * under the same id, it goes on where it stopped, at the price that it was begun with. Rules PAY-5 to PAY-8.
 */
export async function beginCheckout(
  deps: Deps,
  checkout: NewCheckout,
): Promise<Result<BegunCheckout, CheckoutRefusal>> {
  const payer = await readPayer(deps, checkout.walletId)
  if (payer === undefined) return refuse({ code: "not_found" })
  const { currency } = payer.wallet
  const settings = await readCheckoutSettings(deps.catalog)
  const provider = deps.payments?.forOrder({ currency, settings })
  if (provider === undefined) return refuse({ code: "no_payment_provider" })
  const topUpId = checkout.topUpId ?? makeWalletBoundId("top", checkout.walletId, deps.ids)
  const known = await deps.wallets.topUp(checkout.walletId, topUpId)
  const smallest = provider.smallestPayable(currency)
  const begun = await begin(deps, { ...checkout, topUpId }, { payer, known, settings, smallest })
  if (!begun.ok) return begun
  const topUp = begun.value
  if (topUp.status !== "pending" || topUp.provider !== "") {
    return accept({ topUp, checkoutUrl: topUp.status === "pending" ? topUp.checkoutUrl : "" })
  }
  const order = orderOf(deps, payer, topUp, {
    settings,
    smallest,
    returnUrl: returnAddress(checkout, topUpId),
    homeUrl: deps.config.publicUrl ?? checkout.origin,
  })
  // It may have been begun for a provider that collects smaller amounts.
  if (order.total % smallest !== 0n) return refuse({ code: "amount_not_payable", smallest })
  const page = await askProvider(deps, () => provider.beginCheckout(order))
  if ("kind" in page) {
    // Most often it is for the operator to put right; until then the top-up waits, as when nobody answers.
    const facts = { topUpId, provider: provider.name, reason: page.reason }
    deps.log.error(facts, "the payment provider does not take a checkout")
    return refuse({ code: "provider_refused", reason: page.reason })
  }
  const command = {
    commandId: deps.ids("cmd"),
    id: topUpId,
    provider: provider.name,
    providerReference: page.providerReference,
    checkoutUrl: new URL(page.checkoutUrl, deps.config.publicUrl ?? checkout.origin).href,
  }
  const zones = await walletZones(deps, checkout.walletId)
  const now = deps.clock()
  const ordered = await decideOn(deps, checkout.walletId, {
    names: namesOfOrderTopUp(command, now),
    decide: (state) => decideOrderTopUp(state, command, zones, now),
  })
  // It may have been paid or given up by another request meanwhile: then it is answered as it is.
  const latest = ordered.ok ? ordered.value : await deps.wallets.topUp(checkout.walletId, topUpId)
  invariant(latest !== undefined, "what was begun is there")
  return accept({ topUp: latest, checkoutUrl: latest.status === "pending" ? latest.checkoutUrl : "" })
}

/** What the provider answers. One that does not leaves the top-up pending: the request may come again. */
async function askProvider<T>({ log }: Deps, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    log.error(errorFacts(error), "the payment provider does not answer")
    throw new ProblemError("unavailable", {
      detail: "The payment provider does not answer now; nothing was charged. Try again shortly.",
      headers: { "Retry-After": RETRY_AFTER_SECONDS },
    })
  }
}

/** The pending top-up, after every check; one that is there already is not checked again. */
async function begin(
  deps: Deps,
  checkout: NewCheckout & { readonly topUpId: string },
  {
    payer,
    known,
    settings,
    smallest,
  }: {
    readonly payer: Payer
    readonly known: TopUp | undefined
    readonly settings: CheckoutSettings
    readonly smallest: Micros
  },
): Promise<Result<TopUp, CheckoutRefusal>> {
  const { amount, couponCode, senderId, returnUrl, source, topUpId, walletId } = checkout
  const { wallet } = payer
  const now = deps.clock()
  const expiresAt = now + CHECKOUT_LIFETIME_MS
  if (known === undefined) {
    if (wallet.status !== "active") return refuse({ code: "wallet_not_active", status: wallet.status })
    const fault = checkAmount(settings, wallet.currency, amount, smallest)
    if (fault !== undefined) return refuse(fault)
    const open = await deps.wallets.topUps(walletId, { limit: OPEN_CHECKOUTS_MAX, status: "pending" })
    if (open.rows.length >= OPEN_CHECKOUTS_MAX) return refuse({ code: "too_many_open" })
    if (returnUrl !== undefined && !isListed(deps, payer, checkout, returnUrl)) {
      return refuse({ code: "return_url_not_listed" })
    }
    if (senderId !== undefined && !(await isOwnSender(deps, walletId, senderId))) {
      return refuse({ code: "unknown_sender", senderId })
    }
  }
  const priced = priceForPayer(settings, payer, { amount, smallest, now })
  // One that is there keeps the price that it was begun with.
  if (!priced.ok && known === undefined) return priced
  const coupons = deps.coupons ?? NO_COUPONS
  let offer: CouponOffer | undefined
  if (couponCode !== undefined && known === undefined) {
    const { customerId, partnerId } = payer.place
    const use = { code: couponCode, walletId, customerId, partnerId, currency: wallet.currency, amount, now }
    offer = await coupons.reserve({ ...use, topUpId, expiresAt })
    if (offer.status !== "valid") {
      return refuse({ code: "coupon_not_valid", reason: offer.status, minTopUp: offer.minTopUp })
    }
  }
  const { fee, tax, taxIncluded } = priced.ok ? priced.value : { fee: 0n, tax: 0n, taxIncluded: 0n, ...known }
  const command = {
    commandId: deps.ids("cmd"),
    id: topUpId,
    source,
    amount,
    fee,
    tax,
    taxIncluded,
    bonus: { amount: offer?.bonus ?? 0n, expiresAt: offer?.bonusExpiresAt ?? null },
    // Of a top-up that is there the code is as it was kept then.
    couponCode: couponCode === undefined ? "" : (offer?.code ?? known?.couponCode ?? couponCode),
    reference: "",
    expiresAt,
    ...(senderId === undefined ? {} : { senderId }),
  }
  const zones = await walletZones(deps, walletId)
  const begun = await decideOn(deps, walletId, {
    names: namesOfBeginTopUp(command, now),
    decide: (state) => decideBeginTopUp(state, command, zones, now),
  })
  if (begun.ok && priced.ok) {
    await keepPrice(deps.catalog, walletId, { topUp: begun.value, price: priced.value })
  }
  // Of an id that is taken the redemption belongs to the top-up that has it.
  if (!begun.ok && begun.refusal.code === "wallet_not_active" && offer !== undefined) {
    await coupons.release({ topUpId, code: offer.code })
  }
  return begun
}

/** Money is asked for on our behalf: a customer is sent back to pages of the partner only, or to our own. Rule PAY-7. */
function isListed(
  { config }: Deps,
  { partner }: Payer,
  { source, origin: askedAt }: NewCheckout,
  returnUrl: string,
): boolean {
  const { origin, protocol, username, password } = new URL(returnUrl)
  if (protocol !== "https:" && protocol !== "http:") return false
  if (username !== "" || password !== "") return false
  if (config.publicUrl !== undefined && new URL(config.publicUrl).origin === origin) return true
  // A payment link's page is ours, where its maker was told that it is.
  if (source === "link" && origin === new URL(askedAt).origin) return true
  return partner.allowedOrigins.includes(origin)
}
