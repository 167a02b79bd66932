import type { Micros } from "@tollgate/engine"
import type { LinkPayment } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import { beginCheckout, type CheckoutRefusal } from "../payments/begin-checkout.ts"
import { makeWalletBoundId } from "../spending/made-id.ts"
import { ProblemError } from "../problem.ts"
import type { FollowedPayment } from "./follow-payments.ts"
import type { FoundLink } from "./found-link.ts"

/** A payment that has not begun its checkout after this was cut off: it no longer takes a place. */
export const STARTING_MS_MAX = 60_000

export type Started =
  | { readonly kind: "started"; readonly checkoutUrl: string }
  /** The link takes no more; another one is just starting. */
  | { readonly kind: "full" }
  /** The provider does not answer; the payment may be begun again. */
  | { readonly kind: "unavailable" }
  | { readonly kind: "refused"; readonly refusal: CheckoutRefusal }

export interface StartingPayment {
  readonly amount: Micros
  /** "" without one. */
  readonly couponCode: string
  /** What names the payment in `returnUrl`. */
  readonly reference: string
  readonly returnUrl: string
  /** Where our own pages are without `TOLLGATE_PUBLIC_URL`. */
  readonly origin: string
}

interface Checkout extends StartingPayment {
  readonly walletId: string
  readonly senderId: string
}

/**
 * Begin a payment on a link: a place of the link first, then the checkout, so that no more are begun than it takes.
 * Rule LINK-7.
 */
export async function startPayment(
  deps: Deps,
  { link }: FoundLink,
  starting: StartingPayment,
): Promise<Started> {
  const { catalog, clock, ids } = deps
  const { reference } = starting
  const startedAt = clock()
  const topUpId = makeWalletBoundId("top", link.walletId, ids)
  const { hasBegun } = await catalog.beginLinkPayment({
    reference,
    linkId: link.id,
    topUpId,
    startedAt,
    startingSince: startedAt - STARTING_MS_MAX,
    maxPayments: link.maxPayments,
  })
  if (!hasBegun) return { kind: "full" }
  const payment: LinkPayment = { reference, linkId: link.id, topUpId, state: "starting", startedAt }
  return checkOut(deps, payment, { ...starting, walletId: link.walletId, senderId: link.senderId })
}

/** Go on with a payment whose checkout was cut off before it had a page: the same top-up, so nothing is begun twice. */
export async function resumePayment(
  deps: Deps,
  { payment, topUp }: FollowedPayment,
  starting: Omit<StartingPayment, "amount" | "couponCode"> & { readonly walletId: string },
): Promise<Started> {
  const { amount, couponCode, senderId } = topUp
  return checkOut(deps, payment, { ...starting, amount, couponCode, senderId })
}

async function checkOut(
  deps: Deps,
  payment: LinkPayment,
  { walletId, senderId, couponCode, amount, returnUrl, origin }: Checkout,
): Promise<Started> {
  const { topUpId } = payment
  try {
    const begun = await beginCheckout(deps, {
      walletId,
      amount,
      returnUrl,
      source: "link",
      origin,
      topUpId,
      ...(senderId === "" ? {} : { senderId }),
      ...(couponCode === "" ? {} : { couponCode }),
    })
    await deps.catalog.updateLinkPayment({ ...payment, state: begun.ok ? "open" : "failed" })
    return begun.ok
      ? { kind: "started", checkoutUrl: begun.value.checkoutUrl }
      : { kind: "refused", refusal: begun.refusal }
  } catch (error) {
    if (error instanceof ProblemError && error.code === "unavailable") return { kind: "unavailable" }
    throw error
  }
}
