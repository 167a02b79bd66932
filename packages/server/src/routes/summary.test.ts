import { DAY_MS, type TopUp } from "@tollgate/engine"
import { describe, expect, it } from "vitest"
import { NOW, openReadingHost } from "../reading/testing-host.ts"
import { makeTenant, OPERATOR_KEY, testApp } from "../testing/test-app.ts"

const PATH = "/v1/wallets/wal_1/summary"
const ZERO = {
  messages: 0,
  sent: 0,
  received: 0,
  delivered: 0,
  failed: 0,
  paid: 0,
  free: 0,
  amount: "0",
  whatsappFees: "0",
  otherFees: "0",
}

async function json(response: Response): Promise<any> {
  return response.json()
}

function topUp(id: string, status: TopUp["status"], createdAt: number): TopUp {
  return {
    id,
    method: "manual",
    source: "operator",
    senderId: "",
    status,
    amount: 25_000_000n,
    bonus: 0n,
    bonusExpiresAt: null,
    fee: 1_000_000n,
    tax: 500_000n,
    taxIncluded: 0n,
    refunded: 0n,
    refunds: [],
    disputes: [],
    isUnsettled: false,
    reference: "",
    couponCode: "",
    grantId: "",
    failureReason: "",
    provider: "",
    providerReference: "",
    paymentReference: "",
    checkoutUrl: "",
    createdAt,
    updatedAt: createdAt,
    expiresAt: null,
    sequence: 0,
  }
}

