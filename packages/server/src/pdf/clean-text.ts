/** Directional embeddings, overrides, isolates and marks: a name must not turn around what stands beside it. */
const DIRECTIONAL = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g
/** Controls, line and paragraph separators, unpaired surrogates, private use, and what interlinear notes and tags hide. */
const NOT_TEXT = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]+/gu

/** Somebody's text as one line that says what it looks like. Rule PDF-6. */
export function cleanText(text: string): string {
  return text
    .replaceAll(DIRECTIONAL, "")
    .replaceAll(NOT_TEXT, " ")
    .replaceAll(/ {2,}/g, " ")
    .trim()
    .normalize("NFC")
}

/** A number or a code within a sentence: from left to right, also where all around it is Arabic. */
export function isolatedCode(text: string): string {
  return `\u2066${cleanText(text)}\u2069`
}

/** Somebody's words within a sentence: in their own direction. */
export function isolatedText(text: string): string {
  return `\u2068${cleanText(text)}\u2069`
}
