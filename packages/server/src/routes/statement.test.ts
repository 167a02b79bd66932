import { DAY_MS } from "@tollgate/engine"
import { beforeAll, describe, expect, it } from "vitest"
import { NOW, openReadingHost } from "../reading/testing-host.ts"
import { STATEMENT_ROWS_MAX } from "./statement.ts"

type Host = Awaited<ReturnType<typeof openReadingHost>>
const GROUP = "Messages : WhatsApp fees"

async function json(response: Response): Promise<any> {
  return response.json()
}

describe("GET /v1/wallets/{id}/statement", () => {
  let host: Host
  beforeAll(async () => {
    host = await openReadingHost()
    await host.post({
      at: NOW - 40 * DAY_MS,
      lines: [
        { group: "Top-ups", label: "Manual top-up", quantity: 1, amount: 50_000_000n, reference: "top_1" },
      ],
    })
    await host.post({
      at: NOW - DAY_MS,
      lines: [{ group: GROUP, label: "Marketing", quantity: 3, amount: -35_400n }],
    })
    await host.post({ at: NOW - DAY_MS + 60_000, lines: [] })
    await host.post({
      at: NOW - DAY_MS + 120_000,
      lines: [
        { group: GROUP, label: "Marketing", quantity: 1, amount: -11_800n },
        { group: "Adjustments", label: "=cmd|' /C calc'!A0", quantity: 3, amount: 10n },
      ],
    })
    await host.post({ at: NOW, lines: [{ group: GROUP, label: "Marketing", quantity: 2, amount: -23_600n }] })
  })

  it("[READ-7] opens, runs and closes, exactly", async () => {
    const statement = await json(await host.get("/v1/wallets/wal_1/statement?from=2026-11-01&to=2026-11-23"))
    expect(statement).toMatchObject({
      timezone: "Asia/Kolkata",
      currency: "USD",
      from: "2026-10-31T18:30:00.000Z",
      opening: "50",
      closing: "49.92921",
    })
    expect(statement.rows).toEqual([
      {
        at: "2026-11-21T09:40:00.000Z",
        type: "debit",
        group: GROUP,
        label: "Marketing",
        quantity: 3,
        unitPrice: "0.0118",
        amount: "-0.0354",
        balance: "49.9646",
        reference: "ent_2",
      },
      expect.objectContaining({ amount: "-0.0118", balance: "49.9528", reference: "ent_4" }),
      expect.objectContaining({ type: "credit", amount: "0.00001", unitPrice: null, balance: "49.95281" }),
      expect.objectContaining({ at: "2026-11-22T09:40:00.000Z", quantity: 2, balance: "49.92921" }),
    ])
  })

  it("[READ-7] comes to totals by group and label, and can be had by month or in total", async () => {
    const path = "/v1/wallets/wal_1/statement?from=2026-10-01"
    const { groups, closing } = await json(await host.get(path))
    expect(groups).toMatchObject([
      { group: "Top-ups", debits: "0", credits: "50", amount: "50" },
      {
        group: GROUP,
        debits: "-0.0708",
        credits: "0",
        amount: "-0.0708",
        labels: [{ label: "Marketing", quantity: 6, unitPrice: "0.0118", amount: "-0.0708" }],
      },
      { group: "Adjustments", amount: "0.00001" },
    ])
    const months = await json(await host.get(`${path}&by=month`))
    expect(months.rows.map((row: any) => [row.at, row.label])).toEqual([
      ["2026-09-30T18:30:00.000Z", "Manual top-up"],
      ["2026-10-31T18:30:00.000Z", "Marketing"],
      ["2026-10-31T18:30:00.000Z", "=cmd|' /C calc'!A0"],
    ])
    const total = await json(await host.get(`${path}&by=total`))
    expect([total.rows.length, total.rows[0].at, total.closing]).toEqual([
      3,
      "2026-09-30T18:30:00.000Z",
      closing,
    ])
    expect(total.groups).toEqual(groups)
    const csv = await (await host.get(`${path}&by=total&format=csv`)).text()
    expect(csv.split("\r\n")[1]).toMatch(/^2026-10-01,,credit,Top-ups,Manual top-up,1,50,USD,50,50,/)
  })

  it("[READ-7] has one row a local day, group and label", async () => {
    const statement = await json(await host.get("/v1/wallets/wal_1/statement?from=2026-10-01&by=day"))
    expect(statement.opening).toBe("0")
    expect(
      statement.rows.map((row: any) => [row.at, row.label, row.quantity, row.amount, row.balance]),
    ).toEqual([
      ["2026-10-12T18:30:00.000Z", "Manual top-up", 1, "50", "50"],
      ["2026-11-20T18:30:00.000Z", "Marketing", 4, "-0.0472", "49.9528"],
      ["2026-11-20T18:30:00.000Z", "=cmd|' /C calc'!A0", 3, "0.00001", "49.95281"],
      ["2026-11-21T18:30:00.000Z", "Marketing", 2, "-0.0236", "49.92921"],
    ])
  })

  it("[READ-7] opens and closes at the same balance where nothing was posted", async () => {
    const statement = await json(await host.get("/v1/wallets/wal_1/statement?from=2026-11-01&to=2026-11-02"))
    expect(statement).toMatchObject({ opening: "50", closing: "50", rows: [] })
  })

  it("[READ-8] downloads as CSV, in local time", async () => {
    const response = await host.get("/v1/wallets/wal_1/statement?from=2026-10-01&format=csv")
    expect(response.headers.get("content-type")).toMatch(/^text\/csv/)
    expect((await response.text()).split("\r\n")).toEqual([
      "date,time,type,group,label,quantity,unitPrice,currency,amount,balance,reference,overdraftUsed",
      "2026-10-13,15:10:00,credit,Top-ups,Manual top-up,1,50,USD,50,50,top_1,0",
      `2026-11-21,15:10:00,debit,${GROUP},Marketing,3,0.0118,USD,-0.0354,49.9646,ent_2,0`,
      `2026-11-21,15:12:00,debit,${GROUP},Marketing,1,0.0118,USD,-0.0118,49.9528,ent_4,0`,
      "2026-11-21,15:12:00,credit,Adjustments,'=cmd|' /C calc'!A0,3,,USD,0.00001,49.95281,ent_4,0",
      `2026-11-22,15:10:00,debit,${GROUP},Marketing,2,0.0118,USD,-0.0236,49.92921,ent_5,0`,
      "",
    ])
  })

  it("[READ-7] tells that there is no PDF", async () => {
    const response = await host.get("/v1/wallets/wal_1/statement?format=pdf")
    expect(response.status).toBe(422)
    expect(await json(response)).toMatchObject({
      code: "unprocessable",
      detail: expect.stringMatching(/csv/),
    })
  })

  it("[READ-11] is for readers of statements, of this wallet", async () => {
    const path = "/v1/wallets/wal_1/statement"
    expect((await host.get(path, await host.token(["statement:read"]))).status).toBe(200)
    expect((await host.get(path, await host.token(["usage:read"]))).status).toBe(403)
    expect((await host.get(path, "par_2")).status).toBe(404)
  })

  it("[READ-14] tells how the closing balance stands to the overdraft", async () => {
    await host.change({ overdraftLimit: 20_000_000n })
    const path = "/v1/wallets/wal_1/statement?from=2026-10-01"
    expect((await json(await host.get(path))).overdraft).toEqual({ limit: "20", used: "0", left: "20" })
    await host.post({
      at: NOW,
      lines: [{ group: GROUP, label: "Marketing", quantity: 1, amount: -53_129_210n }],
    })
    expect((await json(await host.get(path))).overdraft).toEqual({ limit: "20", used: "3.2", left: "16.8" })
    await host.change({ overdraftLimit: 1_000_000n })
    expect((await json(await host.get(path))).overdraft).toEqual({ limit: "1", used: "3.2", left: "0" })
    const csv = await (await host.get(`${path}&format=csv`)).text()
    expect(csv).toMatch(/,-53\.12921,-3\.2,\S+,3\.2\r\n$/)
  })
})

