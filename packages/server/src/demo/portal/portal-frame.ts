import { html } from "hono/html"
import { DEMO_CUSTOMERS, DEMO_PARTNER } from "../demo-tenant.ts"
import { linkTo, THEMES, type PortalView, type Theme } from "./portal-view.ts"
import { directionOf, LANGUAGE_NAMES, LANGUAGES, WORDS } from "./portal-words.ts"

export type Fragment = ReturnType<typeof html>

/** A page of the portal: what stands in its frame. */
export interface PortalPage {
  readonly view: PortalView
  /** Its own, without a query. */
  readonly path: string
  readonly title: string
  readonly main: Fragment
  /** Beside the page, or below it where that is narrow. */
  readonly aside?: Fragment
}

const CHEVRON = html`<svg class="chevron" viewBox="0 0 12 12" aria-hidden="true">
  <path d="m2.5 4.5 3.5 3.5 3.5-3.5" />
</svg>`

const MARK = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="9" />
  <path d="M9 21.5 14.5 10l4 8 4.5-5.5" />
</svg>`

const THEME_ICONS: Readonly<Record<Theme, Fragment>> = {
  system: icon("M3 4.5h14v9H3zM7.5 16.5h5"),
  light: icon(
    "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  ),
  dark: icon("M16.5 11.5A6.8 6.8 0 0 1 8.5 3.5a6.8 6.8 0 1 0 8 8z"),
}

function icon(path: string): Fragment {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="${path}" /></svg>`
}

/** The portal of a reseller around one page: its name, its customers, the balance, languages and themes. Rule DEMO-6. */
export function renderPortal({ view, path, title, main, aside }: PortalPage): Fragment {
  const { customer, language, theme } = view
  const words = WORDS[language]
  return html`<!doctype html>
    <html
      lang="${language}"
      dir="${directionOf(language)}"
      data-theme="${theme}"
      data-customer="${customer.id}"
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${DEMO_PARTNER.name}</title>
        <link rel="icon" href="/demo/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/demo/portal.css" />
        <script type="module" src="/widget.js"></script>
        <script type="module" src="/demo/portal.js"></script>
      </head>
      <body>
        <a class="skip" href="#main">${words.skip}</a>
        <header class="top">
          <a class="brand" href="${linkTo("/", view)}">
            ${MARK}<span
              ><strong>${DEMO_PARTNER.name}</strong> <span class="soft">${words.portal}</span></span
            >
          </a>
          ${customerMenu(view, path)}
          <wallet-balance compact></wallet-balance>
          <div class="settings">${languageMenu(view, path)}${themeSwitch(view, path)}</div>
        </header>
        <div class="${aside === undefined ? "shell" : "shell has-aside"}">
          <nav class="side" aria-label="${words.menu}">
            <ul>
              ${navItem("/", words.wallet, { view, path })}
              ${navItem("/demo/how", words.charges, { view, path })}
              ${navItem("/demo/mails", words.mails, { view, path })}
              <li><a href="/docs">${words.api}</a></li>
            </ul>
          </nav>
          <main id="main" tabindex="-1">${main}</main>
          ${aside ?? ""}
        </div>
        <footer class="foot soft">
          <p>
            ${words.support} <a href="mailto:${DEMO_PARTNER.supportEmail}">${DEMO_PARTNER.supportEmail}</a>
          </p>
          <p>${words.demo}</p>
        </footer>
      </body>
    </html>`
}

function navItem(
  to: string,
  name: string,
  { view, path }: { readonly view: PortalView; readonly path: string },
): Fragment {
  return html`<li>
    <a href="${linkTo(to, view)}" ${to === path ? html`aria-current="page"` : ""}>${name}</a>
  </li>`
}

function customerMenu(view: PortalView, path: string): Fragment {
  const words = WORDS[view.language]
  const items = DEMO_CUSTOMERS.map(
    (customer) =>
      html`<li>
        <a
          href="${linkTo(path, { ...view, customer })}"
          ${customer === view.customer ? html`aria-current="true"` : ""}
        >
          ${initials(customer.name)}
          <span
            ><bdi>${customer.name}</bdi> <small>${words.about[customer.id] ?? customer.about}</small></span
          >
        </a>
      </li>`,
  )
  return html`<details class="menu customers" name="menu">
    <summary>
      ${initials(view.customer.name)}
      <span class="label"
        ><span class="unseen">${words.customer}: </span><bdi>${view.customer.name}</bdi></span
      >${CHEVRON}
    </summary>
    <ul>
      ${items}
    </ul>
  </details>`
}

function initials(name: string): Fragment {
  const letters = name
    .split(" ")
    .slice(0, 2)
    .map((word) => word.slice(0, 1))
  return html`<span class="initials" aria-hidden="true">${letters.join("")}</span>`
}

function languageMenu(view: PortalView, path: string): Fragment {
  const items = LANGUAGES.map(
    (language) =>
      html`<li>
        <a
          href="${linkTo(path, { ...view, language })}"
          lang="${language}"
          hreflang="${language}"
          ${language === view.language ? html`aria-current="true"` : ""}
          >${LANGUAGE_NAMES[language]}</a
        >
      </li>`,
  )
  return html`<details class="menu languages" name="menu">
    <summary>
      <span class="unseen">${WORDS[view.language].language}: </span>${LANGUAGE_NAMES[view.language]}${CHEVRON}
    </summary>
    <ul>
      ${items}
    </ul>
  </details>`
}

/** Links, so that they work without the script; with it they change the page in place. */
function themeSwitch(view: PortalView, path: string): Fragment {
  const words = WORDS[view.language]
  return html`<ul class="themes" aria-label="${words.theme}">
    ${THEMES.map(
      (theme) =>
        html`<li>
          <a
            href="${linkTo(path, { ...view, theme })}"
            data-theme-to="${theme}"
            ${theme === view.theme ? html`aria-current="true"` : ""}
            title="${words[theme]}"
            >${THEME_ICONS[theme]}<span class="unseen">${words[theme]}</span></a
          >
        </li>`,
    )}
  </ul>`
}
