import { strToU8, zipSync } from "fflate"
import { formatCellName } from "./cell-name.ts"

/** A cell to write: a text, a number as the file spells it, or a `c` element, `$` standing for its name. */
export type CellToWrite = string | { readonly number: string } | { readonly xml: string } | null

export interface SheetToWrite {
  readonly name?: string
  readonly state?: string
  readonly merges?: readonly string[]
  readonly rows: readonly (readonly CellToWrite[])[]
  /** How texts are written; `shared` when absent. */
  readonly texts?: "shared" | "inline"
}

/** The parts of a workbook that is as small as a spreadsheet program still opens. */
export function workbookParts(sheets: readonly SheetToWrite[]): Record<string, string> {
  const strings: string[] = []
  const parts: Record<string, string> = {}
  for (const [index, sheet] of sheets.entries()) {
    const rows = sheet.rows.map((cells, rowIndex) => {
      const row = rowIndex + 1
      const written = cells.map((cell, column) =>
        writeCell(cell, { row, column: column + 1 }, sheet, strings),
      )
      return `<row r="${row}">${written.join("")}</row>`
    })
    const merged = (sheet.merges ?? []).map((ref) => `<mergeCell ref="${ref}"/>`)
    parts[`xl/worksheets/sheet${index + 1}.xml`] =
      `${HEAD}<worksheet ${MAIN}><sheetData>${rows.join("")}</sheetData><mergeCells>${merged.join("")}</mergeCells></worksheet>`
  }
  const listed = sheets.map(
    ({ name = "Rates", state = "visible" }, index) =>
      `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" state="${state}" r:id="rId${index + 1}"/>`,
  )
  const related = sheets.map((_, index) =>
    relationship(`rId${index + 1}`, "worksheet", `worksheets/sheet${index + 1}.xml`),
  )
  const items = strings.map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`)
  return {
    "[Content_Types].xml": `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    "_rels/.rels": relationships([relationship("rId1", "officeDocument", "xl/workbook.xml")]),
    "xl/workbook.xml": `${HEAD}<workbook ${MAIN}><sheets>${listed.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relationships([
      ...related,
      relationship("strings", "sharedStrings", "/xl/sharedStrings.xml"),
    ]),
    "xl/sharedStrings.xml": `${HEAD}<sst ${MAIN}>${items.join("")}</sst>`,
    ...parts,
  }
}

/** `parts` as a ZIP archive. */
export function zipParts(parts: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, strToU8(text)])))
}

export function makeWorkbook(...sheets: readonly SheetToWrite[]): Uint8Array {
  return zipParts(workbookParts(sheets))
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const MAIN = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}"`

function relationships(each: readonly string[]): string {
  return `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each.join("")}</Relationships>`
}

function relationship(id: string, kind: string, target: string): string {
  return `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`
}

function writeCell(
  cell: CellToWrite,
  place: { row: number; column: number },
  { texts = "shared" }: SheetToWrite,
  strings: string[],
): string {
  const name = formatCellName(place)
  if (cell === null) return `<c r="${name}" s="1"/>`
  if (typeof cell === "object") {
    return "xml" in cell ? cell.xml.replaceAll("$", name) : `<c r="${name}"><v>${cell.number}</v></c>`
  }
  if (texts === "inline") {
    return `<c r="${name}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`
  }
  if (!strings.includes(cell)) strings.push(cell)
  return `<c r="${name}" t="s"><v>${strings.indexOf(cell)}</v></c>`
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;")
}
