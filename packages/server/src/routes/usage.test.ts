import { DAY_MS } from "@tollgate/engine"
import { beforeAll, describe, expect, it } from "vitest"
import { NOW, openReadingHost } from "../reading/testing-host.ts"

type Host = Awaited<ReturnType<typeof openReadingHost>>
const HOUR_MS = 3_600_000

async function json(response: Response): Promise<any> {
  return response.json()
}

describe("GET /v1/wallets/{id}/usage", () => {
  let host: Host
  beforeAll(async () => {
    host = await openReadingHost()
    await host.post({
      charges: [
        {
          messageId: "a",
          trigger: "sent",
          type: "",
          whatsappFee: 0,
          otherFees: 1_000,
          instant: Date.UTC(2026, 10, 2, 18, 29),
        },
        { messageId: "a", instant: Date.UTC(2026, 10, 2, 18, 30) },
        {
          messageId: "b",
          trigger: "sent",
          category: "service",
          mediaType: "image",
          type: "",
          whatsappFee: 0,
          instant: NOW - HOUR_MS,
        },
        {
          messageId: "b",
          category: "service",
          mediaType: "image",
          type: "free_customer_service",
          whatsappFee: 0,
          instant: NOW - HOUR_MS,
        },
        {
          messageId: "c",
          trigger: "received",
          direction: "inbound",
          category: "",
          mediaType: "audio",
          whatsappFee: 0,
          senderId: "=s-2",
          market: "Brazil",
          instant: NOW,
        },
        {
          messageId: "d",
          trigger: "failed",
          category: "utility",
          whatsappFee: 0,
          instant: NOW - 150 * DAY_MS,
        },
      ],
    })
  })

  it("[READ-2] answers this month up to now, by local days", async () => {
    const response = await host.get("/v1/wallets/wal_1/usage")
    expect(response.status).toBe(200)
    const usage = await json(response)
    expect(usage).toMatchObject({
      timezone: "Asia/Kolkata",
      from: "2026-10-31T18:30:00.000Z",
      to: "2026-11-22T09:45:00.000Z",
      totals: {
        messages: 3,
        sent: 2,
        received: 1,
        delivered: 2,
        failed: 0,
        paid: 1,
        free: 1,
        amount: "0.0128",
        whatsappFees: "0.0118",
        otherFees: "0.001",
      },
      messagesBreakup: {
        sent: { total: 2, template: 1, image: 1, attachments: 1 },
        received: { total: 1, audio: 1, attachments: 1 },
      },
      conversationsBreakup: {
        marketing: { delivered: 1, whatsappFees: "0.0118" },
        freeTier: { delivered: 1, whatsappFees: "0" },
        service: { delivered: 0, whatsappFees: "0" },
      },
    })
    expect(usage.rows.map((row: any) => [row.start, row.messages, row.paid, row.free, row.amount])).toEqual([
      ["2026-11-01T18:30:00.000Z", 1, 0, 0, "0.001"],
      ["2026-11-02T18:30:00.000Z", 0, 1, 0, "0.0118"],
      ["2026-11-21T18:30:00.000Z", 2, 0, 1, "0"],
    ])
  })

  it("[READ-5] groups by what is asked, in that order of names, and answers one number alone", async () => {
    const usage = await json(
      await host.get(
        "/v1/wallets/wal_1/usage?interval=month&groupBy=media,direction,sender,market,channel,type,category",
      ),
    )
    expect(usage.rows).toHaveLength(5)
    expect(usage.rows[0]).toMatchObject({
      start: "2026-10-31T18:30:00.000Z",
      media: "audio",
      direction: "inbound",
      sender: "=s-2",
      market: "Brazil",
      channel: "cloud_api",
      type: "regular",
      category: "",
      messages: 1,
    })
    const one = await json(
      await host.get("/v1/wallets/wal_1/usage?senderId=s-1&interval=month&groupBy=market"),
    )
    expect(one.rows).toEqual([expect.objectContaining({ market: "India", messages: 2, delivered: 2 })])
    expect(one.messagesBreakup).toMatchObject({ sent: { total: 2 }, received: { total: 0 } })
  })

  it("[READ-5] begins hours where the zone's hours begin", async () => {
    const usage = await json(await host.get("/v1/wallets/wal_1/usage?interval=hour&from=2026-11-22"))
    expect(usage.rows.map(({ start }: any) => start)).toEqual([
      "2026-11-22T08:30:00.000Z",
      "2026-11-22T09:30:00.000Z",
    ])
    const nepal = await json(
      await host.get("/v1/wallets/wal_1/usage?interval=hour&from=2026-11-22&timezone=Asia/Kathmandu"),
    )
    expect(nepal.timezone).toBe("Asia/Kathmandu")
    // Dates stay the customer's.
    expect(nepal.from).toBe("2026-11-21T18:30:00.000Z")
    expect(nepal.rows.map(({ start }: any) => start)).toEqual([
      "2026-11-22T08:15:00.000Z",
      "2026-11-22T09:15:00.000Z",
    ])
  })

  it.each([
    "",
    "&interval=month",
    "&groupBy=market,sender",
    "&groupBy=category&senderId=s-1&timezone=America/New_York",
  ])(
    "[READ-6] answers the same after quarter hours were dropped, and in another zone of the rollups: %j",
    async (query) => {
      const path = `/v1/wallets/wal_1/usage?from=2026-05-01&to=2026-12-01${query}`
      const before = await json(await host.get(path))
      await host.deps.wallets.forget(NOW)
      expect(await json(await host.get(path))).toEqual(before)
      await host.change({ rollupZone: "Europe/Rome" })
      expect(await json(await host.get(path))).toEqual(before)
      await host.change({ rollupZone: "Asia/Kolkata" })
      expect(before.totals.messages).toBe(query.includes("senderId") ? 2 : 3)
    },
  )

  it("[READ-8] downloads the same rows as CSV, without formulas", async () => {
    const response = await host.get("/v1/wallets/wal_1/usage?groupBy=sender,category&format=csv")
    expect(response.headers.get("content-type")).toMatch(/^text\/csv; charset=utf-8/)
    expect(response.headers.get("content-disposition")).toBe(
      'attachment; filename="usage-wal_1-2026-10-31-2026-11-22.csv"',
    )
    expect((await response.text()).split("\r\n")).toEqual([
      "period,start,sender,category,messages,sent,received,delivered,failed,paid,free,currency,whatsappFees,otherFees,amount",
      "2026-11-02,2026-11-01T18:30:00.000Z,s-1,marketing,1,1,0,0,0,0,0,USD,0,0.001,0.001",
      "2026-11-03,2026-11-02T18:30:00.000Z,s-1,marketing,0,0,0,1,0,1,0,USD,0.0118,0,0.0118",
      "2026-11-22,2026-11-21T18:30:00.000Z,'=s-2,,1,0,1,0,0,0,0,USD,0,0,0",
      "2026-11-22,2026-11-21T18:30:00.000Z,s-1,service,1,1,0,1,0,0,1,USD,0,0,0",
      "",
    ])
  })

  it.each([
    ["from=2026-11-31", "from"],
    ["from=2026-11-02T00:01:00Z", "from"],
    ["from=2026-11-02T00:00:00", "from"],
    ["from=2026-11-10&to=2026-11-10", "from"],
    ["from=2026-12-01", "from"],
    ["from=2025-01-01&to=2026-11-01", "to"],
    ["from=2026-09-01&to=2026-11-20&interval=hour", "to"],
    ["interval=week", "interval"],
    ["groupBy=category,category", "groupBy"],
    ["groupBy=color", "groupBy"],
    ["timezone=Mars/Base", "timezone"],
    ["format=pdf", "format"],
    ["groupby=category", "groupby"],
  ])("[READ-1] refuses %s", async (query, path) => {
    const response = await host.get(`/v1/wallets/wal_1/usage?${query}`)
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({ code: "invalid_request", errors: [{ path }] })
  })

  it("[READ-1] takes instants on a quarter hour, with an offset too", async () => {
    const usage = await json(
      await host.get("/v1/wallets/wal_1/usage?from=2026-11-22T05:45:00%2B05:45&to=2026-11-22T09:45:00Z"),
    )
    expect([usage.from, usage.to]).toEqual(["2026-11-22T00:00:00.000Z", "2026-11-22T09:45:00.000Z"])
  })

  it("[READ-11] is for readers of usage, of this wallet", async () => {
    const path = "/v1/wallets/wal_1/usage"
    const statuses = await Promise.all(
      [
        "operator",
        "par_1",
        "wallet",
        await host.token(["usage:read"]),
        "par_2",
        await host.token(["balance:read"]),
        "nobody",
      ].map(async (as) => (await host.get(path, as)).status),
    )
    expect(statuses).toEqual([200, 200, 200, 200, 404, 403, 401])
    expect((await host.get("/v1/wallets/wal_2/usage")).status).toBe(404)
  })
})
