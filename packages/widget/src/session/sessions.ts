import { page, readClaims } from "./page.ts"
import { metaContent, WalletSession } from "./wallet-session.ts"

/** Where an element says its wallet, token and server are. */
export interface SessionAsked {
  readonly token?: string | undefined
  readonly walletId?: string | undefined
  readonly baseUrl?: string | undefined
}

/**
 * The session that an element shares with all of its wallet on the page. Elements with a token of their own find each
 * other by the token's wallet, so that a renewed token joins the session of the one before.
 *
 * @returns undefined while nobody has told where the server is
 */
export function sessionOf({ token, walletId, baseUrl }: SessionAsked): WalletSession | undefined {
  const base = baseUrl || metaContent("tollgate-base-url") || page.options.baseUrl
  if (base === undefined) return undefined
  const url = new URL(base.endsWith("/") ? base : `${base}/`, document.baseURI).href
  const own = token === undefined ? undefined : (readClaims(token)?.walletId ?? token)
  const key = [url, own === undefined ? "asked" : "given", own ?? walletId ?? ""].join("|")
  let session = page.sessions.get(key) as WalletSession | undefined
  if (session === undefined) {
    session = new WalletSession(url, {
      ...(token !== undefined && { token }),
      ...(walletId !== undefined && { walletId }),
    })
    page.sessions.set(key, session)
  } else if (token !== undefined) session.offer(token)
  return session
}
