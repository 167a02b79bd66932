import { bytesToHex } from "@noble/hashes/utils.js"
import { decideOpen, invariant, parseAmount } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { fingerprintOf } from "../idempotency.ts"
import { mapDecision } from "../spending/execute.ts"
import { zoneOf } from "../zones.ts"
import type { DemoCustomer, DemoSender } from "./demo-customer.ts"
import { DEMO_PARTNER } from "./demo-tenant.ts"

const RECIPIENT_KEY_BYTES = 32

type PutDeps = Pick<Deps, "catalog" | "wallets" | "random">

/** The demo's partner; what is there stays. Rule DEMO-1. */
export async function putPartner({ catalog }: PutDeps, bornAt: number): Promise<void> {
  await catalog.insertPartner({
    ...DEMO_PARTNER,
    status: "active",
    allowedOrigins: [],
    overdraftMax: 0n,
    fingerprint: fingerprintOf(DEMO_PARTNER),
    createdAt: bornAt,
    updatedAt: bornAt,
  })
}

/**
 * Lets the demo's own pages call the API with their tokens. Rule DEMO-1.
 *
 * @param origins - as browsers write them
 */
export async function allowOrigins(
  { catalog }: Pick<PutDeps, "catalog">,
  origins: readonly string[],
): Promise<void> {
  const partner = await catalog.changePartner(DEMO_PARTNER.id, (known) => ({
    ...known,
    allowedOrigins: [...new Set([...known.allowedOrigins, ...origins])],
  }))
  invariant(partner !== undefined, "the demo's partner is there")
}

/** The customer, its wallet and its senders; what is there stays. Rule DEMO-1. */
export async function putCustomer(deps: PutDeps, customer: DemoCustomer, bornAt: number): Promise<void> {
  const { catalog } = deps
  const { id, name, timezone, locale, contact, billingAddress, taxId, wallet, senders } = customer
  await catalog.insertCustomer({
    id,
    name,
    timezone,
    locale,
    contact,
    billingAddress,
    taxId,
    taxExemption: null,
    partnerId: DEMO_PARTNER.id,
    fingerprint: fingerprintOf(customer),
    createdAt: bornAt,
    updatedAt: bornAt,
  })
  await catalog.insertWalletPlace({
    walletId: wallet.id,
    customerId: id,
    partnerId: DEMO_PARTNER.id,
    currency: wallet.currency,
    isClosed: false,
    createdAt: bornAt,
  })
  await openWallet(deps, customer, bornAt)
  for (const sender of senders) await putSender(catalog, sender, { walletId: wallet.id, bornAt })
}

async function putSender(
  catalog: PutDeps["catalog"],
  { id, phoneNumber, wabaId, gupshupAppId, displayName }: DemoSender,
  { walletId, bornAt }: { readonly walletId: string; readonly bornAt: number },
): Promise<void> {
  if ((await catalog.sender(id)) !== undefined) return
  await catalog.putSender({
    id,
    partnerId: DEMO_PARTNER.id,
    walletId,
    settings: {
      phoneNumber,
      wabaId,
      gupshupAppId,
      timezone: null,
      defaultChannel: "cloud_api",
      mmLite: null,
      capOverrides: {},
      ...(displayName === undefined ? {} : { displayName }),
    },
    at: bornAt,
  })
}

async function openWallet(
  deps: PutDeps,
  { id, timezone, wallet }: DemoCustomer,
  bornAt: number,
): Promise<void> {
  if ((await deps.wallets.wallet(wallet.id)) !== undefined) return
  const body = { ...wallet, customerId: id }
  const overdraftLimit = parseAmount(wallet.overdraftLimit)
  const lowBalanceThreshold = parseAmount(wallet.lowBalanceThreshold)
  invariant(
    overdraftLimit !== undefined && lowBalanceThreshold !== undefined,
    "the demo's amounts are amounts",
  )
  const command = {
    ...body,
    commandId: `open:${fingerprintOf(body)}`,
    overdraftLimit,
    lowBalanceThreshold,
    recipientKey: bytesToHex(deps.random(RECIPIENT_KEY_BYTES)),
  }
  await deps.wallets.open(wallet.id, (existing) =>
    mapDecision(decideOpen(existing, command, zoneOf(timezone), bornAt), () => ({ status: 201, body: null })),
  )
}
