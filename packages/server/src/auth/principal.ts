/** What a portal token may reach. A route names the one that it needs. */
export const SCOPES = [
  "balance:read",
  "usage:read",
  "statement:read",
  "topup:write",
  "settings:write",
] as const
export type Scope = (typeof SCOPES)[number]

/** What a token may reach when nobody says, and what a wallet key reaches. */
export const READ_SCOPES: readonly Scope[] = ["balance:read", "usage:read", "statement:read"]

/** Who sent a request. `keyId` is `operator` for the key of the environment. */
export type Principal =
  | { readonly kind: "operator"; readonly keyId: string }
  | { readonly kind: "partner"; readonly keyId: string; readonly partnerId: string }
  | {
      readonly kind: "wallet"
      readonly keyId: string
      readonly partnerId: string
      readonly walletId: string
    }
  | {
      readonly kind: "portal"
      /** The key that made the token. */
      readonly keyId: string
      readonly partnerId: string
      readonly walletId: string
      readonly scopes: readonly Scope[]
      /** When the token ends, ms. */
      readonly expiresAt: number
    }

/** The name under which a principal's idempotency keys are kept: tenants never see each other's. Rule HTTP-8. */
export function tenantOf(principal: Principal): string {
  switch (principal.kind) {
    case "operator":
      return "operator"
    case "partner":
      return `partner:${principal.partnerId}`
    case "wallet":
    case "portal":
      return `wallet:${principal.walletId}`
  }
}
