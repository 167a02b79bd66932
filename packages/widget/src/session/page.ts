import type { Scope } from "./types.ts"

/** Why a token is asked for. */
export interface TokenRequest {
  /** The wallet of the asking element's `wallet-id`, where it has one. */
  readonly walletId?: string
  /** `first`, before the old one ends (`renew`), or after the server refused it (`refused`). */
  readonly reason: "first" | "renew" | "refused"
}

/** What a page tells all elements at once. */
export interface TollgateOptions {
  /** Where the server is: `https://billing.example.com/`. The script's own place unless told. */
  readonly baseUrl?: string
  /** Gives a portal token, made by the page's own server; asked again before it ends and when it was refused. */
  readonly getToken?: (request: TokenRequest) => string | Promise<string>
}

/** What all scripts of a page share, also when one was loaded twice or the npm package came beside the script. */
export interface Page {
  options: TollgateOptions
  /** Sessions by key: `sessions.ts`. */
  readonly sessions: Map<string, unknown>
  /** Tells `configure`. */
  readonly changes: EventTarget
}

const PAGE: unique symbol = Symbol.for("tollgate.page") as never

/** The page's shared state; made by whichever script comes first. */
export const page: Page = ((globalThis as { [PAGE]?: Page })[PAGE] ??= {
  options: {},
  sessions: new Map(),
  changes: new EventTarget(),
})

/** Sets options for all elements of the page, those that are there already included. What is left out stays. */
export function configure(options: TollgateOptions): void {
  page.options = { ...page.options, ...options }
  page.changes.dispatchEvent(new Event("configure"))
}

/** The wallet, scopes and end of a portal token, as its payload says: for the interface only, the server checks. */
export function readClaims(token: string):
  | {
      readonly walletId: string
      readonly scopes: readonly Scope[]
      readonly expiresAt: number
      readonly lifetimeMs: number
    }
  | undefined {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")
    const {
      sub,
      scopes = [],
      iat = 0,
      exp,
    } = JSON.parse(atob(payload)) as {
      sub?: string
      scopes?: Scope[]
      iat?: number
      exp?: number
    }
    if (typeof sub !== "string" || typeof exp !== "number") return undefined
    return { walletId: sub, scopes, expiresAt: exp * 1000, lifetimeMs: (exp - iat) * 1000 }
  } catch {
    return undefined
  }
}