describe("a statement of many rows", () => {
  it("[READ-7] is refused as JSON past its limit, given by day, and streamed whole as CSV", async () => {
    const host = await openReadingHost()
    const perEntry = 20
    const entries = STATEMENT_ROWS_MAX / perEntry
    const lines = Array.from({ length: perEntry }, (_, index) => ({
      group: "g",
      label: `l-${index}`,
      quantity: 1,
      amount: -1n,
    }))
    await Promise.all(Array.from({ length: entries }, () => host.post({ lines })))
    const path = "/v1/wallets/wal_1/statement?from=2026-11-22"
    const atLimit = await json(await host.get(path))
    expect(atLimit.rows).toHaveLength(STATEMENT_ROWS_MAX)
    expect(atLimit.closing).toBe("-0.01")

    await host.post({ lines: lines.slice(0, 1) })
    const past = await host.get(path)
    expect(past.status).toBe(422)
    expect(await json(past)).toMatchObject({ code: "unprocessable", rowsMax: STATEMENT_ROWS_MAX })
    expect((await json(await host.get(`${path}&by=day`))).rows).toHaveLength(perEntry)
    const csv = await (await host.get(`${path}&format=csv`)).text()
    expect(csv.split("\r\n")).toHaveLength(STATEMENT_ROWS_MAX + 3)
  })
})
