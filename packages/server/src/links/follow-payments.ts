import type { TopUp } from "@tollgate/engine"
import type { LinkPayment, PaymentLink } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"

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
  readonly paid: number
  /** Newest first. */
  readonly open: readonly FollowedPayment[]
}

/**
 * Asks the top-ups of a link how they stand, and keeps it. Only a link that takes a certain number needs to know: what is
 * paid and under way on any other is 0 and none. Rule LINK-8.
 */
export async function followPayments(deps: Reader, link: PaymentLink): Promise<LinkProgress> {
  if (link.maxPayments === null) return { paid: 0, open: [] }
  const { catalog } = deps
  const paidBefore = await catalog.countLinkPayments(link.id, "succeeded")
  if (paidBefore >= link.maxPayments) return { paid: paidBefore, open: [] }
  const asked = [
    // No more of these take a place than the link has.
    ...(await catalog.linkPayments(link.id, "open", link.maxPayments)),
    ...(await catalog.linkPayments(link.id, "starting", link.maxPayments)),
    ...(await catalog.linkPayments(link.id, "failed", FAILED_ASKED_MAX)),
  ]
  const followed = await Promise.all(asked.map((payment) => followPayment(deps, link, payment)))
  return {
    paid: await catalog.countLinkPayments(link.id, "succeeded"),
    open: followed.filter((each) => each !== undefined).filter(({ payment }) => payment.state === "open"),
  }
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

/** What was paid back was paid: the link is not open for it again. */
const STATE_OF = {
  pending: "open",
  succeeded: "succeeded",
  refunded: "succeeded",
  failed: "failed",
} as const satisfies Record<TopUp["status"], LinkPayment["state"]>
