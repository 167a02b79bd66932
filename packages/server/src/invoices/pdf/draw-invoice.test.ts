import { beforeAll, describe, expect, it } from "vitest"
import type { Invoice } from "../../catalog/invoice-records.ts"
import type { Fonts } from "../../pdf/fonts.ts"
import { readPdf, testFonts, type ReadPdf } from "../../pdf/testing-pdf.ts"
import { drawInvoice } from "./draw-invoice.ts"
import { invoiceText, type InvoiceText } from "./invoice-text.ts"
import { buildInvoice, EXAMPLES } from "./testing-invoice.ts"

let fonts: Fonts
beforeAll(async () => {
  fonts = await testFonts()
})

const CORRECTED = "INV-2026-000001"
const draw = (invoice: Invoice, corrected?: string): Uint8Array => drawInvoice(invoice, corrected, fonts)
const read = async (invoice: Invoice, corrected?: string): Promise<ReadPdf> =>
  readPdf(draw(invoice, corrected))

/** Intl has marks of direction and spaces of its own in amounts; readers have neither. */
const plain = (text: string): string =>
  text.replaceAll(/[\u061C\u200E\u200F\u2060\u2066-\u2069]/g, "").replaceAll(/\s+/g, " ")

/** All that a document must say, a text a piece. */
function pieces(said: InvoiceText): readonly string[] {
  const labelled = [...said.facts, said.head, ...said.rows, ...said.sums, said.total]
  return [
    said.title,
    said.number,
    said.issuer.name,
    ...said.issuer.lines,
    said.customer.label,
    said.customer.name,
    ...said.customer.lines,
    ...labelled.flatMap(({ label, text }) => [label, text]),
    ...said.notes,
  ].map(plain)
}

