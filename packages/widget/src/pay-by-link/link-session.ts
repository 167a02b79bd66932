import { TollgateError } from "../session/tollgate-error.ts"
import type { Scope } from "../session/types.ts"
import {
  type Connection,
  type Request,
  type SessionListener,
  WalletSession,
} from "../session/wallet-session.ts"
import { type LinkPayment, type OpenLink, summaryOf, topUpOf } from "./open-link.ts"

/** Where the page of a link is, and what the server said of it when it drew the page. */
export interface LinkAsked {
  readonly baseUrl: string
  readonly secret: string
  readonly link: OpenLink
  /** The payment that the page is about. */
  readonly payment: LinkPayment | undefined
}

/**
 * The session of who has a link's address: the secret in it in place of a token, no wallet, no stream. What the server does
 * not tell such a reader is not asked for. Rule UI-PAY-1.
 */
export class LinkSession extends WalletSession {
  override readonly connection: Connection = "polling"
  readonly #secret: string

  constructor({ baseUrl, secret, link, payment }: LinkAsked) {
    super(baseUrl, {})
    this.#secret = secret
    this.summary = summaryOf(link, payment && topUpOf(payment))
  }

  override get scopes(): readonly Scope[] {
    return ["topup:write"]
  }

  override get walletId(): string {
    return ""
  }

  override get topUpsPath(): string {
    return `v1/pay/${this.#secret}/top-ups`
  }

  override topUpPath(id: string): string {
    return `${this.topUpsPath}/${encodeURIComponent(id)}`
  }

  override listen(listener: SessionListener): () => void {
    listener.changed()
    return () => undefined
  }

  override async load(): Promise<void> {
    // The page's own words say how the link stands; amounts and limits are asked for with each price.
  }

  override async request<T>(path: string, request: Request = {}): Promise<T> {
    const answer = (await (await this.fetch(path, request)).json()) as object
    return ("reference" in answer ? topUpOf(answer as LinkPayment) : answer) as T
  }

  override async fetch(path: string, { method = "GET", body, signal }: Request = {}): Promise<Response> {
    let response: Response
    try {
      response = await fetch(new URL(path, this.baseUrl), {
        method,
        credentials: "omit",
        ...(body !== undefined && {
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(body),
        }),
        ...(signal !== undefined && { signal }),
      })
    } catch (error) {
      if (signal?.aborted === true) throw error
      throw new TollgateError(navigator.onLine ? "network" : "offline")
    }
    if (response.ok) return response
    const facts = (await response.json().catch(() => ({}))) as Record<string, unknown>
    // The page itself has the words for a link that has ended.
    if (response.status === 410) location.reload()
    const code = typeof facts["code"] === "string" ? facts["code"] : `http_${response.status}`
    throw new TollgateError(code, response.status, facts)
  }
}
