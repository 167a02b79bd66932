import type { CatalogPut, CatalogTables } from "../../storage/moving/catalog-moving.ts"
import { CATALOG_TABLE_OF } from "../../storage/moving/catalog-tables.ts"
import { askObject } from "./ask-object.ts"
import type { ObjectBindings } from "./with-objects.ts"

const ISSUER_ID = CATALOG_TABLE_OF.get("invoice")!.columns.indexOf("issuer_id")
const PARTNER_ID = CATALOG_TABLE_OF.get("partner")!.columns.indexOf("id")

/** Invoices for moving them: issuer after issuer, in the order of the partners' ids, each in its object. Rule MOVE-15. */
export function invoiceTables(
  { ISSUER: objects }: Pick<ObjectBindings, "ISSUER">,
  inD1: Pick<CatalogTables, "page">,
): CatalogTables {
  return {
    async page(_table, after) {
      // The issuer of `after` first.
      let issuerId = after === undefined ? undefined : String(after[0])
      let place = after
      for (;;) {
        if (issuerId !== undefined) {
          const of: string = issuerId
          const rows = await askObject(async () => objects.getByName(of).movedRows(place))
          if (rows.length > 0) return rows
          place = undefined
        }
        const [next] = await inD1.page("partner", issuerId === undefined ? undefined : [issuerId])
        if (next === undefined) return []
        issuerId = String(next[PARTNER_ID])
      }
    },
    async put(_table, rows, options) {
      const total = { added: 0, same: 0, kept: 0 }
      const keys: string[] = []
      for (const [issuerId, own] of Map.groupBy(rows, (row) => String(row[ISSUER_ID]))) {
        const put: CatalogPut = await askObject(async () =>
          objects.getByName(issuerId).putMoved(own, options),
        )
        if (put.kind === "bad_row") return put
        if (put.kind === "differs") keys.push(...put.keys)
        else for (const name of ["added", "same", "kept"] as const) total[name] += put[name]
      }
      return keys.length > 0 ? { kind: "differs", keys } : { kind: "taken", ...total }
    },
  }
}
