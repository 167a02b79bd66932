import type { WalletPlace } from "../catalog/records.ts"
import type { AppContext } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { hasScope } from "./authenticate.ts"
import type { Principal, Scope } from "./principal.ts"

/** Whether a principal may know that this partner's things exist. */
export function seesPartner(principal: Principal, partnerId: string): boolean {
  return principal.kind === "operator" || principal.partnerId === partnerId
}

/** The partner that lists are narrowed to; `undefined` = all of them, for operators. */
export function partnerScope(principal: Principal): string | undefined {
  return principal.kind === "operator" ? undefined : principal.partnerId
}

/**
 * Where this wallet belongs. 404 for one that does not exist or is another tenant's, 403 for one's own without
 * `scope`. Rule AUTH-4.
 */
export async function requireWallet(c: AppContext, walletId: string, scope?: Scope): Promise<WalletPlace> {
  const principal = c.get("principal")
  const place = await c.get("deps").catalog.walletPlace(walletId)
  if (place === undefined || !seesPartner(principal, place.partnerId)) throw new ProblemError("not_found")
  const isBound = principal.kind === "wallet" || principal.kind === "portal"
  if (isBound && principal.walletId !== walletId) throw new ProblemError("not_found")
  if (scope !== undefined && !hasScope(principal, scope)) throw new ProblemError("forbidden")
  return place
}
