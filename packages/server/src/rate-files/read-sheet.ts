import { accept, type Result } from "@tollgate/engine"
import type { FieldError } from "../problem.ts"
import { type CellPlace, formatCellName, parseCellName } from "./cell-name.ts"
import { BROKEN_WORKBOOK, FILE_ERRORS_MAX, type InvalidRateFile, refuseFile } from "./rate-file-fault.ts"
import { readCell } from "./read-cell.ts"
import { unescapeText } from "./read-strings.ts"
import { readXml } from "./read-xml.ts"

/** The last row and the last column in which a sheet may say something. */
export const SHEET_ROWS_MAX = 10_000
export const SHEET_COLUMNS_MAX = 256
export const SHEET_MERGES_MAX = 5_000
/** The most text that a sheet's cells hold together: 4 Mi characters, a shared string counted each time. */
export const SHEET_CHARS_MAX: number = 4 * 1024 * 1024

/** What a sheet says, and where. */
export interface Sheet {
  /** Text that is not blank, by row, then by column, both from 1, in the order of the file. */
  readonly rows: ReadonlyMap<number, ReadonlyMap<number, string>>
  /** The corners of merged cells, at most `SHEET_MERGES_MAX`. */
  readonly merges: readonly { readonly from: CellPlace; readonly to: CellPlace }[]
  /** Cells that cannot be read, at most `FILE_ERRORS_MAX`. */
  readonly faults: readonly FieldError[]
  /** By row: cells whose number no card can hold. */
  readonly notes: ReadonlyMap<number, readonly string[]>
}

/** The cells of a worksheet. Rules FILE-5 to FILE-7. */
export function readSheet(part: Uint8Array, strings: readonly string[]): Result<Sheet, InvalidRateFile> {
  const rows = new Map<number, Map<number, string>>()
  const merges: { from: CellPlace; to: CellPlace }[] = []
  const faults: FieldError[] = []
  const notes = new Map<number, string[]>()
  let chars = 0
  let refusal: string | undefined

  let place: CellPlace = { row: 0, column: 0 }
  let cell: { type: string; value: string[]; isFormula: boolean } | undefined
  let isValue = false
  let isPhonetic = false

  const addCell = (type: string, value: string, isFormula: boolean): void => {
    const reading = readCell({ type, value, isFormula }, strings)
    const name = formatCellName(place)
    if ("fault" in reading) {
      if (faults.length < FILE_ERRORS_MAX) faults.push({ path: name, message: reading.fault })
      return
    }
    const text = reading.text.trim()
    if (text === "") return
    const { row, column } = place
    chars += text.length
    if (row > SHEET_ROWS_MAX) refusal ??= `The sheet has more than ${SHEET_ROWS_MAX} rows.`
    else if (column > SHEET_COLUMNS_MAX) refusal ??= `The sheet has more than ${SHEET_COLUMNS_MAX} columns.`
    else if (chars > SHEET_CHARS_MAX) refusal ??= `The sheet holds more than ${SHEET_CHARS_MAX} characters.`
    if (refusal !== undefined) return
    const cells = rows.get(row) ?? new Map<number, string>()
    if (cells.has(column)) refusal = BROKEN_WORKBOOK
    rows.set(row, cells.set(column, text))
    if (reading.note !== undefined) notes.set(row, [...(notes.get(row) ?? []), `${name} ${reading.note}`])
  }

  const isWellFormed = readXml(part, {
    open(name, attributes) {
      isValue = false
      if (name === "row") {
        const told = attributes["r"]
        const row = told === undefined ? place.row + 1 : Number(told)
        if (!Number.isSafeInteger(row) || row < 1) refusal ??= BROKEN_WORKBOOK
        place = { row, column: 0 }
      } else if (name === "c") {
        const told = attributes["r"]
        const next = told === undefined ? { ...place, column: place.column + 1 } : parseCellName(told)
        if (next === undefined) refusal ??= BROKEN_WORKBOOK
        else place = next
        cell = { type: attributes["t"] ?? "n", value: [], isFormula: false }
      } else if (name === "mergeCell") {
        const [first = "", last = first] = (attributes["ref"] ?? "").split(":")
        const from = parseCellName(first)
        const to = parseCellName(last)
        if (merges.length >= SHEET_MERGES_MAX)
          refusal ??= `The sheet merges more than ${SHEET_MERGES_MAX} cells.`
        else if (from !== undefined && to !== undefined) merges.push({ from, to })
      } else if (cell !== undefined) {
        if (name === "f") cell.isFormula = true
        else if (name === "rPh") isPhonetic = true
        else isValue = name === "v" || (name === "t" && !isPhonetic)
      }
    },
    text(text) {
      if (isValue) cell?.value.push(text)
    },
    close(name) {
      isValue = false
      if (name === "rPh") isPhonetic = false
      if (name !== "c" || cell === undefined) return
      const value = cell.value.join("")
      const isText = cell.type === "inlineStr" || cell.type === "str"
      if (refusal === undefined) addCell(cell.type, isText ? unescapeText(value) : value, cell.isFormula)
      cell = undefined
    },
  })
  if (!isWellFormed) return refuseFile(BROKEN_WORKBOOK)
  return refusal === undefined ? accept({ rows, merges, faults, notes }) : refuseFile(refusal)
}
