/** A cell as the sheet writes it. */
export interface RawCell {
  /** The attribute `t`: `n` (also when absent), `s`, `inlineStr`, `str`, `b`, `d`, `e`. */
  readonly type: string
  /** What `v` holds, or the text of an inline string. */
  readonly value: string
  readonly isFormula: boolean
}

/**
 * What a cell says. `note` tells why its number, exact as it is, is none that a card can hold: only whoever knows
 * which columns are read can say whether that matters.
 */
export type CellReading = { readonly text: string; readonly note?: string } | { readonly fault: string }

/** Decimals that an amount has at most. */
const DECIMALS_MAX = 6

/**
 * The text of a cell, "" for an empty one. A number is the shortest decimal that names the same double, so
 * `8.0000000000000004E-4` is `0.0008`; nothing is rounded. Rules FILE-6 and FILE-7.
 *
 * @param strings - the shared strings of the workbook
 */
export function readCell({ type, value, isFormula }: RawCell, strings: readonly string[]): CellReading {
  if (isFormula && value === "" && type !== "str") {
    return { fault: "is a formula without its value: open the file in a spreadsheet program and save it" }
  }
  switch (type) {
    case "n":
      return value.trim() === "" ? { text: "" } : readNumber(value.trim())
    case "s": {
      if (value.trim() === "") return { text: "" }
      const text = /^[0-9]+$/.test(value.trim()) ? strings[Number(value)] : undefined
      return text === undefined ? { fault: "names a shared string that is not there" } : { text }
    }
    case "inlineStr":
    case "str":
    case "d":
      return { text: value }
    case "b":
      return { text: value.trim() === "1" ? "TRUE" : "FALSE" }
    case "e":
      return { fault: `is an error, ${value.slice(0, 20)}` }
    default:
      return { fault: "is of a type that is not known" }
  }
}

function readNumber(written: string): CellReading {
  const value = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,4})?$/i.test(written)
    ? Number(written)
    : Number.NaN
  if (!Number.isFinite(value)) return { fault: "is not a number" }
  const text = String(value)
  const decimals = /\.([0-9]+)$/.exec(text)?.[1] ?? ""
  const isTooFine = decimals.length > DECIMALS_MAX || text.includes("e-")
  return {
    text,
    ...(isTooFine ? { note: `holds ${text}, which has more than six decimals` } : {}),
  }
}
