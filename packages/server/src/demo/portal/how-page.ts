import { html } from "hono/html"
import type { CurlCommand } from "../curl-commands.ts"
import type { DemoMessage } from "../read-messages.ts"
import { messageList } from "./message-list.ts"
import { type Fragment, renderPortal } from "./portal-frame.ts"
import type { PortalView } from "./portal-view.ts"
import { WORDS } from "./portal-words.ts"

export interface HowPage {
  readonly view: PortalView
  readonly messages: readonly DemoMessage[]
  readonly commands: readonly CurlCommand[]
}

/** `GET /demo/how`: why each message cost what it cost, and the same from a shell. Rules DEMO-7 and DEMO-8. */
export function renderHowPage({ view, messages, commands }: HowPage): Fragment {
  const { customer, language } = view
  const title = WORDS[language].charges
  return renderPortal({
    view,
    path: "/demo/how",
    title,
    main: html`<div class="title"><h1>${title}</h1></div>
      <div class="how" lang="en" dir="ltr">
        <p class="lead">
          Meta's and Gupshup's webhooks say what was sent and delivered. Each delivery is priced by the rate
          card and the plan of its day, charged once however often it is told, and taken off the wallet in a
          journal that can be derived again.
        </p>
        <section aria-labelledby="messages-title">
          <h2 id="messages-title">The last messages of <bdi>${customer.name}</bdi></h2>
          <p class="soft">
            Every fee line, and where it comes from. Times are the customer's: ${customer.timezone}.
          </p>
          <div id="messages">
            ${messageList(messages, { currency: customer.wallet.currency, timezone: customer.timezone })}
          </div>
        </section>
        <section aria-labelledby="commands-title">
          <h2 id="commands-title">Try it in a shell</h2>
          <div class="commands">${commands.map(commandBlock)}</div>
        </section>
      </div>`,
  })
}

function commandBlock({ title, text, command }: CurlCommand): Fragment {
  return html`<div class="command">
    <h3>${title}</h3>
    <p class="soft">${text}</p>
    <div class="code">
      <button type="button" data-copy hidden aria-label="Copy: ${title}">Copy</button>
      <pre tabindex="0" aria-label="${title}" role="region">${command}</pre>
    </div>
  </div>`
}
