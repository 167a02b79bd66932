import { dinero, halfEven, multiply, toSnapshot, transformScale } from "dinero.js/bigint"
import type { Micros } from "./micros.ts"

/** A percentage as an integer count of 0.0001 percent, which is a millionth of the whole: 6 % is `60_000n`. */
export type Percent = bigint

const PERCENT_SCALE = 4
const PERCENT_ONE: Percent = 10_000n

/** 1,000 %: the highest percentage that is read from outside. */
export const PERCENT_MAX: Percent = 1_000n * PERCENT_ONE

const PERCENT = /^(0|[1-9][0-9]{0,3})(?:\.([0-9]{1,4}))?$/

/** A scale is what matters here; a percentage has no currency, so it is worked out in one without a country. */
const UNITLESS = { code: "XXX", base: 10n, exponent: 0n } as const
const MICROS_SCALE = 6n

/** The percentage that `text` writes (`"6"`, `"2.9"`), from 0 to 1,000 with up to four decimals. Rule MON-5. */
export function parsePercent(text: string): Percent | undefined {
  const match = PERCENT.exec(text)
  if (match === null) return undefined
  const [, whole = "", decimals = ""] = match
  const percent = BigInt(whole) * PERCENT_ONE + BigInt(decimals.padEnd(PERCENT_SCALE, "0"))
  return percent > PERCENT_MAX ? undefined : percent
}

/** The shortest decimal string of a percentage, without the sign `%`. */
export function formatPercent(percent: Percent): string {
  const rest = percent % PERCENT_ONE
  const whole = (percent / PERCENT_ONE).toString()
  if (rest === 0n) return whole
  return `${whole}.${rest.toString().padStart(PERCENT_SCALE, "0").replace(/0+$/, "")}`
}

/** `percent` of `amount`, rounded half-even once, to the micro. Rule MON-6. */
export function percentOf(amount: Micros, percent: Percent): Micros {
  const product = multiply(dinero({ amount, currency: UNITLESS, scale: MICROS_SCALE }), {
    amount: percent,
    scale: 6n,
  })
  return toSnapshot(transformScale(product, MICROS_SCALE, halfEven)).amount
}
