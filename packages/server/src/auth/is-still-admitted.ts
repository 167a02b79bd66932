import type { Deps } from "../deps.ts"
import { authenticate, hasScope } from "./authenticate.ts"
import { isListedOrigin } from "./is-listed-origin.ts"
import type { Scope } from "./principal.ts"
import { seesPartner } from "./require.ts"

/** What a request was let in by. */
export interface Admission {
  readonly credential: string
  readonly origin: string | undefined
  readonly walletId: string
  readonly scope: Scope
}

/**
 * Whether the same request would be let in now: a long answer ends when its key is revoked, its partner disabled, its
 * wallet closed or moved. Rules AUTH-5 and AUTH-7.
 */
export async function isStillAdmitted(
  deps: Deps,
  { credential, origin, walletId, scope }: Admission,
): Promise<boolean> {
  const principal = await authenticate(deps, credential)
  if (principal === undefined || !hasScope(principal, scope)) return false
  const place = await deps.catalog.walletPlace(walletId)
  if (place === undefined || !seesPartner(principal, place.partnerId)) return false
  return isListedOrigin(deps, principal, origin)
}
