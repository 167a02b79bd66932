import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { buildEvent, buildSender, NOW } from "../testing/builders.ts"
import { hostOn } from "../testing/summaries.ts"
import type { WalletHost } from "../testing/wallet-host.ts"
import { burn, compareBurnOrder } from "./grants.ts"
import type { Grant } from "./state.ts"

const HOUR_MS = 3_600_000

function grant(id: string, parts: Partial<Grant> = {}): Grant {
  return {
    id,
    kind: "paid",
    amount: 100n,
    remaining: 100n,
    priority: 100,
    expiresAt: null,
    createdAt: NOW,
    sequence: 1,
    source: id,
    ...parts,
  }
}

function remaining(host: WalletHost): Record<string, bigint> {
  return Object.fromEntries([...host.rows.grants.values()].map(({ id, remaining: left }) => [id, left]))
}

describe("grants", () => {
  it("[GRANT-1] burn order: priority, then soonest expiry, then promotional, then oldest", () => {
    const order = [
      grant("first", { priority: 1, sequence: 9 }),
      grant("soonest", { expiresAt: NOW, sequence: 9 }),
      grant("sooner-promotional", { expiresAt: NOW + 1, kind: "promotional", sequence: 9 }),
      grant("sooner", { expiresAt: NOW + 1 }),
      grant("promotional", { kind: "promotional", sequence: 9 }),
      grant("oldest"),
      grant("older", { sequence: 2 }),
      grant("priority", { priority: 101, expiresAt: NOW }),
    ]
    fc.assert(
      fc.property(fc.shuffledSubarray(order, { minLength: order.length }), (shuffled) => {
        expect(shuffled.sort(compareBurnOrder)).toEqual(order)
      }),
    )
  })

  it("[GRANT-1] burning takes from each what it has, and never more than there is", () => {
    const grants = [grant("b", { sequence: 2 }), grant("a")]
    expect(burn(grants, 150n).map(({ id, remaining: left }) => [id, left])).toEqual([
      ["a", 0n],
      ["b", 50n],
    ])
    expect(burn(grants, 0n)).toEqual([])
    expect(() => burn(grants, 201n)).toThrow("grants hold what the balance says")
  })

  it("[GRANT-2] what remains is the balance, or zero below it", () => {
    const host = hostOn()
    host.topUp("top_1", 10_000n, { amount: 2_000n, expiresAt: NOW + HOUR_MS })
    host.settle(buildEvent())
    expect(remaining(host)).toEqual({ "top_1:paid": 200n, "top_1:bonus": 0n })
    host.settle(buildEvent({ messageIds: ["m2"] }))
    expect(remaining(host)).toEqual({ "top_1:paid": 0n, "top_1:bonus": 0n })
    expect(host.wallet.balance).toBe(-11_600n)
    expect(host.verify()).toEqual([])
  })

  it("[GRANT-3] new credit first repays a negative balance; the grant keeps the rest", () => {
    const host = hostOn()
    host.settle(buildEvent())
    host.topUp("top_1", 10_000n, { amount: 5_000n, expiresAt: null })
    expect(remaining(host)).toEqual({ "top_1:paid": 0n, "top_1:bonus": 3_200n })
    expect(host.wallet.balance).toBe(3_200n)
    host.adjust("adj_1", 1n)
    expect(remaining(host)["adj_1:paid"]).toBe(1n)
    expect(host.verify()).toEqual([])
  })

  it("[GRANT-4] an expired grant loses what is available; what is held goes when it is freed", () => {
    const host = hostOn()
    host.topUp("top_1", 1_000n, { amount: 20_000n, expiresAt: NOW + HOUR_MS })
    host.authorize("hld_1", [{ market: "India", category: "marketing", count: 1 }], { seconds: 7_200 })
    host.now = NOW + HOUR_MS - 1
    host.expire()
    expect(host.wallet.balance).toBe(21_000n)
    host.now = NOW + HOUR_MS
    host.expire()
    expect(host.wallet).toMatchObject({ balance: 11_800n, held: 11_800n })
    expect(remaining(host)).toEqual({ "top_1:paid": 1_000n, "top_1:bonus": 10_800n })
    host.release("hld_1")
    host.expire()
    expect(remaining(host)).toEqual({ "top_1:paid": 1_000n, "top_1:bonus": 0n })
    expect(host.wallet).toMatchObject({ balance: 1_000n, held: 0n })
    expect(host.rows.accounts.get("operator:breakage")).toBe(20_000n)
    expect(host.verify()).toEqual([])
  })

  it("[GRANT-4] a delivery burns what has expired but was held, before paid credit", () => {
    const host = hostOn()
    host.topUp("top_1", 4_000n, { amount: 20_000n, expiresAt: NOW + HOUR_MS })
    host.authorize("hld_1", [{ market: "India", category: "marketing", count: 2 }], { seconds: 7_200 })
    host.now = NOW + HOUR_MS
    host.settle(buildEvent({ authorizationId: "hld_1" }))
    expect(remaining(host)).toEqual({ "top_1:paid": 4_000n, "top_1:bonus": 7_800n })
    expect(host.wallet).toMatchObject({ balance: 11_800n, held: 11_800n })
    expect(host.verify()).toEqual([])
  })

  it("[GRANT-4] what is available over all parts is the most, though a number's part has more", () => {
    const host = hostOn({}, [buildSender(), buildSender({ id: "s2" })])
    host.topUp("top_1", 1n, { amount: 20_000n, expiresAt: NOW + HOUR_MS })
    host.allot({ senderId: "s1", amount: 20_001n, mayUseShared: true })
    host.authorize("hld_1", [{ market: "India", category: "utility", count: 5 }], { seconds: 7_200 })
    host.settle(buildEvent({ senderId: "s2" }))
    host.now += HOUR_MS
    host.expire()
    expect(host.rows.accounts.get("customer:available")).toBe(-11_800n)
    expect(host.rows.accounts.get("customer:available@s1")).toBe(11_800n)
    expect(host.wallet).toMatchObject({ balance: 7_000n, held: 7_000n })
    expect(host.verify()).toEqual([])
  })

  it("[GRANT-4] credit without expiry never expires", () => {
    const host = hostOn()
    host.topUp("top_1", 1_000n)
    host.now += 3_650 * 24 * HOUR_MS
    host.expire()
    expect(host.wallet).toMatchObject({ balance: 1_000n, nextDueAt: null })
  })
})

