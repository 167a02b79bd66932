import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from "lit"
import { common } from "../locales/en/common.ts"
import { bundleOf, directionOf, languageOf, tagOf } from "../locales/locales.ts"
import { Formats } from "../money/formats.ts"
import { page } from "../session/page.ts"
import { sessionOf } from "../session/sessions.ts"
import { TollgateError } from "../session/tollgate-error.ts"
import type { Scope, Summary } from "../session/types.ts"
import type { SessionListener, WalletSession } from "../session/wallet-session.ts"
import { formatMessage, type Messages, type MessageValues } from "./messages.ts"
import { themeStyles } from "./theme.styles.ts"

/**
 * What every element is built on: its wallet's session, its reader's language, and the states that all have in common.
 *
 * @attr token - A portal token. Without it the token comes from `Tollgate.configure({ getToken })` or `<meta name="tollgate-token">`.
 * @attr wallet-id - Handed to `getToken`, on pages that show several wallets.
 * @attr base-url - Where the server is; the script's own place unless told.
 * @attr locale - Language and region, `es-PE`; the page's `lang` unless told.
 * @attr density - `compact` for less space.
 */
export abstract class TollgateElement<M extends Messages = Messages>
  extends LitElement
  implements SessionListener
{
  static override styles = [themeStyles]

  static override properties: PropertyDeclarations = {
    token: {},
    walletId: { attribute: "wallet-id" },
    baseUrl: { attribute: "base-url" },
    locale: {},
    density: { reflect: true },
  }

  declare token: string | undefined
  declare walletId: string | undefined
  declare baseUrl: string | undefined
  declare locale: string | undefined
  declare density: "compact" | undefined

  protected session: WalletSession | undefined
  /** Formats of the reader, set before each `render`. */
  protected formats: Formats = new Formats("en", "USD", "UTC")
  /** Name of the element's section in the locales, and the English of it. */
  protected abstract readonly section: string
  protected abstract readonly english: M
  #leave: (() => void) | undefined
  #language = "en"
  #told: string | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    page.changes.addEventListener("configure", this.#join)
    languages.add(this)
    watchLanguage()
    this.#join()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    page.changes.removeEventListener("configure", this.#join)
    languages.delete(this)
    this.#leave?.()
    this.#leave = undefined
    this.session = undefined
  }

  override willUpdate(changed: PropertyValues): void {
    if (this.hasUpdated && ["token", "walletId", "baseUrl"].some((name) => changed.has(name as never)))
      this.#join()
    const tag = tagOf(this.locale || closestLang(this) || navigator.language)
    this.#language = languageOf(tag)
    const { customer, wallet } = this.summary ?? {}
    // A customer's own region, where it is of the page's language: lakhs for `en-IN` on an English page.
    const own = customer?.locale ?? ""
    const isOwn = !this.locale && !tag.includes("-") && languageOf(own) === this.#language && own !== ""
    const locale = isOwn ? own : languageOf(tag) === "en" && !tag.startsWith("en") ? "en" : tag
    this.formats = new Formats(locale, wallet?.currency ?? "USD", customer?.timezone ?? "UTC")
  }

  /** A session tells that something changed. @internal */
  changed(): void {
    this.requestUpdate()
    const code = this.session?.error?.code
    if (code === this.#told) return
    this.#told = code
    if (code !== undefined) this.emit(new TollgateErrorEvent(this.session!.error!))
  }

  get summary(): Summary | undefined {
    return this.session?.summary
  }

  /** Whether the token may do this. */
  may(scope: Scope): boolean {
    return this.session?.scopes.includes(scope) ?? false
  }

  /** Reads the wallet again now. */
  async refresh(): Promise<void> {
    await this.session?.load()
  }

  override render(): unknown {
    const { summary } = this
    const error = this.session === undefined ? this.#noSession() : this.session.error
    const direction = directionOf(this.#language)
    if (summary === undefined && error === undefined) {
      // The element itself, drawn of a wallet that is nobody's: what comes then has the same size.
      return html`<div lang=${this.#language} dir=${direction} aria-busy="true">
        <span class="sr" role="status">${this.t("loading")}</span>
        <div class="bones" aria-hidden="true" inert>${this.renderWallet(SAMPLE)}</div>
      </div>`
    }
    return html`<div lang=${this.#language} dir=${direction}>
      ${summary === undefined ? this.renderError(error!) : this.renderWallet(summary)}
    </div>`
  }

  /** The session that this element takes part in; undefined while nobody has told where the server is. */
  protected findSession(): WalletSession | undefined {
    return sessionOf(this)
  }

  protected abstract renderWallet(summary: Summary): TemplateResult

  /** Why there is nothing to show, and what to do. */
  protected renderError(error: TollgateError): TemplateResult {
    return html`<div class="card" part="error">
      <div class="notice danger" role="alert">
        <div>
          <strong>${this.t("errorTitle")}</strong>
          <p>${this.errorText(error)}</p>
        </div>
        <button @click=${() => this.#retry()}>${this.t("retry")}</button>
      </div>
    </div>`
  }

  /** That what is shown may be old, and since when. */
  protected renderStale(): TemplateResult | typeof nothing {
    const { session } = this
    if (session === undefined || (session.error === undefined && session.connection !== "offline"))
      return nothing
    const time = this.formats.date(session.freshAt, { timeStyle: "short" })
    const key = session.error?.code === "expired" ? "staleExpired" : navigator.onLine ? "stale" : "offline"
    return html`<div class="notice warning small" part="stale" role="status">
      <span>${this.t(key, { time })}</span>
      <button @click=${() => this.#retry()}>${this.t("retry")}</button>
    </div>`
  }

  /** @internal */
  errorText(error: TollgateError): string {
    const key = `error_${error.code}`
    return this.t(key in common ? key : "error_other", { code: error.code })
  }

  /** A sentence in the reader's language; English until that has come. */
  readonly t = (key: (keyof M | keyof typeof common) & string, values: MessageValues = {}): string => {
    const bundle = bundleOf(this.#language, requestUpdates)
    const message =
      bundle?.[this.section]?.[key] ??
      bundle?.["common"]?.[key] ??
      (this.english as Messages)[key] ??
      (common as Messages)[key] ??
      key
    return formatMessage(message, values, this.formats)
  }

  /** Sends an event out of the element; false where the page prevented what would follow. @internal */
  emit(event: Event): boolean {
    return this.dispatchEvent(event)
  }

  readonly #join = (): void => {
    const session = this.findSession()
    if (session !== undefined && session === this.session) {
      if (session.error?.code === "no_token") void session.load()
      return
    }
    this.#leave?.()
    this.session = session
    this.#leave = session?.listen(this)
    this.requestUpdate()
  }

  #retry(): void {
    if (this.session === undefined) this.#join()
    else void this.session.load()
  }

  #noSession(): TollgateError | undefined {
    return this.isConnected ? new TollgateError("no_server") : undefined
  }
}

