import type { MiddlewareHandler } from "hono"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import {
  BODY_BYTES_MAX,
  parseJson,
  readBytes,
  requireJsonType,
  requirePlainEncoding,
} from "../http/read-body.ts"
import { ProblemError } from "../problem.ts"
import { authenticate, credentialOf, hasScope } from "./authenticate.ts"
import { catalogReplay } from "./catalog-replay.ts"
import { isListedOrigin } from "./is-listed-origin.ts"
import type { Principal, Scope } from "./principal.ts"
import { walletReplay } from "./wallet-replay.ts"

export type Caller = Principal["kind"]

/** All who may read a wallet, each its own. */
export const READERS: readonly Caller[] = ["operator", "partner", "wallet", "portal"]

/** Who may call a route, and what body it takes. */
export interface Access {
  /** Empty: anyone, without a key. */
  readonly who: readonly Caller[]
  /** What a portal token needs, one of several, and what a wallet key must be able to do. Needed where `who` has one of them. */
  readonly scope?: Scope | readonly Scope[]
  /** `raw` leaves the bytes alone: webhooks, whose signature covers them, and files. Default `json`. */
  readonly body?: "json" | "raw"
  readonly bodyBytesMax?: number
  /** The key may come without `Bearer`, or as `X-API-Key`: the imitated APIs. */
  readonly isBareKey?: boolean
  /** Answer `Idempotency-Key` out of the catalog; these members of an answer are secrets and are not kept. */
  readonly replays?: { readonly secretFields: readonly string[] }
  /** How long a wallet keeps the answer to an `Idempotency-Key`; null = for ever. For routes that write to a wallet. */
  readonly keysKeptMs?: number | null
}

/** What `createRoute` takes of an `Access`: one source for what is enforced and what is documented. */
export interface Guard {
  readonly middleware: MiddlewareHandler<AppEnv>[]
  readonly security: Record<string, string[]>[]
  readonly "x-callers": string[]
}

/** The access of one route: authenticate, authorise, check the origin, read the body, in this order. Rule AUTH-4. */
export function guard(access: Access): Guard {
  const middleware: MiddlewareHandler<AppEnv>[] = [
    async function guardMiddleware(c, next) {
      if (access.who.length > 0) c.set("principal", await admit(c, access))
      await takeBody(c, access)
      await next()
    },
  ]
  if (access.replays !== undefined) middleware.push(catalogReplay(access.replays.secretFields))
  if (access.keysKeptMs !== undefined) middleware.push(walletReplay(access.keysKeptMs))
  const scopes = scopesOf(access)
  const callers = access.who.map((caller) =>
    caller === "portal" && scopes.length > 0 ? `portal ${scopes.join(" or ")}` : caller,
  )
  return { middleware, security: access.who.length > 0 ? [{ bearer: [] }] : [], "x-callers": callers }
}

function scopesOf({ scope = [] }: Access): readonly Scope[] {
  return typeof scope === "string" ? [scope] : scope
}

async function admit(c: AppContext, access: Access): Promise<Principal> {
  const { who, isBareKey } = access
  const header = c.req.header("authorization") ?? (isBareKey === true ? c.req.header("x-api-key") : undefined)
  const credential = credentialOf(header, isBareKey)
  const principal = credential === undefined ? undefined : await authenticate(c.get("deps"), credential)
  if (principal === undefined) {
    throw new ProblemError("unauthenticated", { headers: { "WWW-Authenticate": "Bearer" } })
  }
  if (principal.kind === "portal") limitRate(c, principal.walletId)
  if (!who.includes(principal.kind)) throw new ProblemError("forbidden")
  const scopes = scopesOf(access)
  if (scopes.length > 0 && !scopes.some((scope) => hasScope(principal, scope))) {
    throw new ProblemError("forbidden", { detail: `This needs the scope ${scopes.join(" or ")}.` })
  }
  await requireListedOrigin(c, principal)
  return principal
}

/** 429 with `Retry-After` for a customer's token that asks too often; keys of servers are not limited. Rule HTTP-15. */
function limitRate(c: AppContext, walletId: string): void {
  const seconds = c.get("tokenLimiter").wait(walletId)
  if (seconds > 0) throw new ProblemError("rate_limited", { headers: { "Retry-After": String(seconds) } })
}

async function requireListedOrigin(c: AppContext, principal: Principal): Promise<void> {
  if (await isListedOrigin(c.get("deps"), principal, c.req.header("origin"))) return
  throw new ProblemError("forbidden", { detail: "The partner of this token does not list this origin." })
}

async function takeBody(c: AppContext, access: Access): Promise<void> {
  if (c.req.method === "GET" || c.req.method === "HEAD") return c.set("bytes", new Uint8Array())
  requirePlainEncoding(c)
  const bytes = await readBytes(c, access.bodyBytesMax ?? BODY_BYTES_MAX)
  c.set("bytes", bytes)
  if (access.body === "raw") return
  let body: unknown = {}
  if (bytes.length > 0) {
    requireJsonType(c)
    body = parseJson(bytes)
  }
  c.set("body", body)
  // Validation reads the value that was parsed and checked here, rather than parse it again.
  c.req.json = () => Promise.resolve(body as never)
}
