/** Where a cell stands; both count from 1. */
export interface CellPlace {
  readonly row: number
  readonly column: number
}

/** A cell's name as `AB12`, with or without `$`, or `undefined`. */
export function parseCellName(name: string): CellPlace | undefined {
  const match = /^\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})$/.exec(name)
  if (match === null) return undefined
  const [, letters = "", digits = ""] = match
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return { row: Number(digits), column }
}

/** `{row: 12, column: 28}` as `AB12`. */
export function formatCellName({ row, column }: CellPlace): string {
  let letters = ""
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return `${letters}${row}`
}
