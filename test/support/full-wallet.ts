import { issueInvoice } from "@tollgate/server/invoices/issue-invoice.ts"
import type { AppHost } from "./app-host.ts"
import type { Host } from "./host.ts"
import type { Caller } from "./client.ts"
import { postEvents } from "./events.ts"
import { makeTenant, type Tenant } from "./tenant.ts"
import { gupshupBillingV3, postGupshup, postMeta, metaInbound, metaStatus } from "./webhooks.ts"

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** The top-up that was asked for with an `Idempotency-Key`, to ask for it again. */
export const KEYED_TOP_UP = { body: { amount: "7.5", method: "manual" }, key: "pay-once" } as const

/** A delivery that was told of: told again, it is a duplicate. */
export const TOLD = { messageId: "m-1", category: "marketing" } as const

/**
 * A wallet in which there is something of everything: holds open, released and expired, grants paid, promotional and gone,
 * allotments, suspended events, top-ups of every state, refunds, adjustments, a coupon, a payment link, aliases, windows,
 * auto-recharge, kept answers, and rows that wait in the outbox. A host with the sandbox of payments is needed.
 */
export async function fillWallet(host: Host, name: string): Promise<Tenant> {
  const tenant = await makeTenant(host.operator, name, { timezone: "Asia/Kolkata" })
  const { operator, partner, wallet } = tenant
  host.now -= 3 * DAY_MS
  await operator.must(operator.post(`${wallet}/top-ups`, { amount: "100", method: "manual" }))
  await topUps(host, tenant)
  await partner.must(
    partner.put(`${wallet}/allotments`, [{ senderId: tenant.senderId, amount: "20", mayUseShared: true }]),
  )
  await operator.must(operator.patch(wallet, { lowBalanceThreshold: "200", overdraftLimit: "5" }))
  await holds(host, tenant)
  await traffic(host, tenant)
  await operator.must(operator.post(`${wallet}/adjustments`, { amount: "-1.25", reason: "by hand" }))
  await partner.must(partner.post(`${wallet}/payment-links`, { amount: "25", note: "November" }))
  await partner.must(
    partner.put(`${wallet}/auto-recharge`, {
      enabled: true,
      threshold: "20",
      amount: "50",
      monthlyLimit: "500",
    }),
  )
  const plan = { id: `${name}-plan`, basePlanId: "gupshup", fees: [FEE] }
  await partner.must(partner.post("/v1/plans", plan))
  await besides(host, tenant)
  host.now += 2 * DAY_MS
  await operator.must(
    operator.post(`${wallet}/top-ups`, KEYED_TOP_UP.body, { idempotencyKey: KEYED_TOP_UP.key }),
  )
  return tenant
}

/** Issues the invoices of a filled wallet, whose outbox is left as if that were not noted, and keeps the price of one top-up. */
export async function issueInvoices({ test: { deps } }: AppHost, { walletId }: Tenant): Promise<void> {
  const { rows } = await deps.wallets.topUps(walletId, { limit: 200 })
  for (const { id } of rows.filter(({ status }) => status === "succeeded" || status === "refunded")) {
    await issueInvoice(deps, walletId, id)
  }
  const taxLines = [{ label: "GST", percent: "18", amount: "0" }]
  await deps.catalog.putTopUpPrice({
    topUpId: rows[0]!.id,
    walletId,
    feeLabel: null,
    taxLines,
    treatment: null,
  })
}

const FEE = {
  kind: "per_message",
  label: "Service",
  group: "Messages : Partner",
  amount: "0.0001",
  on: ["sent"],
}

/** What the catalog has that no other part brings. */
async function besides(host: Host, { operator, partner, name }: Tenant): Promise<void> {
  const card = "market,currency,category,tier_from,rate\nIndia,USD,utility,0,0.002\n"
  await operator.must(
    operator.send("POST", `/v1/rate-cards?id=${name}-card&effectiveFrom=2027-01-01`, {
      body: card,
      headers: { "content-type": "text/csv" },
    }),
  )
  await operator.must(
    operator.put("/v1/checkout-settings", {
      currencies: {},
      taxes: [{ country: "IN", label: "GST", percent: "18" }],
    }),
  )
  await partner.must(partner.put(`/v1/partners/${name}/issuer`, { legalName: `${name} Ltd` }))
  await partner.must(partner.post("/v1/ingest-tokens", { name: "callbacks" }))
  await partner.must(
    partner.post("/v1/webhook-endpoints", { url: "https://example.com/", events: ["spend.anomaly"] }),
  )
  const unknown = { senderId: `${name}-nobody`, messageId: "lost", at: host.now, category: "utility" }
  await postMeta(operator, metaStatus({ ...unknown, status: "delivered" }))
  const tier = {
    tier: "750001:2000000",
    effective_month: "2026-12",
    pricing_category: "UTILITY",
    region: "India",
  }
  const value = {
    event: "VOLUME_BASED_PRICING_TIER_UPDATE",
    volume_tier_info: { ...tier, tier_update_time: host.now / 1000 },
  }
  await postMeta(operator, {
    object: "whatsapp_business_account",
    entry: [{ id: `waba-${name}`, changes: [{ field: "account_update", value }] }],
  })
  // A secret of the catalog is made with the first portal token.
  await partner.must(partner.post("/v1/portal-tokens", { walletId: `${name}-wallet` }))
}

