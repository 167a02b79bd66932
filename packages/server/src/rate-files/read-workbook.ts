import { accept, type Result } from "@tollgate/engine"
import { BROKEN_WORKBOOK, type InvalidRateFile, refuseCells, refuseFile } from "./rate-file-fault.ts"
import { readSheet } from "./read-sheet.ts"
import { readStrings } from "./read-strings.ts"
import { sheetParts } from "./sheet-parts.ts"
import { sheetToCsv } from "./sheet-to-csv.ts"
import { unzipParts } from "./unzip-parts.ts"

/** The sheet of a workbook that holds a card. */
export interface CardSheet {
  readonly name: string
  /** Line n is row n of the sheet. */
  readonly csv: string
  /** By row: cells whose number no card can hold. */
  readonly notes: ReadonlyMap<number, readonly string[]>
}

/** The first visible sheet with the titles of a card. Rules FILE-3 to FILE-8. */
export function readWorkbook(bytes: Uint8Array): Result<CardSheet, InvalidRateFile> {
  const unzipped = unzipParts(bytes)
  if (!unzipped.ok) return unzipped
  const found = sheetParts(unzipped.value)
  if (!found.ok) return found
  const strings = found.value.strings === undefined ? [] : readStrings(found.value.strings)
  if (strings === undefined) return refuseFile(BROKEN_WORKBOOK)

  for (const { name, part } of found.value.sheets) {
    const sheet = readSheet(part, strings)
    if (!sheet.ok) return sheet
    const text = sheetToCsv(sheet.value)
    if (text === undefined) continue
    if (text.faults.length > 0) return refuseCells(text.faults)
    return accept({ name, csv: text.csv, notes: sheet.value.notes })
  }
  return refuseFile("No visible sheet of the workbook has the titles of a rate card.")
}
