import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { catalogCoupons, RESERVATION_GRACE_MS } from "../../coupons/catalog-coupons.ts"
import { RESERVED_BY_CUSTOMER_MAX } from "../../coupons/judge-redemption.ts"
import type { CouponPort, CouponUse } from "../../payments/coupon-port.ts"
import type { Catalog } from "../catalog.ts"
import type { Coupon } from "../records.ts"
import type { CatalogTestHost, MakeCatalogHost } from "./host.ts"

const NOW = Date.UTC(2026, 10, 22)
const CHECKOUT_MS = 1_800_000

const COUPON: Coupon = {
  code: "Diwali10",
  codeKey: "DIWALI10",
  kind: "percent",
  value: 100_000n,
  maxBonus: null,
  minTopUp: null,
  currency: "USD",
  partnerId: "p",
  customerId: null,
  expiresAt: NOW + 1_000,
  maxRedemptions: 1,
  perCustomer: null,
  grantExpiresInDays: 30,
  fingerprint: "f",
  createdAt: NOW,
}
const USE: CouponUse = {
  code: "diwali10",
  walletId: "w",
  customerId: "c",
  partnerId: "p",
  currency: "USD",
  amount: 100_000_000n,
  now: NOW,
}
/** Coupons as checkouts use them, out of a catalog. */
export function couponTests(makeHost: MakeCatalogHost): void {
  describe("coupons", () => {
    let host: CatalogTestHost
    let catalog: Catalog
    let coupons: CouponPort
    const open = (): Promise<Catalog> => host.open(() => NOW)

    beforeEach(async () => {
      host = await makeHost()
      catalog = await open()
      coupons = catalogCoupons(catalog)
    })
    afterEach(() => host.dispose())

    const reserve = (topUpId: string, changed: Partial<CouponUse> = {}, port = coupons) => {
      const use = { ...USE, ...changed }
      return port.reserve({ ...use, topUpId, expiresAt: use.now + CHECKOUT_MS })
    }
    const statusOf = async (changed: Partial<CouponUse> = {}) =>
      (await coupons.price({ ...USE, ...changed })).status

    const confirm = (topUpId: string) => coupons.confirm({ topUpId, code: USE.code })
    const release = (topUpId: string) => coupons.release({ topUpId, code: USE.code })

    it("[CATALOG-1] every field comes back as it went in", async () => {
      // Past 2^53, as amounts may be.
      const full: Coupon = {
        ...COUPON,
        kind: "fixed",
        value: 9_007_199_254_740_993n,
        maxBonus: 9_007_199_254_740_995n,
        minTopUp: 1n,
        customerId: "c",
        perCustomer: 2,
      }
      await catalog.insertCoupon(full)
      expect(await (await open()).couponUses("DIWALI10", NOW)).toEqual({
        coupon: full,
        confirmed: 0,
        reserved: 0,
      })
    })

    it.each(["diwali10", "DIWALI10", " Diwali10\n"])("[COUPON-1] %j is the coupon", async (code) => {
      await catalog.insertCoupon(COUPON)
      expect(await coupons.price({ ...USE, code })).toEqual({
        code: "Diwali10",
        status: "valid",
        bonus: 10_000_000n,
        bonusExpiresAt: NOW + 30 * 86_400_000,
        minTopUp: null,
        endedAt: null,
      })
    })

    // A dotless i in capitals is an I.
    it.each(["dıwali10", "diwali1", "diwali 10", "", " ", "x".repeat(65), "DIWALI10%"])(
      "[COUPON-1] %j is not the coupon",
      async (code) => {
        await catalog.insertCoupon(COUPON)
        expect(await coupons.price({ ...USE, code })).toMatchObject({ code, status: "unknown" })
        expect(await reserve("t", { code })).toMatchObject({ code, status: "unknown" })
      },
    )

    it("[COUPON-3] a top-up that reserves again gets the same offer, once, also after the coupon ended", async () => {
      await catalog.insertCoupon(COUPON)
      const first = await reserve("t")
      expect(first.status).toBe("valid")
      expect(await reserve("t")).toEqual(first)
      expect(await reserve("t", { now: NOW + 2_000, amount: 5n })).toEqual(first)
      expect(await catalog.couponUses("DIWALI10", NOW)).toMatchObject({ reserved: 1, confirmed: 0 })
      for (const _ of [1, 2]) await confirm("t")
      expect(await reserve("t", { now: NOW + 1e10 })).toEqual(first)
      expect(await catalog.couponUses("DIWALI10", NOW)).toMatchObject({ reserved: 0, confirmed: 1 })
    })

    it("[COUPON-3] released, it is free for another; confirmed, it stays", async () => {
      await catalog.insertCoupon(COUPON)
      await reserve("a")
      expect(await statusOf()).toBe("used_up")
      for (const _ of [1, 2]) await release("a")
      expect(await statusOf()).toBe("valid")
      await reserve("b")
      await confirm("b")
      await release("b")
      expect(await statusOf()).toBe("used_up")
      await confirm("nobody")
      await release("nobody")
      expect(await catalog.couponUses("DIWALI10", NOW)).toMatchObject({ reserved: 0, confirmed: 1 })
    })

    it("[COUPON-3] a top-up that was refused has nothing reserved", async () => {
      await catalog.insertCoupon({ ...COUPON, minTopUp: 200_000_000n })
      expect(await reserve("t")).toMatchObject({ status: "below_minimum", bonus: 0n, minTopUp: 200_000_000n })
      expect(await catalog.redemption({ topUpId: "t", codeKey: "DIWALI10" })).toBeUndefined()
    })

    it("[COUPON-4] a customer's own limit counts what that customer reserved and confirmed", async () => {
      await catalog.insertCoupon({ ...COUPON, maxRedemptions: null, perCustomer: 2 })
      await reserve("a")
      await confirm("a")
      expect(await statusOf()).toBe("valid")
      await reserve("b", { walletId: "another" })
      expect(await statusOf()).toBe("used_up")
      expect(await statusOf({ customerId: "d" })).toBe("valid")
    })

    it("[COUPON-4] of many at once, from two processes, exactly as many as are left get one", async () => {
      await catalog.insertCoupon({ ...COUPON, maxRedemptions: 3 })
      const ports = [coupons, catalogCoupons(await open())]
      const offers = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          reserve(`t${index}`, { customerId: `c${index}` }, ports[index % 2]),
        ),
      )
      const statuses = offers.map(({ status }) => status)
      expect(statuses.filter((status) => status === "valid")).toHaveLength(3)
      expect(statuses.filter((status) => status === "used_up")).toHaveLength(37)
    })

    it("[COUPON-5] money that came late counts, beyond the limit", async () => {
      await catalog.insertCoupon({ ...COUPON, maxRedemptions: 2 })
      await reserve("a")
      await release("a")
      await reserve("b")
      await reserve("c")
      for (const topUpId of ["a", "b", "c"]) await confirm(topUpId)
      expect(await catalog.couponUses("DIWALI10", NOW)).toMatchObject({ reserved: 0, confirmed: 3 })
      expect(await statusOf()).toBe("used_up")
    })

    it("[COUPON-6] a forgotten reservation counts until its grace is over, and is honoured after it", async () => {
      await catalog.insertCoupon({ ...COUPON, expiresAt: null })
      await reserve("a")
      const lapsesAt = NOW + CHECKOUT_MS + RESERVATION_GRACE_MS
      expect(await statusOf({ now: lapsesAt - 1 })).toBe("used_up")
      expect(await statusOf({ now: lapsesAt })).toBe("valid")
      expect(await reserve("a", { now: lapsesAt })).toMatchObject({ status: "valid" })
      expect(await reserve("b", { now: lapsesAt })).toMatchObject({ status: "used_up" })
    })

    it("[COUPON-9] a customer who pays nothing leaves the rest of a limited coupon to others", async () => {
      await catalog.insertCoupon({ ...COUPON, maxRedemptions: 50 })
      for (let index = 0; index < RESERVED_BY_CUSTOMER_MAX; index++) {
        expect((await reserve(`t${index}`, { walletId: `w${index}` })).status).toBe("valid")
      }
      expect((await reserve("more")).status).toBe("used_up")
      expect(await statusOf()).toBe("used_up")
      expect((await reserve("t0")).status).toBe("valid")
      expect(await statusOf({ customerId: "another" })).toBe("valid")
      await confirm("t0")
      expect((await reserve("more")).status).toBe("valid")
      await catalog.insertCoupon({ ...COUPON, codeKey: "ANY", maxRedemptions: null })
      for (let index = 0; index <= RESERVED_BY_CUSTOMER_MAX; index++) {
        expect((await reserve(`a${index}`, { code: "any" })).status).toBe("valid")
      }
    })

    it("[COUPON-7] another partner's coupon, another currency's and none are told alike", async () => {
      await catalog.insertCoupon({ ...COUPON, minTopUp: 1n })
      const nothing = { code: "diwali10", bonus: 0n, bonusExpiresAt: null, minTopUp: null, endedAt: null }
      for (const changed of [{ partnerId: "q" }, { currency: "INR" }]) {
        for (const now of [NOW, NOW + 2_000]) {
          const told = { ...nothing, status: "unknown" }
          expect(await coupons.price({ ...USE, ...changed, now })).toEqual(told)
          expect(await reserve("t", { ...changed, now })).toEqual(told)
        }
      }
      expect(await coupons.price({ ...USE, code: "nobody" })).toEqual({
        ...nothing,
        code: "nobody",
        status: "unknown",
      })
    })

    it("[BONUS-2] says when it ended", async () => {
      await catalog.insertCoupon(COUPON)
      expect(await coupons.price({ ...USE, now: NOW + 999 })).toMatchObject({
        status: "valid",
        endedAt: null,
      })
      expect(await coupons.price({ ...USE, now: NOW + 1_000 })).toMatchObject({
        status: "expired",
        endedAt: NOW + 1_000,
      })
    })
  })
}
