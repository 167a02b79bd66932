import type { Invoice } from "../../catalog/invoice-records.ts"
import type { Fonts, Weight } from "../../pdf/fonts.ts"
import { createPdfDocument, type Colour } from "../../pdf/pdf-document.ts"
import { createSheet, type Column, type Sheet, type Written, type WrittenStyle } from "../../pdf/sheet.ts"
import { invoiceText, type InvoiceText, type LabelledText, type PartyText } from "./invoice-text.ts"
import { paperOf } from "./paper.ts"

const INK: Colour = [0.09, 0.11, 0.13]
const MUTED: Colour = [0.38, 0.42, 0.46]
const HAIRLINE: Colour = [0.83, 0.85, 0.87]
const ACCENT: Colour = [0.043, 0.478, 0.357]

const style = (size: number, weight: Weight = "regular", colour: Colour = INK): WrittenStyle => ({
  size,
  weight,
  colour,
  leading: Math.round(size * 1.5),
})
const TITLE = style(22, "semibold")
const NAME = style(11, "semibold")
const BODY = style(9.5)
const BOLD = style(9.5, "semibold")
const LABEL = style(8.5, "regular", MUTED)
const TOTAL = style(15, "semibold")
const NOTE = style(8.5, "regular", MUTED)

const MARGINS = { side: 54, top: 54, bottom: 60 }
const GUTTER = 24
const SECTION_GAP = 18
const ROW_GAP = 5
const LINE_GAP = 7
const FACT_LABEL_SHARE = 0.42
const FACT_GAP = 8
const HAIRLINE_WIDTH = 0.6
const ACCENT_HEIGHT = 2

/** The PDF of an invoice: the same invoice and fonts give the same bytes. Rules PDF-1 to PDF-7. */
export function drawInvoice(invoice: Invoice, correctedNumber: string | undefined, fonts: Fonts): Uint8Array {
  const said = invoiceText(invoice, correctedNumber)
  const document = createPdfDocument({
    ...paperOf(invoice.content.customer.billingAddress?.country),
    title: `${said.title} ${said.number}`,
    author: said.issuer.name,
    language: said.locale,
    direction: said.direction,
    createdAt: invoice.issuedAt,
    id: invoice.id,
  })
  const sheet = createSheet(document, fonts, MARGINS)
  drawHead(sheet, said)
  drawParties(sheet, said)
  drawRows(sheet, said)
  drawSums(sheet, said)
  drawNotes(sheet, said)
  sheet.foot((page, pages) => [
    { text: said.number, style: NOTE, column: startColumn(sheet), base: "ltr" },
    { text: said.pageOf(page, pages), style: NOTE, column: endColumn(sheet) },
  ])
  return document.finish()
}

function startColumn({ width }: Sheet): Column {
  return { start: 0, width: (width - GUTTER) / 2, align: "start" }
}

function endColumn({ width }: Sheet): Column {
  return { start: (width + GUTTER) / 2, width: (width - GUTTER) / 2, align: "end" }
}

/** What it is, and who issues it. */
function drawHead(sheet: Sheet, { issuer, title, number }: InvoiceText): void {
  sheet.rule(ACCENT, ACCENT_HEIGHT, SECTION_GAP)
  drawBeside(
    sheet,
    () => {
      sheet.write([{ text: title, style: TITLE, column: endColumn(sheet) }])
      sheet.write([{ text: number, style: BODY, column: endColumn(sheet), base: "ltr" }])
    },
    () => {
      sheet.y += LINE_GAP
      drawParty(sheet, issuer, startColumn(sheet))
    },
  )
}

/** Whom it is for, and beside it when and how it was paid. */
function drawParties(sheet: Sheet, { customer, facts }: InvoiceText): void {
  drawBeside(
    sheet,
    () => drawFacts(sheet, facts),
    () => drawParty(sheet, customer, startColumn(sheet)),
  )
}

/** Two columns that begin at the same height; the second may be so long that it goes on on another page. */
function drawBeside(sheet: Sheet, first: () => void, second: () => void): void {
  const { page, y: top } = sheet
  first()
  const below = sheet.y
  sheet.y = top
  second()
  sheet.y = (sheet.page === page ? Math.max(sheet.y, below) : sheet.y) + SECTION_GAP
}

