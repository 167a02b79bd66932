import type { Catalog } from "../../catalog/catalog.ts"
import { d1Host } from "../../storage/d1/d1-host.ts"
import { ElsewhereError } from "../../storage/elsewhere.ts"
import {
  catalogMoving,
  catalogTables,
  type CatalogMoving,
  type CatalogPut,
  type CatalogTables,
} from "../../storage/moving/catalog-moving.ts"
import { CATALOG_TABLE_OF } from "../../storage/moving/catalog-tables.ts"
import type { MovedRow } from "../../storage/moving/moved-table.ts"
import type { WalletMoving } from "../../storage/moving/wallet-moving.ts"
import { askObject } from "./ask-object.ts"
import { INTAKE_NAME } from "./intake-object.ts"
import { invoiceTables } from "./invoice-tables.ts"
import type { ObjectBindings } from "./with-objects.ts"

type Env = ObjectBindings & { readonly CATALOG: D1Database }

/**
 * The catalog of Workers for moving it: D1, but for redemptions, which are in their coupons' objects, invoices, which are in their
 * issuers', and events of unknown senders, which are in the intake's. Rule MOVE-15.
 */
export function workerCatalogMoving(env: Env, catalog: Pick<Catalog, "refresh">): CatalogMoving {
  const host = d1Host(env.CATALOG)
  const inD1 = catalogTables({
    host,
    write: (work) => host.write(work),
    written: () => catalog.refresh(),
    hasSecrets: false,
  })
  const coupons = couponTables(env, inD1)
  const invoices = invoiceTables(env, inD1)
  const intake: CatalogTables = {
    page: (table, after) => askObject(async () => env.INTAKE.getByName(INTAKE_NAME).movedRows(table, after)),
    put: (table, rows, options) =>
      askObject(async () => env.INTAKE.getByName(INTAKE_NAME).putMoved(table, rows, options)),
  }
  const elsewhereOf: Readonly<Record<string, CatalogTables>> = {
    coupon: coupons,
    coupon_redemption: coupons,
    invoice: invoices,
    intake_event: intake,
  }
  const of = (table: string): CatalogTables => elsewhereOf[table] ?? inD1
  return catalogMoving({
    page: (table, after) => of(table).page(table, after),
    put: (table, rows, options) => of(table).put(table, rows, options),
  })
}

/** In the front no wallet lives. */
export const ELSEWHERE_MOVING: WalletMoving = {
  walletIds: async () => [],
  rows: elsewhere,
  digest: elsewhere,
  begin: elsewhere,
  put: elsewhere,
  finish: elsewhere,
  abandon: elsewhere,
}

function elsewhere(walletId: string): never {
  throw new ElsewhereError(walletId)
}

const COUPON = CATALOG_TABLE_OF.get("coupon")!
const CODE_KEY = COUPON.columns.indexOf("code_key")
const CONFIRMED = COUPON.columns.indexOf("confirmed")
const REDEMPTION_CODE_KEY = CATALOG_TABLE_OF.get("coupon_redemption")!.columns.indexOf("code_key")

/** A coupon's record is in D1; how often it was redeemed, and by whom, its object knows. */
function couponTables({ COUPON: objects }: Env, inD1: CatalogTables): CatalogTables {
  const objectOf = (codeKey: string) => objects.getByName(codeKey)

  const withCount = async (row: MovedRow): Promise<MovedRow> => {
    const codeKey = String(row[CODE_KEY])
    const [own] = await askObject(async () => objectOf(codeKey).movedRows("coupon", undefined))
    return own === undefined ? row : row.with(CONFIRMED, own[CONFIRMED] ?? 0)
  }

  const redemptions = async (after: MovedRow | undefined): Promise<readonly MovedRow[]> => {
    // Coupon after coupon, in the order of their codes; the one of `after` first.
    let codeKey = after === undefined ? undefined : String(after[0])
    let place = after
    for (;;) {
      if (codeKey !== undefined) {
        const of: string = codeKey
        const rows = await askObject(async () => objectOf(of).movedRows("coupon_redemption", place))
        if (rows.length > 0) return rows
        place = undefined
      }
      const [next] = await inD1.page("coupon", codeKey === undefined ? undefined : [codeKey])
      if (next === undefined) return []
      codeKey = String(next[CODE_KEY])
    }
  }

  const putCoupons: CatalogTables["put"] = async (table, rows, options) => {
    const put = await inD1.put(table, rows, options)
    if (put.kind !== "taken" || options.isCheck) return put
    for (const row of rows) {
      // An object that was never asked for its coupon counts from nothing.
      if (row[CONFIRMED] === 0) continue
      const codeKey = String(row[CODE_KEY])
      await askObject(async () =>
        objectOf(codeKey).putMoved("coupon", [row], { ...options, keepsTarget: true }),
      )
    }
    return put
  }

  const putRedemptions: CatalogTables["put"] = async (table, rows, options) => {
    const total = { added: 0, same: 0, kept: 0 }
    const keys: string[] = []
    for (const [codeKey, own] of Map.groupBy(rows, (row) => String(row[REDEMPTION_CODE_KEY]))) {
      const put: CatalogPut = await askObject(async () => objectOf(codeKey).putMoved(table, own, options))
      if (put.kind === "bad_row") return put
      if (put.kind === "differs") keys.push(...put.keys)
      else for (const name of ["added", "same", "kept"] as const) total[name] += put[name]
    }
    return keys.length > 0 ? { kind: "differs", keys } : { kind: "taken", ...total }
  }

  return {
    page: async (table, after) =>
      table === "coupon_redemption"
        ? redemptions(after)
        : Promise.all((await inD1.page(table, after)).map(withCount)),
    put: (table, rows, options) =>
      table === "coupon" ? putCoupons(table, rows, options) : putRedemptions(table, rows, options),
  }
}
