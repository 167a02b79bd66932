import type { Deps } from "../deps.ts"
import { verifyPortalToken } from "./portal-token.ts"
import { READ_SCOPES, type Principal, type Scope } from "./principal.ts"
import { hashSecret, sameHash } from "./secret.ts"

/** Longer ones are no keys of ours and are not even hashed. */
const CREDENTIAL_CHARACTERS_MAX = 4096
/** The id under which the environment's operator key is known. */
export const ENVIRONMENT_KEY_ID = "operator"

/** The bearer of an `Authorization` header, or of a bare key where `isBare` (the imitated APIs take both). */
export function credentialOf(header: string | undefined, isBare = false): string | undefined {
  if (header === undefined) return undefined
  const bearer = /^Bearer +([^\s]+)$/i.exec(header.trim())?.[1]
  if (bearer !== undefined) return bearer
  return isBare && /^[^\s]+$/.test(header.trim()) ? header.trim() : undefined
}

/** Who this key or token stands for; `undefined` when it is unknown, revoked, expired or foreign. Rules AUTH-2, AUTH-5. */
export async function authenticate(deps: Deps, credential: string): Promise<Principal | undefined> {
  if (credential.length > CREDENTIAL_CHARACTERS_MAX) return undefined
  const { catalog, config } = deps
  const hash = hashSecret(credential)
  if (config.operatorKey !== undefined && sameHash(hash, hashSecret(config.operatorKey))) {
    return { kind: "operator", keyId: ENVIRONMENT_KEY_ID }
  }
  if (credential.split(".").length === 3) return portalPrincipal(deps, credential)

  const key = await catalog.keyByHash(hash)
  if (key === undefined || key.revokedAt !== null) return undefined
  if (key.kind === "operator") return { kind: "operator", keyId: key.id }
  if (key.partnerId === null || !(await isActivePartner(deps, key.partnerId))) return undefined
  if (key.kind === "partner") return { kind: "partner", keyId: key.id, partnerId: key.partnerId }
  if (key.walletId === null) return undefined
  return { kind: "wallet", keyId: key.id, partnerId: key.partnerId, walletId: key.walletId }
}

/** A token dies with its partner, its wallet, or the key that made it. Rule AUTH-7. */
async function portalPrincipal(deps: Deps, token: string): Promise<Principal | undefined> {
  const claims = await verifyPortalToken(deps, token)
  if (claims === undefined) return undefined
  const { walletId, partnerId, scopes, keyId } = claims
  // None of these needs the answer of another: a catalog that is far away is asked once.
  const [isActive, place, isKeyGood] = await Promise.all([
    isActivePartner(deps, partnerId),
    deps.catalog.walletPlace(walletId),
    isGoodKey(deps, keyId),
  ])
  if (!isActive || !isKeyGood) return undefined
  if (place === undefined || place.partnerId !== partnerId || place.isClosed) return undefined
  return { kind: "portal", keyId, partnerId, walletId, scopes, expiresAt: claims.expiresAt * 1000 }
}

async function isGoodKey({ catalog }: Deps, keyId: string): Promise<boolean> {
  if (keyId === ENVIRONMENT_KEY_ID) return true
  const key = await catalog.key(keyId)
  return key !== undefined && key.revokedAt === null
}

async function isActivePartner({ catalog }: Deps, partnerId: string): Promise<boolean> {
  return (await catalog.partner(partnerId))?.status === "active"
}

/** Whether a principal reaches what `scope` names: tokens by their scopes, wallet keys the reads. Rule AUTH-4. */
export function hasScope(principal: Principal, scope: Scope): boolean {
  if (principal.kind === "portal") return principal.scopes.includes(scope)
  return principal.kind !== "wallet" || READ_SCOPES.includes(scope)
}
