import type { FieldError } from "../problem.ts"
import { formatCellName } from "./cell-name.ts"
import { isTallTitle, isTitleRow } from "./find-titles.ts"
import type { Sheet } from "./read-sheet.ts"

/** A sheet as the text that a card is read from. */
export interface SheetText {
  /** Line n is row n of the sheet: a line break inside a cell becomes a space. */
  readonly csv: string
  readonly faults: readonly FieldError[]
}

/**
 * The CSV of a sheet that has the titles of a card, else `undefined`. Merged cells hold their text in the first of them,
 * as a spreadsheet's own CSV does, but a title moves to the last row that it is merged over. A number
 * merged over several cells below the titles is a fault: the others would read as no rate. Rules FILE-4 and FILE-8.
 */
export function sheetToCsv({ rows, merges, faults }: Sheet): SheetText | undefined {
  const rowsMax = Math.max(0, ...rows.keys())
  const columnsMax = [...rows.values()].reduce((most, cells) => Math.max(most, ...cells.keys()), 0)
  const grid = Array.from({ length: rowsMax }, (_, index) => fieldsOf(rows.get(index + 1), columnsMax))
  for (const { from, to } of merges) {
    const column = from.column - 1
    const first = grid[from.row - 1]
    const last = grid[to.row - 1]
    const title = first?.[column] ?? ""
    if (first === undefined || last?.[column] !== "" || !isTallTitle(title)) continue
    // Moved, not copied: left where it is, it makes the row of a tier download's categories look like a list's titles.
    first[column] = ""
    last[column] = title
  }
  const titlesAt = grid.findIndex(isTitleRow)
  if (titlesAt === -1) return undefined

  const merged = merges.flatMap(({ from, to }): FieldError[] => {
    const isOne = from.row === to.row && from.column === to.column
    if (isOne || from.row - 1 <= titlesAt) return []
    if (!/^[0-9.,]+$/.test(grid[from.row - 1]?.[from.column - 1] ?? "")) return []
    const path = `${formatCellName(from)}:${formatCellName(to)}`
    return [{ path, message: "is one number merged over several cells: give each cell its own" }]
  })
  const csv = grid.map(formatLine).join("\n")
  return { csv: `${csv}\n`, faults: [...faults, ...merged] }
}

function fieldsOf(cells: ReadonlyMap<number, string> | undefined, columns: number): string[] {
  return Array.from({ length: columns }, (_, index) => (cells?.get(index + 1) ?? "").replace(/[\r\n]+/g, " "))
}

/** An empty row is an empty line: one of commas would be a row that says nothing. */
function formatLine(fields: readonly string[]): string {
  return fields.every((field) => field === "") ? "" : fields.map(quote).join()
}

function quote(field: string): string {
  return /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
