import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Command } from "commander"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { openStore } from "../runtime/open-store.ts"
import { makeWorkbook } from "../rate-files/testing-workbook.ts"
import { CommandError } from "./command-error.ts"
import { addRates } from "./rates.ts"

const folder = mkdtempSync(join(tmpdir(), "tollgate-rates-"))
const data = join(folder, "data")
const xlsx = join(folder, "rates.xlsx")
const csv = join(folder, "rates.csv")
const broken = join(folder, "broken.xlsx")
const wrong = join(folder, "wrong.xlsx")

function importFile(file: string): Promise<Command> {
  const program = new Command().option("--data <folder>").exitOverride()
  addRates(program)
  const options = ["--from", "2027-01-01", "--id", "own", "--data", data]
  return program.parseAsync(["rates", "import", file, ...options], { from: "user" })
}

describe("tollgate rates import", () => {
  beforeAll(() => {
    const titles = ["Market", "Currency", "Utility"]
    writeFileSync(xlsx, makeWorkbook({ rows: [titles, ["India", "USD", { number: "1.4E-3" }]] }))
    writeFileSync(csv, `${titles.join()}\nIndia,USD,0.0014\n`)
    writeFileSync(broken, makeWorkbook({ rows: [titles] }).subarray(0, 500))
    writeFileSync(wrong, makeWorkbook({ rows: [titles, ["India", "USD", "free"]] }))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each([
    [broken, "\n  The file is a broken XLSX workbook."],
    [wrong, "\n  row 2: the rate of utility is not a decimal"],
  ])("[FILE-9] refuses %s with its faults", async (file, faults) => {
    await expect(importFile(file)).rejects.toThrow(
      new CommandError(`${file} is not a rate card; nothing was imported.${faults}`),
    )
  })

  it("[FILE-1] takes XLSX, and then the same card as CSV", async () => {
    await importFile(xlsx)
    await importFile(csv)
    const { catalog, wallets } = await openStore(data, "any", () => 0)
    expect(await catalog.rateCards()).toMatchObject([
      { id: "own", content: "market,currency,category,tier_from,rate\nIndia,USD,utility,0,0.0014\n" },
    ])
    await wallets.close()
  })
})
