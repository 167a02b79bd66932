import { DurableObject } from "cloudflare:workers"
import type { ListPage, PageRequest } from "../../catalog/catalog.ts"
import { catalogDb } from "../../catalog/catalog-db.ts"
import type { IntakeEvent } from "../../catalog/records.ts"
import { INTAKE_MIGRATIONS } from "../../catalog/schema.ts"
import { sqliteCatalogHost } from "../../catalog/sql-catalog.ts"
import { sqlIntake, type Intake } from "../../catalog/sql-intake.ts"
import { openObjectDriver } from "../../storage/durable-object/object-driver.ts"
import { migrate, type Migration } from "../../storage/migrations.ts"
import type { CatalogPut, CatalogPutOptions, CatalogTables } from "../../storage/moving/catalog-moving.ts"
import { driverCatalogTables } from "../../storage/moving/driver-moving.ts"
import type { MovedRow } from "../../storage/moving/moved-table.ts"
import type { SqlDriver } from "../../storage/sql-driver.ts"

/** The one object of its class. */
export const INTAKE_NAME = "intake"

const SUSPENSE: readonly Migration[] = [
  "CREATE TABLE suspended_wallet (wallet_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
]
const NOTE = "INSERT INTO suspended_wallet (wallet_id) VALUES (?) ON CONFLICT DO NOTHING"
const FORGET = "DELETE FROM suspended_wallet WHERE wallet_id = ?"
const PAGE = "SELECT wallet_id FROM suspended_wallet WHERE wallet_id > ? ORDER BY wallet_id LIMIT ?"

/** Events of unknown senders, and which wallets have events that wait: what belongs to no wallet. Rules OBJ-4, OBJ-5. */
export class IntakeObject extends DurableObject {
  readonly #driver: SqlDriver
  readonly #intake: Intake
  readonly #tables: CatalogTables

  constructor(state: DurableObjectState, env: Cloudflare.Env) {
    super(state, env)
    this.#driver = openObjectDriver(state.storage)
    migrate(this.#driver, "intake", INTAKE_MIGRATIONS)
    migrate(this.#driver, "suspense", SUSPENSE)
    const db = catalogDb(sqliteCatalogHost(this.#driver), () => Date.now())
    this.#intake = sqlIntake(db)
    this.#tables = driverCatalogTables(this.#driver, () => db.refresh(), false)
  }

  async putEvents(events: readonly IntakeEvent[]): Promise<{ readonly added: number }> {
    return this.#intake.putIntakeEvents(events)
  }

  async events(
    filter: { readonly partnerId?: string; readonly sender?: string },
    page: PageRequest,
  ): Promise<ListPage<IntakeEvent>> {
    return this.#intake.intakeEvents(filter, page)
  }

  async senders(page: {
    readonly limit: number
    readonly after?: string
  }): Promise<readonly { readonly sender: string; readonly events: number }[]> {
    return this.#intake.intakeSenders(page)
  }

  async dropEvents(keys: readonly string[]): Promise<void> {
    await this.#intake.dropIntakeEvents(keys)
  }

  /** Whether a wallet has suspended events, as that wallet says. */
  async noteSuspense(walletId: string, isInSuspense: boolean): Promise<void> {
    this.#driver.prepare(isInSuspense ? NOTE : FORGET).run(walletId)
  }

  /** By id. */
  async walletsInSuspense(page: {
    readonly limit: number
    readonly after?: string
  }): Promise<readonly string[]> {
    const rows = this.#driver.prepare(PAGE).all(page.after ?? "", page.limit)
    return rows.map((row) => String(row["wallet_id"]))
  }

  /** Rows that are moved, as the port of a catalog's tables says. */
  async movedRows(table: string, after: MovedRow | undefined): Promise<readonly MovedRow[]> {
    return this.#tables.page(table, after)
  }

  async putMoved(table: string, rows: readonly MovedRow[], options: CatalogPutOptions): Promise<CatalogPut> {
    return this.#tables.put(table, rows, options)
  }
}
