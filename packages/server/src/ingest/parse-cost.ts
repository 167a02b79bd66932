import { objectOf } from "./json-shape.ts"

/** Digits before the point that an amount may have: far above any message, far below 64 bits of micros. */
const COST_INTEGER_DIGITS_MAX = 9

/**
 * What Meta says that a max-price message costs, from `pricing.cost`: a decimal string of at most 6 decimals and a currency;
 * `undefined` when it cannot be told exactly. Rule META-9.
 */
export function parseCost(value: unknown): { amount: string; currency: string } | undefined {
  const cost = objectOf(value)
  const amount = parseAmount(cost?.["amount"])
  const currency = typeof cost?.["currency"] === "string" ? cost["currency"].trim().toUpperCase() : ""
  if (amount === undefined || !/^[A-Z]{3}$/.test(currency)) return undefined
  return { amount, currency }
}

function parseAmount(value: unknown): string | undefined {
  const text = typeof value === "number" ? decimalOf(value) : value
  if (typeof text !== "string") return undefined
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (match === null) return undefined
  const integer = (match[1] ?? "").replace(/^0+(?=\d)/, "")
  const fraction = (match[2] ?? "").replace(/0+$/, "")
  if (integer.length > COST_INTEGER_DIGITS_MAX || fraction.length > 6) return undefined
  return fraction === "" ? integer : `${integer}.${fraction}`
}

/** The decimal that a JSON number was meant as: 0.30000000000000004 is 0.3, but 0.00000005 stays what it is. */
function decimalOf(value: number): string {
  const micros = value.toFixed(6)
  const isArtefact = Math.abs(value - Number(micros)) <= 4 * Number.EPSILON * Math.abs(value)
  return isArtefact ? micros : String(value)
}
