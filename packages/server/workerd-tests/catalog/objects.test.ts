import {
  applyD1Migrations,
  env,
  evictDurableObject,
  listDurableObjectIds,
  reset,
  runInDurableObject,
} from "cloudflare:test"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Catalog, WantedRedemption } from "../../src/catalog/catalog.ts"
import type { Coupon } from "../../src/catalog/records.ts"
import { withObjects } from "../../src/runtime/worker/with-objects.ts"
import { openD1Catalog } from "../../src/storage/d1/d1-catalog.ts"
import { StoreUnavailableError } from "../../src/storage/store-unavailable.ts"

const NOW = Date.UTC(2026, 10, 22)
const CHECKOUT_MS = 5_400_000
const LAPSES_AT = NOW + CHECKOUT_MS
const COUPON: Coupon = {
  code: "Last5",
  codeKey: "LAST5",
  kind: "fixed",
  // Past 2^53, as amounts may be.
  value: 9_007_199_254_740_993n,
  maxBonus: null,
  minTopUp: null,
  currency: "USD",
  partnerId: null,
  customerId: null,
  expiresAt: null,
  maxRedemptions: 5,
  perCustomer: null,
  grantExpiresInDays: null,
  fingerprint: "f",
  createdAt: NOW,
}

let catalog: Catalog
beforeEach(async () => {
  await applyD1Migrations(env.CATALOG, [...env.D1_MIGRATIONS])
  catalog = withObjects(
    openD1Catalog(env.CATALOG, () => NOW),
    env,
  )
  await catalog.insertCoupon(COUPON)
})
afterEach(() => reset())

const wantedOf = (index: number): WantedRedemption => ({
  topUpId: `top_${index}`,
  codeKey: "LAST5",
  walletId: `wal_${index}`,
  customerId: `cus_${index}`,
  partnerId: "par_1",
  currency: "USD",
  amount: 100_000_000n,
  now: NOW,
  lapsesAt: LAPSES_AT,
})
const keyOf = (index: number) => ({ topUpId: `top_${index}`, codeKey: "LAST5" })
const reserve = (index: number, now = NOW) =>
  catalog.reserveRedemption({ ...wantedOf(index), now, lapsesAt: now + CHECKOUT_MS })
const usesAt = async (now: number) => {
  const uses = await catalog.couponUses("LAST5", now)
  return [uses?.reserved, uses?.confirmed]
}
const evict = () => evictDurableObject(env.COUPON.getByName("LAST5"))

describe("the object of a coupon", () => {
  it("[OBJ-1] gives 20 who ask at once the five that are left", async () => {
    const reserved = await Promise.all(Array.from({ length: 20 }, (_, index) => reserve(index)))
    expect(reserved.filter((one) => one?.kind === "reserved")).toHaveLength(5)
    expect(reserved.filter((one) => one?.kind === "refused")).toHaveLength(15)
    expect(await usesAt(NOW)).toEqual([5, 0])
    expect(reserved.find((one) => one?.kind === "reserved")).toMatchObject({
      redemption: { bonus: 9_007_199_254_740_993n },
    })
  })

  it("[OBJ-2] knows after an eviction what was reserved, confirmed and released", async () => {
    const [first] = [await reserve(0), await reserve(1), await reserve(2)]
    await evict()
    expect(await reserve(0)).toEqual(first)
    await catalog.confirmRedemption(keyOf(0))
    await catalog.releaseRedemption(keyOf(1))
    await evict()
    expect(await usesAt(NOW)).toEqual([1, 1])
    expect((await catalog.redemption(keyOf(1)))?.state).toBe("released")
    for (const _ of [1, 2]) await catalog.confirmRedemption(keyOf(0))
    await catalog.releaseRedemption(keyOf(0))
    expect(await usesAt(NOW)).toEqual([1, 1])
    // Money that came late.
    await catalog.confirmRedemption(keyOf(1))
    expect(await usesAt(NOW)).toEqual([1, 2])
  })

  it("[OBJ-2] lets reservations that nobody ended lapse, across an eviction", async () => {
    for (const index of [0, 1, 2, 3, 4]) await reserve(index)
    await evict()
    expect((await reserve(5, LAPSES_AT - 1))?.kind).toBe("refused")
    expect((await reserve(5, LAPSES_AT))?.kind).toBe("reserved")
    expect(await usesAt(LAPSES_AT)).toEqual([1, 0])
  })

  it("[OBJ-3] is not woken for a code that nobody made", async () => {
    const before = await listDurableObjectIds(env.COUPON)
    const asked = { ...wantedOf(0), codeKey: "NOBODYS" }
    expect(await catalog.reserveRedemption(asked)).toBeUndefined()
    expect(await catalog.couponCounts("NOBODYS", { now: NOW, customerId: "c" })).toBeUndefined()
    expect(await catalog.couponUses("NOBODYS", NOW)).toBeUndefined()
    expect(await listDurableObjectIds(env.COUPON)).toHaveLength(before.length)
  })

  it("[OBJ-3] is asked for the counts of a list", async () => {
    await reserve(0)
    await catalog.insertCoupon({ ...COUPON, codeKey: "OTHER", code: "Other", createdAt: NOW + 1 })
    const { rows } = await catalog.coupons({ limit: 10 }, NOW)
    expect(rows.map(({ coupon, reserved }) => [coupon.code, reserved])).toEqual([
      ["Last5", 1],
      ["Other", 0],
    ])
  })

  it("[OBJ-6] that does not answer is a store that is unavailable", async () => {
    await reserve(0)
    await runInDurableObject(env.COUPON.getByName("LAST5"), (_, state) => {
      state.storage.sql.exec("DROP TABLE coupon_redemption")
    })
    await expect(reserve(1)).rejects.toBeInstanceOf(StoreUnavailableError)
  })
})

describe("the object of the intake", () => {
  const event = (key: string) => ({ key, sender: "1", partnerId: null, event: "{}", receivedAt: NOW })

  it("[OBJ-4] keeps each event once, of many at once, and after an eviction", async () => {
    const added = await Promise.all(
      Array.from({ length: 20 }, (_, index) => catalog.putIntakeEvents([event("same"), event(`k${index}`)])),
    )
    expect(added.reduce((sum, one) => sum + one.added, 0)).toBe(21)
    await evictDurableObject(env.INTAKE.getByName("intake"))
    expect((await catalog.intakeEvents({}, { limit: 50 })).rows).toHaveLength(21)
    await catalog.dropIntakeEvents(["same", "nobody's"])
    expect((await catalog.intakeEvents({ sender: "1" }, { limit: 50 })).rows).toHaveLength(20)
  })

  it("[OBJ-4] takes a thousand events of a request at once", async () => {
    const events = Array.from({ length: 1_000 }, (_, index) => event(`k${index}`))
    expect(await catalog.putIntakeEvents(events)).toEqual({ added: 1_000 })
    await catalog.dropIntakeEvents(events.map(({ key }) => key))
    expect((await catalog.intakeEvents({}, { limit: 1 })).rows).toEqual([])
  })

  it("[OBJ-5] knows the wallets that have suspended events, each once, in order of their ids", async () => {
    const intake = env.INTAKE.getByName("intake")
    for (const id of ["wal_b", "wal_a", "wal_c", "wal_a"]) await intake.noteSuspense(id, true)
    await intake.noteSuspense("wal_c", false)
    await intake.noteSuspense("wal_d", false)
    expect(await intake.walletsInSuspense({ limit: 1 })).toEqual(["wal_a"])
    expect(await intake.walletsInSuspense({ limit: 5, after: "wal_a" })).toEqual(["wal_b"])
  })
})
