import { describe, expect, it } from "vitest"
import { OPERATOR_KEY, openReadingHost } from "../reading/testing-host.ts"
import { ESTIMATE_CHARGES_OF_CUSTOMER_MAX } from "./estimates.ts"

type Host = Awaited<ReturnType<typeof openReadingHost>>

async function json(response: Response): Promise<any> {
  return await response.json()
}

async function send(host: Host, method: string, path: string, body: unknown, as = OPERATOR_KEY) {
  const headers = { authorization: `Bearer ${as}`, "content-type": "application/json" }
  const response = await host.app.request(path, { method, headers, body: JSON.stringify(body) })
  return { status: response.status, body: await json(response) }
}

/** A wallet on Gupshup's plan with one number. */
async function openHost(): Promise<Host> {
  const host = await openReadingHost()
  await host.change({ planId: "gupshup" })
  const sender = { walletId: "wal_1", phoneNumber: "+919999900001" }
  expect((await send(host, "PUT", "/v1/senders/s1", sender)).status).toBe(201)
  return host
}

/** So many marketing messages to India that were delivered at `at`. */
async function deliver(host: Host, at: string, count: number, parts: Record<string, unknown> = {}) {
  const events = Array.from({ length: count }, (_, index) => ({
    messageId: `${at}-${JSON.stringify(parts)}-${index}`,
    recipient: "919876543210",
    senderId: "s1",
    kind: "delivered",
    occurredAt: at,
    category: "marketing",
    ...parts,
  }))
  const { status, body } = await send(host, "POST", "/v1/events", { events })
  expect([status, body.accepted]).toEqual([200, count])
}

const NOVEMBER = { walletId: "wal_1", from: "2026-11-01", to: "2026-12-01" }

async function estimate(host: Host, body: Record<string, unknown>, as?: string): Promise<any> {
  const answer = await send(host, "POST", "/v1/estimates", { ...NOVEMBER, ...body }, as)
  expect(answer.body).toMatchObject({})
  expect(answer.status).toBe(200)
  return answer.body
}