async function topUps(host: Host, { operator, partner, wallet, name, customerId }: Tenant): Promise<void> {
  // Abroad, where none of these taxes is.
  const billingAddress = { line1: "1 Unter den Linden", city: "Berlin", postalCode: "10117", country: "DE" }
  await partner.must(partner.patch(`/v1/customers/${customerId}`, { billingAddress }))
  const code = `${name}-welcome`
  await operator.must(
    operator.post("/v1/coupons", { code, kind: "percent", value: "10", grantExpiresInDays: 2 }),
  )
  const checkout = (couponCode?: string) =>
    partner.must(
      partner.post(`${wallet}/top-ups`, {
        amount: "50",
        method: "checkout",
        ...(couponCode === undefined ? {} : { couponCode }),
      }),
    )
  const paid = await checkout(code)
  await answerCheckout(host.operator, paid.checkoutUrl, "pay")
  const declined = await checkout(code)
  await answerCheckout(host.operator, declined.checkoutUrl, "decline")
  await checkout(code)
  const refunded = await operator.must(operator.post(`${wallet}/top-ups`, { amount: "30", method: "manual" }))
  await operator.must(operator.post(`/v1/top-ups/${refunded.id}/refund`, { amount: "10", reason: "asked" }))
  const whole = await operator.must(operator.post(`${wallet}/top-ups`, { amount: "5", method: "manual" }))
  await operator.must(operator.post(`/v1/top-ups/${whole.id}/refund`, { reason: "asked" }))
}

async function answerCheckout(caller: Caller, checkoutUrl: string, answer: string): Promise<void> {
  const headers = { "content-type": "application/x-www-form-urlencoded" }
  const sent = { body: `answer=${answer}`, headers }
  await caller.as("").send("POST", new URL(checkoutUrl).pathname, sent)
}

async function holds(host: Host, { partner, senderId }: Tenant): Promise<void> {
  const authorize = (body: object) =>
    partner.must(
      partner.post("/v1/authorizations", {
        senderId,
        messages: [{ to: "919410031234", category: "marketing", count: 3 }],
        ...body,
      }),
    )
  await authorize({ expiresInSeconds: 30 * 86_400 })
  const released = await authorize({})
  await partner.must(partner.post(`/v1/authorizations/${released.id}/release`))
  await authorize({ expiresInSeconds: 60 })
  await authorize({
    messages: [{ to: "919410031234", category: "utility", messageId: "listed-1" }],
    expiresInSeconds: 30 * 86_400,
  }).catch(() => undefined)
  host.now += HOUR_MS
}

async function traffic(host: Host, tenant: Tenant): Promise<void> {
  const { operator, senderId, appId } = tenant
  const categories = ["marketing", "utility", "service", "authentication"]
  for (let hour = 0; hour < 6; hour += 1) {
    host.now += HOUR_MS
    const events = categories.flatMap((category, index) => {
      const messageId = `m-${hour * categories.length + index}`
      const at = host.now - 1000 * (index + 1)
      const recipient = index % 2 === 0 ? "919410031234" : "14155550177"
      return [
        { messageId, kind: "sent" as const, at, category, recipient },
        { messageId, at: at + 500, category, recipient },
      ]
    })
    await postEvents(tenant, events)
  }
  await postEvents(tenant, [
    { ...TOLD, at: host.now },
    { messageId: "failing", kind: "sent", at: host.now },
    { messageId: "failing", kind: "failed", at: host.now },
    { messageId: "seen", at: host.now, category: "utility" },
    { messageId: "seen", kind: "read", at: host.now },
  ])
  await postMeta(operator, metaInbound(senderId, "in-1", host.now))
  const unknown = { senderId, messageId: "odd", at: host.now, category: "promo-of-2030" }
  await postMeta(operator, metaStatus({ ...unknown, status: "delivered" }))
  const status = { senderId, messageId: "wamid-1", at: host.now, category: "marketing" }
  await postMeta(operator, metaStatus({ ...status, status: "delivered" }))
  const billing = { appId, messageId: "wamid-1", gsId: "gs-1", source: "whatsapp" as const }
  await postGupshup(operator, gupshupBillingV3(billing))
}
