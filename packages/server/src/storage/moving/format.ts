import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex } from "@noble/hashes/utils.js"
import type { MovedRow, MovedTable } from "./moved-table.ts"

/** Of the file's lines; another number is another way to write them. */
export const EXPORT_FORMAT = 1

/** The first line of a file. */
export interface FileHeader {
  readonly tollgate: "export"
  readonly format: number
  /** Of this file alone: an import that was cut off goes on with the same one. */
  readonly id: string
  /** Of Tollgate. */
  readonly version: string
  /** The moment that it shows, ISO 8601. */
  readonly at: string
  readonly from: string
  readonly wallets: "all" | readonly string[]
  readonly secrets: boolean
}

/** What stands at the end of each section. */
export interface SectionEnd {
  readonly rows: number
  readonly counts: Readonly<Record<string, number>>
  /** Of the section's lines before this one, each with its line feed. */
  readonly sha256: string
}
export interface WalletEnd extends SectionEnd {
  /** Of the last journal entry. */
  readonly sequence: number
  readonly head: string
}
export interface FileEnd {
  readonly end: "file"
  readonly wallets: number
  /** With this one. */
  readonly lines: number
  /** Of the first line and the last one of each section: these have the digests of all others. */
  readonly sha256: string
}

export const CATALOG_LINE: string = JSON.stringify({ section: "catalog" })

export function walletLine(walletId: string): string {
  return JSON.stringify({ section: "wallet", wallet: walletId })
}

export function tableLine({ name, columns }: MovedTable): string {
  return JSON.stringify({ table: name, columns })
}

export function rowLine(row: MovedRow): string {
  return JSON.stringify(row)
}

/** A SHA-256 of lines, each with its line feed, that grows with them. */
export class LinesDigest {
  readonly #hash = sha256.create()
  readonly #encoder = new TextEncoder()

  add(line: string): void {
    this.#hash.update(this.#encoder.encode(`${line}\n`))
  }

  /** Lower-case hex; nothing can be added after it. */
  end(): string {
    return bytesToHex(this.#hash.digest())
  }
}

/** The digest and the counts of a section. */
export class SectionDigest {
  readonly #lines = new LinesDigest()
  readonly #counts: Record<string, number> = {}
  #rows = 0

  constructor(firstLine: string) {
    this.#lines.add(firstLine)
  }

  get rows(): number {
    return this.#rows
  }

  table(line: string, name: string): void {
    this.#lines.add(line)
    this.#counts[name] = 0
  }

  row(line: string, name: string): void {
    this.#lines.add(line)
    this.#counts[name] = (this.#counts[name] ?? 0) + 1
    this.#rows += 1
  }

  end(): SectionEnd {
    return { rows: this.#rows, counts: this.#counts, sha256: this.#lines.end() }
  }
}

/** Whether two sections say that they are the same. */
export function isSameEnd(left: SectionEnd, right: SectionEnd): boolean {
  return left.rows === right.rows && left.sha256 === right.sha256
}
