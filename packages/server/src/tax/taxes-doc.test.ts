import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { formatAmount, parseAmount } from "@tollgate/engine"
import { priceTopUp } from "../payments/price-top-up.ts"
import { CheckoutSettingsIn } from "../schemas/checkout-settings.ts"
import { decideTax, type TaxParty } from "./decide-tax.ts"
import { taxIdFormats } from "./tax-id-formats.ts"

const DOCUMENT = readFileSync(new URL("../../../../docs/taxes.md", import.meta.url), "utf8")
const HEAD = "| Customer | Tax id | Lines | Place of supply, note |\n|---|---|---|---|\n"
const DAY = "2026-11-22"

const party = (country: string, state?: string, taxId: string | null = null): TaxParty => ({
  country,
  state,
  taxId,
})

/** The issuer of each example, in order, and its customers: country, state, tax id. */
const EXAMPLES: readonly (readonly [issuer: TaxParty, customers: readonly TaxParty[]])[] = [
  [
    party("IN", "Karnataka", "29ABCDE1234F1ZW"),
    [
      party("IN", "Karnataka"),
      party("IN", "Maharashtra"),
      party("IN", "Chandigarh"),
      party("IN", "Karnatka", "27AAAAA0000A1Z2"),
      party("IN", "Karnatka"),
      party("GB"),
    ],
  ],
  [
    party("IE"),
    [
      party("DE"),
      party("DE", undefined, "DE136695976"),
      party("US", "California"),
      party("US", "Texas"),
      party("US"),
      party("GB"),
      party("FR"),
    ],
  ],
  [party("AU"), [party("AU", "NSW")]],
]

const settings = [...DOCUMENT.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, text]) =>
  CheckoutSettingsIn.parse(JSON.parse(text ?? "")),
)
const tables = DOCUMENT.split(HEAD)
  .slice(1)
  .map((after) => /^(?:\|.*\n)*/.exec(after)?.[0] ?? "")

it.each(EXAMPLES.map((example, place) => [place + 1, ...example] as const))(
  "[TAX-3, TAX-4, TAX-6, TAX-7] the examples of docs/taxes.md say what is charged: %i",
  (number, issuer, customers) => {
    const rows = customers.map((customer) => rowOf(settings[number - 1]!, issuer, customer))
    expect(tables[number - 1]).toBe(rows.map((cells) => `| ${cells.join(" | ")} |\n`).join(""))
  },
)

it("[TAX-3, BILLTO-3] the elements offer the states that the server knows", () => {
  const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8")
  expect(read("../../../widget/src/billing-details/regions-data.ts")).toBe(read("./regions-data.ts"))
})

it("[BILLTO-2] docs/taxes.md names the countries whose tax ids are checked", () => {
  const [named = "", unchecked = ""] = DOCUMENT.split("and not taken.\n")[1]!.split("Without check digits: ")
  const [others, eu] = [
    unchecked.split("and of the EU")[0]!,
    unchecked.split("and of the EU")[1]!.split("\n\n")[0]!,
  ]
  const codes = (text: string): string[] =>
    text.match(/\b[A-Z]{2}\b/g)?.filter((code) => code !== "EU" && code !== "XI") ?? []
  expect(codes(named).every((country) => taxIdFormats(country).length > 0)).toBe(true)
  for (const country of [...codes(others), ...codes(eu)]) {
    expect([country, taxIdFormats(country).some(({ isSound }) => isSound !== undefined)]).toEqual([
      country,
      false,
    ])
  }
  for (const country of codes(named).filter((code) => !codes(others).includes(code))) {
    expect([country, taxIdFormats(country).every(({ isSound }) => isSound !== undefined)]).toEqual([
      country,
      true,
    ])
  }
})

function rowOf(from: (typeof settings)[number], issuer: TaxParty, customer: TaxParty): string[] {
  const { country, state, taxId } = customer
  const who = [[state, country].filter(Boolean).join(", "), taxId === null ? "" : `\`${taxId}\``]
  const taxes = decideTax(from, { issuer, customer: { ...customer, exemption: null }, day: DAY })
  if (taxes.kind !== "known") return [...who, "refused", `\`${taxes.missing.join()}\` is needed`]
  const price = priceTopUp(from, { amount: parseAmount("100")!, currency: "USD", taxes })
  const lines = price.taxLines.map(
    ({ label, percent, amount, isIncluded }) =>
      `${label} ${percent} %: ${formatAmount(amount)}${isIncluded ? ", included" : ""}`,
  )
  const place = price.placeOfSupply?.name ?? price.placeOfSupply?.country ?? ""
  const notes = price.taxNotes.map(({ code, reference }) => `\`${code}\`${reference && ` ${reference}`}`)
  return [
    ...who,
    `${lines.join("; ") || "none"}; total ${formatAmount(price.total)}`,
    [place, ...notes].filter(Boolean).join("; "),
  ]
}
