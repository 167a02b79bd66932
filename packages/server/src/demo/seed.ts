import { bytesToHex } from "@noble/hashes/utils.js"
import { decideOpen, invariant, parseAmount } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { fingerprintOf } from "../idempotency.ts"
import { mapDecision } from "../spending/execute.ts"
import { zoneOf } from "../zones.ts"
import { DEMO_CUSTOMERS, DEMO_PARTNER, type DemoCustomer } from "./demo-tenant.ts"
import { PAST_DAYS, tellPast } from "./past-traffic.ts"

const BEGUN_SETTING = "demo_begun_at"
const TOLD_SETTING = "demo_past_told"
const RECIPIENT_KEY_BYTES = 32
/** More than the past has. */
const PAST_ALERTS_MAX = 1_000
const DAY_MS = 86_400_000

export type SeedDeps = Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "random" | "metrics">

/**
 * The demo's partner, customers, wallets and senders, with a week behind them. At every start; what is there stays as it
 * is, and a seeding that was cut off is completed. Rules DEMO-1 to DEMO-3.
 *
 * @param origins - of the demo's own pages, as browsers write them
 */
export async function seedDemo(deps: SeedDeps, origins: readonly string[]): Promise<void> {
  // The first start's instant, so that a start that completes the seeding tells the same past.
  const begunAt = Number(await deps.catalog.putSettingOnce(BEGUN_SETTING, String(deps.clock())))
  const bornAt = begunAt - PAST_DAYS * DAY_MS
  await putPartner(deps, origins, bornAt)
  const isTold = (await deps.catalog.setting(TOLD_SETTING)) !== undefined
  await Promise.all(
    DEMO_CUSTOMERS.map(async (customer, index) => {
      await putCustomer(deps, customer, bornAt)
      if (!isTold) await tellPast(deps, customer, { begunAt, seed: index + 1 })
    }),
  )
  if (isTold) return
  await dropPastAlerts(deps, begunAt)
  await deps.catalog.putSettingOnce(TOLD_SETTING, "1")
}

/** Alerts of a past that never was are for nobody. */
async function dropPastAlerts({ wallets }: SeedDeps, begunAt: number): Promise<void> {
  const past = (await wallets.outbox(PAST_ALERTS_MAX)).filter(({ at }) => at < begunAt)
  await wallets.outboxDone(past.map(({ id }) => id))
}

async function putPartner({ catalog }: SeedDeps, origins: readonly string[], bornAt: number): Promise<void> {
  const { record } = await catalog.insertPartner({
    ...DEMO_PARTNER,
    status: "active",
    allowedOrigins: origins,
    overdraftMax: 0n,
    fingerprint: fingerprintOf(DEMO_PARTNER),
    createdAt: bornAt,
    updatedAt: bornAt,
  })
  const allowedOrigins = [...new Set([...record.allowedOrigins, ...origins])]
  if (allowedOrigins.length > record.allowedOrigins.length)
    await catalog.updatePartner({ ...record, allowedOrigins })
}

/** The customer, its wallet and its sender. */
async function putCustomer(deps: SeedDeps, customer: DemoCustomer, bornAt: number): Promise<void> {
  const { catalog } = deps
  const { id, name, timezone, locale, contact, billingAddress, taxId, wallet, sender } = customer
  await catalog.insertCustomer({
    id,
    name,
    timezone,
    locale,
    contact,
    billingAddress,
    taxId,
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
  if ((await catalog.sender(sender.id)) !== undefined) return
  await catalog.putSender({
    id: sender.id,
    partnerId: DEMO_PARTNER.id,
    walletId: wallet.id,
    settings: {
      phoneNumber: sender.phoneNumber,
      wabaId: sender.wabaId,
      gupshupAppId: sender.gupshupAppId,
      timezone: null,
      defaultChannel: "cloud_api",
      mmLite: null,
      capOverrides: {},
    },
    at: bornAt,
  })
}

async function openWallet(
  deps: SeedDeps,
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
