import { CATALOG_TABLES } from "./catalog-tables.ts"
import {
  EXPORT_FORMAT,
  LinesDigest,
  SectionDigest,
  tableLine,
  type FileEnd,
  type FileHeader,
  type SectionEnd,
  type WalletEnd,
} from "./format.ts"
import type { MovedRow, MovedTable } from "./moved-table.ts"
import { PART_CHARACTERS } from "./rows.ts"
import { WALLET_TABLES } from "./wallet-tables.ts"

/** Of a part, whose rows are written in one transaction. */
const PART_ROWS_MAX = 1000

/** One line of a file, without its line feed. */
export interface FileLine {
  readonly text: string
  /** Whether a line feed ends it: the last line of a file that was cut has none. */
  readonly isEnded: boolean
}

/** What a file tells, in its order. */
export type ExportEvent =
  | { readonly kind: "header"; readonly header: FileHeader }
  /** `walletId` undefined: the catalog. */
  | { readonly kind: "section"; readonly walletId: string | undefined }
  /** Rows of one table; the first is the row number `from` (from 0) of its section. */
  | {
      readonly kind: "rows"
      readonly table: MovedTable
      readonly rows: readonly MovedRow[]
      readonly from: number
      /** Of the first of these rows in the file. */
      readonly line: number
    }
  /** The section is as it was written. */
  | { readonly kind: "section_end"; readonly walletId: string | undefined; readonly end: SectionEnd }
  | { readonly kind: "end"; readonly wallets: number; readonly lines: number }

/** The file is none, was cut, or is not as it was written; the message names the line. */
export class ExportFileError extends Error {
  override readonly name = "ExportFileError"
  readonly line: number

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
    this.line = line
  }
}

/**
 * Reads an export, line by line. A section's end comes only when all of its lines are as they were written, the file's only
 * when no section is missing. Rule MOVE-3.
 *
 * @throws ExportFileError
 */
export async function* readExport(lines: AsyncIterable<FileLine>): AsyncGenerator<ExportEvent> {
  const reader = new ExportReader()
  for await (const { text, isEnded } of lines) {
    if (!isEnded) throw new ExportFileError(reader.line + 1, "the file is cut off here")
    yield* reader.read(text)
  }
  reader.close()
}

interface Section {
  readonly walletId: string | undefined
  readonly line: number
  readonly tables: readonly MovedTable[]
  readonly digest: SectionDigest
  /** How many of the tables have begun. */
  begun: number
}

/** Where the reading of a file is. */
class ExportReader {
  line = 0
  readonly #whole = new LinesDigest()
  #hasHeader = false
  #hasEnd = false
  #hasCatalog = false
  #wallets = 0
  #section: Section | undefined
  #rows: MovedRow[] = []
  #characters = 0
  #from = 0;

  *read(text: string): Generator<ExportEvent> {
    this.line += 1
    const told = this.#parse(text)
    if (this.#hasEnd) throw this.#fault("something follows the end of the file")
    if (!this.#hasHeader) {
      yield { kind: "header", header: this.#header(told) }
      this.#hasHeader = true
      this.#whole.add(text)
      return
    }
    if (Array.isArray(told)) {
      this.#row(text, told)
      if (this.#characters >= PART_CHARACTERS || this.#rows.length >= PART_ROWS_MAX) yield* this.#flush()
      return
    }
    yield* this.#flush()
    const line = told as Record<string, unknown>
    if (typeof line["section"] === "string") yield this.#begin(text, line)
    else if (typeof line["table"] === "string") this.#table(text)
    else if (line["end"] === "file") yield this.#end(line as unknown as FileEnd)
    else if (typeof line["end"] === "string") yield this.#sectionEnd(text, line)
    else throw this.#fault("this is no line of an export")
  }

  close(): void {
    if (this.line === 0) throw new ExportFileError(1, "the file is empty")
    if (!this.#hasEnd) throw new ExportFileError(this.line, "the file is cut off after this line")
  }

  #fault(message: string): ExportFileError {
    return new ExportFileError(this.line, message)
  }

  #parse(text: string): object {
    let told: unknown
    try {
      told = JSON.parse(text)
    } catch {
      throw this.#fault("this is not JSON")
    }
    if (typeof told !== "object" || told === null) throw this.#fault("this is no line of an export")
    return told
  }

  #header(told: object): FileHeader {
    const header = told as FileHeader
    if (header.tollgate !== "export" || typeof header.id !== "string" || header.id === "")
      throw this.#fault("this is no export of Tollgate")
    if (header.format !== EXPORT_FORMAT) {
      throw this.#fault(
        `the file is in format ${String(header.format)}, written by Tollgate ${header.version}; ` +
          `this Tollgate reads format ${EXPORT_FORMAT}`,
      )
    }
    return header
  }