describe("top-ups, refunds, adjustments", () => {
  it("[TOPUP-1] a paid grant without expiry, and a bonus as a promotional one", () => {
    const host = hostOn()
    const answer = host.topUp("top_1", 1_000n, { amount: 50n, expiresAt: NOW + HOUR_MS })
    expect(answer).toMatchObject({
      ok: true,
      value: { status: "succeeded", amount: 1_000n, bonus: 50n, fee: 0n, tax: 0n },
    })
    expect(
      [...host.rows.grants.values()].map(({ kind, amount, expiresAt }) => [kind, amount, expiresAt]),
    ).toEqual([
      ["paid", 1_000n, null],
      ["promotional", 50n, NOW + HOUR_MS],
    ])
    expect(host.rows.accounts.get("operator:cash")).toBe(-1_000n)
    expect(host.rows.accounts.get("operator:promotions")).toBe(-50n)
  })

  it("[TOPUP-1] the same id answers the same top-up, with another amount it is taken", () => {
    const host = hostOn()
    const first = host.topUp("top_1", 1_000n)
    expect(host.topUp("top_1", 1_000n)).toEqual(first)
    expect(host.topUp("top_1", 1_001n)).toEqual({ ok: false, refusal: { code: "id_taken" } })
    expect(host.wallet.balance).toBe(1_000n)
  })

  it.each(["suspended", "closed"] as const)("[TOPUP-1] a %s wallet takes none", (status) => {
    const host = hostOn()
    host.update({ status })
    expect(host.topUp("top_1", 1_000n)).toEqual({ ok: false, refusal: { code: "wallet_not_active", status } })
  })

  it("[REFUND-2] a refund pays back what remains of its own grant and is available in the shared part", () => {
    const host = hostOn()
    host.topUp("top_1", 30_000n)
    host.topUp("top_2", 1_000n)
    host.settle(buildEvent())
    expect(host.refund("top_1", 18_201n)).toEqual({
      ok: false,
      refusal: { code: "not_refundable", refundable: 18_200n, spent: 11_800n, held: 0n, disputed: 0n },
    })
    host.authorize("hld_1", [{ market: "India", category: "marketing", count: 1 }])
    expect(host.refund("top_1", 7_401n)).toEqual({
      ok: false,
      refusal: { code: "not_refundable", refundable: 7_400n, spent: 11_800n, held: 10_800n, disputed: 0n },
    })
    host.release("hld_1")
    host.allot({ senderId: "s1", amount: 19_000n, mayUseShared: true })
    expect(host.refund("top_1")).toMatchObject({ ok: true, value: { status: "succeeded", refunded: 200n } })
    expect(host.refund("top_1")).toMatchObject({
      ok: false,
      refusal: { code: "not_refundable", refundable: 0n, held: 18_000n },
    })
    expect(host.refund("top_9")).toEqual({ ok: false, refusal: { code: "not_found" } })
    host.allot()
    expect(host.refund("top_2")).toMatchObject({ ok: true, value: { status: "refunded", refunded: 1_000n } })
    expect(host.wallet.balance).toBe(18_000n)
    expect(host.verify()).toEqual([])
  })

  it("[ADJ-1] signed, on a wallet of any status, below zero too", () => {
    const host = hostOn()
    host.update({ status: "closed" })
    expect(host.adjust("adj_1", -500n).balance).toBe(-500n)
    expect(host.adjust("adj_2", 800n).balance).toBe(300n)
    expect(remaining(host)).toEqual({ "adj_2:paid": 300n })
    expect(host.rows.accounts.get("operator:adjustments")).toBe(-300n)
    expect(() => host.adjust("adj_3", 0n)).toThrow("an adjustment moves money")
    expect(host.verify()).toEqual([])
  })
})
