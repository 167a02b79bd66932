import { expect, it } from "vitest"
import { parseTypedAmount } from "./parse-typed-amount.ts"

it.each([
  ["50", 50_000_000n],
  [" 50.5 ", 50_500_000n],
  ["50,50", 50_500_000n],
  ["050", 50_000_000n],
  ["1,000", 1_000_000_000n],
  ["1,000.50", 1_000_500_000n],
  ["1.000,50", 1_000_500_000n],
  ["1 000,50", 1_000_500_000n],
  ["1\u00a0000", 1_000_000_000n],
  ["1,00,000", 100_000_000_000n],
  ["1'000.00", 1_000_000_000n],
  ["٥٠٫٢٥", 50_250_000n],
  ["١٬٠٠٠", 1_000_000_000n],
  ["۵۰", 50_000_000n],
  ["५०", 50_000_000n],
])("[LINK-5] %j is an amount that a person types", (typed, amount) => {
  expect(parseTypedAmount(typed)).toBe(amount)
})

it.each([
  "",
  " ",
  "-5",
  "+5",
  "5e3",
  "$5",
  "five",
  "5.",
  ".5",
  "1.2.3,4",
  "0x10",
  "1,0000",
  "12 34",
  "𝟓",
  "Infinity",
  "9".repeat(20),
  "1".repeat(41),
  "<b>5</b>",
])("[LINK-5] %j is none", (typed) => {
  expect(parseTypedAmount(typed)).toBeUndefined()
})