describe("what it says", () => {
  it.each(["en", "hi", "pt", "es-PE", "id-ID"])(
    "[PDF-2, PDF-3] in %s all of it can be read out",
    async (name) => {
      const invoice =
        name in EXAMPLES
          ? EXAMPLES[name as keyof typeof EXAMPLES]
          : buildInvoice({ customer: { locale: name } })
      const { pages } = await read(invoice)
      // A text that is in two lines is read as two.
      const told = plain(pages.join(" "))
      for (const piece of pieces(invoiceText(invoice, undefined))) expect(told).toContain(piece)
    },
  )

  it("[PDF-2, PDF-5] in Arabic every word of it can be read out", async () => {
    const { pages } = await read(EXAMPLES.ar, CORRECTED)
    const told = pages.join(" ")
    const words = pieces(invoiceText(EXAMPLES.ar, CORRECTED)).flatMap(
      (piece) => piece.match(/[\p{L}\p{M}]{2,}|[\d٠-٩]+(?:[٬٫][٠-٩]+)*/gu) ?? [],
    )
    expect(words.length).toBeGreaterThan(40)
    for (const word of words) expect(told).toContain(word)
    const dollars = await read(buildInvoice({ customer: { locale: "ar-AE" } }))
    expect(dollars.pages.join(" ")).toContain("US$")
    // Of the American issuer: not turned around.
    expect(told).toContain("94-1234567")
  })

  it("[PDF-3] parties, payment, lines, taxes, bonus and totals of an invoice", async () => {
    expect((await read(EXAMPLES.en)).lines).toEqual([
      "Invoice",
      "INV-2026-000001",
      "Acme Messaging, Inc.",
      "1 Market Street",
      "San Francisco, CA 94105",
      "United States",
      "Tax ID: 94-1234567",
      "Issued 25 November 2026",
      "Payment Online payment",
      "Reference pi_3Qxyz",
      "Billed to",
      "Globex Limited",
      "221B Baker Street",
      "2nd floor",
      "London NW1 6XE",
      "United Kingdom",
      "Tax ID: GB123456789",
      "ana@globex.example",
      "Description Amount",
      "Credits US$100.00",
      "Card fee US$3.20",
      "Subtotal US$103.20",
      "VAT 20% US$20.64",
      "Total US$123.84",
      "Bonus credits of US$10.00 were added free of charge.",
      "Paid in full. This invoice is also your receipt.",
      "INV-2026-000001 Page 1 of 1",
    ])
  })

  it("[PDF-3] a credit note says which invoice it corrects, and is no receipt", () => {
    const said = invoiceText({ ...EXAMPLES.en, kind: "credit_note" }, CORRECTED)
    expect(said.title).toBe("Credit note")
    expect(said.facts).toContainEqual({ label: "Corrects invoice", text: CORRECTED, isCode: true })
    expect(said.total.label).toBe("Total refunded")
    expect(said.notes.join(" ")).not.toContain("receipt")
  })

  it.each([
    [{ method: "manual", source: "operator" }, "Recorded by the seller"],
    [{ method: "checkout", source: "link" }, "Payment link"],
    [{ method: "checkout", source: "auto" }, "Auto-recharge"],
  ] as const)("[PDF-3] how it was paid: %j", (content, way) => {
    expect(invoiceText(buildInvoice({ content }), undefined).facts).toContainEqual({
      label: "Payment",
      text: way,
    })
  })

  it("[PDF-3] taxes by place: where, what was sold, what is included, and the words of the law", () => {
    const hindi = invoiceText(EXAMPLES.hi, undefined)
    expect(hindi.title).toBe("टैक्स इनवॉइस")
    expect(hindi.facts.map(({ text }) => text)).toEqual(
      expect.arrayContaining(["Uttar Pradesh (09)", "998413"]),
    )
    expect(plain(hindi.sums.at(-1)!.label)).toBe("IGST 18%")
    const portuguese = invoiceText(EXAMPLES.pt, undefined)
    expect(plain(portuguese.sums.at(-1)!.label)).toBe("ISS 5%, incluído acima")
    expect(portuguese.notes.slice(0, 2)).toEqual([
      "Autoliquidação: o imposto é devido pelo destinatário.",
      "Reverse charge: the recipient accounts for the tax.",
    ])
  })

  it("[PDF-2] the language is the customer's, or English in its region's way; the day is the customer's", () => {
    const said = (locale: string, timezone = "UTC") =>
      invoiceText(buildInvoice({ customer: { locale, timezone } }), undefined)
    expect([said("fr-FR").title, said("fr-FR").locale]).toEqual(["Invoice", "en-FR"])
    expect(said("not a locale!").locale).toBe("en")
    expect(said("ar-AE").direction).toBe("rtl")
    expect(said("en-US", "Asia/Tokyo").facts[0]?.text).toBe("November 26, 2026")
    // Not the Islamic calendar, which is the default there.
    expect(plain(said("ar-SA").facts[0]!.text)).toMatch(/2026|٢٠٢٦/)
  })

  it("[PDF-4] amounts are whole to the last digit", () => {
    const amountOf = (amount: string, currency: string) =>
      invoiceText(
        buildInvoice({
          content: { currency, lines: [{ kind: "credits", label: "Credits", percent: null, amount }] },
        }),
        undefined,
      ).rows[0]!.text
    expect(plain(amountOf("9007199254740993.123456", "USD"))).toBe("US$9,007,199,254,740,993.123456")
    expect(plain(amountOf("1250", "JPY"))).toBe("JP¥1,250")
    expect(amountOf("1.5", "KWD")).toBe("KWD\u00A01.500")
  })
})

