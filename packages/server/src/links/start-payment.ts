import type { Micros } from "@tollgate/engine"
import type { LinkPayment } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import { beginCheckout, type CheckoutRefusal } from "../payments/begin-checkout.ts"
import { makeWalletBoundId } from "../spending/made-id.ts"
import type { FoundLink } from "./found-link.ts"

/** A payment that has not begun its checkout after this was cut off: it no longer takes a place. */
export const STARTING_MS_MAX = 60_000

export type Started =
  | { readonly kind: "started"; readonly checkoutUrl: string }
  /** The link takes no more; another one is just starting. */
  | { readonly kind: "full" }
  | { readonly kind: "refused"; readonly refusal: CheckoutRefusal }

/**
 * Begin a payment on a link: a place of the link first, then the checkout, so that no more are begun than it takes.
 * Rule LINK-7.
 *
 * @param reference - what names the payment in `returnUrl`
 */
export async function startPayment(
  deps: Deps,
  { link }: FoundLink,
  {
    amount,
    reference,
    returnUrl,
    origin,
  }: {
    readonly amount: Micros
    readonly reference: string
    readonly returnUrl: string
    readonly origin: string
  },
): Promise<Started> {
  const { catalog, clock, ids } = deps
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
  const payment: LinkPayment = { reference, linkId: link.id, topUpId, state: "failed", startedAt }
  const begun = await beginCheckout(deps, {
    walletId: link.walletId,
    amount,
    returnUrl,
    source: "link",
    origin,
    topUpId,
  })
  if (!begun.ok) {
    await catalog.updateLinkPayment(payment)
    return { kind: "refused", refusal: begun.refusal }
  }
  await catalog.updateLinkPayment({ ...payment, state: "open" })
  return { kind: "started", checkoutUrl: begun.value.checkoutUrl }
}
