import { describe, expect, it } from "vitest"
import { makeWorkbook } from "../rate-files/testing-workbook.ts"
import { makeTenant, testApp, type TestApp } from "../testing/test-app.ts"

const csv = [
  "market,currency,category,tier_from,rate",
  "India,USD,marketing,0,0.0118",
  "India,USD,utility,0,0.0014",
  "India,USD,utility,1000,0.0013",
  "Brazil,USD,marketing,0,0.0625",
  "",
].join("\n")

const XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

function post(test: TestApp, query: string, body: string | Uint8Array = csv, type = "text/csv") {
  return test.send("POST", `/v1/rate-cards?${query}`, { body, headers: { "content-type": type } })
}

describe("rate cards", () => {
  it("[CATALOG-8] are imported once and stay as they are", async () => {
    const test = testApp()
    const card = { id: "own", currency: "USD", effectiveFrom: "2026-01-01", markets: 2, rows: 4 }
    expect(await post(test, "id=own&effectiveFrom=2026-01-01")).toMatchObject({ status: 201, body: card })
    const reordered = csv
      .trim()
      .split("\n")
      .toSpliced(1, 1)
      .concat(csv.split("\n")[1] as string)
      .join("\r\n")
    expect(await post(test, "id=own&effectiveFrom=2026-01-01", `\ufeff${reordered}`)).toMatchObject({
      status: 200,
      body: card,
    })
    expect(
      await post(test, "id=own&effectiveFrom=2026-01-01", csv.replace("0.0118", "0.0119")),
    ).toMatchObject({
      status: 409,
      body: { code: "id_taken" },
    })
    expect(
      await post(test, "id=own&effectiveFrom=2026-07-01", csv.replace("0.0118", "0.0119")),
    ).toMatchObject({ status: 201 })
    expect(await post(test, "id=own&effectiveFrom=2026-08-01", csv.replaceAll("USD", "EUR"))).toMatchObject({
      status: 422,
      body: { code: "currency_mismatch" },
    })
    expect((await post(test, "effectiveFrom=2026-01-01")).body.id).toMatch(/^card_/)
  })

  it("[CATALOG-8] imported as meta join the published ones", async () => {
    const test = testApp()
    expect(await post(test, "id=meta&effectiveFrom=2027-01-01")).toMatchObject({
      status: 201,
      body: { id: "meta" },
    })
    expect(await post(test, "id=meta&effectiveFrom=2026-10-01")).toMatchObject({ status: 409 })
    const at = async (day: string) =>
      (await test.send("GET", `/v1/rate-cards?currency=USD&at=${day}&market=India`)).body.data as {
        id: string
        rates: unknown[]
      }[]
    expect((await at("2026-12-31")).map((one) => one.id)).toEqual(["meta-usd-202610"])
    const imported = await at("2027-01-01T00:00:00%2B00:00")
    expect(imported.map((one) => one.id)).toEqual(["meta-usd@2027-01-01"])
    expect(imported[0]?.rates).toEqual([
      { market: "India", category: "marketing", tiers: [{ from: 0, rate: "0.0118" }] },
      {
        market: "India",
        category: "utility",
        tiers: [
          { from: 0, rate: "0.0014" },
          { from: 1000, rate: "0.0013" },
        ],
      },
    ])
    expect(await at("2020-01-01")).toEqual([])
  })

  it("[CATALOG-8] list without rates, unless currency or market is asked for", async () => {
    const test = testApp()
    const all = await test.send("GET", "/v1/rate-cards")
    expect(all.body.data).toHaveLength(8)
    expect(all.body.data[0]).not.toHaveProperty("rates")
    expect(all.body).toMatchObject({
      nextCursor: null,
      data: expect.arrayContaining([
        expect.objectContaining({ id: "meta-inr-202510", lastDay: "2025-12-31" }),
      ]),
    })
    for (const query of ["at=yesterday", "currency=XYZ", "at=2026-02-30", "id=x", "market="]) {
      expect((await test.send("GET", `/v1/rate-cards?${query}`)).status).toBe(400)
    }
  })

  it("[CATALOG-8] of others are not shown to customers", async () => {
    const test = testApp()
    const a = await makeTenant(test, "a")
    await post(test, "id=own&effectiveFrom=2026-01-01")
    const { token } = (
      await test.send("POST", "/v1/portal-tokens", { key: a.key, body: { walletId: a.walletId } })
    ).body
    const names = async (key: string) =>
      new Set(
        (await test.send("GET", "/v1/rate-cards", { key })).body.data.map(
          (one: { rateCard: string }) => one.rateCard,
        ),
      )
    expect(await names(a.key)).toEqual(new Set(["meta", "own"]))
    expect(await names(token)).toEqual(new Set(["meta"]))
  })

  it.each([
    ["no file", ""],
    ["other columns", "a,b\n1,2\n"],
    ["a negative rate", csv.replace("0.0118", "-1")],
    ["an unknown category", csv.replace("marketing", "promotion")],
    ["two currencies", csv.replace("Brazil,USD", "Brazil,BRL")],
  ])("[CATALOG-8] refuse %s, by line", async (_, body) => {
    const answer = await post(testApp(), "effectiveFrom=2026-01-01", body === "" ? new Uint8Array() : body)
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } })
    expect(answer.body.errors[0].path).toMatch(/^line [0-9]+$/)
  })

  it("[FILE-1] are read from XLSX, whatever type names it", async () => {
    const test = testApp()
    const rows = csv
      .trim()
      .split("\n")
      .map((line) => line.split(",").map((field) => (/^[0-9.]+$/.test(field) ? { number: field } : field)))
    const workbook = makeWorkbook({ rows: [["Cover"]] }, { rows })
    const types = [XLSX_TYPE, "application/octet-stream", "text/csv", "text/plain; charset=utf-8"]
    for (const [index, type] of types.entries()) {
      expect(await post(test, "id=own&effectiveFrom=2026-01-01", workbook, type)).toMatchObject({
        status: index === 0 ? 201 : 200,
        body: { id: "own", currency: "USD", markets: 2, rows: 4 },
      })
    }
    // The same card as CSV is the same card.
    expect(await post(test, "id=own&effectiveFrom=2026-01-01")).toMatchObject({ status: 200 })
    expect(await post(test, "id=own&effectiveFrom=2026-01-01", csv, XLSX_TYPE)).toMatchObject({ status: 200 })
  })

  it("[FILE-2] are refused in words when the file cannot be read", async () => {
    const test = testApp()
    const broken = new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0, 0])
    expect(await post(test, "effectiveFrom=2026-01-01", broken, XLSX_TYPE)).toMatchObject({
      status: 400,
      body: { code: "invalid_request", errors: [{ path: "", message: expect.stringContaining("XLSX") }] },
    })
    const rows = csv.split("\n").map((line) => line.replace("0.0014", "0,0014").split(","))
    expect(await post(test, "effectiveFrom=2026-01-01", makeWorkbook({ rows }), XLSX_TYPE)).toMatchObject({
      status: 400,
      body: { code: "invalid_request", detail: "The file is no rate card." },
    })
    expect((await post(test, "effectiveFrom=2026-01-01", csv, "application/json")).status).toBe(415)
    expect((await post(test, "effectiveFrom=2026-01-01", new Uint8Array([0xff, 0xfe]))).status).toBe(400)
    for (const query of ["", "effectiveFrom=2026-13-01", "effectiveFrom=2026-01-01&id=a%2Fb"]) {
      expect((await post(test, query)).status).toBe(400)
    }
  })
})
