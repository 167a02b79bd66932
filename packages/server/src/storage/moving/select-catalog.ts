import { ISSUER_SETTING_PREFIX } from "../../catalog/issuer-setting.ts"
import { WEBHOOK_SECRET_PREFIX } from "../../catalog/webhook-secret-setting.ts"
import type { CatalogMoving } from "./catalog-moving.ts"
import { CATALOG_TABLE_OF } from "./catalog-tables.ts"
import type { MovedRow } from "./moved-table.ts"
import type { Rows, RowsCursor } from "./rows.ts"
import type { SqlValue } from "../sql-driver.ts"

/** Whether a row of this table goes along. */
export type KeepsRow = (table: string, row: MovedRow) => boolean

/**
 * What of the catalog some wallets need: their places, customers, partners and numbers, the keys and webhook
 * endpoints of these partners, plans and coupons that they may use, all rate cards and settings. What belongs to others stays: other customers, the operator's keys, events
 * of unknown senders. Rule MOVE-10.
 */
export async function selectCatalog(
  catalog: Pick<CatalogMoving, "rows">,
  walletIds: readonly string[],
): Promise<KeepsRow> {
  const wallets = new Set<SqlValue>(walletIds)
  const customers = new Set<SqlValue>()
  const partners = new Set<SqlValue>()
  const senders = new Set<SqlValue>()
  const wabas = new Set<SqlValue>()
  const plans = new Set<SqlValue>()
  const links = new Set<SqlValue>()
  const endpoints = new Set<SqlValue>()

  for await (const place of rowsOf(catalog, "wallet_place")) {
    if (!wallets.has(place("wallet_id"))) continue
    customers.add(place("customer_id"))
    partners.add(place("partner_id"))
  }
  for await (const assignment of rowsOf(catalog, "sender_assignment")) {
    if (wallets.has(assignment("wallet_id"))) senders.add(assignment("sender_id"))
  }
  for await (const sender of rowsOf(catalog, "sender")) {
    if (senders.has(sender("id")) && sender("waba_id") !== null) wabas.add(sender("waba_id"))
  }
  for await (const plan of rowsOf(catalog, "plan")) {
    if (plan("partner_id") === null || partners.has(plan("partner_id"))) plans.add(plan("id"))
  }
  for await (const link of rowsOf(catalog, "payment_link")) {
    if (wallets.has(link("wallet_id"))) links.add(link("id"))
  }

  for await (const endpoint of rowsOf(catalog, "webhook_endpoint")) {
    if (partners.has(endpoint("owner_id"))) endpoints.add(endpoint("id"))
  }

  const isPartners = (value: SqlValue): boolean => value === null || partners.has(value)
  const keeps: Record<string, (row: Cells) => boolean> = {
    partner: (row) => partners.has(row("id")),
    customer: (row) => customers.has(row("id")),
    customer_change: (row) => customers.has(row("customer_id")),
    plan: (row) => plans.has(row("id")),
    plan_version: (row) => plans.has(row("plan_id")),
    rate_card: () => true,
    reported_tier: (row) => wabas.has(row("waba_id")),
    setting: (row) => isOfThem(String(row("name")), { partners, endpoints }),
    coupon: (row) => isPartners(row("partner_id")),
    coupon_redemption: (row) => wallets.has(row("wallet_id")),
    wallet_place: (row) => wallets.has(row("wallet_id")),
    sender: (row) => senders.has(row("id")),
    sender_assignment: (row) => senders.has(row("sender_id")),
    payment_link: (row) => wallets.has(row("wallet_id")),
    link_payment: (row) => links.has(row("link_id")),
    sandbox_payment: (row) =>
      wallets.has((JSON.parse(String(row("payment_order"))) as { walletId?: string }).walletId ?? null),
    top_up_price: (row) => wallets.has(row("wallet_id")),
    invoice: (row) => wallets.has(row("wallet_id")),
    intake_event: () => false,
    catalog_replay: (row) => isOf(String(row("key")), { partners, wallets }),
    webhook_endpoint: (row) => endpoints.has(row("id")),
    ingest_token: (row) => partners.has(row("partner_id")),
    api_key: (row) =>
      partners.has(row("partner_id")) && (row("wallet_id") === null || wallets.has(row("wallet_id"))),
  }
  return (table, row) => keeps[table]?.(cellsOf(table, row)) ?? false
}

/** What invoices say of an issuer goes with it, and an endpoint's secrets go with the endpoint; any other setting goes. */
function isOfThem(
  name: string,
  {
    partners,
    endpoints,
  }: { readonly partners: ReadonlySet<SqlValue>; readonly endpoints: ReadonlySet<SqlValue> },
): boolean {
  if (name.startsWith(ISSUER_SETTING_PREFIX)) return partners.has(name.slice(ISSUER_SETTING_PREFIX.length))
  if (name.startsWith(WEBHOOK_SECRET_PREFIX)) return endpoints.has(name.slice(WEBHOOK_SECRET_PREFIX.length))
  return true
}

/** A key begins with whose it is, as `tenantOf` says. */
function isOf(
  key: string,
  {
    partners,
    wallets,
  }: { readonly partners: ReadonlySet<SqlValue>; readonly wallets: ReadonlySet<SqlValue> },
): boolean {
  const [kind, id = null] = (key.split(/\s/)[0] ?? "").split(/:(.*)/s)
  return kind === "partner" ? partners.has(id) : kind === "wallet" && wallets.has(id)
}

type Cells = (column: string) => SqlValue

function cellsOf(table: string, row: MovedRow): Cells {
  const columns = CATALOG_TABLE_OF.get(table)?.columns ?? []
  return (column) => row[columns.indexOf(column)] ?? null
}

async function* rowsOf(catalog: Pick<CatalogMoving, "rows">, table: string): AsyncGenerator<Cells> {
  let from: RowsCursor | undefined = { table, after: null }
  while (from !== undefined) {
    const { parts, next }: Rows = await catalog.rows(from)
    for (const part of parts) {
      if (part.table !== table) return
      for (const row of part.rows) yield cellsOf(table, row)
    }
    from = next
  }
}
