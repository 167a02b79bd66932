import type { TopUp } from "@tollgate/engine"
import type { LinkPayment, PaymentLink } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"

/** Payments of one link that are under way at a time: one that anyone may open must not take all that its wallet may. */
export const LINK_OPEN_PAYMENTS_MAX = 20
/** Of a link's failed payments the newest are asked again: their money may come in late. */
export const FAILED_ASKED_MAX = 20

type Reader = Pick<Deps, "catalog" | "wallets">

/** A payment of a link, with its top-up as it is now. */
export interface FollowedPayment {
  readonly payment: LinkPayment
  readonly topUp: TopUp
}

/** How a link stands: what was paid on it, and what is under way. */
export interface LinkProgress {
  /** 0 on a link that takes any number: nobody needs to know. */
  readonly paid: number
  /** Newest first. */
  readonly open: readonly FollowedPayment[]
}

/** Asks the top-ups of a link how they stand, and keeps it. Rule LINK-8. */
export async function followPayments(deps: Reader, link: PaymentLink): Promise<LinkProgress> {
  const { catalog } = deps
  if (link.maxPayments === null) {
    return { paid: 0, open: await follow(deps, link, { open: LINK_OPEN_PAYMENTS_MAX, failed: 0 }) }
  }
  const paidBefore = await catalog.countLinkPayments(link.id, "succeeded")
  if (paidBefore >= link.maxPayments) return { paid: paidBefore, open: [] }
  // No more are under way than the link takes.
  const open = await follow(deps, link, { open: link.maxPayments, failed: FAILED_ASKED_MAX })
  return { paid: await catalog.countLinkPayments(link.id, "succeeded"), open }
}

/** The newest payments that were under way or failed when they were last seen, and are under way now. */
async function follow(
  deps: Reader,
  link: PaymentLink,
  limits: { readonly open: number; readonly failed: number },
): Promise<readonly FollowedPayment[]> {
  const asked = await Promise.all([
    deps.catalog.linkPayments(link.id, "open", limits.open),
    deps.catalog.linkPayments(link.id, "starting", limits.open),
    deps.catalog.linkPayments(link.id, "failed", limits.failed),
  ])
  const followed = await Promise.all(asked.flat().map((payment) => followPayment(deps, link, payment)))
  return followed.filter((each) => each !== undefined).filter(({ payment }) => payment.state === "open")
}

/** A payment as its top-up says now; `undefined` while its checkout has not begun. */
export async function followPayment(
  { catalog, wallets }: Reader,
  { walletId }: PaymentLink,
  payment: LinkPayment,
): Promise<FollowedPayment | undefined> {
  const topUp = await wallets.topUp(walletId, payment.topUpId)
  if (topUp === undefined) return undefined
  const state = STATE_OF[topUp.status]
  if (state === payment.state) return { payment, topUp }
  const seen: LinkPayment = { ...payment, state }
  await catalog.updateLinkPayment(seen)
  return { payment: seen, topUp }
}

/** What was paid back, or is disputed, was paid: the link is not open for it again. */
const STATE_OF = {
  pending: "open",
  succeeded: "succeeded",
  refunded: "succeeded",
  disputed: "succeeded",
  failed: "failed",
} as const satisfies Record<TopUp["status"], LinkPayment["state"]>
