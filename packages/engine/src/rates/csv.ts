import { accept, refuse, type Result } from "../result.ts"

/** A line of a card file that cannot be used, and why. `line` counts from 1; 0 is the file as a whole. */
export interface CardError {
  readonly line: number
  readonly message: string
}

/** Longest text of a card file: 4 Mi characters. */
export const CARD_CHARS_MAX: number = 4 * 1024 * 1024

/** Most records that a card file may have, header and notes included. A full card of 47 markets has 767. */
export const RATE_CARD_ROWS_MAX = 10_000

/** One record: its fields without their quotes, and the line on which it starts (a quoted field may span lines). */
export interface CsvRecord {
  readonly line: number
  /** Non-empty. */
  readonly fields: readonly string[]
}

/**
 * The records of comma-separated text (RFC 4180): quoted fields, doubled quotes, LF, CRLF or CR, with or without a
 * byte-order mark. Empty lines are left out. Rule RATE-2.
 */
export function parseCsv(text: string): Result<readonly CsvRecord[], CardError> {
  if (text.length > CARD_CHARS_MAX) return refuse({ line: 0, message: "the file is too long" })

  const records: CsvRecord[] = []
  let position = text.startsWith("\uFEFF") ? 1 : 0
  let line = 1
  while (position < text.length) {
    const startLine = line
    const fields: string[] = []
    for (;;) {
      const isQuoted = text[position] === '"'
      const end = isQuoted ? endOfQuoted(text, position) : endOfBare(text, position)
      if (end === undefined) return refuse({ line, message: "a quote is not closed" })
      const raw = isQuoted
        ? text.slice(position + 1, end - 1).replaceAll('""', '"')
        : text.slice(position, end)
      if (isQuoted) line += countLineBreaks(raw)
      fields.push(raw)
      position = end
      if (text[position] !== ",") break
      position++
    }
    if (position < text.length && text[position] !== "\r" && text[position] !== "\n") {
      return refuse({ line, message: "a quote stands inside a field" })
    }
    position += text[position] === "\r" && text[position + 1] === "\n" ? 2 : 1
    line++
    if (fields.length > 1 || fields[0] !== "") records.push({ line: startLine, fields })
    if (records.length > RATE_CARD_ROWS_MAX) {
      return refuse({ line: startLine, message: "the file has too many rows" })
    }
  }
  return accept(records)
}

/** The position after the closing quote of the field that opens at `start`. */
function endOfQuoted(text: string, start: number): number | undefined {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at + 1
  }
  return undefined
}

const BARE_END = /[",\r\n]/g

function endOfBare(text: string, start: number): number {
  BARE_END.lastIndex = start
  return BARE_END.exec(text)?.index ?? text.length
}

function countLineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0
}
