import type { Caller } from "./client.ts"

export interface TenantOptions {
  /** Default `UTC`. */
  readonly timezone?: string
  /** Default `gupshup`. */
  readonly planId?: string
  readonly currency?: string
  /** A manual top-up to begin with; none by default. */
  readonly credit?: string
  /** Origins of the partner's pages; none by default. */
  readonly allowedOrigins?: readonly string[]
}

/** A partner with a customer, a wallet, and a sender that the wallet pays for. All ids begin with the name. */
export interface Tenant {
  readonly name: string
  readonly partner: Caller
  readonly operator: Caller
  readonly customerId: string
  readonly walletId: string
  /** `/v1/wallets/<id>`. */
  readonly wallet: string
  readonly senderId: string
  readonly appId: string
}

export async function makeTenant(
  operator: Caller,
  name: string,
  { timezone = "UTC", planId = "gupshup", currency = "USD", credit, allowedOrigins = [] }: TenantOptions = {},
): Promise<Tenant> {
  const made = await operator.must(operator.post("/v1/partners", { id: name, name, allowedOrigins }))
  const partner = operator.as(made.secretKey)
  const customerId = `${name}-customer`
  const walletId = `${name}-wallet`
  const senderId = `${name}-sender`
  const appId = `${name}-app`
  await partner.must(partner.post("/v1/customers", { id: customerId, name, timezone }))
  await partner.must(partner.post("/v1/wallets", { id: walletId, customerId, currency, planId }))
  await partner.must(
    partner.put(`/v1/senders/${senderId}`, { walletId, phoneNumber: "+14155550100", gupshupAppId: appId }),
  )
  const tenant: Tenant = {
    name,
    partner,
    operator,
    customerId,
    walletId,
    wallet: `/v1/wallets/${walletId}`,
    senderId,
    appId,
  }
  if (credit !== undefined) await topUp(tenant, credit)
  return tenant
}

export async function topUp({ operator, wallet }: Tenant, amount: string): Promise<string> {
  const made = await operator.must(operator.post(`${wallet}/top-ups`, { amount, method: "manual" }))
  return made.id as string
}

/** A portal token of the wallet. */
export async function portalToken(
  { partner, walletId }: Tenant,
  options: { readonly scopes?: readonly string[]; readonly expiresInSeconds?: number } = {},
): Promise<Caller> {
  const made = await partner.must(partner.post("/v1/portal-tokens", { walletId, ...options }))
  return partner.as(made.token)
}

/** A read-only key of the wallet. */
export async function walletKey({ partner, walletId }: Tenant): Promise<Caller> {
  const made = await partner.must(partner.post("/v1/keys", { kind: "wallet", walletId, name: "reader" }))
  return partner.as(made.key)
}
