import { tableLine } from "./format.ts"
import type { MovedRow, MovedTable } from "./moved-table.ts"
import type { TablePart } from "./rows.ts"

/** A text that is no part of a section; the message names its line. */
export class PartError extends Error {
  override readonly name = "PartError"
}

/** The rows in some lines of a section: tables' lines, each with its rows after it. Rows are not looked into. */
export function readPart(text: string, tables: readonly MovedTable[]): readonly TablePart[] {
  const byLine = new Map(tables.map((table) => [tableLine(table), table.name]))
  const parts: { readonly table: string; readonly rows: MovedRow[] }[] = []
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue
    if (line.startsWith("{")) {
      const table = byLine.get(line)
      if (table === undefined) throw new PartError(`line ${index + 1}: no table with these columns is here`)
      parts.push({ table, rows: [] })
      continue
    }
    const part = parts.at(-1)
    if (part === undefined) throw new PartError(`line ${index + 1}: a row before its table`)
    part.rows.push(parseRow(line, index))
  }
  return parts.filter(({ rows }) => rows.length > 0)
}

function parseRow(line: string, index: number): MovedRow {
  try {
    const row: unknown = JSON.parse(line)
    if (Array.isArray(row)) return row as MovedRow
  } catch {
    // Told below.
  }
  throw new PartError(`line ${index + 1}: this is no row`)
}
