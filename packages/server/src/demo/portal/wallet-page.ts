import { html } from "hono/html"
import type { Invoice } from "../../catalog/invoice-records.ts"
import { DEMO_PARTNER } from "../demo-tenant.ts"
import { invoiceList } from "./invoice-list.ts"
import { type Fragment, renderPortal } from "./portal-frame.ts"
import { linkTo, type PortalView } from "./portal-view.ts"
import { WORDS } from "./portal-words.ts"
import { simulatorPanel } from "./simulator-panel.ts"

export interface WalletPage {
  readonly view: PortalView
  /** Newest first. */
  readonly invoices: readonly Invoice[]
  /** Of the customer's past, how much is told; null where all of it is. */
  readonly toldPercent: number | null
  /** Which buttons there are; null for a visitor who may not send. */
  readonly panel: { readonly hasOperatorKey: boolean } | null
}

/** `GET /` of the demo: a customer's wallet in a reseller's portal, and the simulator beside it. Rules DEMO-6 and DEMO-9. */
export function renderWalletPage({ view, invoices, toldPercent, panel }: WalletPage): Fragment {
  const { customer, language } = view
  const words = WORDS[language]
  const lead = `${words.lead} · ${customer.name}`
  return renderPortal({
    view,
    path: "/",
    title: words.wallet,
    main: html`<div class="title">
        <h1>${words.wallet}</h1>
        ${toldPercent === null ? html`<p class="soft">${lead}</p>` : filling(words.filling, toldPercent, lead)}
      </div>
      <noscript><p class="notice">This page shows live figures, which need JavaScript.</p></noscript>
      <p class="notice" id="no-elements" hidden>
        The elements could not be loaded from <code>/widget.js</code>. <code>npm start</code> builds them
        first.
      </p>
      <div class="wallet">
        <wallet-balance></wallet-balance>
        <add-credits></add-credits>
        <usage-breakup></usage-breakup>
        <number-balances></number-balances>
        <billing-details></billing-details>
      </div>
      ${invoiceList(invoices, view)} ${embedding(view)}`,
    ...(panel === null ? {} : { aside: simulatorPanel(customer, panel) }),
  })
}

/** Stands where the lead stands once all is told, so that nothing moves. */
function filling([before, after]: readonly [string, string], percent: number, lead: string): Fragment {
  return html`<p class="soft" id="filling" role="status" data-then="${lead}">
    ${before}<span id="told">${percent}</span>${after}
  </p>`
}

const SNIPPET = `<script type="module" src="https://billing.example.com/widget.js"></script>
<script type="module">
  Tollgate.configure({ getToken: () => fetch("/my/portal-token").then((it) => it.text()) })
</script>

<wallet-balance></wallet-balance>
<usage-breakup></usage-breakup>
<add-credits></add-credits>
<number-balances></number-balances>
<billing-details></billing-details>`

function embedding(view: PortalView): Fragment {
  return html`<section class="embedding" lang="en" dir="ltr" aria-labelledby="embedding-title">
    <h2 id="embedding-title">For developers</h2>
    <p class="soft">
      What you see above is all of this: one script, five elements, and a token that ${DEMO_PARTNER.name}'s
      own server asks for. ${" "}<a href="${linkTo("/demo/how", view)}"
        >How each message was charged, and curl commands</a
      >
    </p>
    <div class="code">
      <button type="button" data-copy hidden>Copy</button>
      <pre tabindex="0" role="region" aria-label="Code to embed the elements">${SNIPPET}</pre>
    </div>
  </section>`
}
