/** Days of a week; weekdays count from Monday = 0. */
export const WEEK_DAYS = 7

/** Below so many whole weeks no weekday is told from chance. */
const WEEKS_MIN = 3
/** How far the weekdays must differ before any of it is believed: 1 is what chance alone gives. */
const CHANCE_RATIO = 1.5

/**
 * How much of a week's spend each day of it takes, times 7: 1 is an even share. Each week counts the same whatever it
 * spent, so that a trend or a loud week bends nothing; the largest and the smallest share of each day are left out once
 * there are enough weeks. What is left is shrunk to 1 by how little the weekdays differ beside how much one weekday
 * differs from week to week: of irregular traffic nothing is left. Rule USE-12.
 *
 * @param days - whole weeks of spend, oldest first
 * @returns seven shares that sum to 7, in the order of `days`; undefined when no weekday stands out
 */
export function weekdayShares(days: readonly number[]): readonly number[] | undefined {
  const weeks = weeksOf(days).flatMap((week) => {
    const total = sum(week)
    return total > 0 ? [week.map((amount) => (amount * WEEK_DAYS) / total)] : []
  })
  if (weeks.length < WEEKS_MIN) return undefined

  const columns = Array.from({ length: WEEK_DAYS }, (_, place) => weeks.map((week) => week[place] ?? 0))
  const means = columns.map(mean)
  const between = (weeks.length * sum(means.map((one) => (one - 1) ** 2))) / (WEEK_DAYS - 1)
  const within =
    sum(columns.flatMap((column, place) => column.map((share) => (share - (means[place] ?? 0)) ** 2))) /
    (WEEK_DAYS * (weeks.length - 1))
  const believed = between === 0 ? 0 : 1 - (CHANCE_RATIO * within) / between
  if (believed <= 0) return undefined

  const centres = columns.map(trimmedMean)
  const scale = sum(centres) / WEEK_DAYS
  if (scale <= 0) return undefined
  return centres.map((centre) => 1 + believed * (centre / scale - 1))
}

/** Cut into weeks, oldest first. */
export function weeksOf(days: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: Math.floor(days.length / WEEK_DAYS) }, (_, week) =>
    days.slice(week * WEEK_DAYS, (week + 1) * WEEK_DAYS),
  )
}

/** From so many values on, the largest and the smallest are left out. */
const TRIMMED_FROM = 5

function trimmedMean(values: readonly number[]): number {
  if (values.length < TRIMMED_FROM) return mean(values)
  return mean(values.toSorted((a, b) => a - b).slice(1, -1))
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
