import { type LiveFeed, openLiveFeed } from "./live-feed.ts"
import { page, readClaims, type TokenRequest } from "./page.ts"
import { TollgateError } from "./tollgate-error.ts"
import type { Scope, Summary, TopUp, UsageTotals, Wallet } from "./types.ts"

/** A token that ends sooner than this is renewed before it is used. */
const RENEW_BEFORE_MS = 30_000
/** The forecast and the month move slowly: they are read again at most so often. */
const SUMMARY_EVERY_MS = 10_000
/** Elements that are moved within the page leave and come back: the session waits so long for them. */
const IDLE_MS = 100

export interface Request {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH"
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** `live`: the server tells of changes. `polling`: we ask. `offline`: neither. `paused`: nobody looks. */
export type Connection = "live" | "polling" | "offline" | "paused"

/** How a session hears of itself: something changed, a top-up moved, or usage may have. */
export interface SessionListener {
  changed(): void
  topUp?(topUp: TopUp): void
  usage?(): void
}

/** What one wallet's elements on a page share: one token, one summary, one stream. */
export class WalletSession {
  readonly baseUrl: string
  readonly #walletId: string | undefined
  #token: string | undefined
  /** When a token that was just made for us ends, by this machine's clock, which may be wrong; 0 = as the token says. */
  #endsAt = 0
  #asking: Promise<string> | undefined
  readonly #listeners = new Set<SessionListener>()
  #feed: LiveFeed | undefined
  #loading: Promise<void> | undefined
  #etag = ""
  #loadedAt = 0
  #later: ReturnType<typeof setTimeout> | undefined
  #idle: ReturnType<typeof setTimeout> | undefined
  summary: Summary | undefined
  error: TollgateError | undefined
  connection: Connection = "paused"
  /** When what is shown was last known to be so, ms. */
  freshAt = 0

  constructor(baseUrl: string, { token, walletId }: { readonly token?: string; readonly walletId?: string }) {
    this.baseUrl = baseUrl
    this.#token = token
    this.#walletId = walletId
  }

