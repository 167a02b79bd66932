import { describe, expect, it } from "vitest"
import { parseCsv } from "../rates/csv.ts"
import { csvField, csvRow } from "./csv.ts"

describe("csvField", () => {
  it.each([
    ["plain", "plain"],
    ["", ""],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["Messages : Gupshup fees", "Messages : Gupshup fees"],
  ])("[STM-8] %j", (text, field) => {
    expect(csvField(text)).toBe(field)
  })

  it.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["\r=1", '"\'\r=1"'],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ])("[STM-9] %j is no formula", (text, field) => {
    expect(csvField(text)).toBe(field)
  })
})

describe("csvRow", () => {
  it("[STM-8] reads back as what was written", () => {
    const texts = ["a,b", 'q"q', "x\r\ny", "", "-4.9183"]
    const row = csvRow([...texts.slice(0, 4).map(csvField), "-4.9183"])
    const parsed = parseCsv(row)
    expect(row.endsWith("\r\n") && parsed.ok && parsed.value.map(({ fields }) => fields)).toEqual([texts])
  })
})
