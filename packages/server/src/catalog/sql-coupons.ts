import { invariant } from "@tollgate/engine"
import { judgeRedemption } from "../coupons/judge-redemption.ts"
import type { Catalog, CouponCounts, PageRequest, Position, Reserved } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { Coupon, CouponUses, Redemption } from "./records.ts"
import { all, get, run, together, type Sql } from "../storage/sql/request.ts"
import { COUPON, REDEMPTION } from "./tables.ts"

export type Coupons = Pick<
  Catalog,
  | "insertCoupon"
  | "coupon"
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
 * Coupons and their redemptions. Nothing that changes is cached, so its writes leave the cache of the catalog alone.
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
    const [uses, redeemedByCustomer, reservedByCustomer] = yield* together(
      readUses(codeKey, now),
      count(REDEEMED_BY_CUSTOMER, codeKey, customerId, now),
      count(RESERVED_BY_CUSTOMER, codeKey, customerId, now),
    )
    if (uses === undefined) return undefined
    const { coupon, confirmed, reserved } = uses
    return { coupon, redeemed: confirmed + reserved, redeemedByCustomer, reservedByCustomer }
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
    coupon: async (codeKey) =>
      db.cached(`coupon ${codeKey}`, () => db.one<Coupon>(COUPON, "coupon", { code_key: codeKey })),
    couponCounts: async (codeKey, { now, customerId }) => db.read(readCounts(codeKey, now, customerId)),
    couponUses: async (codeKey, now) => db.read(readUses(codeKey, now)),
    coupons: async ({ limit, after = BEGINNING }: PageRequest, now) => {
      const rows = await db.read(
        (function* () {
          const found = yield* all(
            `SELECT ${COUPON.columns}, confirmed FROM coupon WHERE (created_at, code_key) > (?, ?)
             ORDER BY created_at, code_key LIMIT ?`,
            after.at,
            after.id,
            limit + 1,
          )
          return yield* together(...found.map((row) => usesOf(row, now)))
        })(),
      )
      const last = rows[limit - 1]?.coupon
      if (rows.length <= limit || last === undefined) return { rows }
      return { rows: rows.slice(0, limit), next: { at: last.createdAt, id: last.codeKey } }
    },

    reserveRedemption: async (wanted) =>
      db.transaction(function* (): Sql<Reserved | undefined> {
        const { codeKey, topUpId, walletId, customerId, lapsesAt, now: reservedAt } = wanted
        const counts = yield* readCounts(codeKey, reservedAt, customerId)
        if (counts === undefined) return undefined
        const { coupon } = counts
        const existing = yield* redemptionOf(topUpId)
        invariant(existing === undefined || existing.codeKey === codeKey, "a top-up has one coupon")
        const isLive = existing?.state === "reserved" && existing.lapsesAt > reservedAt
        if (existing !== undefined && (isLive || existing.state === "confirmed")) {
          return { kind: "reserved", coupon, redemption: existing }
        }
        const verdict = judgeRedemption(counts, wanted)
        if (verdict.status !== "valid") return { kind: "refused", coupon, verdict }
        const { bonus, bonusExpiresAt } = verdict
        const redemption: Redemption = {
          topUpId,
          codeKey,
          walletId,
          customerId,
          state: "reserved",
          bonus,
          bonusExpiresAt,
          reservedAt,
          lapsesAt,
        }
        yield* run(REDEMPTION.upsert, ...REDEMPTION.encode(redemption))
        return { kind: "reserved", coupon, redemption }
      }),
    confirmRedemption: async ({ topUpId, codeKey }) =>
      db.transaction(function* () {
        const existing = yield* redemptionOf(topUpId)
        if (existing?.codeKey !== codeKey || existing.state === "confirmed") return
        yield* run(SET_STATE, "confirmed", topUpId)
        yield* run(ADD_CONFIRMED, codeKey)
      }),
    releaseRedemption: async ({ topUpId, codeKey }) =>
      db.transaction(function* () {
        const existing = yield* redemptionOf(topUpId)
        if (existing?.codeKey === codeKey && existing.state === "reserved") {
          yield* run(SET_STATE, "released", topUpId)
        }
      }),
    redemption: async ({ topUpId, codeKey }) => {
      const found = await db.read(redemptionOf(topUpId))
      return found?.codeKey === codeKey ? found : undefined
    },
  }
}
