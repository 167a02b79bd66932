import {
  createScheduledController,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
  SELF,
} from "cloudflare:test"
import { env } from "cloudflare:workers"
import { beforeAll, expect, it } from "vitest"
import worker from "../../src/runtime/worker/index.ts"
import {
  balance,
  clock,
  delivered,
  expectSound,
  makeTenant,
  MARKETING,
  must,
  RECIPIENT,
  send,
  setUp,
  type Tenant,
} from "./client.ts"

const DAY_MS = 86_400_000

beforeAll(setUp)

function objectOf({ walletId }: Tenant) {
  return env.WALLET.getByName(walletId)
}

/** In how many ms the object's alarm rings; null = it is not set. */
function alarmIn(tenant: Tenant): Promise<number | null> {
  return runInDurableObject(objectOf(tenant), async (_object, { storage }) => {
    const at = await storage.getAlarm()
    return at === null ? null : at - Date.now()
  })
}

/** Rings until there is nothing to do at once. */
async function settleDown(tenant: Tenant): Promise<void> {
  for (let rings = 0; rings < 10; rings += 1) {
    if (((await alarmIn(tenant)) ?? Infinity) > 500) return
    await runDurableObjectAlarm(objectOf(tenant))
  }
}

function outboxOf(tenant: Tenant): Promise<number> {
  return runInDurableObject(objectOf(tenant), (_object, { storage }) =>
    Number(storage.sql.exec("SELECT COUNT(*) AS n FROM outbox").one()["n"]),
  )
}

it("[WORK-6] a hold expires by the object's alarm, which was set with the commit that made it", async () => {
  const tenant = await makeTenant("expiring", "1")
  await settleDown(tenant)
  const { walletId, wallet } = tenant
  const hold = { walletId, expiresInSeconds: 60, messages: [{ to: RECIPIENT, category: "marketing" }] }
  await must("POST", "/v1/authorizations", { body: hold })
  const inMs = (await alarmIn(tenant)) ?? 0
  expect(inMs).toBeGreaterThan(50_000)
  expect(inMs).toBeLessThanOrEqual(60_000)
  clock.now += 60_000
  expect(await runDurableObjectAlarm(objectOf(tenant))).toBe(true)
  expect((await must("GET", wallet)).held).toBe("0")
  await expectSound(tenant)
})

it("[WORK-6, BACK-2, BACK-7, BACK-8] refunds are asked for by the alarm, and what a provider says of all wallets comes to the wallet's object", async () => {
  const tenant = await makeTenant("refunding", "1")
  const topUps = `${tenant.wallet}/top-ups`
  const topUp = await must("POST", topUps, { body: { amount: "20", method: "checkout" } })
  const page = { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" } }
  await SELF.fetch(topUp.checkoutUrl, { ...page, body: "answer=pay", redirect: "manual" })
  expect((await must("GET", tenant.wallet)).balance).toBe("21")
  const path = `/v1/top-ups/${topUp.id}`
  const asked = await must("POST", `${path}/refund`, { body: { amount: "5", reason: "asked" } })
  expect(asked.refunds).toMatchObject([{ status: "pending", amount: "5" }])
  await settleDown(tenant)
  await expect.poll(async () => (await must("GET", path)).refunded).toBe("5")
  const disputed = {
    kind: "disputed",
    topUpId: topUp.id,
    disputeId: "dp_1",
    disputed: 2n ** 20n * 10n,
    currency: "USD",
    reason: "fraudulent",
    state: "opened",
  } as const
  expect(await objectOf(tenant).applyPaymentEvent("sandbox", disputed)).toBe("applied")
  expect(await must("GET", path)).toMatchObject({ status: "disputed", disputes: [{ amount: "10.48576" }] })
  // An open dispute wakes the object every ten minutes.
  await settleDown(tenant)
  const inMs = (await alarmIn(tenant)) ?? 0
  expect(inMs).toBeGreaterThan(60_000)
  expect(inMs).toBeLessThanOrEqual(600_000)
  await expectSound(tenant)
})

it("[WORK-6] the outbox is delivered by the alarm; what cannot be delivered comes again, less and less often", async () => {
  await must("POST", "/v1/coupons", { body: { code: "TEN", kind: "fixed", value: "10", currency: "USD" } })
  const tenant = await makeTenant("delivering", "1")
  await settleDown(tenant)
  expect(await outboxOf(tenant)).toBe(0)

  const body = { amount: "20", method: "checkout", couponCode: "TEN" }
  const { checkoutUrl } = await must("POST", `${tenant.wallet}/top-ups`, { body })
  const coupon = env.COUPON.getByName("TEN")
  await runInDurableObject(coupon, (_object, { storage }) => {
    storage.sql.exec("ALTER TABLE coupon_redemption RENAME TO gone")
  })
  await pay(checkoutUrl)
  await expect.poll(() => balance(tenant)).toBe("31")
  const pauses: number[] = []
  for (let rings = 0; rings < 3; rings += 1) {
    await runDurableObjectAlarm(objectOf(tenant))
    const pause = (await alarmIn(tenant)) ?? 0
    pauses.push(Math.round(pause / 1000))
    clock.now += pause + 1_000
  }
  expect(await outboxOf(tenant)).toBeGreaterThan(0)
  expect(pauses).toEqual([...pauses].toSorted((left, right) => left - right))
  expect(pauses.at(-1)).toBeGreaterThan(1)
  await runInDurableObject(coupon, (_object, { storage }) => {
    storage.sql.exec("ALTER TABLE gone RENAME TO coupon_redemption")
  })
  clock.now += 300_000
  await runDurableObjectAlarm(objectOf(tenant))
  expect(await outboxOf(tenant)).toBe(0)
  expect((await must("GET", "/v1/coupons")).data[0]).toMatchObject({
    code: "TEN",
    redemptions: { confirmed: 1, reserved: 0 },
  })
})

async function pay(checkoutUrl: string): Promise<void> {
  const page = await SELF.fetch(new URL(checkoutUrl, "https://billing.example.com").href)
  expect(page.status).toBe(200)
  const answered = await SELF.fetch(new URL(checkoutUrl, "https://billing.example.com").href, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://billing.example.com" },
    body: "answer=pay",
  })
  expect(answered.status).toBeLessThan(400)
}