/** A wallet could not be read, or what was asked was refused. `error.code` says why. */
export class TollgateErrorEvent extends Event {
  static readonly eventName = "tollgate-error"
  readonly error: TollgateError

  constructor(error: TollgateError) {
    super(TollgateErrorEvent.eventName, { bubbles: true, composed: true })
    this.error = error
  }
}

/** Nobody's wallet, whose words are drawn as bones: as much of a summary as the elements draw before there is one. */
const SAMPLE = {
  wallet: {
    status: "active",
    currency: "USD",
    balance: "1000",
    held: "10",
    available: "990",
    overdraftLimit: "10",
    spendable: "1000",
    creditName: "credits",
  },
  customer: { id: "cus_0000000000", name: "Customer", timezone: "UTC", billingComplete: true },
  month: { messages: 1 },
  forecast: { dailyAverage: "10", daysLeft: 100 },
  lastTopUp: null,
  autoRecharge: null,
  checkout: { presets: ["50", "100", "250"], minTopUp: "10", maxTopUp: "10000", canAutoRecharge: true },
  limits: { minTopUp: "10", maxTopUp: "10000" },
  support: { email: "help@example.com" },
} as unknown as Summary

const languages = new Set<LitElement>()

function requestUpdates(): void {
  for (const element of languages) element.requestUpdate()
}

let watcher: MutationObserver | undefined

/** The page may change its language at any time. Not watched at import: a server has no page. */
function watchLanguage(): void {
  if (watcher !== undefined) return
  watcher = new MutationObserver(requestUpdates)
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] })
}

/** The `lang` that holds for an element, through the shadow roots that it is in. */
function closestLang(element: Element): string {
  for (let at: Element | undefined = element; at !== undefined;) {
    const lang = at.closest<HTMLElement>("[lang]")?.lang
    if (lang) return lang
    const root: Node = at.getRootNode()
    at = root instanceof ShadowRoot ? root.host : undefined
  }
  return ""
}
