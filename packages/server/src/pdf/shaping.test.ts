import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as library from "harfbuzzjs"
import { beforeAll, describe, expect, it } from "vitest"
import { isolatedCode, isolatedText } from "./clean-text.ts"
import type { Font, Fonts } from "./fonts.ts"
import { layOut } from "./paragraph.ts"
import { testFonts } from "./testing-pdf.ts"

let fonts: Fonts
beforeAll(async () => {
  fonts = await testFonts()
})

const whole = (text: string, isRtl: boolean, language: string) => ({
  text,
  start: 0,
  end: text.length,
  isRtl,
  language,
})

/** The glyph of each character by itself, as a program would have it that knows of no shaping. */
const naive = (font: Font, text: string): number[] =>
  [...text].map((char) => font.glyphOf(char.codePointAt(0)!))

/** What HarfBuzz's own binding for JavaScript makes of a text. */
function shapedByLibrary(file: string, text: string, isRtl: boolean): [number, number, number, number][] {
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(`@expo-google-fonts/${file}`)))
  const font = new library.Font(new library.Face(new library.Blob(new Uint8Array(bytes).buffer)))
  const buffer = new library.Buffer()
  buffer.addText(text)
  buffer.setDirection(isRtl ? library.Direction.RTL : library.Direction.LTR)
  buffer.guessSegmentProperties()
  library.shape(font, buffer)
  const positions = buffer.getGlyphPositions()
  return buffer.getGlyphInfos().map(({ codepoint }, index) => {
    const { xAdvance, xOffset, yOffset } = positions[index]!
    return [codepoint, xAdvance, xOffset, yOffset]
  })
}

describe("shaping", () => {
  it.each([
    ["क्षत्रिय श्रीवास्तव एंड ब्रदर्स", "noto-sans/400Regular/NotoSans_400Regular.ttf", 0, false, "hi"],
    ["धर्मेंद्र र्कि द्ध्य", "noto-sans/400Regular/NotoSans_400Regular.ttf", 0, false, "hi"],
    ["AVATAR Łódź fi Κόσμος Щука", "noto-sans/400Regular/NotoSans_400Regular.ttf", 0, false, "en"],
    ["شركة النور للتجارة المُسترد ١٢٣", "vazirmatn/400Regular/Vazirmatn_400Regular.ttf", 1, true, "ar"],
  ] as const)("[PDF-5] %s is shaped as HarfBuzz's own binding does", (text, file, index, isRtl, language) => {
    const ours = fonts.regular[index]!.shape(whole(text, isRtl, language))
    expect(ours.map(({ glyph, advance, offsetX, offsetY }) => [glyph, advance, offsetX, offsetY])).toEqual(
      shapedByLibrary(file, text, isRtl),
    )
  })

  it("[PDF-5] Devanagari has its conjuncts, and the short i before its letter", () => {
    const [sans] = fonts.regular
    // Three characters, one glyph, which none of them has by itself.
    const conjunct = sans!.shape(whole("क्ष", false, "hi"))
    expect(conjunct).toHaveLength(1)
    expect(naive(sans!, "क्ष")).not.toContain(conjunct[0]!.glyph)
    const [first, second] = sans!.shape(whole("कि", false, "hi"))
    expect(second!.glyph).toBe(sans!.glyphOf("क".codePointAt(0)!))
    expect(first!.glyph).not.toBe(second!.glyph)
    // Ra before another letter stands above that one's end.
    expect(sans!.shape(whole("र्म", false, "hi"))[0]!.glyph).toBe(sans!.glyphOf("म".codePointAt(0)!))
  })

  it("[PDF-5] Arabic letters join, and lam with alef is one glyph", () => {
    const arabic = fonts.regular[1]!
    const shaped = arabic.shape(whole("سلام", true, "ar")).map(({ glyph }) => glyph)
    expect(shaped).toHaveLength(3)
    const alone = naive(arabic, "سلام")
    expect(shaped.filter((glyph) => alone.includes(glyph)).length).toBeLessThan(2)
  })
})

describe("paragraphs", () => {
  const style = { weight: "regular", size: 10, language: "en" } as const
  const seen = (text: string, base: "ltr" | "rtl" | "auto" = "auto", width = Infinity): string[] =>
    layOut(text, style, { fonts, base, width }).map(({ runs }) =>
      runs.flatMap(({ clusters }) => clusters.map((cluster) => cluster.text)).join(""),
    )

  it("[PDF-5] Arabic goes from right to left, and numbers and Latin names within it from left to right", () => {
    expect(seen("دبي 12 Acme", "rtl")).toEqual(["Acme 12 يبد"])
    expect(seen("Acme دبي 12", "ltr")).toEqual(["Acme 12 يبد"])
  })

  it("[PDF-5] a code in an Arabic sentence keeps its order, and no mark is left in the text", () => {
    expect(seen("رقم: 94-1234567", "rtl")).toEqual(["1234567-94 :مقر"])
    expect(seen(`رقم: ${isolatedCode("94-1234567")}`, "rtl")).toEqual(["94-1234567 :مقر"])
    expect(seen(`${isolatedText("ضريبة-1")} 5%\u200E`, "ltr")).toEqual(["1-ةبيرض 5%"])
  })

  it("[PDF-7] lines end between words, and a word that is too long between two characters", () => {
    const lines = seen("one two three four", "ltr", 40)
    expect(lines.join(" ")).toBe("one two three four")
    expect(lines.length).toBeGreaterThan(1)
    const long = seen("क्षि".repeat(40), "ltr", 60)
    expect(long.length).toBeGreaterThan(3)
    for (const { width } of layOut("W".repeat(500), style, { fonts, base: "ltr", width: 100 })) {
      expect(width).toBeLessThanOrEqual(100)
    }
    // A vowel sign is never on another line than its letter.
    expect(long.every((line) => !/^\p{M}/u.test(line))).toBe(true)
  })

  it("[PDF-6] what no font has is [...], and its text is there to copy", () => {
    const [line] = layOut("Acme 北京公司", style, { fonts, base: "ltr" })
    expect(line!.isIncomplete).toBe(true)
    const [, missing] = line!.runs
    expect([missing!.clusters.map(({ text }) => text).join(""), missing!.actualText]).toEqual([
      "[…]",
      "北京公司",
    ])
    expect(
      layOut("Łódź Київ Αθήνα शर्मा محمد Đà Nẵng €₹", style, { fonts, base: "ltr" })[0]!.isIncomplete,
    ).toBe(false)
  })
})
