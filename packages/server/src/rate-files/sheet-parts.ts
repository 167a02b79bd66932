import { accept, type Result } from "@tollgate/engine"
import { BROKEN_WORKBOOK, type InvalidRateFile, refuseFile } from "./rate-file-fault.ts"
import { readXml } from "./read-xml.ts"

/** The most sheets that are looked at. */
export const SHEETS_MAX = 100

/** What a workbook is made of. */
export interface WorkbookParts {
  /** Visible sheets in their order, at most `SHEETS_MAX`, each part once. */
  readonly sheets: readonly { readonly name: string; readonly part: Uint8Array }[]
  readonly strings: Uint8Array | undefined
}

interface Relationship {
  /** The last word of the type's URI, the same in transitional and strict workbooks. */
  readonly kind: string
  readonly target: string
}

/**
 * Where a workbook's sheets stand, found by its relationships and not by usual names (ECMA-376 part 2, 9.3). Hidden
 * sheets are left out: what nobody sees should price nothing. Rule FILE-4.
 */
export function sheetParts(parts: ReadonlyMap<string, Uint8Array>): Result<WorkbookParts, InvalidRateFile> {
  const root = relationshipsOf(parts, "")
  const bookPath = [...(root ?? new Map<string, Relationship>()).values()].find(
    ({ kind }) => kind === "officeDocument",
  )?.target
  const book = bookPath === undefined ? undefined : parts.get(bookPath)
  if (bookPath === undefined || book === undefined || !/\.xml$/i.test(bookPath)) {
    return refuseFile("The file is a ZIP archive, but no XLSX workbook.")
  }
  const related = relationshipsOf(parts, bookPath)
  const listed: { readonly name: string; readonly id: string }[] = []
  const isWellFormed = readXml(book, {
    open(element, attributes) {
      if (element !== "sheet") return
      const id = Object.entries(attributes).find(([name]) => name.endsWith(":id"))?.[1] ?? ""
      if ((attributes["state"] ?? "visible") === "visible")
        listed.push({ name: attributes["name"] ?? "", id })
    },
  })
  if (!isWellFormed || related === undefined) return refuseFile(BROKEN_WORKBOOK)

  const sheets = new Map<string, WorkbookParts["sheets"][number]>()
  for (const { name, id } of listed.slice(0, SHEETS_MAX)) {
    const relationship = related.get(id)
    if (relationship !== undefined && relationship.kind !== "worksheet") continue
    const part = parts.get(relationship?.target ?? "")
    if (relationship === undefined || part === undefined) return refuseFile(BROKEN_WORKBOOK)
    sheets.set(relationship.target, { name, part })
  }
  const strings = [...related.values()].find(({ kind }) => kind === "sharedStrings")
  return accept({ sheets: [...sheets.values()], strings: parts.get(strings?.target ?? "") })
}

/** The relationships of the part at `path` ("" = the file as a whole) by their id, or `undefined` without any. */
function relationshipsOf(
  parts: ReadonlyMap<string, Uint8Array>,
  path: string,
): ReadonlyMap<string, Relationship> | undefined {
  const slash = path.lastIndexOf("/") + 1
  const folder = path.slice(0, slash)
  const part = parts.get(`${folder}_rels/${path.slice(slash)}.rels`)
  const relationships = new Map<string, Relationship>()
  const isWellFormed =
    part !== undefined &&
    readXml(part, {
      open(element, { Id = "", Type = "", Target = "" }) {
        if (element !== "Relationship") return
        relationships.set(Id, {
          kind: Type.slice(Type.lastIndexOf("/") + 1),
          target: resolve(folder, Target),
        })
      },
    })
  return isWellFormed ? relationships : undefined
}

function resolve(folder: string, target: string): string {
  const resolved: string[] = []
  for (const step of (target.startsWith("/") ? target : folder + target).split("/")) {
    if (step === "..") resolved.pop()
    else if (step !== "" && step !== ".") resolved.push(step)
  }
  return resolved.join("/")
}
