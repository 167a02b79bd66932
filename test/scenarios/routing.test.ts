import { expect, it } from "vitest"
import { openHost, type Host } from "../support/host.ts"
import { postEvents } from "../support/events.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"
import { gupshupBillingV3, metaStatus, postGupshup, postMeta, RECIPIENT } from "../support/webhooks.ts"

/** A second number of the tenant's wallet, by the same Gupshup app. */
async function addSender({ partner, walletId, appId }: Tenant, id: string): Promise<void> {
  const body = { walletId, phoneNumber: "+14155550101", gupshupAppId: appId }
  await partner.must(partner.put(`/v1/senders/${id}`, body))
}

async function suspendedReasons({ operator }: Host): Promise<string[]> {
  const { data } = await operator.must(operator.get("/v1/suspense"))
  return data.map((one: { reason: string }) => one.reason)
}

it("[ROUTE-3] an app of two numbers means the one whose wallet knows the message; a message nobody knows waits", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "two", { credit: "1" })
  await addSender(tenant, "two-second")
  const { senderId, appId } = tenant
  await postMeta(host.operator, metaStatus({ senderId, messageId: "known", status: "sent", at: host.now }))
  const billing = { appId, source: "whatsapp" } as const
  const known = await postGupshup(
    host.operator,
    gupshupBillingV3({ ...billing, messageId: "known", gsId: "g1" }),
  )
  expect(known.body).toMatchObject({ accepted: 1, suspended: 0 })
  const other = await postGupshup(
    host.operator,
    gupshupBillingV3({ ...billing, messageId: "other", gsId: "g2" }),
  )
  expect(other.body).toMatchObject({ accepted: 0, suspended: 1, charged: "0" })
  expect(await suspendedReasons(host)).toEqual(["unknown_sender"])
})

it("[ROUTE-4] a request over two wallets is one entry in each, and an unknown sender's event waits once", async () => {
  const host = openHost()
  const first = await makeTenant(host.operator, "first", { credit: "1" })
  const second = await makeTenant(host.operator, "second", { credit: "1" })
  const event = (senderId: string, messageId: string) => ({
    ...{ senderId, messageId, recipient: RECIPIENT, kind: "delivered", category: "marketing" },
    occurredAt: new Date(host.now).toISOString(),
  })
  const { senderId } = first
  const events = [
    event(senderId, "a"),
    event(second.senderId, "b"),
    event(senderId, "c"),
    event("nobody", "d"),
  ]
  const before = await Promise.all([first, second].map(({ wallet }) => host.operator.get(`${wallet}/proof`)))
  const answers = [
    await host.operator.post("/v1/events", { events }),
    await host.operator.post("/v1/events", { events }),
  ]
  expect(answers[0]!.body).toMatchObject({ accepted: 3, duplicates: 0, suspended: 1, charged: "0.040524" })
  expect(answers[1]!.body).toMatchObject({ accepted: 0, duplicates: 3, suspended: 1, charged: "0" })
  const after = await Promise.all([first, second].map(({ wallet }) => host.operator.get(`${wallet}/proof`)))
  expect(after.map(({ body }) => body.sequence)).toEqual(before.map(({ body }) => body.sequence + 1))
  expect(await suspendedReasons(host)).toEqual(["unknown_sender"])
  for (const tenant of [first, second]) await expectSound(host, tenant)
})

/** What Meta posts when an account has reached another tier of utility in India. */
function tierUpdate(wabaId: string, at: number): object {
  const update = {
    tier: "25000001:50000000",
    pricing_category: "UTILITY",
    region: "India",
    tier_update_time: Math.floor(at / 1000),
    effective_month: new Date(at).toISOString().slice(0, 7),
  }
  const value = { event: "VOLUME_BASED_PRICING_TIER_UPDATE", volume_tier_info: update }
  return { id: wabaId, changes: [{ field: "account_update", value }] }
}

