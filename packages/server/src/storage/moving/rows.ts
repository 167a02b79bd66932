import { rowLine } from "./format.ts"
import type { MovedRow, MovedTable } from "./moved-table.ts"

/** Rows are told and taken in parts of about so many characters. */
export const PART_CHARACTERS = 1_000_000

/** Some rows of one table, in the order of the export. */
export interface TablePart {
  readonly table: string
  readonly rows: readonly MovedRow[]
}

/** Where to go on: in this table, after the row with these values of its key (null = from its beginning). */
export interface RowsCursor {
  readonly table: string
  readonly after: MovedRow | null
}

/** Some of the rows of a section; `next` is absent at its end. */
export interface Rows {
  readonly parts: readonly TablePart[]
  readonly next?: RowsCursor
}

/**
 * Rows from `from` on, page by page, until they are a part.
 *
 * @param page - the rows of a table after these values of its key; none at its end
 */
export async function gatherRows(
  tables: readonly MovedTable[],
  from: RowsCursor | undefined,
  page: (table: MovedTable, after: MovedRow | undefined) => Promise<readonly MovedRow[]>,
): Promise<Rows> {
  const parts: TablePart[] = []
  let gathered = 0
  let after = from?.after ?? undefined
  for (let index = from === undefined ? 0 : placeOf(tables, from.table); index < tables.length; index += 1) {
    const table = tables[index]!
    for (;;) {
      const rows = await page(table, after)
      const last = rows.at(-1)
      if (last === undefined) break
      parts.push({ table: table.name, rows })
      after = table.keyOf(last)
      for (const row of rows) gathered += rowLine(row).length
      if (gathered >= PART_CHARACTERS) return { parts, next: { table: table.name, after } }
    }
    after = undefined
  }
  return { parts }
}

function placeOf(tables: readonly MovedTable[], name: string): number {
  const index = tables.findIndex((table) => table.name === name)
  if (index === -1) throw new TypeError(`there is no table ${name}`)
  return index
}
