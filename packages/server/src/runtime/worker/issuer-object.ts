import { DurableObject } from "cloudflare:workers"
import type { Inserted, InvoiceDraft, ListPage, PageRequest } from "../../catalog/catalog.ts"
import { catalogDb } from "../../catalog/catalog-db.ts"
import type { Invoice } from "../../catalog/invoice-records.ts"
import { ISSUER_MIGRATIONS } from "../../catalog/schema.ts"
import { sqliteCatalogHost } from "../../catalog/sql-catalog.ts"
import { sqlInvoices, type Invoices } from "../../catalog/sql-invoices.ts"
import { openObjectDriver } from "../../storage/durable-object/object-driver.ts"
import { migrate } from "../../storage/migrations.ts"
import type { CatalogPut, CatalogPutOptions, CatalogTables } from "../../storage/moving/catalog-moving.ts"
import { driverCatalogTables } from "../../storage/moving/driver-moving.ts"
import type { MovedRow } from "../../storage/moving/moved-table.ts"

/**
 * The invoices of one issuer, by whose id it is named: each is written with its number in one transaction, so that numbers
 * have no gaps however many wallets ask at once. Rule OBJ-7.
 */
export class IssuerObject extends DurableObject {
  readonly #invoices: Invoices
  readonly #tables: CatalogTables

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env)
    const driver = openObjectDriver(state.storage)
    migrate(driver, "issuer", ISSUER_MIGRATIONS)
    const db = catalogDb(sqliteCatalogHost(driver), () => Date.now())
    this.#invoices = sqlInvoices(db)
    this.#tables = driverCatalogTables(driver, () => db.refresh(), false)
  }

  async issue(draft: InvoiceDraft): Promise<Inserted<Invoice>> {
    return this.#invoices.issueInvoice(draft)
  }

  async invoice(of: { readonly issuerId: string; readonly id: string }): Promise<Invoice | undefined> {
    return this.#invoices.invoice(of)
  }

  async invoices(
    filter: { readonly issuerId: string; readonly walletId: string },
    page: PageRequest,
  ): Promise<ListPage<Invoice>> {
    return this.#invoices.invoices(filter, page)
  }

  async issued(of: {
    readonly issuerId: string
    readonly ids: readonly string[]
  }): Promise<readonly string[]> {
    return this.#invoices.issuedInvoices(of)
  }

  /** Rows that are moved, as the port of a catalog's tables says. */
  async movedRows(after: MovedRow | undefined): Promise<readonly MovedRow[]> {
    return this.#tables.page("invoice", after)
  }

  async putMoved(rows: readonly MovedRow[], options: CatalogPutOptions): Promise<CatalogPut> {
    return this.#tables.put("invoice", rows, options)
  }
}
