import { SignJWT, errors, jwtVerify } from "jose"
import { z } from "@hono/zod-openapi"
import { makeSecret } from "./secret.ts"
import { SCOPES, type Scope } from "./principal.ts"
import type { Deps } from "../deps.ts"

const ALGORITHM = "HS256"
const ISSUER = "tollgate"
const AUDIENCE = "tollgate:portal"
const SECRET_SETTING = "token_secret"

/** What a portal token says. */
export interface PortalClaims {
  readonly walletId: string
  readonly partnerId: string
  readonly scopes: readonly Scope[]
  /** The key that made it: the token dies with it. */
  readonly keyId: string
  /** Seconds since 1970. */
  readonly issuedAt: number
  readonly expiresAt: number
}

const Payload = z.object({
  sub: z.string(),
  partner: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  key: z.string(),
  iat: z.number(),
  exp: z.number(),
})

type TokenDeps = Pick<Deps, "catalog" | "config" | "random" | "clock">

/** The secret that signs: the environment's, else one that is made once and kept in the catalog. Rule AUTH-6. */
async function tokenSecret({ catalog, config, random }: TokenDeps): Promise<Uint8Array> {
  const secret =
    config.tokenSecret ??
    (await catalog.setting(SECRET_SETTING)) ??
    (await catalog.putSettingOnce(SECRET_SETTING, makeSecret("operator", random)))
  return new TextEncoder().encode(secret)
}

/** A signed token of these claims. */
export async function signPortalToken(deps: TokenDeps, claims: PortalClaims): Promise<string> {
  return new SignJWT({ partner: claims.partnerId, scopes: [...claims.scopes], key: claims.keyId })
    .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
    .setSubject(claims.walletId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(claims.issuedAt)
    .setExpirationTime(claims.expiresAt)
    .sign(await tokenSecret(deps))
}

/** The claims of a token that we signed and that has not ended, else `undefined`. Rule AUTH-6. */
export async function verifyPortalToken(deps: TokenDeps, token: string): Promise<PortalClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, await tokenSecret(deps), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate: new Date(deps.clock()),
      requiredClaims: ["sub", "exp", "iat"],
    })
    const parsed = Payload.safeParse(payload)
    if (!parsed.success) return undefined
    const { sub, partner, scopes, key, iat, exp } = parsed.data
    return { walletId: sub, partnerId: partner, scopes, keyId: key, issuedAt: iat, expiresAt: exp }
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