it("[WORK-6] events in suspense are rated by the alarm once what was missing is there, and the intake forgets the wallet", async () => {
  const version = { rateCard: "meta", fees: [], caps: [] }
  const plan = { ...version, id: "late", name: "Late", currency: "USD", effectiveFrom: "2026-12-01" }
  await must("POST", "/v1/plans", { body: plan })
  const tenant = await makeTenant("waiting", "1")
  await must("PATCH", tenant.wallet, { body: { planId: "late" } })
  const told = await must("POST", "/v1/events", { body: { events: [delivered(tenant.senderId, "w1")] } })
  expect(told.suspended).toBe(1)
  await settleDown(tenant)
  const waiting = () => env.INTAKE.getByName("intake").walletsInSuspense({ limit: 100 })
  await expect.poll(waiting).toContain(tenant.walletId)

  await must("POST", "/v1/plans/late/versions", { body: { ...version, effectiveFrom: "2026-11-01" } })
  clock.now += 300_000
  await runDurableObjectAlarm(objectOf(tenant))
  await expect.poll(() => balance(tenant)).toBe("0.9882")
  await expect.poll(waiting).not.toContain(tenant.walletId)
  await expectSound(tenant)
})

it("[WORK-6] events of an unknown sender are rated by the minute's sweep once somebody pays for it", async () => {
  const tenant = await makeTenant("intake", "1")
  const told = await must("POST", "/v1/events", { body: { events: [delivered("intake-second", "i1")] } })
  expect(told.suspended).toBe(1)
  const sender = { walletId: tenant.walletId, phoneNumber: "+14155550101" }
  await must("PUT", "/v1/senders/intake-second", { body: sender })
  await worker.scheduled(createScheduledController(), env)
  expect(await balance(tenant)).toBe("0.986492")
})

it("[WORK-6] a sweep that fails comes again less and less often, however often the wallet is written to", async () => {
  const tenant = await makeTenant("resting", "1")
  await settleDown(tenant)
  const intake = env.INTAKE.getByName("intake")
  const rename = (from: string, to: string) =>
    runInDurableObject(intake, (_object, { storage }) => {
      storage.sql.exec(`ALTER TABLE ${from} RENAME TO ${to}`)
    })
  await rename("suspended_wallet", "gone")
  const old = delivered(tenant.senderId, "r1", { occurredAt: "2020-01-01T00:00:00Z" })
  expect((await must("POST", "/v1/events", { body: { events: [old] } })).suspended).toBe(1)
  const pauses: number[] = []
  for (let rings = 0; rings < 5; rings += 1) {
    await runDurableObjectAlarm(objectOf(tenant))
    await must("POST", `${tenant.wallet}/adjustments`, { body: { amount: "1", reason: "meanwhile" } })
    const pause = (await alarmIn(tenant)) ?? 0
    pauses.push(Math.round(pause / 1000))
    clock.now += pause + 1_000
  }
  // The runtime may have rung itself before.
  expect(pauses.slice(1)).toEqual([...pauses.slice(1)].toSorted((left, right) => left - right))
  expect(pauses.at(-1)).toBeGreaterThan(4)
  clock.now += 300_000
  await rename("gone", "suspended_wallet")
  await runDurableObjectAlarm(objectOf(tenant))
  expect(await intake.walletsInSuspense({ limit: 100 })).toContain(tenant.walletId)
})

