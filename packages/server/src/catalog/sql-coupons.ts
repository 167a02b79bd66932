import type { Catalog, CouponCounts, PageRequest, Position } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { Coupon, CouponUses, Redemption } from "./records.ts"
import { all, get, run, type Sql } from "../storage/sql/request.ts"
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
  const count = function* (sql: string, ...values: (string | number)[]): Sql<number> {
    return Number((yield* get(sql, ...values))?.["n"])
  }

  const usesOf = function* (row: Parameters<typeof COUPON.decode>[0], now: number): Sql<CouponUses> {
    const coupon = COUPON.decode(row)
    return {
      coupon,
      confirmed: Number(row["confirmed"]),
      reserved: yield* count(RESERVED, coupon.codeKey, now),
    }
  }

  const readUses = function* (codeKey: string, now: number): Sql<CouponUses | undefined> {
    const row = yield* get(`SELECT ${COUPON.columns}, confirmed FROM coupon WHERE code_key = ?`, codeKey)
    return row === undefined ? undefined : yield* usesOf(row, now)
  }

  const readCounts = function* (
    codeKey: string,
    now: number,
    customerId: string,
  ): Sql<CouponCounts | undefined> {
    const uses = yield* readUses(codeKey, now)
    if (uses === undefined) return undefined
    return {
      coupon: uses.coupon,
      redeemed: uses.confirmed + uses.reserved,
      redeemedByCustomer: yield* count(REDEEMED_BY_CUSTOMER, codeKey, customerId, now),
      reservedByCustomer: yield* count(RESERVED_BY_CUSTOMER, codeKey, customerId, now),
    }
  }

  const redemptionOf = (topUpId: string): Sql<Redemption | undefined> =>
    db.one(REDEMPTION, "coupon_redemption", { top_up_id: topUpId })

  return {
    insertCoupon: async (coupon) =>
      db.transaction(function* () {
        const existing = yield* db.one<Coupon>(COUPON, "coupon", { code_key: coupon.codeKey })
        if (existing !== undefined) return { record: existing, isNew: false }
        yield* run(COUPON.insert, ...COUPON.encode(coupon))
        return { record: coupon, isNew: true }
      }),
    couponCounts: async (codeKey, { now, customerId }) => db.read(readCounts(codeKey, now, customerId)),
    couponUses: async (codeKey, now) => db.read(readUses(codeKey, now)),
    coupons: async ({ limit, after = BEGINNING }: PageRequest, now) => {
      const rows = await db.read(
        (function* () {
          const uses: CouponUses[] = []
          for (const row of yield* all(
            `SELECT ${COUPON.columns}, confirmed FROM coupon WHERE (created_at, code_key) > (?, ?)
           ORDER BY created_at, code_key LIMIT ?`,
            after.at,
            after.id,
            limit + 1,
          ))
            uses.push(yield* usesOf(row, now))
          return uses
        })(),
      )
      const last = rows[limit - 1]?.coupon
      if (rows.length <= limit || last === undefined) return { rows }
      return { rows: rows.slice(0, limit), next: { at: last.createdAt, id: last.codeKey } }
    },

    reserveRedemption: async (wanted, decide) =>
      db.transaction(function* () {
        const { topUpId, codeKey, customerId, reservedAt: now } = wanted
        const existing = yield* redemptionOf(topUpId)
        if (existing?.state === "confirmed") return existing
        const isLive = existing?.state === "reserved" && existing.lapsesAt > now
        if (isLive && existing.codeKey === codeKey) return existing
        // What the top-up itself had reserved was of another coupon, and does not stand against it.
        const counts = yield* readCounts(codeKey, now, customerId)
        const worth = counts === undefined ? undefined : decide(counts)
        if (worth === undefined) {
          if (isLive) yield* run(SET_STATE, "released", topUpId)
          return undefined
        }
        const redemption: Redemption = { ...wanted, ...worth, state: "reserved" }
        yield* run(REDEMPTION.upsert, ...REDEMPTION.encode(redemption))
        return redemption
      }),
    confirmRedemption: async (topUpId) =>
      db.transaction(function* () {
        const existing = yield* redemptionOf(topUpId)
        if (existing === undefined || existing.state === "confirmed") return
        yield* run(SET_STATE, "confirmed", topUpId)
        yield* run(ADD_CONFIRMED, existing.codeKey)
      }),
    releaseRedemption: async (topUpId) =>
      db.transaction(function* () {
        if ((yield* redemptionOf(topUpId))?.state === "reserved") {
          yield* run(SET_STATE, "released", topUpId)
        }
      }),
    redemption: async (topUpId) => db.read(redemptionOf(topUpId)),
  }
}
