import { parseAmount, type Micros } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { previewTopUp } from "../payments/preview-top-up.ts"
import { followPayment, followPayments, type FollowedPayment, type LinkProgress } from "./follow-payments.ts"
import { subjectOf, type FoundLink } from "./found-link.ts"
import { formatLinkPayment } from "./link-answer.ts"
import { linkStatus } from "./link-status.ts"
import type { PageView } from "./page-view.ts"
import { parseTypedAmount } from "./parse-typed-amount.ts"

/** How long a page that waits for its payment asks again by itself. */
export const WATCH_MS_MAX = 900_000

/** What the page was asked with. */
export interface PageAsked {
  /** The payment that the payer comes back from. */
  readonly reference?: string | undefined
  /** A preset, as an exact decimal string. */
  readonly amount?: string | undefined
  /** What the payer typed. */
  readonly typed?: string | undefined
}

/** A view, or that another link payment is what the page is to show. */
export type Viewed = { readonly view: PageView } | { readonly payment: FollowedPayment }

/** What the page of a link shows. Rules LINK-4 to LINK-8. */
export async function viewLink(deps: Deps, found: FoundLink, asked: PageAsked): Promise<Viewed> {
  const { link } = found
  const own = asked.reference === undefined ? undefined : await deps.catalog.linkPayment(asked.reference)
  const followed = own?.linkId === link.id ? await followPayment(deps, link, own) : undefined
  if (followed !== undefined && followed.payment.state !== "failed") {
    return { view: paymentView(followed, found, deps.clock()) }
  }
  const progress = await followPayments(deps, link)
  const closed = closedView(found, progress, deps.clock())
  if (closed !== undefined) return { view: closed }
  const underWay = fullBecauseOf(found, progress)
  if (underWay !== undefined) return { payment: underWay }
  if (followed !== undefined) return { view: paymentView(followed, found, deps.clock()) }
  return { view: await askView(deps, found, asked) }
}

/** Why nothing can be paid on a link any more; `undefined` while something can. Rule LINK-4. */
export function closedView(found: FoundLink, { paid }: LinkProgress, now: number): PageView | undefined {
  const { link, place, wallet, partner, terms } = found
  const subject = subjectOf(found)
  const status = linkStatus(link, paid, now)
  if (status === "paid") return { kind: "used", subject }
  if (status === "revoked" || place.isClosed || partner.status !== "active")
    return { kind: "revoked", subject }
  if (status === "expired") return { kind: "expired", subject }
  return wallet.status !== "active" || terms === undefined ? { kind: "unavailable", subject } : undefined
}

/** The payment under way that takes the link's last place. */
export function fullBecauseOf(
  { link: { maxPayments } }: FoundLink,
  { paid, open }: LinkProgress,
): FollowedPayment | undefined {
  return maxPayments !== null && paid + open.length >= maxPayments ? open[0] : undefined
}

/** A payment as its top-up stands, and in no other way. Rule LINK-8. */
export function paymentView(followed: FollowedPayment, found: FoundLink, now: number): PageView {
  const { payment, topUp } = followed
  const subject = subjectOf(found)
  const { amount, fee, tax, id, checkoutUrl } = topUp
  const shown = { amount, total: amount + fee + tax, topUpId: id, told: formatLinkPayment(followed) }
  if (payment.state === "succeeded") return { kind: "paid", subject, payment: shown }
  if (payment.state === "failed") return { kind: "failed", subject, payment: shown }
  const isWatching = now - payment.startedAt < WATCH_MS_MAX
  return { kind: "pending", subject, payment: shown, checkoutUrl, isWatching }
}

/** The amount, or what it costs once it is known. */
export async function askView(deps: Deps, found: FoundLink, { amount, typed }: PageAsked): Promise<PageView> {
  const { link } = found
  const asked = link.amount ?? amountOf(amount, typed)
  if (asked === undefined) return chooseView(found, amount !== undefined || typed !== undefined, typed)
  const preview = await previewTopUp(deps, link.walletId, { amount: asked })
  if (preview.ok) {
    const { price } = preview.value
    return {
      kind: "review",
      subject: subjectOf(found),
      price,
      isFixed: link.amount !== null,
      hasChanged: false,
    }
  }
  // The limits have changed since the link was made, or the tax depends on what a payer cannot add.
  if (link.amount !== null || preview.refusal.code === "billing_details_needed")
    return { kind: "unavailable", subject: subjectOf(found) }
  return chooseView(found, true, typed)
}

function amountOf(amount: string | undefined, typed: string | undefined): Micros | undefined {
  if (typed !== undefined) return parseTypedAmount(typed)
  return amount === undefined ? undefined : parseAmount(amount)
}

function chooseView(found: FoundLink, hasFault: boolean, typed = ""): PageView {
  const subject = subjectOf(found)
  const { terms } = found
  return terms === undefined
    ? { kind: "unavailable", subject }
    : { kind: "choose", subject, terms, hasFault, typed }
}
