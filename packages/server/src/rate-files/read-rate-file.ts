import { accept, type Result } from "@tollgate/engine"
import { RATE_FILE_BYTES_MAX, type RateFile } from "./rate-file.ts"
import { type InvalidRateFile, refuseFile } from "./rate-file-fault.ts"
import { readWorkbook } from "./read-workbook.ts"

const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04]
/** A compound file: what Office wraps an encrypted workbook in, and what XLS always was. */
const COMPOUND_MAGIC = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]

/** The text of a CSV file, or of the sheet of an XLSX file that holds a card: told apart by their first bytes. Rule FILE-1. */
export function readRateFile(bytes: Uint8Array): Result<RateFile, InvalidRateFile> {
  if (bytes.length > RATE_FILE_BYTES_MAX) {
    return refuseFile(`The file is larger than ${RATE_FILE_BYTES_MAX} bytes.`)
  }
  if (beginsWith(bytes, COMPOUND_MAGIC)) {
    return refuseFile(
      "The workbook is encrypted, or in the old XLS format: save it as XLSX without a password.",
    )
  }
  if (beginsWith(bytes, ZIP_MAGIC)) return readXlsx(bytes)
  let csv: string
  try {
    csv = new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return refuseFile("The file is neither XLSX nor text in UTF-8.")
  }
  const placeErrors: RateFile["placeErrors"] = (errors) =>
    errors.map(({ line, message }) => ({ path: `line ${line}`, message }))
  return accept({ csv, placeErrors })
}

function readXlsx(bytes: Uint8Array): Result<RateFile, InvalidRateFile> {
  const sheet = readWorkbook(bytes)
  if (!sheet.ok) return sheet
  const { csv, notes } = sheet.value
  const placeErrors: RateFile["placeErrors"] = (errors) =>
    errors.map(({ line, message }) => {
      // A number that cannot be held is none of the row's faults when it stands in a column that is not read.
      const noted = message.includes("decimal") ? (notes.get(line) ?? []) : []
      return { path: `row ${line}`, message: [message, ...noted].join("; ") }
    })
  return accept({ csv, placeErrors })
}

function beginsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte)
}
