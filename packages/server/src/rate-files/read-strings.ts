import { readXml } from "./read-xml.ts"

/**
 * The shared strings of a workbook, by their index, or `undefined` for a broken part. Formatted runs are joined;
 * phonetic readings are left out. Rule FILE-6.
 */
export function readStrings(part: Uint8Array): readonly string[] | undefined {
  const strings: string[] = []
  let parts: string[] = []
  let isText = false
  let isPhonetic = false
  const isWellFormed = readXml(part, {
    open(name) {
      if (name === "si") parts = []
      else if (name === "rPh") isPhonetic = true
      isText = name === "t" && !isPhonetic
    },
    text(text) {
      if (isText) parts.push(text)
    },
    close(name) {
      if (name === "si") strings.push(unescapeText(parts.join("")))
      else if (name === "rPh") isPhonetic = false
      isText = false
    },
  })
  return isWellFormed ? strings : undefined
}

/** `_x000D_` is how a workbook writes a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19). */
export function unescapeText(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
