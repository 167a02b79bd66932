// How far off a forecast is, on made-up traffic of known seeds, beside a plain mean of 30 days. Prints the table of
// docs/forecast.md: the same on every machine. `pnpm backtest`.
import {
  DAY_MS,
  daysLeft,
  expectedUntil,
  FORECAST_DAYS,
  type Forecast,
  forecastUse,
  type DayUse,
} from "../src/index.ts"
import { TRAFFICS, type Traffic } from "./backtest-traffic.ts"

/** A Monday. */
const FIRST_DAY = Date.UTC(2026, 0, 5) / DAY_MS
const HISTORY_DAYS = 180
const AHEAD_DAYS = 60
/** Each traffic is made so often, and forecast on so many mornings, a prime number of days apart. */
const WALLETS = 40
const MORNINGS = 12
const MORNINGS_APART = 5
const PLAIN_DAYS = 30

interface Errors {
  day: number[]
  week: number[]
  month: number[]
  left: number[]
}

interface Guess {
  /** Spend of the next `count` days. */
  next(count: number): number
  left(spendable: number): number
}

function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function plain(before: readonly number[]): Guess {
  const window = before.slice(-PLAIN_DAYS)
  const seen = window.slice(window.findIndex((amount) => amount > 0))
  const mean = total(seen) / seen.length
  return { next: (count) => mean * count, left: (spendable) => Math.floor(spendable / mean) }
}

function ours(before: readonly number[], todayDay: number): Guess {
  // As a server reads them: days before the wallet was used are there, without use.
  const days = [...Array.from({ length: FORECAST_DAYS }, () => 0), ...before]
    .slice(-FORECAST_DAYS)
    .map((amount): DayUse => ({ amount: BigInt(amount), isUsed: amount > 0 }))
  const today: DayUse = { amount: 0n, isUsed: false }
  const forecast: Forecast = forecastUse({ days, today, todayDay, elapsed: 0n })
  return {
    next: (count) => Number(expectedUntil(forecast, count)),
    left: (spendable) => daysLeft(forecast, BigInt(Math.round(spendable))) ?? Number.POSITIVE_INFINITY,
  }
}

/** Errors of all mornings of a traffic: amounts beside the wallet's mean of as many days, days left in days. */
function backtest(
  traffic: Traffic,
  guessOf: (before: readonly number[], todayDay: number) => Guess,
  history: number,
) {
  const errors: Errors = { day: [], week: [], month: [], left: [] }
  for (let seed = 1; seed <= WALLETS; seed++) {
    const days = traffic.days(seeded(seed * 7_919), HISTORY_DAYS + AHEAD_DAYS)
    const usual = total(days) / days.length
    for (let morning = 0; morning < MORNINGS; morning++) {
      const today = HISTORY_DAYS - morning * MORNINGS_APART
      const before = days.slice(Math.max(0, today - history), today)
      const after = days.slice(today, today + AHEAD_DAYS)
      if (total(before.slice(-PLAIN_DAYS)) === 0) continue
      const guess = guessOf(before, FIRST_DAY + today)
      for (let ahead = 1; ahead <= 7; ahead++) {
        const guessed = guess.next(ahead) - guess.next(ahead - 1)
        errors.day.push(Math.abs(guessed - after[ahead - 1]!) / usual)
      }
      errors.week.push(Math.abs(guess.next(7) - total(after.slice(0, 7))) / (usual * 7))
      errors.month.push(Math.abs(guess.next(30) - total(after.slice(0, 30))) / (usual * 30))
      const spendable = usual * 10.5
      const lasted = lastedDays(after, spendable)
      errors.left.push(Math.abs(Math.min(guess.left(spendable), AHEAD_DAYS) - lasted))
    }
  }
  return errors
}

function lastedDays(after: readonly number[], spendable: number): number {
  let left = spendable
  const index = after.findIndex((amount) => (left -= amount) < 0)
  return index === -1 ? AHEAD_DAYS : index
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function mean(values: readonly number[]): number {
  return total(values) / values.length
}

const percent = (value: number): string => `${Math.round(value * 100)} %`

function printTable(title: string, history: number): void {
  console.log(`\n${title}\n`)
  console.log("| Traffic | A day | A week | 30 days | Days left |")
  console.log("|---|---|---|---|---|")
  for (const traffic of TRAFFICS) {
    const [first, second] = [backtest(traffic, plain, history), backtest(traffic, ours, history)]
    const both = (name: keyof Errors, format: (value: number) => string): string =>
      `${format(mean(first[name]))} → ${format(mean(second[name]))}`
    console.log(
      `| ${traffic.name} | ${both("day", percent)} | ${both("week", percent)} | ${both("month", percent)} | ${both("left", (days) => days.toFixed(1))} |`,
    )
  }
}

printTable("With 56 days of history and more", HISTORY_DAYS)
printTable("With 21 days of history", 21)
printTable("With 10 days of history", 10)