it("[WORK-6] an object that wakes without an alarm sets it", async () => {
  const tenant = await makeTenant("asleep", "1")
  await settleDown(tenant)
  const { walletId, wallet } = tenant
  const hold = { walletId, expiresInSeconds: 60, messages: [{ to: RECIPIENT, category: "marketing" }] }
  await must("POST", "/v1/authorizations", { body: hold })
  await runInDurableObject(objectOf(tenant), (_object, { storage }) => storage.deleteAlarm())
  await evictDurableObject(objectOf(tenant))
  clock.now += 61_000
  await must("GET", wallet)
  expect(await alarmIn(tenant)).not.toBeNull()
  await runDurableObjectAlarm(objectOf(tenant))
  expect((await must("GET", wallet)).held).toBe("0")
  // Of a wallet that is none there is nothing to do.
  const empty = env.WALLET.getByName("asleep-none")
  expect(await empty.wallet()).toBeUndefined()
  expect(await runInDurableObject(empty, (_object, { storage }) => storage.getAlarm())).toBeNull()
})

it("[ROUTE-9] a wallet that does not answer keeps its own events waiting, and nobody else's", async () => {
  const [broken, whole] = [await makeTenant("sweep-a", "1"), await makeTenant("sweep-b", "1")]
  const events = [delivered("sweep-a2", "s1"), delivered("sweep-b2", "s2"), delivered("sweep-none", "s3")]
  expect((await must("POST", "/v1/events", { body: { events } })).suspended).toBe(3)
  for (const { walletId } of [broken, whole]) {
    const id = walletId.replace("-wallet", "2")
    await must("PUT", `/v1/senders/${id}`, { body: { walletId, phoneNumber: "+14155550102" } })
  }
  const rename = (from: string, to: string) =>
    runInDurableObject(objectOf(broken), (_object, { storage }) => {
      storage.sql.exec(`ALTER TABLE ${from} RENAME TO ${to}`)
    })
  await rename("message", "message_gone")
  await worker.scheduled(createScheduledController(), env)
  expect(await balance(whole)).toBe("0.986492")
  expect((await send("POST", "/v1/suspense/retry", { body: {} })).status).toBe(503)
  await rename("message_gone", "message")
  expect(await balance(broken)).toBe("1")
  const retried = await must("POST", "/v1/suspense/retry", { body: {} })
  expect(retried).toMatchObject({ accepted: 1, charged: MARKETING })
  expect(await balance(broken)).toBe("0.986492")
  expect(
    (await must("GET", "/v1/suspense")).data.map(({ senderId }: { senderId: string }) => senderId),
  ).toContain("sweep-none")
})

it("[WORK-7] once a day old charges go to the archive, and are read and verified from there", async () => {
  const tenant = await makeTenant("archived", "1000")
  const batches = 11
  for (let batch = 0; batch < batches; batch += 1) {
    const events = Array.from({ length: 1_000 }, (_, index) =>
      delivered(tenant.senderId, `a${batch}-${index}`),
    )
    await must("POST", "/v1/events", { body: { events } })
  }
  const before = {
    balance: await balance(tenant),
    message: (await must("GET", `${tenant.wallet}/messages?limit=1`)).data[0],
    usage: await must("GET", `${tenant.wallet}/usage?from=2026-11-01&to=2026-11-30`),
  }
  const rows = () =>
    runInDurableObject(objectOf(tenant), (_object, { storage }) =>
      Number(storage.sql.exec("SELECT COUNT(*) AS n FROM charge").one()["n"]),
    )
  const charges = await rows()
  expect(charges).toBeGreaterThanOrEqual(11_000)
  clock.now += 36 * DAY_MS
  await runDurableObjectAlarm(objectOf(tenant))
  expect(await rows()).toBeLessThan(charges - 9_999)
  expect((await env.ARCHIVE.list()).objects.length).toBeGreaterThan(0)
  expect(await balance(tenant)).toBe(before.balance)
  expect((await must("GET", `${tenant.wallet}/messages?limit=1`)).data[0]).toEqual(before.message)
  expect(JSON.stringify(before.message)).toContain(MARKETING)
  expect(await must("GET", `${tenant.wallet}/usage?from=2026-11-01&to=2026-11-30`)).toMatchObject({
    totals: before.usage.totals,
  })
  await expectSound(tenant)
})