function drawParty(sheet: Sheet, { label, name, lines }: PartyText, column: Column): void {
  const write = (written: Written, gap = 0): void => {
    sheet.need(sheet.heightOf([written]))
    sheet.write([written], gap)
  }
  if (label !== "") write({ text: label, style: LABEL, column }, 2)
  write({ text: name, style: NAME, column, base: "auto" }, 1)
  for (const line of lines) write({ text: line, style: BODY, column, base: "auto" })
}

function drawFacts(sheet: Sheet, facts: readonly LabelledText[]): void {
  const { start, width } = endColumn(sheet)
  const labelWidth = width * FACT_LABEL_SHARE
  const label: Column = { start, width: labelWidth - FACT_GAP, align: "start" }
  const value: Column = { start: start + labelWidth, width: width - labelWidth, align: "start" }
  for (const fact of facts) {
    sheet.write(
      [
        { text: fact.label, style: LABEL, column: label },
        { text: fact.text, style: BODY, column: value, base: fact.isCode === true ? "ltr" : "auto" },
      ],
      2,
    )
  }
}

function amountColumns({ width }: Sheet): { readonly label: Column; readonly amount: Column } {
  const amountWidth = width * 0.32
  return {
    label: { start: 0, width: width - amountWidth - GUTTER, align: "start" },
    amount: { start: width - amountWidth, width: amountWidth, align: "end" },
  }
}

/** The table, with its head again on each page. */
function drawRows(sheet: Sheet, { head, rows }: InvoiceText): void {
  const drawTableHead = (): void => {
    const { label, amount } = amountColumns(sheet)
    sheet.write(
      [
        { text: head.label, style: LABEL, column: label },
        { text: head.text, style: LABEL, column: amount },
      ],
      3,
    )
    sheet.rule(HAIRLINE, HAIRLINE_WIDTH, ROW_GAP)
  }
  drawTableHead()
  for (const row of rows) {
    const written = amountTexts(sheet, row, BODY, BODY)
    sheet.need(sheet.heightOf(written) + 2 * ROW_GAP, drawTableHead)
    sheet.write(written, ROW_GAP)
    sheet.rule(HAIRLINE, HAIRLINE_WIDTH, ROW_GAP)
  }
}

function amountTexts(
  sheet: Sheet,
  { label, text }: LabelledText,
  labelStyle: WrittenStyle,
  amountStyle: WrittenStyle,
): readonly Written[] {
  const columns = amountColumns(sheet)
  return [
    { text: label, style: labelStyle, column: columns.label },
    { text, style: amountStyle, column: columns.amount },
  ]
}

/** Sums at the side where the amounts are; the total is the largest number of the page. */
function drawSums(sheet: Sheet, { sums, total }: InvoiceText): void {
  const start = sheet.width * 0.4
  const width = sheet.width - start
  const labelWidth = width * 0.55
  const beside = (
    { label, text }: LabelledText,
    labelled: WrittenStyle,
    amount: WrittenStyle,
  ): readonly Written[] => [
    { text: label, style: labelled, column: { start, width: labelWidth, align: "start" } },
    { text, style: amount, column: { start: start + labelWidth, width: width - labelWidth, align: "end" } },
  ]
  const rows = sums.map((sum) => beside(sum, BODY, BODY))
  const last = beside(total, BOLD, TOTAL)
  const heights = [...rows, last].map((texts) => sheet.heightOf(texts))
  sheet.need(heights.reduce((sum, height) => sum + height + LINE_GAP, SECTION_GAP))
  sheet.y += LINE_GAP
  for (const texts of rows) sheet.write(texts, 3)
  if (rows.length > 0) sheet.rule(INK, HAIRLINE_WIDTH, LINE_GAP, { start, width })
  // The small label stands on the line of the large amount.
  const lift = (TOTAL.leading - BOLD.leading) * 0.76
  const top = sheet.y
  sheet.y = top + lift
  sheet.write(last.slice(0, 1))
  sheet.y = top
  sheet.write(last.slice(1), SECTION_GAP)
}

function drawNotes(sheet: Sheet, { notes, undrawable }: InvoiceText): void {
  const column: Column = { start: 0, width: sheet.width, align: "start" }
  const all = sheet.isIncomplete ? [...notes, undrawable] : notes
  for (const text of all) {
    const written: readonly Written[] = [{ text, style: NOTE, column, base: "auto" }]
    sheet.need(sheet.heightOf(written))
    sheet.write(written, 2)
  }
}