describe("GET /v1/wallets/{id}/summary", () => {
  it("[READ-3] has all of a new wallet", async () => {
    const host = await openReadingHost()
    const response = await host.get(PATH, await host.token(["balance:read"]))
    expect(response.status).toBe(200)
    expect(await json(response)).toEqual({
      wallet: {
        id: "wal_1",
        customerId: "cus_1",
        currency: "USD",
        status: "active",
        balance: "0",
        held: "0",
        available: "0",
        overdraftLimit: "0",
        spendable: "0",
        lowBalanceThreshold: null,
        isLow: false,
        isOverdrawn: false,
        creditName: "credits",
        planId: "meta",
        timezone: "Asia/Kolkata",
        updatedAt: "2026-01-26T09:40:00.000Z",
        heldMessages: 0,
      },
      senders: { total: 0, first: [] },
      customer: {
        id: "cus_1",
        name: "Acme",
        timezone: "Asia/Kolkata",
        locale: "en-IN",
        contact: { name: "Asha", email: "asha@example.com" },
        billingAddress: null,
        taxId: null,
        billingComplete: false,
        billingMissing: ["billingAddress"],
      },
      today: ZERO,
      month: ZERO,
      forecast: { dailyAverage: null, daysLeft: null },
      lastTopUp: null,
      autoRecharge: null,
      checkout: null,
      pendingTopUps: [],
      limits: { minTopUp: "10", maxTopUp: "10000" },
      support: { email: "help@example.com" },
    })
  })

  it("[READ-3] counts today and the month in the customer's zone, and finds the last top-up that succeeded", async () => {
    const host = await openReadingHost()
    const midnight = Date.UTC(2026, 10, 21, 18, 30)
    await host.post({
      charges: [
        { instant: midnight - 1 },
        { instant: midnight },
        { instant: Date.UTC(2026, 9, 31, 18, 30) },
        { instant: Date.UTC(2026, 9, 31, 18, 30) - 1 },
      ],
      topUps: [
        topUp("top_1", "succeeded", NOW - 2),
        topUp("top_2", "failed", NOW - 1),
        topUp("top_0", "succeeded", NOW - 3),
      ],
    })
    await host.change({
      balance: 2_000_000n,
      held: 500_000n,
      overdraftLimit: 1_000_000n,
      lowBalanceThreshold: 2_000_000n,
    })
    const summary = await json(await host.get(PATH))
    expect([summary.today.paid, summary.month.paid]).toEqual([1, 3])
    expect(summary.lastTopUp).toMatchObject({ id: "top_1", amount: "25", total: "26.5" })
    expect(summary.wallet).toMatchObject({
      available: "1.5",
      spendable: "2.5",
      isLow: true,
      isOverdrawn: false,
    })
  })

  it.each([
    [
      "from the first day of use on",
      [
        [4, 600_000],
        [3, 100_000],
        [2, 200_000],
        [1, 100_000],
      ],
      "0.25",
      40,
    ],
    [
      "of whole weeks",
      [
        [57, 9_000_000],
        [55, 2_100_000],
        [3, 3_500_000],
      ],
      "0.1",
      100,
    ],
    ["of today alone", [[0, 5_000_000]], "5", 2],
    ["without use", [[40, 5_000_000]], null, null],
  ] as const)("[READ-4] forecasts by what was used: %s", async (_, used, dailyAverage, daysLeft) => {
    const host = await openReadingHost()
    await host.post({
      charges: used.map(([daysAgo, whatsappFee]) => ({ instant: NOW - daysAgo * DAY_MS, whatsappFee })),
    })
    await host.change({ balance: 10_000_000n })
    expect((await json(await host.get(PATH))).forecast).toEqual({ dailyAverage, daysLeft })
  })

  it("[READ-3] answers 304 while nothing changed", async () => {
    const host = await openReadingHost()
    const etag = (await host.get(PATH)).headers.get("etag") ?? ""
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    for (const tags of [etag, `"other", W/${etag}`, "*"]) {
      const again = await host.get(PATH, "par_1", { "if-none-match": tags })
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag])
    }
    await host.post({ lines: [{ group: "Top-ups", label: "Manual", quantity: 1, amount: 1n }] })
    const changed = await host.get(PATH, "par_1", { "if-none-match": etag })
    expect(changed.status).toBe(200)
    expect(changed.headers.get("etag")).not.toBe(etag)
  })

  it("[READ-13] tells the units of open holds, and when each number was last heard of", async () => {
    const test = testApp()
    const { key, customerId } = await makeTenant(test, "mine")
    const must = async (method: string, path: string, body?: unknown, as = key): Promise<any> => {
      const answer = await test.send(method, path, { body, key: as })
      expect(answer.status, path).toBeLessThan(300)
      return answer.body
    }
    await must("POST", "/v1/wallets", { id: "wal_1", customerId, currency: "USD" })
    await must("POST", "/v1/wallets/wal_1/top-ups", { amount: "50", method: "manual" }, OPERATOR_KEY)
    for (const n of Array.from({ length: 52 }, (_, index) => 51 - index)) {
      const phoneNumber = `+1415555${String(1000 + n)}`
      await must("PUT", `/v1/senders/snd_${n}`, { walletId: "wal_1", phoneNumber })
    }
    const told = async (senderId: string, kind: string, daysAgo: number): Promise<string> => {
      const occurredAt = new Date(test.now - daysAgo * DAY_MS).toISOString()
      const event = {
        messageId: `${senderId}${kind}${daysAgo}`,
        recipient: "919410031234",
        senderId,
        kind,
        occurredAt,
      }
      await must("POST", "/v1/events", { events: [{ ...event, category: "utility" }] })
      return occurredAt
    }
    await told("snd_0", "sent", 10)
    const newest = await told("snd_0", "delivered", 1)
    await told("snd_0", "delivered", 5)
    const quiet = await told("snd_1", "received", 31)
    const hold = await must("POST", "/v1/authorizations", {
      walletId: "wal_1",
      senderId: "snd_0",
      messages: [
        { to: "919410031234", category: "marketing", count: 3 },
        { to: "919410031234", category: "utility", count: 4 },
      ],
    })
    const path = "/v1/wallets/wal_1/summary"
    const { wallet, senders } = await must("GET", path)
    expect(wallet.heldMessages).toBe(7)
    expect([senders.total, senders.first.length]).toEqual([52, 50])
    expect(senders.first.slice(0, 3)).toEqual([
      {
        id: "snd_0",
        phoneNumber: "+14155551000",
        displayName: null,
        hasPart: false,
        status: "connected",
        lastMessageAt: newest,
      },
      {
        id: "snd_1",
        phoneNumber: "+14155551001",
        displayName: null,
        hasPart: false,
        status: "quiet",
        lastMessageAt: quiet,
      },
      {
        id: "snd_2",
        phoneNumber: "+14155551002",
        displayName: null,
        hasPart: false,
        status: "quiet",
        lastMessageAt: null,
      },
    ])
    await must("POST", `/v1/authorizations/${hold.id}/release`, {})
    expect((await must("GET", path)).wallet.heldMessages).toBe(0)
  })

  it("[READ-11] is for readers of balances, of this wallet", async () => {
    const host = await openReadingHost()
    expect((await host.get(PATH, "wallet")).status).toBe(200)
    expect((await host.get(PATH, await host.token(["usage:read"]))).status).toBe(403)
    expect((await host.get(PATH, "par_2")).status).toBe(404)
  })
})

describe("GET /v1/wallets/{id}/proof", () => {
  it("[READ-12] tells the journal's head", async () => {
    const host = await openReadingHost()
    await host.post({ lines: [{ group: "Top-ups", label: "Manual", quantity: 1, amount: 4_918_300n }] })
    const response = await host.get("/v1/wallets/wal_1/proof", await host.token(["statement:read"]))
    expect(await json(response)).toEqual({
      walletId: "wal_1",
      sequence: 1,
      head: "1".padStart(64, "0"),
      balance: "4.9183",
      at: "2026-11-22T09:40:00.000Z",
    })
    expect((await host.get("/v1/wallets/wal_1/proof", await host.token(["balance:read"]))).status).toBe(403)
    expect((await host.get("/v1/wallets/wal_1/proof", "par_2")).status).toBe(404)
  })
})
