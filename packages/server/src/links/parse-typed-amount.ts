import { parseAmount, type Micros } from "@tollgate/engine"

const TYPED_CHARACTERS_MAX = 40
/** The zeros of digits that people of our languages type. */
const ZEROS = [0x0660, 0x06f0, 0x0966]
/** Groups of one sign; of two digits too, as in India, but for the last. */
const GROUPED = /^[0-9]{1,3}([.,' ])(?:[0-9]{2,3}\1)*[0-9]{3}$/

/**
 * The amount that a person typed: digits of their script, with groups (`1,000`, `1.000,50`, `1,00,000`) and a decimal
 * comma or point of at most two places. `undefined` for anything else. Rule LINK-5.
 */
export function parseTypedAmount(typed: string): Micros | undefined {
  if (typed.length > TYPED_CHARACTERS_MAX) return undefined
  const plain = latinDigits(typed.trim()).replaceAll("\u00a0", " ").replaceAll("٫", ".").replaceAll("٬", ",")
  const [, whole = "", decimals = ""] = /^(.*?)(?:[.,]([0-9]{1,2}))?$/.exec(plain) ?? []
  const units = GROUPED.test(whole) ? whole.replaceAll(/[.,' ]/g, "") : whole
  if (!/^[0-9]+$/.test(units)) return undefined
  const canonical = units.replace(/^0+(?=[0-9])/, "")
  return parseAmount(decimals === "" ? canonical : `${canonical}.${decimals}`)
}

function latinDigits(text: string): string {
  return text.replaceAll(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0
    const zero = ZEROS.find((each) => point >= each && point < each + 10)
    return zero === undefined ? digit : String(point - zero)
  })
}
