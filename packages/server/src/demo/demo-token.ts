import { ENVIRONMENT_KEY_ID } from "../auth/authenticate.ts"
import { signPortalToken } from "../auth/portal-token.ts"
import { READ_SCOPES, SCOPES } from "../auth/principal.ts"
import type { Deps } from "../deps.ts"
import { formatInstant } from "../schemas/common.ts"
import type { DemoCustomer } from "./demo-customer.ts"
import { DEMO_PARTNER } from "./demo-tenant.ts"

const TOKEN_SECONDS = 600

export interface DemoToken {
  readonly token: string
  readonly expiresAt: string
}

/**
 * A portal token for the demo's page, as a partner's server would ask for one: with every scope for a person on this
 * machine, with the reads for visitors of a public demo. Rule DEMO-5.
 */
export async function demoToken(
  deps: Pick<Deps, "catalog" | "config" | "random" | "clock">,
  { wallet }: DemoCustomer,
  isOwn: boolean,
): Promise<DemoToken> {
  const issuedAt = Math.floor(deps.clock() / 1000)
  const expiresAt = issuedAt + TOKEN_SECONDS
  const token = await signPortalToken(deps, {
    walletId: wallet.id,
    partnerId: DEMO_PARTNER.id,
    scopes: isOwn ? SCOPES : READ_SCOPES,
    // No key asked for it: like the environment's, it is not revoked.
    keyId: ENVIRONMENT_KEY_ID,
    issuedAt,
    expiresAt,
  })
  return { token, expiresAt: formatInstant(expiresAt * 1000) }
}