  #begin(text: string, line: Record<string, unknown>): ExportEvent {
    if (this.#section !== undefined) throw this.#fault("a section begins within another")
    const isCatalog = line["section"] === "catalog"
    const walletId = isCatalog ? undefined : String(line["wallet"])
    if (isCatalog === this.#hasCatalog) throw this.#fault("the catalog comes first, and once")
    this.#hasCatalog = true
    this.#section = {
      walletId,
      line: this.line,
      tables: isCatalog ? CATALOG_TABLES : WALLET_TABLES,
      digest: new SectionDigest(text),
      begun: 0,
    }
    return { kind: "section", walletId }
  }

  /** A table's line says its columns: those of another version of Tollgate are others. */
  #table(text: string): void {
    const section = this.#inSection()
    const table = section.tables[section.begun]
    if (table === undefined || text !== tableLine(table)) {
      throw this.#fault(
        `${table === undefined ? "the section's end" : `the columns of the table ${table.name}`} should be here: ` +
          "the file was changed, or written by another version of Tollgate",
      )
    }
    section.begun += 1
    section.digest.table(text, table.name)
  }

  #row(text: string, row: readonly unknown[]): void {
    const section = this.#inSection()
    const table = section.tables[section.begun - 1]
    if (table === undefined) throw this.#fault("a row before its table")
    const fault = table.faultOf(row)
    if (fault !== undefined) throw this.#fault(`${table.name}: ${fault}`)
    if (this.#rows.length === 0) this.#from = section.digest.rows
    section.digest.row(text, table.name)
    this.#rows.push(row as MovedRow)
    this.#characters += text.length
  }

  *#flush(): Generator<ExportEvent> {
    const rows = this.#rows
    const table = this.#section?.tables[this.#section.begun - 1]
    if (rows.length === 0 || table === undefined) return
    this.#rows = []
    this.#characters = 0
    yield { kind: "rows", table, rows, from: this.#from, line: this.line - rows.length }
  }

  #sectionEnd(text: string, line: Record<string, unknown>): ExportEvent {
    const section = this.#inSection()
    const { walletId } = section
    if (section.begun !== section.tables.length) throw this.#fault("a section ends before all of its tables")
    const told = line as unknown as WalletEnd
    const found = section.digest.end()
    const name = walletId === undefined ? "the catalog" : `the wallet "${walletId}"`
    if (told.sha256 !== found.sha256 || told.rows !== found.rows) {
      throw this.#fault(
        `the lines ${section.line} to ${this.line - 1}, ${name}, are not as they were written ` +
          `(SHA-256 ${found.sha256}, ${found.rows} rows, where ${told.sha256}, ${told.rows} rows, is told)`,
      )
    }
    if (walletId !== undefined) {
      if (!Number.isSafeInteger(told.sequence) || typeof told.head !== "string")
        throw this.#fault("a wallet's end has no head of its journal")
      this.#wallets += 1
    }
    this.#whole.add(text)
    this.#section = undefined
    return { kind: "section_end", walletId, end: told }
  }

  #end(told: FileEnd): ExportEvent {
    if (this.#section !== undefined) throw this.#fault("the file ends within a section")
    if (told.wallets !== this.#wallets || told.lines !== this.line || told.sha256 !== this.#whole.end()) {
      throw this.#fault(
        `the file's first line or a section's last is not as it was written, or a section is missing`,
      )
    }
    this.#hasEnd = true
    return { kind: "end", wallets: this.#wallets, lines: this.line }
  }

  #inSection(): Section {
    if (this.#section === undefined) throw this.#fault("this belongs to no section")
    return this.#section
  }
}
