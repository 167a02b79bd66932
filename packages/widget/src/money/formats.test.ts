import { expect } from "chai"
import { formatMicros, micros } from "./amount.ts"
import { Formats } from "./formats.ts"

describe("amounts", () => {
  const exact: readonly (readonly [string, bigint])[] = [
    ["0", 0n],
    ["4.9183", 4_918_300n],
    ["-0.000001", -1n],
    ["9007199254740993.000001", 9_007_199_254_740_993_000_001n],
    ["10", 10_000_000n],
  ]
  for (const [text, value] of exact) {
    it(`[UI-4] reads ${text} exactly, and writes it again`, () => {
      expect(micros(text)).to.equal(value)
      expect(formatMicros(value)).to.equal(text)
    })
  }
})

describe("formats", () => {
  const formats = new Formats("en-US", "USD", "Asia/Kolkata")

  it("[UI-4] shows as many decimals as carry meaning", () => {
    expect(formats.money("418.2301")).to.equal("$418.23")
    expect(formats.money("418.2301", "balance")).to.equal("$418.23")
    expect(formats.money("9.99994", "balance")).to.equal("$9.9999")
    expect(formats.money("-4.9183", "balance")).to.equal("-$4.9183")
    expect(formats.money("0.000708")).to.equal("$0.000708")
    expect(formats.money("0")).to.equal("$0.00")
    expect(formats.money("418.230105", "exact")).to.equal("$418.230105")
  })

  it("[UI-4] formats amounts past the reach of floats exactly", () => {
    expect(formats.money("9007199254740993.000001", "exact")).to.equal("$9,007,199,254,740,993.000001")
  })

  it("[UI-4] shows a currency's own digits", () => {
    expect(new Formats("en", "JPY", "UTC").money("1500.4")).to.equal("¥1,500")
    expect(new Formats("en-IN", "INR", "UTC").money("1234567.891")).to.equal("₹12,34,567.89")
    expect(new Formats("es-PE", "USD", "UTC").money("12.5")).to.contain("12.50")
  })

  it("[UI-3] keeps a currency's sign together between Arabic words", () => {
    const text = new Formats("ar", "USD", "UTC").money("-6.5")
    expect(text).to.contain("\u2066US$\u2069").and.contain("6.50")
    expect(new Formats("ar-EG", "USD", "UTC").money("6.5"))
      .to.contain("\u2066US$\u2069")
      .and.contain("٦")
  })

  it("[UI-3] tells times in the zone that was told", () => {
    expect(formats.date("2026-11-22T20:00:00.000Z", { dateStyle: "short", timeStyle: "short" })).to.match(
      /11\/23\/26, 1:30.AM/,
    )
  })
})