describe("POST /v1/estimates", () => {
  it("[EST-3] tells what moving marketing to MM Lite would save, and by which fee", async () => {
    const host = await openHost()
    await deliver(host, "2026-11-10T10:00:00Z", 6)
    await deliver(host, "2026-11-11T10:00:00Z", 2, { channel: "mm_lite" })
    await deliver(host, "2026-11-12T10:00:00Z", 1, { category: "utility" })
    const all = await estimate(host, { changes: { channelShare: { mm_lite: "1" } } })
    expect(all).toMatchObject({
      currency: "USD",
      difference: "-0.004248",
      channelShare: { mm_lite: { actual: 0.25, estimate: 1 } },
      unpriced: [],
    })
    expect(all.rows).toMatchObject([
      {
        market: "India",
        category: "marketing",
        channel: "cloud_api",
        messages: 6,
        delivered: 6,
        difference: "-0.004248",
      },
      { channel: "mm_lite", messages: 2, difference: "0" },
      { category: "utility", difference: "0" },
    ])
    expect(all.fees.find((fee: any) => fee.label === "Gupshup fee for Cloud API marketing")).toMatchObject({
      actual: "0.004248",
      estimate: "0",
    })
    // Half of it: two of the six move, and the two that are there stay.
    const half = await estimate(host, { changes: { channelShare: { mm_lite: "0.5" } } })
    expect(half.difference).toBe("-0.001416")
    // None of it: the two that went by MM Lite go by Cloud API.
    const none = await estimate(host, { changes: { channelShare: { mm_lite: "0" } } })
    expect([none.difference, none.rows[0].difference, none.rows[1].difference]).toEqual([
      "0.001416",
      "0",
      "0.001416",
    ])
  })

  it("[EST-1] prices by another plan, side by side with what was charged, which is what usage says", async () => {
    const host = await openHost()
    await deliver(host, "2026-11-10T10:00:00Z", 3)
    const other = await estimate(host, { planId: "meta" })
    const usage = await json(await host.get("/v1/wallets/wal_1/usage?from=2026-11-01&to=2026-12-01"))
    expect(other.actual).toBe(usage.totals.amount)
    expect([other.actual, other.estimate, other.difference]).toEqual(["0.040524", "0.0354", "-0.005124"])
    expect(other.rows.reduce((sum: number, row: any) => sum + Number(row.estimate), 0)).toBeCloseTo(0.0354, 9)
  })

  it("[EST-1] with what would be the same, is what was charged", async () => {
    const host = await openHost()
    await deliver(host, "2026-11-10T10:00:00Z", 3)
    await deliver(host, "2026-11-10T10:00:00Z", 3, { category: "service", type: "free_customer_service" })
    for (const changes of [{ volumeTiers: "counted" }, { rateCardAt: "2026-11-10" }, { tierFrom: 0 }]) {
      expect((await estimate(host, { changes })).difference).toBe("0")
    }
  })

  it("[EST-2] counts allowances and caps from the beginning of the month, and tells from where", async () => {
    const host = await openHost()
    const plan = {
      id: "capped",
      name: "Capped",
      currency: "USD",
      effectiveFrom: "2026-01-01",
      fees: [{ kind: "per_message", label: "Fee", group: "Fees", amount: "1", on: ["sent"], capId: "month" }],
      caps: [{ id: "month", amount: "3", per: "wallet", period: "month" }],
    }
    expect((await send(host, "POST", "/v1/plans", plan)).status).toBe(201)
    await deliver(host, "2026-11-02T10:00:00Z", 2)
    await deliver(host, "2026-11-20T10:00:00Z", 2)
    // Of the cap of 3, two were used up before the period begins.
    const late = await estimate(host, { from: "2026-11-15", planId: "capped" })
    expect(late).toMatchObject({ countedFrom: "2026-10-31T18:30:00.000Z", estimate: "1.0236" })
    expect(late.rows).toMatchObject([{ messages: 2 }])
  })

  it("[EST-4] leaves as it was charged what the other plan has no price for, and says so", async () => {
    const host = await openHost()
    await deliver(host, "2026-11-10T10:00:00Z", 2)
    const later = { id: "later", name: "Later", currency: "USD", effectiveFrom: "2027-01-01", fees: [] }
    expect((await send(host, "POST", "/v1/plans", later)).status).toBe(201)
    expect(await estimate(host, { planId: "later" })).toMatchObject({
      difference: "0",
      unpriced: [{ reason: "no_plan_version", charges: 4, amount: "0.027016" }],
    })
  })

  it("[EST-1] takes other fee rules, whose caps are the plan's", async () => {
    const host = await openHost()
    await deliver(host, "2026-11-10T10:00:00Z", 2)
    const fee = { kind: "per_message", label: "Flat", group: "Fees", amount: "0.5", on: ["delivered"] }
    expect((await estimate(host, { changes: { fees: [fee] } })).estimate).toBe("1.0236")
    const capped = { ...NOVEMBER, changes: { fees: [{ ...fee, capId: "nobody" }] } }
    expect((await send(host, "POST", "/v1/estimates", capped)).body.errors).toMatchObject([
      { path: "changes.fees.0.capId" },
    ])
  })

  it("[EST-5] is for readers of usage; another plan only for those who may see it", async () => {
    const host = await openHost()
    await deliver(host, "2026-11-10T10:00:00Z", 1)
    const ask = async (body: Record<string, unknown>, as: string) =>
      (await send(host, "POST", "/v1/estimates", { ...NOVEMBER, ...body }, as)).status
    const changes = { channelShare: { mm_lite: "1" } }
    const token = await host.token(["usage:read"])
    expect(await ask({ changes }, token)).toBe(200)
    expect(await ask({ changes }, await host.token(["balance:read"]))).toBe(403)
    expect(await ask({ planId: "meta" }, token)).toBe(403)
    expect(await ask({ planId: "nobody" }, OPERATOR_KEY)).toBe(404)
    const inr = { id: "inr", name: "Rupees", currency: "INR", effectiveFrom: "2026-01-01", fees: [] }
    await send(host, "POST", "/v1/plans", inr)
    expect(await ask({ planId: "inr" }, OPERATOR_KEY)).toBe(422)
  })

  it.each([
    [{}, "planId"],
    [{ planId: "meta", changes: { tierFrom: 1 } }, "planId"],
    [{ changes: {} }, "changes"],
    [{ changes: { tierFrom: 1, volumeTiers: "list" } }, "changes.tierFrom"],
    [{ changes: { channelShare: { mm_lite: "1.1" } } }, "changes.channelShare.mm_lite"],
    [{ changes: { channelShare: { mm_lite: "-0.1" } } }, "changes.channelShare.mm_lite"],
    [{ from: "2026-12-01", changes: { tierFrom: 1 } }, "from"],
  ])("[EST-5] refuses %j", async (body, path) => {
    const host = await openReadingHost()
    const { status, body: problem } = await send(host, "POST", "/v1/estimates", { ...NOVEMBER, ...body })
    expect([status, problem.errors[0].path]).toEqual([400, path])
  })

  it("[EST-5] prices so many triggers at most, counted before anything is read", async () => {
    const host = await openHost()
    const many = Math.ceil(ESTIMATE_CHARGES_OF_CUSTOMER_MAX / 1_000) + 1
    const at = Date.UTC(2026, 10, 10)
    for (let batch = 0; batch < many; batch++) {
      const charges = Array.from({ length: 1_000 }, () => ({
        instant: at,
        whatsappFee: 1,
        planVersion: "meta",
      }))
      await host.post({ at, charges })
    }
    const ask = { ...NOVEMBER, changes: { channelShare: { mm_lite: "1" } } }
    const refused = await send(host, "POST", "/v1/estimates", ask, await host.token(["usage:read"]))
    expect([refused.status, refused.body.code, refused.body.chargesMax, refused.body.charges]).toEqual([
      422,
      "unprocessable",
      ESTIMATE_CHARGES_OF_CUSTOMER_MAX,
      many * 1_000,
    ])
    expect((await send(host, "POST", "/v1/estimates", ask)).status).toBe(200)
  })
})
