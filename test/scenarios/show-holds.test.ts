import { expect, it } from "vitest"
import { openHost, type Host } from "../support/host.ts"
import { readBooks } from "../support/books.ts"
import { postEvents } from "../support/events.ts"
import { expectSound } from "../support/sound.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"
import { metaStatus, postMeta } from "../support/webhooks.ts"

const MESSAGE = "0.013508"

async function authorize(tenant: Tenant, messageIds: readonly string[], more: object = {}): Promise<any> {
  const messages = messageIds.map((messageId) => ({ messageId, to: "919410031234", category: "marketing" }))
  const body = { senderId: tenant.senderId, messages, ...more }
  return tenant.partner.must(tenant.partner.post("/v1/authorizations", body))
}

async function heldAndBalance({ partner, wallet }: Tenant): Promise<[string, string]> {
  const { held, balance } = await partner.must(partner.get(wallet))
  return [held, balance]
}

async function deliver(host: Host, { senderId }: Tenant, messageId: string): Promise<string> {
  const status = { senderId, messageId, status: "delivered" as const, at: host.now }
  const answer = await postMeta(
    host.operator,
    metaStatus({ ...status, category: "marketing", type: "regular" }),
  )
  return answer.body.charged
}

it("[HOLD-5] a hold is captured a message at a time, and a failure frees its part", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "capture", { credit: "1" })
  const hold = await authorize(tenant, ["m1", "m2", "m3"])
  expect(hold).toMatchObject({ status: "open", held: "0.040524" })
  expect(await heldAndBalance(tenant)).toEqual(["0.040524", "1"])
  expect(await deliver(host, tenant, "m1")).toBe(MESSAGE)
  expect(await heldAndBalance(tenant)).toEqual(["0.027016", "0.986492"])
  const failed = { senderId: tenant.senderId, messageId: "m2", status: "failed" as const, at: host.now }
  await postMeta(host.operator, metaStatus(failed))
  await postMeta(host.operator, metaStatus(failed))
  expect(await heldAndBalance(tenant)).toEqual([MESSAGE, "0.986492"])
  expect(await deliver(host, tenant, "m3")).toBe(MESSAGE)
  expect(await heldAndBalance(tenant)).toEqual(["0", "0.972984"])
  const seen = await tenant.partner.must(tenant.partner.get(`/v1/authorizations/${hold.id}`))
  expect(seen.status).toBe("captured")
  await readBooks(tenant)
  await expectSound(host, tenant)
})

it("[INV-4] a delivery after release, after expiry and after failed is charged in full, below zero too", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "late", { credit: "0.03" })
  const { partner } = tenant
  const released = await authorize(tenant, ["released"])
  await partner.must(partner.post(`/v1/authorizations/${released.id}/release`))
  expect(await heldAndBalance(tenant)).toEqual(["0", "0.03"])
  const expiring = await authorize(tenant, ["expired", "failed"], { expiresInSeconds: 60 })
  const failed = { senderId: tenant.senderId, messageId: "failed", status: "failed" as const, at: host.now }
  await postMeta(host.operator, metaStatus(failed))
  host.now += 61_000
  expect(await deliver(host, tenant, "released")).toBe(MESSAGE)
  expect(await heldAndBalance(tenant)).toEqual(["0", "0.016492"])
  expect((await partner.must(partner.get(`/v1/authorizations/${expiring.id}`))).status).toBe("expired")
  expect(await deliver(host, tenant, "expired")).toBe(MESSAGE)
  expect(await deliver(host, tenant, "failed")).toBe(MESSAGE)
  expect(await heldAndBalance(tenant)).toEqual(["0", "-0.010524"])

  const answer = await partner.post("/v1/authorizations", {
    senderId: tenant.senderId,
    messages: [{ to: "919410031234", category: "marketing" }],
  })
  expect(answer.status).toBe(402)
  expect(answer.body).toMatchObject({
    code: "insufficient_funds",
    spendable: "-0.010524",
    required: MESSAGE,
  })
  expect(answer.body.detail).toMatch(/could not be sent/i)
  expect((await readBooks(tenant)).wallet.isOverdrawn).toBe(true)
  await expectSound(host, tenant)
})

it("[INV-4] a suspended and a closed wallet still take deliveries", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "closed", {})
  for (const [status, messageId] of [
    ["suspended", "m1"],
    ["closed", "m2"],
  ] as const) {
    await host.operator.must(host.operator.post(`${tenant.wallet}/adjustments`, { amount: "1", reason: "x" }))
    await host.operator.must(host.operator.patch(tenant.wallet, { status }))
    expect(await deliver(host, tenant, messageId)).toBe(MESSAGE)
    const refused = await tenant.partner.post("/v1/authorizations", {
      walletId: tenant.walletId,
      messages: [{ to: "919410031234", category: "marketing" }],
    })
    expect([refused.status, refused.body.code]).toEqual([409, "wallet_not_active"])
    const topUp = await host.operator.post(`${tenant.wallet}/top-ups`, { amount: "1", method: "manual" })
    expect([topUp.status, topUp.body.code]).toEqual([409, "wallet_not_active"])
  }
  expect(await heldAndBalance(tenant)).toEqual(["0", "1.972984"])
  await expectSound(host, tenant)
})

it("[ROUTE-2] a message of a moved sender is charged to the wallet that knows it, a new one to the new wallet", async () => {
  const host = openHost()
  const tenant = await makeTenant(host.operator, "moved", { credit: "1" })
  const { partner, customerId, senderId } = tenant
  const walletId = "moved-next"
  await partner.must(
    partner.post("/v1/wallets", { id: walletId, customerId, currency: "USD", planId: "gupshup" }),
  )
  const next = { ...tenant, walletId, wallet: `/v1/wallets/${walletId}` }
  await postEvents(tenant, [{ messageId: "old", kind: "sent", at: host.now, category: "marketing" }])
  host.now += 1_000
  await partner.must(partner.put(`/v1/senders/${senderId}`, { walletId, phoneNumber: "+14155550100" }))
  await deliver(host, tenant, "old")
  await deliver(host, tenant, "new")
  await deliver(host, tenant, "old")
  await deliver(host, tenant, "new")
  expect((await readBooks(tenant)).wallet.balance).toBe("0.986492")
  expect((await readBooks(next)).wallet.balance).toBe("-0.013508")
  for (const each of [tenant, next]) await expectSound(host, each)
})
