import { get } from "../storage/sql/request.ts"
import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { TopUpPriceLines } from "./invoice-records.ts"
import { TOP_UP_PRICE } from "./tables.ts"

type TopUpPrices = Pick<Catalog, "putTopUpPrice" | "topUpPrice">

const PUT = `${TOP_UP_PRICE.insert} ON CONFLICT (top_up_id) DO NOTHING RETURNING top_up_id`

/** What fee and tax of top-ups consist of. Rule BILL-5. */
export function sqlTopUpPrices(db: CatalogDb): TopUpPrices {
  return {
    // One statement, which on D1 waits for no other write of the catalog.
    putTopUpPrice: async (lines) =>
      db.single(function* () {
        yield* get(PUT, ...TOP_UP_PRICE.encode(lines))
      }),
    topUpPrice: async (topUpId) =>
      db.read(db.one<TopUpPriceLines>(TOP_UP_PRICE, "top_up_price", { top_up_id: topUpId })),
  }
}
