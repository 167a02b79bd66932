import { FLAG } from "@tollgate/engine"
import { beforeAll, describe, expect, it } from "vitest"
import { NOW, openReadingHost } from "../reading/testing-host.ts"

type Host = Awaited<ReturnType<typeof openReadingHost>>
const PATH = "/v1/wallets/wal_1/messages"
const WHATSAPP = { rule: "whatsapp", group: "WhatsApp", label: "Marketing" }
const PLATFORM = { rule: "rule:0", group: "Fees", label: "Platform" }

async function json(response: Response): Promise<any> {
  return response.json()
}

describe("GET /v1/wallets/{id}/messages", () => {
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
          fees: [{ ...PLATFORM, amount: 1_000 }],
          rateCard: "",
          reason: "rules",
        },
        { messageId: "a", whatsappFee: 11_800, fees: [{ ...WHATSAPP, amount: 11_800 }] },
        {
          messageId: "a",
          whatsappFee: -1_800,
          isCorrection: true,
          fees: [{ ...WHATSAPP, amount: -1_800 }],
          reason: "corrected",
          postedAt: NOW + 1,
        },
      ],
      messages: [
        { messageId: "a" },
        {
          messageId: "b",
          flags: FLAG.received,
          category: "",
          type: "",
          market: "",
          deliveredAt: 0,
          occurredAt: NOW - 1_000,
          senderId: "s-2",
        },
        {
          messageId: "c",
          flags: FLAG.sent | FLAG.failed,
          category: "utility",
          deliveredAt: 0,
          occurredAt: NOW - 86_400_000,
          recipient: "",
        },
        { messageId: "d", flags: 0, deliveredAt: 0, occurredAt: NOW - 86_400_001 },
      ],
    })
  })

  it("[READ-10] tells what each message cost, newest first", async () => {
    const { data, nextCursor } = await json(await host.get(PATH))
    expect(nextCursor).toBeNull()
    expect(data.map(({ messageId, status }: any) => [messageId, status])).toEqual([
      ["a", "delivered"],
      ["b", "received"],
      ["c", "failed"],
      ["d", "accepted"],
    ])
    expect(data[0]).toEqual({
      messageId: "a",
      recipient: "919876543210",
      senderId: "s-1",
      status: "delivered",
      category: "marketing",
      type: "regular",
      channel: "cloud_api",
      market: "India",
      mediaType: "template",
      occurredAt: "2026-11-22T09:40:00.000Z",
      postedAt: "2026-11-22T09:40:00.001Z",
      amount: "0.011",
      fees: [
        { group: "Fees", label: "Platform", amount: "0.001" },
        { group: "WhatsApp", label: "Marketing", amount: "0.01" },
      ],
      rateCard: "usd-202610",
      reason: "corrected",
    })
    expect(data[1]).toMatchObject({
      category: null,
      market: null,
      postedAt: null,
      amount: "0",
      fees: [],
      reason: null,
    })
    expect(data[2].recipient).toBeNull()
  })

  it("[READ-9] masks recipients for portal tokens", async () => {
    const { data } = await json(await host.get(PATH, await host.token(["usage:read"])))
    expect(data.map(({ recipient }: any) => recipient)).toEqual([
      "9198******10",
      "9198******10",
      null,
      "9198******10",
    ])
    const own = await json(await host.get(PATH, "wallet"))
    expect(own.data[0].recipient).toBe("919876543210")
  })

  it.each([
    ["status=failed", ["c"]],
    ["category=utility", ["c"]],
    ["senderId=s-2", ["b"]],
    ["from=2026-11-22", ["a", "b"]],
    ["to=2026-11-22", ["c", "d"]],
    ["from=2026-11-21T09:45:00Z&to=2026-11-22T09:45:00Z", ["a", "b"]],
  ])("[READ-10] finds %s", async (query, ids) => {
    const { data } = await json(await host.get(`${PATH}?${query}`))
    expect(data.map(({ messageId }: any) => messageId)).toEqual(ids)
  })

  it("[READ-10] pages without gaps", async () => {
    const seen: string[] = []
    let cursor = ""
    do {
      const page = await json(await host.get(`${PATH}?limit=1${cursor}`))
      seen.push(...page.data.map(({ messageId }: any) => messageId))
      cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`
    } while (cursor !== "")
    expect(seen).toEqual(["a", "b", "c", "d"])
  })

  it.each([
    "limit=0",
    "limit=201",
    "cursor=x",
    "cursor=",
    "status=lost",
    "category=spam",
    "from=2026-11-22&to=2026-11-22",
    "page=2",
  ])("[READ-1] refuses %s", async (query) => {
    const response = await host.get(`${PATH}?${query}`)
    expect(response.status).toBe(400)
    expect(await json(response)).toMatchObject({ code: "invalid_request", errors: [{}] })
  })

  it("[READ-11] is for readers of usage, of this wallet", async () => {
    expect((await host.get(PATH, await host.token(["balance:read"]))).status).toBe(403)
    expect((await host.get(PATH, "par_2")).status).toBe(404)
  })
})
