import type { Wallet } from "@tollgate/engine"
import type { Customer, Partner, PaymentLink, Sender, WalletPlace } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import { readTerms, type LinkTerms } from "./checkout-terms.ts"
import { linkSecretHash } from "./link-secret.ts"
import type { LinkSubject } from "./page-view.ts"

/** A link with everything that its page is about. */
export interface FoundLink {
  readonly link: PaymentLink
  readonly place: WalletPlace
  readonly wallet: Wallet
  readonly customer: Customer
  readonly partner: Partner
  /** The number that is topped up, where the link is for one. */
  readonly sender: Sender | undefined
  /** Absent: this server takes no payments. */
  readonly terms: LinkTerms | undefined
}

/** The link of a secret, whatever its status; `undefined` when there is none. */
export async function findLink(deps: Deps, secret: string): Promise<FoundLink | undefined> {
  const { catalog, wallets } = deps
  const hash = linkSecretHash(secret)
  const link = hash === undefined ? undefined : await catalog.paymentLinkByHash(hash)
  const place = link === undefined ? undefined : await catalog.walletPlace(link.walletId)
  if (link === undefined || place === undefined) return undefined
  const [wallet, customer, partner, terms, sender] = await Promise.all([
    wallets.wallet(link.walletId),
    catalog.customer(place.customerId),
    catalog.partner(place.partnerId),
    readTerms(deps, place),
    link.senderId === "" ? undefined : catalog.sender(link.senderId),
  ])
  if (wallet === undefined || customer === undefined || partner === undefined) return undefined
  return { link, place, wallet, customer, partner, sender, terms }
}

/** What the page says of it. Nothing of the wallet but its currency. */
export function subjectOf({ link, place, customer, partner, sender, terms }: FoundLink): LinkSubject {
  return {
    partnerName: partner.name,
    customerName: customer.name,
    note: link.note,
    number: sender === undefined ? null : (sender.displayName ?? `+${sender.phoneNumber.replace("+", "")}`),
    currency: place.currency,
    timezone: customer.timezone,
    supportEmail: partner.supportEmail,
    expiresAt: link.expiresAt,
    isSandbox: terms?.isSandbox === true,
  }
}
