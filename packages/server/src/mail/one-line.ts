/** Headers are one line, and a name of a hundred lines is none. */
const HEADER_CHARACTERS_MAX = 200

/** What goes into a header: one line, without controls, so that nobody's name begins another header. Rule MAIL-3. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .trim()
    .slice(0, HEADER_CHARACTERS_MAX)
}
