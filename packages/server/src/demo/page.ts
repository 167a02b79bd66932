import { html, raw } from "hono/html"
import type { CurlCommand } from "./curl-commands.ts"
import { DEMO_WALLET } from "./demo-tenant.ts"
import { DEMO_SCRIPT, DEMO_STYLE } from "./page-assets.ts"
import { messageList, runStatus, walletCards, type Fragment } from "./page-fragments.ts"
import type { DemoState } from "./read-state.ts"
import { RUN_SECONDS, type RunState } from "./traffic-runs.ts"

// To the byte what the page's policy allows by its hash: no formatter may add a space within.
const STYLE = raw(`<style>${DEMO_STYLE}</style>`)
const SCRIPT = raw(`<script>${DEMO_SCRIPT}</script>`)

export interface DemoPage {
  readonly state: DemoState
  readonly run: RunState | null
  /** Whether this visitor may send traffic: not from elsewhere. */
  readonly maySend: boolean
  readonly commands: readonly CurlCommand[]
}

/** The parts that change, by the id of the place they stand in. */
export function liveFragments({
  state,
  run,
}: Pick<DemoPage, "state" | "run">): Readonly<Record<string, Fragment>> {
  return { wallets: walletCards(state), messages: messageList(state, DEMO_WALLET), run: runStatus(run) }
}

/** `GET /` of the demo: one page that loads nothing from anywhere. Rules DEMO-5 and DEMO-6. */
export function renderDemoPage(page: DemoPage): Fragment {
  const { wallets, messages, run } = liveFragments(page)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Tollgate demo</title>
        <link rel="icon" href="data:," />
        ${STYLE}
      </head>
      <body>
        <div class="page">
          <header>
            <div class="top">
              <h1>Tollgate demo</h1>
              <nav aria-label="Reference"><a href="/docs">API</a><a href="/openapi.json">OpenAPI</a></nav>
            </div>
            <p class="lead">
              Prepaid wallets for WhatsApp messaging. Meta's and Gupshup's webhooks say what was sent and
              delivered; each delivery is priced by the rate card and the plan, charged once, and taken off a
              wallet. The customers here are made up, their charges are worked out as real ones are.
            </p>
          </header>
          <main>
            <section aria-labelledby="wallets-title">
              <div class="head">
                <h2 id="wallets-title">Wallets</h2>
                <p class="soft" id="live">As of ${page.state.at.slice(11, 19)} UTC</p>
              </div>
              <div class="wallets" id="wallets">${wallets}</div>
            </section>
            <section aria-labelledby="traffic-title">
              <div class="head"><h2 id="traffic-title">Traffic</h2></div>
              <div class="run">
                ${page.maySend ? sendForm() : ""}
                <p class="soft" id="run">${run}</p>
                <p id="note" role="status"></p>
              </div>
            </section>
            <div class="columns">
              <section aria-labelledby="messages-title">
                <div class="head">
                  <h2 id="messages-title">What the last messages of Acme Traders cost, and why</h2>
                  <p class="soft">In the customer's time zone</p>
                </div>
                <div id="messages">${messages}</div>
              </section>
              <section aria-labelledby="commands-title">
                <div class="head"><h2 id="commands-title">Try it in a shell</h2></div>
                <div class="commands">${page.commands.map(commandBlock)}</div>
              </section>
            </div>
          </main>
        </div>
        ${SCRIPT}
      </body>
    </html>`
}

function sendForm(): Fragment {
  return html`<form method="post" action="/demo/simulate">
    <button name="run" value="one">Send one message</button>
    <button name="run" value="traffic" class="second">Run traffic for ${RUN_SECONDS} s</button>
  </form>`
}

function commandBlock({ title, text, command }: CurlCommand): Fragment {
  return html`<div class="command">
    <div class="title">
      <h3>${title}</h3>
      <button type="button" data-copy hidden aria-label="Copy: ${title}">Copy</button>
    </div>
    <p>${text}</p>
    <pre tabindex="0" aria-label="${title}" role="region">${command}</pre>
  </div>`
}
