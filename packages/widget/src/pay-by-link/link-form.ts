import { html, type PropertyDeclarations } from "lit"
import type { AddCredits } from "../add-credits/add-credits.ts"
import type { WalletSession } from "../session/wallet-session.ts"
import { LinkSession } from "./link-session.ts"
import type { LinkPayment, OpenLink } from "./open-link.ts"

/**
 * `<add-credits>` on the page of a payment link: the secret of the page's address in place of a token. What the server has
 * drawn stays inside of it for who has no script, and until this is there. Made for that page alone, not for others.
 *
 * @param base - the class of `<add-credits>`: it stays in its own chunk, which the portals' pages load
 */
export function payByLink(base: typeof AddCredits): typeof AddCredits {
  return class PayByLink extends base {
    static override properties: PropertyDeclarations = {
      ...base.properties,
      secret: {},
      link: { type: Object },
      payment: { type: Object },
    }

    declare secret: string | undefined
    /** As the server told it when it drew the page: JSON. */
    declare link: OpenLink | undefined
    declare payment: LinkPayment | undefined
    #own: LinkSession | undefined

    protected override findSession(): WalletSession | undefined {
      const { secret, link, payment } = this
      if (secret === undefined || link === undefined) return undefined
      const baseUrl = new URL("../", location.href).href
      return (this.#own ??= new LinkSession({ baseUrl, secret, link, payment }))
    }

    override render(): unknown {
      return this.summary === undefined ? html`<slot></slot>` : super.render()
    }
  }
}
