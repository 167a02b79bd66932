import { DurableObject } from "cloudflare:workers"
import type { CouponCounts, RedemptionKey, Reserved, WantedRedemption } from "../../catalog/catalog.ts"
import { catalogDb } from "../../catalog/catalog-db.ts"
import type { Coupon, CouponUses, Redemption } from "../../catalog/records.ts"
import { COUPON_MIGRATIONS } from "../../catalog/schema.ts"
import { sqliteCatalogHost } from "../../catalog/sql-catalog.ts"
import { sqlCoupons, type Coupons } from "../../catalog/sql-coupons.ts"
import { openObjectDriver } from "../../storage/durable-object/object-driver.ts"
import { migrate } from "../../storage/migrations.ts"
import type { CatalogPut, CatalogPutOptions, CatalogTables } from "../../storage/moving/catalog-moving.ts"
import { driverCatalogTables } from "../../storage/moving/driver-moving.ts"
import type { MovedRow } from "../../storage/moving/moved-table.ts"

/**
 * The redemptions of one coupon, by whose code it is named: counted and taken in one transaction of its own, so that no more
 * are given than are left. A reservation lapses by the clock of whoever asks. Rules OBJ-1 to OBJ-3.
 */
export class CouponObject extends DurableObject {
  readonly #coupons: Coupons
  readonly #tables: CatalogTables

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env)
    const driver = openObjectDriver(state.storage)
    migrate(driver, "coupon", COUPON_MIGRATIONS)
    const db = catalogDb(sqliteCatalogHost(driver), () => Date.now())
    this.#coupons = sqlCoupons(db)
    this.#tables = driverCatalogTables(driver, () => db.refresh(), false)
  }

  /** `undefined` before its first redemption. */
  async counts(
    codeKey: string,
    asOf: { readonly now: number; readonly customerId: string },
  ): Promise<CouponCounts | undefined> {
    return this.#coupons.couponCounts(codeKey, asOf)
  }

  /** `undefined` before its first redemption. */
  async uses(codeKey: string, now: number): Promise<CouponUses | undefined> {
    return this.#coupons.couponUses(codeKey, now)
  }

  /** @param coupon - as it is in the catalog; it never changes */
  async reserve(coupon: Coupon, wanted: WantedRedemption): Promise<Reserved | undefined> {
    await this.#coupons.insertCoupon(coupon)
    return this.#coupons.reserveRedemption(wanted)
  }

  async confirm(key: RedemptionKey): Promise<void> {
    await this.#coupons.confirmRedemption(key)
  }

  async release(key: RedemptionKey): Promise<void> {
    await this.#coupons.releaseRedemption(key)
  }

  async redemption(key: RedemptionKey): Promise<Redemption | undefined> {
    return this.#coupons.redemption(key)
  }

  /** Rows that are moved, as the port of a catalog's tables says. */
  async movedRows(
    table: "coupon" | "coupon_redemption",
    after: MovedRow | undefined,
  ): Promise<readonly MovedRow[]> {
    return this.#tables.page(table, after)
  }

  async putMoved(table: string, rows: readonly MovedRow[], options: CatalogPutOptions): Promise<CatalogPut> {
    return this.#tables.put(table, rows, options)
  }
}
