import { html } from "hono/html"
import type { Invoice } from "../../catalog/invoice-records.ts"
import { pdfFileName } from "../../invoices/pdf/pdf-answer.ts"
import type { DemoMail } from "../read-mails.ts"
import { type Fragment, renderPortal } from "./portal-frame.ts"
import { linkTo, type PortalView } from "./portal-view.ts"
import { WORDS } from "./portal-words.ts"

export interface MailPage {
  readonly view: PortalView
  /** Newest first. */
  readonly mails: readonly DemoMail[]
  readonly opened: { readonly mail: DemoMail; readonly attached: Invoice | undefined } | undefined
  /** Nothing sends them: they are kept. */
  readonly isKept: boolean
}

const PATH = "/demo/mails"

/** `GET /demo/mails`: what the customer is sent by mail, each as its reader sees it. Rule DEMO-11. */
export function renderMailPage({ view, mails, opened, isKept }: MailPage): Fragment {
  const words = WORDS[view.language]
  return renderPortal({
    view,
    path: PATH,
    title: words.mails,
    main: html`<div class="title">
        <h1>${words.mails}</h1>
        <p class="soft" lang="en" dir="ltr">
          ${isKept ? "No mail server is configured: mails are kept here, and sent to nobody." : "As they are sent."}
        </p>
      </div>
      ${mails.length === 0 ? empty(words.noMails, view) : list(mails, opened?.mail, view)}
      ${opened === undefined ? "" : openedMail(opened.mail, opened.attached, view)}`,
  })
}

function empty(text: string, view: PortalView): Fragment {
  return html`<p class="notice">${text} <a href="${linkTo("/", view)}">${WORDS[view.language].wallet}</a></p>`
}

function list(mails: readonly DemoMail[], opened: DemoMail | undefined, view: PortalView): Fragment {
  return html`<ul class="mails" aria-label="${WORDS[view.language].mails}">
    ${mails.map(
      ({ id, at, mail: { subject, to } }) =>
        html`<li>
          <a href="${mailLink(PATH, id, view)}" ${id === opened?.id ? html`aria-current="true"` : ""}>
            <strong><bdi>${subject}</bdi></strong>
            <span class="soft"><bdi>${to}</bdi></span>
            <time class="soft" datetime="${new Date(at).toISOString()}">${formatTime(at, view)}</time>
          </a>
        </li>`,
    )}
  </ul>`
}

/** In a frame of its own, which runs no script and may open a link in another tab at most. */
function openedMail(
  { id, mail: { subject, fromName, to, replyTo } }: DemoMail,
  attached: Invoice | undefined,
  view: PortalView,
): Fragment {
  return html`<article class="mail" aria-labelledby="mail-title">
    <div class="mail-head">
      <h2 id="mail-title"><bdi>${subject}</bdi></h2>
      <p class="soft">
        <bdi>${fromName}</bdi>${replyTo === null ? "" : html` <bdi>&lt;${replyTo}&gt;</bdi>`}
        <span class="arrow" aria-hidden="true">→</span> <bdi>${to}</bdi>
      </p>
      ${
        attached === undefined
          ? ""
          : html`<button
              type="button"
              data-pdf="/v1/invoices/${attached.id}.pdf"
              data-name="${pdfFileName(attached)}"
            >
              <bdi>${pdfFileName(attached)}</bdi>
            </button>`
      }
    </div>
    <iframe
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      src="${mailLink("/demo/mail", id, view)}"
      title="${subject}"
    ></iframe>
  </article>`
}

/** The address of a mail in this view. */
function mailLink(path: string, id: string, view: PortalView): string {
  const to = linkTo(path, view)
  return `${to}${to.includes("?") ? "&" : "?"}mail=${encodeURIComponent(id)}`
}

function formatTime(at: number, { language, customer }: PortalView): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: customer.timezone,
  }).format(at)
}