describe("the file", () => {
  it("[PDF-1] the same invoice is the same bytes, whatever was written in between", () => {
    const first = draw(EXAMPLES.hi)
    draw(EXAMPLES.ar)
    expect(Buffer.from(draw(EXAMPLES.hi)).equals(first)).toBe(true)
    expect(Buffer.from(draw(EXAMPLES.en)).equals(first)).toBe(false)
  })

  it("[PDF-1] tells its title, language, issuer and the instant of issuing", async () => {
    const { info } = await read(EXAMPLES.ar, CORRECTED)
    expect(info).toMatchObject({
      PDFFormatVersion: "1.7",
      Language: "ar-EG",
      Title: "إشعار دائن INV-2026-000002",
      Author: "Acme Messaging, Inc.",
      CreationDate: "D:20261125203000Z",
    })
  })

  it("[PDF-7] many lines go on on another page, under the head of the table", async () => {
    const { pages } = await read(EXAMPLES.pt)
    expect(pages).toHaveLength(2)
    expect(pages[1]).toMatch(/^Descrição Valor/)
    expect(pages.map((page) => page.split("\n").at(-1))).toEqual([
      "INV-2026-000001 Página 1 de 2",
      "INV-2026-000001 Página 2 de 2",
    ])
    expect(pages.join("\n").match(/R\$ 25,00/g)).toHaveLength(40)
  })

  it("[PDF-7] is on Letter where that is in the printers", () => {
    const boxOf = (bytes: Uint8Array) =>
      /MediaBox \[([^\]]*)\]/.exec(Buffer.from(bytes).toString("latin1"))?.[1]
    const american = { line1: "1", city: "Austin", postalCode: "73301", country: "US" }
    expect(boxOf(draw(EXAMPLES.en))).toBe("0 0 595.28 841.89")
    expect(boxOf(draw(buildInvoice({ customer: { billingAddress: american } })))).toBe("0 0 612 792")
  })
})

describe("hostile names", () => {
  const named = (name: string, more: object = {}): Invoice => buildInvoice({ customer: { name, ...more } })

  it.each([
    ["turns the rest around", "Globex\u202E 00.1$SU latoT"],
    ["isolates", "Globex\u2067 00.1$SU latoT"],
    ["ends a text", "Globex) Tj ET (00.1$SU latoT"],
    ["has controls", "Globex\u0000\u0007\n\r\u2028\u007F 00.1$SU latoT"],
    ["has half a character", "Globex \uD83D 00.1$SU latoT"],
  ])("[PDF-6] one that %s stays in its line", async (_what, name) => {
    const { lines } = await read(named(name))
    const usual = (await read(EXAMPLES.en)).lines
    const at = usual.indexOf("Globex Limited")
    expect(lines[at]).toMatch(/^Globex.*00\.1\$SU latoT$/)
    expect(lines.toSpliced(at, 1)).toEqual(usual.toSpliced(at, 1))
  })

  it("[PDF-6] one in a script without a font, or with emoji, is told to be incomplete", async () => {
    for (const name of ["北京公司", "Rocket 🚀 Ltd", "บริษัท"]) {
      const { lines } = await read(named(name))
      expect(lines.some((line) => line.includes("[…]"))).toBe(true)
      expect(lines.join(" ")).toContain("stands for characters that this document cannot draw")
    }
    expect((await read(named("Łódź Київ Αθήνα शर्मा Đà Nẵng"))).lines).toContain(
      "Łódź Київ Αθήνα शर्मा Đà Nẵng",
    )
  })

  it("[PDF-6, PDF-7] the longest that are taken are broken, and push nothing off the page", async () => {
    const long = "W".repeat(200)
    const address = {
      line1: long,
      line2: long,
      city: long,
      state: long,
      postalCode: "W".repeat(50),
      country: "GB",
    }
    const invoice = named(long, { billingAddress: address })
    const issuer = { ...invoice.content.issuer, legalName: long, address }
    const { pages, lowest } = await read({ ...invoice, content: { ...invoice.content, issuer } })
    expect(pages.join("\n").match(/W/g)).toHaveLength(2 * (200 * 5 + 50))
    expect(pages.join("\n")).toContain("Total US$123.84")
    expect(pages.length).toBeGreaterThan(1)
    // The foot line.
    expect(lowest).toBeGreaterThan(20)
  })
})