  get scopes(): readonly Scope[] {
    return readClaims(this.#token ?? "")?.scopes ?? []
  }

  get walletId(): string {
    return readClaims(this.#token ?? "")?.walletId ?? this.#walletId ?? ""
  }

  /** Where top-ups are begun, and priced. */
  get topUpsPath(): string {
    return `v1/wallets/${this.walletId}/top-ups`
  }

  topUpPath(id: string): string {
    return `v1/top-ups/${encodeURIComponent(id)}`
  }

  /** The newest token that an element of this wallet was given. */
  offer(token: string): void {
    if (token === this.#token) return
    const [was, is] = [readClaims(this.#token ?? ""), readClaims(token)]
    if (was !== undefined && is !== undefined && is.expiresAt < was.expiresAt) return
    this.#token = token
    this.#endsAt = 0
    if (this.error !== undefined) void this.load()
  }

  /** Begins with the first listener, and ends a moment after the last one left. */
  listen(listener: SessionListener): () => void {
    clearTimeout(this.#idle)
    this.#listeners.add(listener)
    if (this.summary === undefined) void this.load()
    else this.#watch()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#idle = setTimeout(() => this.#stop(), IDLE_MS)
    }
  }

  /** Reads the summary; one request, however many ask. What went wrong is in `error`. */
  load(): Promise<void> {
    return (this.#loading ??= this.#load().finally(() => (this.#loading = undefined)))
  }

  /** The JSON of an answer. Renews the token when it is about to end, and once after a 401. */
  async request<T>(path: string, request: Request = {}): Promise<T> {
    const response = await this.fetch(path, request)
    return (await response.json()) as T
  }

  /** An answer that is not a problem. */
  async fetch(path: string, request: Request = {}): Promise<Response> {
    let response = await this.#send(path, request, await this.#freshToken("first"))
    if (response.status === 401) response = await this.#send(path, request, await this.#freshToken("refused"))
    if (response.ok || response.status === 304) return response
    const facts = (await response.json().catch(() => ({}))) as Record<string, unknown>
    const told = typeof facts["code"] === "string" ? facts["code"] : `http_${response.status}`
    const code = response.status === 401 ? "expired" : told
    throw new TollgateError(code, response.status, facts)
  }

  async #load(): Promise<void> {
    clearTimeout(this.#later)
    this.#later = undefined
    try {
      await this.#freshToken("first")
      const response = await this.fetch(`v1/wallets/${this.walletId}/summary`, {
        headers: this.#etag === "" ? {} : { "If-None-Match": this.#etag },
      })
      if (response.status !== 304) this.summary = (await response.json()) as Summary
      this.#etag = response.headers.get("etag") ?? ""
      this.error = undefined
      this.#loadedAt = this.freshAt = Date.now()
      if (this.#listeners.size > 0) this.#watch()
    } catch (error) {
      this.error = TollgateError.of(error)
      if (this.error.status === 0) this.connection = "offline"
      const isPassing = this.error.status === 0 ? this.error.code !== "no_token" : this.error.status >= 429
      if (isPassing && this.#feed === undefined) this.#loadIn(SUMMARY_EVERY_MS)
    }
    this.#changed()
  }

  #loadIn(milliseconds: number): void {
    if (this.#listeners.size > 0) this.#later ??= setTimeout(() => void this.load(), milliseconds)
  }

  #watch(): void {
    if (this.#feed !== undefined) return this.#feed.wake()
    this.#feed = openLiveFeed({
      open: (signal, lastEventId) =>
        this.fetch(`v1/wallets/${this.walletId}/stream`, {
          signal,
          headers: { Accept: "text/event-stream", ...(lastEventId && { "Last-Event-ID": lastEventId }) },
        }),
      poll: async () => {
        await this.load()
        this.#tell("usage")
        return this.error?.status !== 0
      },
      event: (name, data) => this.#take(name, data),
      state: (connection) => {
        if (connection === this.connection) return
        this.connection = connection
        this.#changed()
      },
    })
  }

  #take(name: string, data: unknown): void {
    const { summary } = this
    if (summary === undefined) return
    this.freshAt = Date.now()
    if (name === "balance") {
      this.summary = { ...summary, wallet: data as Wallet }
      this.#tell("usage")
    } else if (name === "usage") this.summary = { ...summary, today: data as UsageTotals }
    else if (name === "topup") {
      const topUp = data as TopUp
      const pending = (summary.pendingTopUps ?? []).filter(({ id }) => id !== topUp.id)
      this.summary = {
        ...summary,
        pendingTopUps: topUp.status === "pending" ? [topUp, ...pending] : pending,
        lastTopUp: topUp.status === "succeeded" ? topUp : summary.lastTopUp,
      }
      for (const listener of this.#listeners) listener.topUp?.(topUp)
    }
    this.#changed()
    this.#loadIn(Math.max(0, this.#loadedAt + SUMMARY_EVERY_MS - Date.now()))
  }

  #stop(): void {
    clearTimeout(this.#later)
    this.#later = undefined
    this.#feed?.close()
    this.#feed = undefined
    this.connection = "paused"
  }

  #changed(): void {
    this.#tell("changed")
  }

  #tell(what: "changed" | "usage"): void {
    for (const listener of this.#listeners) listener[what]?.()
  }

  async #send(
    path: string,
    { method = "GET", body, headers, signal }: Request,
    token: string,
  ): Promise<Response> {
    try {
      return await fetch(new URL(path, this.baseUrl), {
        method,
        // No cookies go along: the token alone says whose wallet it is.
        credentials: "omit",
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body !== undefined && { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal !== undefined && { signal }),
      })
    } catch (error) {
      if (signal?.aborted === true) throw error
      throw new TollgateError(navigator.onLine ? "network" : "offline")
    }
  }

  /** The token, or a new one where it is about to end or was refused. */
  #freshToken(reason: TokenRequest["reason"]): string | Promise<string> {
    const token = this.#token
    const endsAt = this.#endsAt || (readClaims(token ?? "")?.expiresAt ?? Infinity)
    if (reason === "first" && token !== undefined) {
      if (endsAt - Date.now() > RENEW_BEFORE_MS) return token
      reason = "renew"
    }
    return (this.#asking ??= this.#ask(reason).finally(() => (this.#asking = undefined)))
  }

  async #ask(reason: TokenRequest["reason"]): Promise<string> {
    const { getToken } = page.options
    const walletId = this.#walletId
    let token: string | undefined
    try {
      token = await getToken?.({ reason, ...(walletId !== undefined && { walletId }) })
    } catch {
      throw new TollgateError(navigator.onLine ? "no_token" : "offline")
    }
    token ||= metaContent("tollgate-token")
    if (!token) {
      // A page that still loads may tell it yet.
      if (this.#token === undefined && document.readyState !== "complete") {
        await new Promise((resolve) => {
          addEventListener("load", resolve, { once: true })
          page.changes.addEventListener("configure", resolve, { once: true })
        })
        return this.#ask(reason)
      }
      if (this.#token === undefined) throw new TollgateError("no_token")
      // Nobody has a newer one. The server has the last word on whether it has ended.
      if (reason === "refused") throw new TollgateError("expired", 401)
      return this.#token
    }
    const lifetimeMs = readClaims(token)?.lifetimeMs
    this.#endsAt = lifetimeMs === undefined ? 0 : Date.now() + lifetimeMs
    return (this.#token = token)
  }
}

/** The content of a `<meta name=...>` of the page; undefined where it is not there or empty. */
export function metaContent(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content || undefined
}
