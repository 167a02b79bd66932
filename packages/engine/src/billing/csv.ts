/** What a spreadsheet would read as a formula when a field begins with it. */
const FORMULA_START = /^[=+\-@\t\r\n]/
const NEEDS_QUOTES = /[",\r\n]/

/**
 * A text as one field of CSV (RFC 4180), quoted where it must be. A text that a spreadsheet would run as a formula gets
 * a `'` in front; numbers that we wrote ourselves go into `csvRow` as they are. Rules STM-8 and STM-9.
 */
export function csvField(text: string): string {
  const safe = FORMULA_START.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One record, its line break (CRLF) included. `fields` come from `csvField`, or are numbers. Rule STM-8. */
export function csvRow(fields: readonly string[]): string {
  return `${fields.join(",")}\r\n`
}
