import type { Catalog, CouponCounts, PageRequest, Position } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { Coupon, CouponUses, Redemption } from "./records.ts"
import { COUPON, REDEMPTION } from "./tables.ts"

type Coupons = Pick<
  Catalog,
  | "insertCoupon"
  | "couponCounts"
  | "couponUses"
  | "coupons"
  | "reserveRedemption"
  | "confirmRedemption"
  | "releaseRedemption"
  | "redemption"
>

/** Counted from the reservations under way, which are few; what was confirmed is counted in the coupon's own row. */
const RESERVED =
  "SELECT COUNT(*) AS n FROM coupon_redemption WHERE code_key = ? AND state = 'reserved' AND lapses_at > ?"
const REDEEMED_BY_CUSTOMER = `SELECT COUNT(*) AS n FROM coupon_redemption
  WHERE code_key = ? AND customer_id = ? AND (state = 'confirmed' OR (state = 'reserved' AND lapses_at > ?))`
const RESERVED_BY_CUSTOMER = `SELECT COUNT(*) AS n FROM coupon_redemption
  WHERE code_key = ? AND customer_id = ? AND state = 'reserved' AND lapses_at > ?`
const ADD_CONFIRMED = "UPDATE coupon SET confirmed = confirmed + 1 WHERE code_key = ?"
const SET_STATE = "UPDATE coupon_redemption SET state = ? WHERE top_up_id = ?"
const BEGINNING: Position = { at: -1, id: "" }

/**
 * Coupons and their redemptions. Nothing of it is cached, so its writes leave the cache of the catalog alone.
 * Rules COUPON-3 to COUPON-6.
 */
export function sqlCoupons(db: CatalogDb): Coupons {
  const { driver } = db
  const count = (sql: string, ...values: (string | number)[]): number =>
    Number(driver.prepare(sql).get(...values)?.["n"])

  const usesOf = (row: Parameters<typeof COUPON.decode>[0], now: number): CouponUses => {
    const coupon = COUPON.decode(row)
    return { coupon, confirmed: Number(row["confirmed"]), reserved: count(RESERVED, coupon.codeKey, now) }
  }

  const readUses = (codeKey: string, now: number): CouponUses | undefined => {
    const row = driver
      .prepare(`SELECT ${COUPON.columns}, confirmed FROM coupon WHERE code_key = ?`)
      .get(codeKey)
    return row === undefined ? undefined : usesOf(row, now)
  }

  const readCounts = (codeKey: string, now: number, customerId: string): CouponCounts | undefined => {
    const uses = readUses(codeKey, now)
    if (uses === undefined) return undefined
    return {
      coupon: uses.coupon,
      redeemed: uses.confirmed + uses.reserved,
      redeemedByCustomer: count(REDEEMED_BY_CUSTOMER, codeKey, customerId, now),
      reservedByCustomer: count(RESERVED_BY_CUSTOMER, codeKey, customerId, now),
    }
  }

  const redemptionOf = (topUpId: string): Redemption | undefined =>
    db.one(REDEMPTION, "coupon_redemption", { top_up_id: topUpId })

  return {
    insertCoupon: async (coupon) =>
      driver.transaction(() => {
        const existing = db.one<Coupon>(COUPON, "coupon", { code_key: coupon.codeKey })
        if (existing !== undefined) return { record: existing, isNew: false }
        driver.prepare(COUPON.insert).run(...COUPON.encode(coupon))
        return { record: coupon, isNew: true }
      }),
    couponCounts: async (codeKey, { now, customerId }) => readCounts(codeKey, now, customerId),
    couponUses: async (codeKey, now) => readUses(codeKey, now),
    coupons: async ({ limit, after = BEGINNING }: PageRequest, now) => {
      const rows = driver
        .prepare(
          `SELECT ${COUPON.columns}, confirmed FROM coupon WHERE (created_at, code_key) > (?, ?)
           ORDER BY created_at, code_key LIMIT ?`,
        )
        .all(after.at, after.id, limit + 1)
        .map((row) => usesOf(row, now))
      const last = rows[limit - 1]?.coupon
      if (rows.length <= limit || last === undefined) return { rows }
      return { rows: rows.slice(0, limit), next: { at: last.createdAt, id: last.codeKey } }
    },

    reserveRedemption: async (wanted, decide) =>
      driver.transaction(() => {
        const { topUpId, codeKey, customerId, reservedAt: now } = wanted
        const existing = redemptionOf(topUpId)
        if (existing?.state === "confirmed") return existing
        const isLive = existing?.state === "reserved" && existing.lapsesAt > now
        if (isLive && existing.codeKey === codeKey) return existing
        // What the top-up itself had reserved must not stand against it.
        if (isLive) driver.prepare(SET_STATE).run("released", topUpId)

        const counts = readCounts(codeKey, now, customerId)
        const worth = counts === undefined ? undefined : decide(counts)
        if (worth === undefined) return undefined
        const redemption: Redemption = { ...wanted, ...worth, state: "reserved" }
        driver.prepare(REDEMPTION.upsert).run(...REDEMPTION.encode(redemption))
        return redemption
      }),
    confirmRedemption: async (topUpId) =>
      driver.transaction(() => {
        const existing = redemptionOf(topUpId)
        if (existing === undefined || existing.state === "confirmed") return
        driver.prepare(SET_STATE).run("confirmed", topUpId)
        driver.prepare(ADD_CONFIRMED).run(existing.codeKey)
      }),
    releaseRedemption: async (topUpId) =>
      driver.transaction(() => {
        if (redemptionOf(topUpId)?.state === "reserved") {
          driver.prepare(SET_STATE).run("released", topUpId)
        }
      }),
    redemption: async (topUpId) => redemptionOf(topUpId),
  }
}
