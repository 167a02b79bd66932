import { formatDate, localDay } from "@tollgate/engine"
import { all, get, run, together, type Sql } from "../storage/sql/request.ts"
import { zoneOf } from "../zones.ts"
import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { Invoice } from "./invoice-records.ts"
import { INVOICE } from "./tables.ts"

export type Invoices = Pick<Catalog, "issueInvoice" | "invoice" | "invoices" | "issuedInvoices">

const SEQUENCE_DIGITS_MIN = 6
const YEAR_DIGITS = 4
const LAST = `SELECT year, sequence, issued_at FROM invoice WHERE issuer_id = ? AND series = ?
  ORDER BY year DESC, sequence DESC LIMIT 1`
const IDS_AT_ONCE_MAX = 50

/**
 * Invoices, each with its number in one transaction. Nothing of them is cached, so they leave the cache of the catalog alone.
 * Rules BILL-1 to BILL-4.
 */
export function sqlInvoices(db: CatalogDb): Invoices {
  return {
    issueInvoice: async ({ now, ...draft }) =>
      db.transaction(function* () {
        const [existing, last] = yield* together(
          db.one<Invoice>(INVOICE, "invoice", { id: draft.id }),
          get(LAST, draft.issuerId, draft.series),
        )
        if (existing !== undefined) return { record: existing, isNew: false }
        // A clock that lags, or a zone further west, must not put a later number into an earlier year or instant; and a list
        // in order of instants is one in order of numbers.
        const issuedAt = Math.max(now, Number(last?.["issued_at"] ?? 0) + 1)
        const lastYear = Number(last?.["year"] ?? 0)
        const year = Math.max(yearOf(issuedAt, draft.content.issuer.timezone), lastYear)
        const sequence = year === lastYear ? Number(last?.["sequence"]) + 1 : 1
        const number = `${draft.series}-${year}-${String(sequence).padStart(SEQUENCE_DIGITS_MIN, "0")}`
        const record: Invoice = { ...draft, year, sequence, number, issuedAt }
        yield* run(INVOICE.insert, ...INVOICE.encode(record))
        return { record, isNew: true }
      }),
    invoice: async ({ issuerId, id }) =>
      db.read(db.one<Invoice>(INVOICE, "invoice", { id, issuer_id: issuerId })),
    invoices: async ({ issuerId, walletId }, page) =>
      db.page(
        {
          table: INVOICE,
          name: "invoice",
          where: { wallet_id: walletId, issuer_id: issuerId },
          order: ["issued_at", "id"],
          positionOf: (row: Invoice) => ({ at: row.issuedAt, id: row.id }),
        },
        page,
      ),
    issuedInvoices: async ({ issuerId, ids }) => {
      const found: string[] = []
      for (let from = 0; from < ids.length; from += IDS_AT_ONCE_MAX) {
        found.push(...(await db.read(issuedOf(issuerId, ids.slice(from, from + IDS_AT_ONCE_MAX)))))
      }
      return found
    },
  }
}

function* issuedOf(issuerId: string, ids: readonly string[]): Sql<readonly string[]> {
  const marks = ids.map(() => "?").join(", ")
  const rows = yield* all(`SELECT id FROM invoice WHERE id IN (${marks}) AND issuer_id = ?`, ...ids, issuerId)
  return rows.map((row) => String(row["id"]))
}

function yearOf(at: number, timezone: string): number {
  return Number(formatDate(localDay(zoneOf(timezone), at)).slice(0, YEAR_DIGITS))
}
