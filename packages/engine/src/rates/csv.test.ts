import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { CARD_CHARS_MAX, parseCsv, RATE_CARD_ROWS_MAX } from "./csv.ts"

const fieldsOf = (text: string) => {
  const parsed = parseCsv(text)
  return parsed.ok ? parsed.value.map(({ fields }) => fields) : parsed.refusal
}

describe("comma-separated text", () => {
  it.each([
    [
      "a,b\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a,b\r\nc,d",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["a\rb", [["a"], ["b"]]],
    ["\uFEFFa,b", [["a", "b"]]],
    ['"a,b","c""d",""', [["a,b", 'c"d', ""]]],
    [
      "a,,\n,,b",
      [
        ["a", "", ""],
        ["", "", "b"],
      ],
    ],
    ["a\n\n\nb\n", [["a"], ["b"]]],
    ['""\n"x"', [["x"]]],
    ["", []],
  ])("[RATE-2] reads %j", (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields)
  })

  it("[RATE-2] counts lines, those inside quotes too", () => {
    const parsed = parseCsv('a\r\n"b\r\nc\nd"\r\n\r\ne')
    expect(parsed).toEqual({
      ok: true,
      value: [
        { line: 1, fields: ["a"] },
        { line: 2, fields: ["b\r\nc\nd"] },
        { line: 6, fields: ["e"] },
      ],
    })
  })

  it.each([
    ['a\n"b', 2, "a quote is not closed"],
    ['"a"b,c', 1, "a quote stands inside a field"],
    ['a\nb"c', 2, "a quote stands inside a field"],
  ])("[RATE-2] refuses %j", (text, line, message) => {
    expect(fieldsOf(text)).toEqual({ line, message })
  })

  it("[RATE-2] what is quoted is read back", () => {
    const records = fc.array(
      fc.array(fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ") }), {
        minLength: 2,
        maxLength: 4,
      }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(records, fc.constantFrom("\n", "\r\n"), (rows, end) => {
        const text = rows
          .map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join() + end)
          .join("")
        expect(fieldsOf(text)).toEqual(rows)
      }),
    )
  })

  it("[RATE-2] a file has at most so many rows and characters", () => {
    expect(parseCsv("a\n".repeat(RATE_CARD_ROWS_MAX)).ok).toBe(true)
    expect(fieldsOf("a\n".repeat(RATE_CARD_ROWS_MAX + 1))).toEqual({
      line: RATE_CARD_ROWS_MAX + 1,
      message: "the file has too many rows",
    })
    expect(parseCsv(`"${"x".repeat(CARD_CHARS_MAX - 2)}"`).ok).toBe(true)
    expect(fieldsOf("x".repeat(CARD_CHARS_MAX + 1))).toEqual({ line: 0, message: "the file is too long" })
  })
})
