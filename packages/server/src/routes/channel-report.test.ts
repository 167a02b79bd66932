import { describe, expect, it } from "vitest"
import type { MmLiteState } from "../catalog/records.ts"
import { NOW, OPERATOR_KEY, openReadingHost } from "../reading/testing-host.ts"
import { whyCloudApi } from "../reading/why-cloud-api.ts"

async function json(response: Response): Promise<any> {
  return await response.json()
}

const PATH = "/v1/wallets/wal_1/channel-report"

describe("why marketing goes by Cloud API", () => {
  it.each<[string, MmLiteState | null, readonly string[]]>([
    ["case A", { tosAccepted: false, autoRouting: true, apiVersion: "v2" }, ["terms_not_accepted"]],
    ["case B", { tosAccepted: true, autoRouting: false, apiVersion: "v2" }, ["auto_routing_off"]],
    ["case C", { tosAccepted: true, autoRouting: false, apiVersion: "v3" }, ["v3_endpoint"]],
    [
      "A and B",
      { tosAccepted: false, autoRouting: false, apiVersion: "2" },
      ["terms_not_accepted", "auto_routing_off"],
    ],
    [
      "A and C",
      { tosAccepted: false, autoRouting: true, apiVersion: "V3" },
      ["terms_not_accepted", "v3_endpoint"],
    ],
    ["none of them", { tosAccepted: true, autoRouting: true, apiVersion: "v2" }, ["should_be_lite"]],
    ["nothing known", null, ["facts_unknown"]],
  ])("[CHANNEL-2] %s", (_, facts, codes) => {
    expect(whyCloudApi(facts).map(({ code }) => code)).toEqual(codes)
  })
})

describe("GET /v1/wallets/:id/channel-report", () => {
  it("[CHANNEL-1] tells each number's marketing by channel, and what to do about the dearer one", async () => {
    const host = await openReadingHost()
    const headers = { authorization: `Bearer ${OPERATOR_KEY}`, "content-type": "application/json" }
    const mmLite = { tosAccepted: true, autoRouting: false, apiVersion: "v2" }
    for (const [id, facts] of [
      ["few", null],
      ["many", mmLite],
      ["lite", mmLite],
    ] as const) {
      const body = JSON.stringify({ walletId: "wal_1", phoneNumber: "+14155550100", mmLite: facts })
      expect((await host.app.request(`/v1/senders/${id}`, { method: "PUT", headers, body })).status).toBe(201)
    }
    const charge = { instant: NOW, category: "marketing", trigger: "delivered" } as const
    await host.post({
      charges: [
        { ...charge, senderId: "few", channel: "cloud_api", whatsappFee: 10, otherFees: 1 },
        { ...charge, senderId: "many", channel: "cloud_api", whatsappFee: 10, otherFees: 1 },
        { ...charge, senderId: "many", channel: "cloud_api", whatsappFee: 10, otherFees: 1 },
        { ...charge, senderId: "many", channel: "mm_lite", whatsappFee: 10, otherFees: 0 },
        { ...charge, senderId: "lite", channel: "mm_lite", whatsappFee: 10, otherFees: 0 },
        { ...charge, senderId: "gone", channel: "cloud_api", whatsappFee: 0, otherFees: 0 },
        { ...charge, senderId: "many", channel: "cloud_api", category: "utility", whatsappFee: 500 },
      ],
    })
    const answer = await host.get(PATH)
    expect(answer.status).toBe(200)
    const report = await json(answer)
    expect(report.totals).toMatchObject({
      cloud_api: { delivered: 4, whatsappFees: "0.00003", otherFees: "0.000003", amount: "0.000033" },
      mm_lite: { delivered: 2, amount: "0.00002" },
    })
    expect(
      report.rows.map((row: any) => [row.senderId, row.reasons.map((reason: any) => reason.case)]),
    ).toEqual([
      ["many", ["B"]],
      ["few", [null]],
      ["gone", [null]],
      ["lite", []],
    ])
    expect(report.rows[0]).toMatchObject({ phoneNumber: "+14155550100", mmLite, cloud_api: { delivered: 2 } })
    expect(report.rows[2].phoneNumber).toBeNull()
  })

  it("[CHANNEL-1] is for readers of usage", async () => {
    const host = await openReadingHost()
    expect((await host.get(PATH, await host.token(["usage:read"]))).status).toBe(200)
    expect((await host.get(PATH, await host.token(["balance:read"]))).status).toBe(403)
    expect((await host.get(PATH, "par_2")).status).toBe(404)
  })
})
