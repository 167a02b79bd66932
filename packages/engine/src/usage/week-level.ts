import { sum } from "./weekday-shares.ts"

/** How the next week is guessed from the weeks before: all alike, the newest most, or along their trend. */
export const LEVELS = ["mean", "recent", "trend"] as const
export type Level = (typeof LEVELS)[number]

/** Weeks that every way of guessing has before it is asked for the next one. */
const WEEKS_BEFORE = 3
/** A way that is less plain must err so much less than the plainer one. */
const MUST_ERR_LESS = 0.9
/** From so much error, beside the mean week, on the weeks are irregular: who guessed them better did by chance. */
const IRREGULAR_FROM = 0.6
/** What a week counts beside the one after it. */
const RECENT_DECAY = 0.5
/** How much of the trend is believed to go on. */
const TREND_DAMPED = 0.7

/**
 * What the next week will cost. Each way guesses the weeks that are known from those before them; the plainest one is
 * taken unless another erred clearly less. So a trend or a jump is followed where it lasts, and bursts, which tell
 * nothing of the next week, are averaged. Rule USE-13.
 *
 * @param weeks - spend of whole weeks, oldest first, at least one
 */
export function weekLevel(weeks: readonly number[]): { readonly level: Level; readonly amount: number } {
  let level: Level = "mean"
  let error = errorOf(level, weeks)
  const guessed = Math.max(weeks.length - WEEKS_BEFORE, 0)
  const isIrregular = error > (IRREGULAR_FROM * guessed * sum(weeks)) / weeks.length
  if (isIrregular) return { level, amount: Math.max(guess(level, weeks), 0) }
  for (const other of LEVELS.slice(1)) {
    const otherError = errorOf(other, weeks)
    if (otherError < error * MUST_ERR_LESS) [level, error] = [other, otherError]
  }
  return { level, amount: Math.max(guess(level, weeks), 0) }
}

/** How far off the guesses of the known weeks were, together. */
function errorOf(level: Level, weeks: readonly number[]): number {
  return sum(
    weeks
      .slice(WEEKS_BEFORE)
      .map((actual, index) => Math.abs(actual - guess(level, weeks.slice(0, WEEKS_BEFORE + index)))),
  )
}

function guess(level: Level, weeks: readonly number[]): number {
  if (level === "mean") return sum(weeks) / weeks.length
  if (level === "recent") return recentMean(weeks)
  return trendGuess(weeks)
}

function recentMean(weeks: readonly number[]): number {
  const weights = weeks.map((_, index) => RECENT_DECAY ** (weeks.length - 1 - index))
  return sum(weeks.map((week, index) => week * (weights[index] ?? 0))) / sum(weights)
}

/** Along the median of all slopes between two weeks (Theil and Sen), which a loud week or two cannot turn. */
function trendGuess(weeks: readonly number[]): number {
  const slopes = weeks.flatMap((from, first) =>
    weeks.slice(first + 1).map((to, gap) => (to - from) / (gap + 1)),
  )
  const slope = slopes.length === 0 ? 0 : median(slopes)
  const last = weeks.length - 1
  const levelNow = median(weeks.map((week, index) => week + slope * (last - index)))
  return Math.max(levelNow + slope * TREND_DAMPED, 0)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2
}