it("[ROUTE-6] a tier that a webhook tells prices the events beside it, and a partner tells of its own accounts only", async () => {
  const host = openHost()
  const { operator } = host
  const plan = { name: "Reported", currency: "USD", effectiveFrom: "2026-01-01", rateCard: "meta" }
  await operator.must(
    operator.post("/v1/plans", { ...plan, id: "reported", volumeTiers: "reported", fees: [], caps: [] }),
  )
  const tenant = await makeTenant(operator, "tier", { credit: "1", planId: "reported" })
  const { partner, walletId, senderId, appId } = tenant
  const sender = { walletId, phoneNumber: "+14155550100", wabaId: "waba-1", gupshupAppId: appId }
  await partner.must(partner.put(`/v1/senders/${senderId}`, sender))
  const stranger = await makeTenant(operator, "stranger")
  const token = await stranger.partner.must(stranger.partner.post("/v1/ingest-tokens", {}))
  const foreign = {
    object: "whatsapp_business_account",
    gs_app_id: stranger.appId,
    entry: [tierUpdate("waba-1", host.now)],
  }
  expect(token.token).toMatch(/^tg_it_/)
  expect((await postGupshup(operator, foreign, token.token)).body).toMatchObject({ rejected: 0, ignored: 0 })

  const told = { senderId, status: "delivered", category: "utility", type: "regular" } as const
  const status = (messageId: string) => metaStatus({ ...told, messageId, at: host.now })
  expect((await postMeta(operator, status("before"))).body.charged).toBe("0.0014")
  const { entry, ...rest } = status("beside") as { entry: object[] }
  expect(
    (await postMeta(operator, { ...rest, entry: [...entry, tierUpdate("waba-1", host.now)] })).body,
  ).toMatchObject({
    accepted: 1,
    charged: "0.0013",
  })
})

it("[ROUTE-7] a request on a wallet means the number it names, else its only one, else none", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "named", { credit: "1" })
  const { partner, walletId, senderId } = tenant
  const messages = [{ to: RECIPIENT, category: "service" }]
  const quote = (named: object) => partner.post("/v1/quotes", { walletId, messages, ...named })
  // A number has an allowance of service messages; a wallet by itself has none.
  expect((await quote({})).body.lines[0].amount).toBe("0.001")
  await addSender(tenant, "named-second")
  expect((await quote({ senderId })).body.lines[0].amount).toBe("0.001")
  expect(Number((await quote({})).body.lines[0].amount)).toBeGreaterThan(0.001)
  expect((await quote({ senderId: "nobody" })).body.code).toBe("unknown_sender")
})

it("[ROUTE-8] a refusal for want of money says so, and where to top up", async () => {
  const host = openHost()
  const { partner, walletId } = await makeTenant(host.operator, "poor", { credit: "0.013507" })
  const messages = [{ to: RECIPIENT, category: "marketing" }]
  const { status, body } = await partner.post("/v1/authorizations", { walletId, messages })
  expect(status).toBe(402)
  expect(body).toMatchObject({ code: "insufficient_funds", spendable: "0.013507", required: "0.013508" })
  expect(body.detail).toMatch(/could not be sent.*not have enough funds.*top up/)
})

it("[ROUTE-9] a retry rates what waits, by its own time; conflicts stay", async () => {
  const host = openHost()
  const { operator } = host
  const tenant = await makeTenant(operator, "late", { credit: "1" })
  const told = {
    senderId: "late-second",
    status: "delivered",
    category: "marketing",
    type: "regular",
  } as const
  const at = host.now - 86_400_000
  expect((await postMeta(operator, metaStatus({ ...told, messageId: "w1", at }))).body.suspended).toBe(1)
  await postEvents(tenant, [{ messageId: "c1", at: host.now, category: "marketing", type: "regular" }])
  const conflict = { senderId: tenant.senderId, messageId: "c1", at: host.now, status: "delivered" } as const
  await postMeta(operator, metaStatus({ ...conflict, category: "utility", type: "regular" }))
  expect((await suspendedReasons(host)).toSorted()).toEqual(["fact_conflict", "unknown_sender"])

  await addSender(tenant, "late-second")
  const retried = await operator.must(operator.post("/v1/suspense/retry", {}))
  expect(retried).toMatchObject({ accepted: 1, charged: "0.013508" })
  expect(await suspendedReasons(host)).toEqual(["fact_conflict"])
  const { data } = await operator.must(operator.get(`${tenant.wallet}/messages`))
  expect(data.map((one: { occurredAt: string }) => one.occurredAt)).toContain(
    new Date(Math.floor(at / 1000) * 1000).toISOString(),
  )
  await expectSound(host, tenant)
})
