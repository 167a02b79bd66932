import { formatAmount } from "@tollgate/engine"
import { html, raw } from "hono/html"
import type { PageLanguage } from "./choose-language.ts"
import { fillPlain, fillText, formatDay, type Fragment } from "./format-for-payer.ts"
import type { OpenLinkAnswer } from "./link-answer.ts"
import { PAY_STYLE, WATCH_SCRIPT } from "./page-assets.ts"
import type { LinkSubject, PageView } from "./page-view.ts"
import { chooseForm, failedPart, paidPart, pendingPart, returnedPart, reviewForm } from "./page-parts.ts"

/** How often a page that waits for its payment is loaded again where no script runs. */
const RELOAD_SECONDS = 10
// To the byte what the page's policy allows by its hash: no formatter may add a space within.
const STYLE = raw(`<style>${PAY_STYLE}</style>`)
/** From the page's own origin, wherever that begins: `/pay/<secret>` lies one below it. */
const LOADER = raw(`<script type="module" src="../widget.js"></script>`)
const SCRIPT = raw(`<script>${WATCH_SCRIPT}</script>`)

/** What the page hands to its `<add-credits>`. */
export interface PageForm {
  readonly secret: string
  readonly link: OpenLinkAnswer
}

/** The payment page: works without script, loads its own elements alone, shows no balance. Rules LINK-9 to LINK-11. */
export function renderPayPage(view: PageView, language: PageLanguage, form?: PageForm): Fragment {
  const { text, locale } = language
  const subject = "subject" in view ? view.subject : undefined
  const title =
    subject === undefined
      ? messageOf(view, language).heading
      : fillPlain(text.title, { partner: subject.partnerName })
  const isWatching = view.kind === "pending" && view.isWatching
  return html`<!doctype html>
    <html lang="${locale}" dir="${text.direction}" data-state="${view.kind}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        ${
          isWatching
            ? html`<noscript><meta http-equiv="refresh" content="${RELOAD_SECONDS}" /></noscript>`
            : ""
        }
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${STYLE}
      </head>
      <body>
        <main>
          <div class="card">
            ${subject === undefined ? "" : heading(subject, language)}
            ${form === undefined ? body(view, language) : enhanced(form, view, language)}
          </div>
        </main>
        <footer>${subject === undefined ? "" : foot(view, subject, language)}</footer>
        ${isWatching ? SCRIPT : ""} ${form === undefined ? "" : LOADER}
      </body>
    </html>`
}

/** What `<add-credits>` is made of on this page; inside of it, what is there without script. Rule LINK-11. */
function enhanced({ secret, link }: PageForm, view: PageView, language: PageLanguage): Fragment {
  const payment = "payment" in view ? JSON.stringify(view.payment.told) : undefined
  const amount = view.kind === "review" ? formatAmount(view.price.amount) : ""
  return html`<pay-by-link
    checkout="redirect"
    secret="${secret}"
    locale="${language.locale}"
    amount="${amount}"
    link="${JSON.stringify(link)}"
    ${payment === undefined ? "" : html`payment="${payment}"`}
    >${body(view, language)}</pay-by-link
  >`
}

function heading(
  { partnerName, customerName, note, number, isSandbox }: LinkSubject,
  { text }: PageLanguage,
): Fragment {
  return html`<p class="who"><bdi>${partnerName}</bdi></p>
    <p class="for">${fillText(text.requestFor, { customer: customerName })}</p>
    ${number === null ? "" : html`<p class="for"><bdi>${number}</bdi></p>`}
    ${note === null ? "" : html`<p class="note" dir="auto">${note}</p>`}
    ${isSandbox ? html`<p class="badge">${text.sandboxNote}</p>` : ""}`
}

function foot(
  view: PageView,
  { expiresAt, timezone, supportEmail }: LinkSubject,
  language: PageLanguage,
): Fragment {
  const { text, locale } = language
  const isOpen = view.kind === "choose" || view.kind === "review"
  const until = { date: formatDay(expiresAt, locale, timezone) }
  return html`${isOpen ? html`<p>${fillText(text.validUntil, until)}</p>` : ""}
  ${supportEmail === null ? "" : html`<p>${fillText(text.questions, { email: mailLink(supportEmail) })}</p>`}`
}

function mailLink(email: string): Fragment {
  return html`<a href="mailto:${encodeURIComponent(email)}">${email}</a>`
}

function body(view: PageView, language: PageLanguage): Fragment {
  switch (view.kind) {
    case "choose":
      return chooseForm(view, language)
    case "review":
      return reviewForm(view, language)
    case "pending":
      return pendingPart(view, language)
    case "paid":
      return paidPart(view, language)
    case "failed":
      return failedPart(view, language)
    case "returned":
      return returnedPart(language)
    default: {
      const { heading: title, words } = messageOf(view, language)
      return html`<div class="mark gone" aria-hidden="true">!</div>
        <h1>${title}</h1>
        <p>${words}</p>`
    }
  }
}

function messageOf(
  view: PageView,
  { text }: PageLanguage,
): { readonly heading: string; readonly words: Fragment | string } {
  const askForNew = "subject" in view ? fillText(text.askForNew, { partner: view.subject.partnerName }) : ""
  switch (view.kind) {
    case "used":
      return { heading: text.usedHeading, words: text.usedText }
    case "expired":
      return { heading: text.expiredHeading, words: askForNew }
    case "revoked":
      return { heading: text.revokedHeading, words: askForNew }
    case "too_many":
      return { heading: text.tooManyHeading, words: text.tooManyText }
    case "elsewhere":
      return { heading: text.elsewhereHeading, words: text.elsewhereText }
    case "returned":
      return { heading: text.pendingHeading, words: text.pendingText }
    case "unavailable":
      return { heading: text.unavailableHeading, words: text.unavailableText }
    default:
      return { heading: text.notFoundHeading, words: text.notFoundText }
  }
}
