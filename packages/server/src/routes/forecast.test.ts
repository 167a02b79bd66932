import { DAY_MS } from "@tollgate/engine"
import { describe, expect, it } from "vitest"
import { NOW, openReadingHost } from "../reading/testing-host.ts"

const PATH = "/v1/wallets/wal_1/forecast"

type Host = Awaited<ReturnType<typeof openReadingHost>>

/** One charge a day, so many days back; `amountOf` in micros. */
async function spend(host: Host, days: number, amountOf: (daysAgo: number) => number): Promise<void> {
  const charges = Array.from({ length: days }, (_, index) => {
    const daysAgo = days - index
    return { instant: NOW - daysAgo * DAY_MS, whatsappFee: amountOf(daysAgo) }
  })
  await host.post({ charges: charges.filter(({ whatsappFee }) => whatsappFee > 0) })
}

async function json(response: Response): Promise<any> {
  expect(response.status).toBe(200)
  return await response.json()
}

describe("GET /v1/wallets/:id/forecast", () => {
  it("[READ-15] says what it knows of a wallet without use, and suggests nothing", async () => {
    const host = await openReadingHost()
    expect(await json(await host.get(PATH))).toEqual({
      dailyAverage: null,
      daysLeft: null,
      projectedMonth: null,
      suggestedTopUp: null,
      method: "none",
      level: null,
      weekdays: null,
      basis: { from: "2026-11-22", to: "2026-11-22" },
    })
  })

  it("[READ-15] of little history tells the mean, and the days that it rests on", async () => {
    const host = await openReadingHost()
    await spend(host, 5, () => 2_000_000)
    await host.change({ balance: 12_000_000n, overdraftLimit: 10_000_000n })
    expect(await json(await host.get(PATH))).toMatchObject({
      dailyAverage: "2",
      daysLeft: 11,
      suggestedTopUp: "48",
      method: "mean",
      basis: { from: "2026-11-17", to: "2026-11-22" },
    })
  })

  it("[READ-15] tells weekdays, the whole month, and the same as the summary", async () => {
    // 2026-11-22 is a Sunday: nothing is sent at weekends. Noon in UTC, so that the local day is the same.
    const host = await openReadingHost("UTC")
    await spend(host, 70, (daysAgo) => (daysAgo % 7 === 0 || daysAgo % 7 === 1 ? 0 : 7_000_000))
    await host.change({ balance: 40_000_000n })
    const [forecast, summary] = await Promise.all(
      [PATH, "/v1/wallets/wal_1/summary"].map(async (path) => await json(await host.get(path))),
    )
    const { dailyAverage, daysLeft, method, level, weekdays, basis, projectedMonth } = forecast
    expect([method, level, dailyAverage, daysLeft]).toEqual(["weekdays", "mean", "5", 8])
    expect(weekdays).toEqual([1.4, 1.4, 1.4, 1.4, 1.4, 0, 0])
    expect(basis).toEqual({ from: "2026-09-27", to: "2026-11-22" })
    // 15 working days before, the rest of Sunday, and then six working days.
    expect(projectedMonth).toBe(String(15 * 7 + 6 * 7))
    expect(summary.forecast).toEqual({ dailyAverage, daysLeft })
  })

  it("[READ-15] keeps a suggestion within what a checkout takes", async () => {
    const host = await openReadingHost()
    await spend(host, 5, () => 900_000_000)
    expect((await json(await host.get(PATH))).suggestedTopUp).toBe("10000")
  })

  it("[READ-15] is for readers of balances, each of its own wallet", async () => {
    const host = await openReadingHost()
    expect((await host.get(PATH, "wallet")).status).toBe(200)
    expect((await host.get(PATH, await host.token(["balance:read"]))).status).toBe(200)
    expect((await host.get(PATH, await host.token(["usage:read"]))).status).toBe(403)
    expect((await host.get(PATH, "par_2")).status).toBe(404)
  })
})
