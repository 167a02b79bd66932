import { migrate } from "../storage/migrations.ts"
import type { SqlDriver } from "../storage/sql-driver.ts"
import { sqliteHost } from "../storage/sql/sql-host.ts"
import type { Catalog } from "./catalog.ts"
import { catalogDb, type CatalogHost } from "./catalog-db.ts"
import { CATALOG_MIGRATIONS } from "./schema.ts"
import { sqlCoupons } from "./sql-coupons.ts"
import { sqlInvoices } from "./sql-invoices.ts"
import { sqlDeliveries } from "./sql-deliveries.ts"
import { sqlIntake } from "./sql-intake.ts"
import { sqlKeeping } from "./sql-keeping.ts"
import { sqlPaymentLinks } from "./sql-payment-links.ts"
import { sqlPricing } from "./sql-pricing.ts"
import { sqlSandbox } from "./sql-sandbox.ts"
import { sqlSenders } from "./sql-senders.ts"
import { sqlTenants } from "./sql-tenants.ts"
import { sqlTopUpPrices } from "./sql-top-up-prices.ts"
import { sqlWebhooks } from "./sql-webhooks.ts"

/**
 * The catalog on a SQLite host, its tables made or brought up to date. Give it the driver of the wallet store: another
 * connection's writes drop the cache each time.
 *
 * @param clock - milliseconds since 1970 UTC
 */
export function openSqlCatalog(driver: SqlDriver, clock: () => number): Catalog {
  migrate(driver, "catalog", CATALOG_MIGRATIONS)
  return catalogOn(sqliteCatalogHost(driver), clock)
}

/** Where the catalog, or a part of it, is worked on in SQLite. */
export function sqliteCatalogHost(driver: SqlDriver): CatalogHost {
  const host = sqliteHost(driver)
  return {
    ...host,
    write: (work) => host.transaction(work),
    single: (work) => host.transaction(work),
    version: () => driver.version(),
    hearsOthers: true,
  }
}

/** The catalog on any database that has its tables. */
export function catalogOn(host: CatalogHost, clock: () => number): Catalog {
  const db = catalogDb(host, clock)
  return {
    ...sqlTenants(db),
    ...sqlSenders(db),
    ...sqlPricing(db),
    ...sqlCoupons(db),
    ...sqlPaymentLinks(db),
    ...sqlInvoices(db),
    ...sqlTopUpPrices(db),
    ...sqlKeeping(db),
    ...sqlIntake(db),
    ...sqlSandbox(db),
    ...sqlWebhooks(db),
    ...sqlDeliveries(db),
    refresh: () => db.refresh(),
  }
}
