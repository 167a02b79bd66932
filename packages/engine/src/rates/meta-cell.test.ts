import { describe, expect, it } from "vitest"
import { parseMetaCount, parseMetaCurrency, parseMetaRate } from "./meta-cell.ts"

describe("cells of Meta's downloads", () => {
  it.each([
    ["$US", "USD"],
    ["A$", "AUD"],
    ["£", "GBP"],
    ["GBD", "GBP"],
    ["₹", "INR"],
    ["Rp", "IDR"],
    [" cop ", "COP"],
    ["$", undefined],
    ["", undefined],
    ["toString", undefined],
  ])("[RATE-8] the currency %j is %s", (text, code) => {
    expect(parseMetaCurrency(text)).toBe(code)
  })

  it.each([
    ["0.0118", 11_800n],
    ["12", 12_000_000n],
    ["1,940.13", 1_940_130_000n],
    ["1,234,567", 1_234_567_000_000n],
    ["8.0E-4", 800n],
    ["1.2e+2", 120_000_000n],
    ["0.00140000000", 1_400n],
    ["n/a", "n/a"],
    [" N/A ", "n/a"],
    ["", "n/a"],
    ["-1", undefined],
    ["1,5", undefined],
    ["12,34,567", undefined],
    ["0.0000001", undefined],
    ["1e-7", undefined],
    ["na", undefined],
  ])("[RATE-8] the rate %j is %s", (text, rate) => {
    expect(parseMetaRate(text)).toBe(rate)
  })

  it.each([
    ["0", 0],
    ["250,001", 250_001],
    ["25000001", 25_000_001],
    ["--", undefined],
    ["1.5", undefined],
    ["-1", undefined],
    ["2,5", undefined],
  ])("[RATE-8] the count %j is %s", (text, count) => {
    expect(parseMetaCount(text)).toBe(count)
  })
})
