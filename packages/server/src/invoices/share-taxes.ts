import { allocate, formatAmount, parseAmount, type Micros, type PaidParts } from "@tollgate/engine"
import type { TopUpPriceLines } from "../catalog/invoice-records.ts"

type TaxLines = TopUpPriceLines["taxLines"]

/** In micros: what parts of a tax are whole counts of, where it is. */
const HUNDREDTH = 10_000n

/** The taxes of an invoice in proportion, those on top and those inside of the price, of which so much goes back. */
export function shareTaxes(
  lines: TaxLines,
  { tax, taxIncluded }: Pick<PaidParts, "tax" | "taxIncluded">,
): TaxLines {
  const onTop = sharesOf(
    lines.filter(({ isIncluded }) => isIncluded !== true),
    tax,
  )
  const inside = sharesOf(
    lines.filter(({ isIncluded }) => isIncluded === true),
    taxIncluded,
  )
  return lines
    .map((line) => (line.isIncluded === true ? inside : onTop).shift() ?? line)
    .filter(({ amount }) => amount !== "0")
}

function sharesOf(lines: TaxLines, back: Micros): TaxLines[number][] {
  const ratios = lines.map((line) => parseAmount(line.amount) ?? 0n)
  if (!ratios.some((ratio) => ratio > 0n)) return [...lines]
  const step = back % HUNDREDTH === 0n ? HUNDREDTH : 1n
  const shares = allocate(back / step, ratios)
  return lines.map((line, place) => ({ ...line, amount: formatAmount(shares[place]! * step) }))
}
