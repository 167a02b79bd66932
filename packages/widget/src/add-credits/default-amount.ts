import { formatMicros, micros } from "../money/amount.ts"
import type { Summary } from "../session/types.ts"

/** How far ahead a suggested amount reaches. */
const DAYS = 30n
/** From here on, a forecast is told in whole units. */
const WHOLE_FROM = 10_000_000n
const UNIT = 1_000_000n

/** About what 30 days use at the present pace; undefined where too little is known, or nothing was used. */
export function useOf30Days({ forecast: { dailyAverage } }: Summary): string | undefined {
  const use = dailyAverage === null ? 0n : micros(dailyAverage) * DAYS
  if (use <= 0n) return undefined
  return formatMicros(use < WHOLE_FROM ? use : ((use + UNIT / 2n) / UNIT) * UNIT)
}

/** The smallest preset that lasts 30 days, else the largest; of a wallet without a pace the one in the middle. */
export function suggestedPreset(summary: Summary): string | undefined {
  const presets = (summary.checkout?.presets ?? []).toSorted((left, right) =>
    micros(left) < micros(right) ? -1 : 1,
  )
  const use = useOf30Days(summary)
  if (use === undefined) return presets[(presets.length - 1) >> 1]
  return presets.find((preset) => micros(preset) >= micros(use)) ?? presets.at(-1)
}
