import { describe, expect, it } from "vitest"
import { decodeFacts } from "../ledger/entry-facts.ts"
import { NOW } from "../testing/builders.ts"
import { automatic, pending, rechargingHost, told } from "../testing/recharging.ts"
import { hostOn } from "../testing/summaries.ts"
import type { WalletHost } from "../testing/wallet-host.ts"
import { RECHARGE_FAILURES_DEFAULT, RECHARGE_LIFETIME_MS, RECHARGE_PAUSE_MS } from "./auto-recharge.ts"

/** 2026-12-01 00:00 in Asia/Kolkata, the zone of the customer. */
const NEXT_MONTH = Date.UTC(2026, 10, 30, 18, 30)

function topics(host: WalletHost): string[] {
  return told(host).map(({ topic }) => topic)
}

describe("setting it", () => {
  it("[RECHARGE-1] keeps in the entry who agreed to what, and when", () => {
    const host = rechargingHost({ monthlyLimit: 200_000_000n })
    const entry = host.rows.entries.at(-1)!
    expect(entry).toMatchObject({ kind: "recharge_set", postings: [], at: NOW })
    expect(decodeFacts(entry.facts).recharge).toEqual(host.wallet.recharge)
    expect(host.wallet.recharge).toMatchObject({
      enabled: true,
      threshold: 10_000_000n,
      amount: 50_000_000n,
      monthlyLimit: 200_000_000n,
      setBy: "portal key_1",
      setAt: NOW,
      pendingId: "",
      failures: 0,
      pausedUntil: null,
    })
    expect(automatic(host)).toEqual([])
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-1] on needs an active wallet, off does not", () => {
    const host = hostOn()
    host.update({ status: "suspended" })
    const refusal = { code: "wallet_not_active", status: "suspended" }
    expect(host.setRecharge()).toEqual({ ok: false, refusal })
    expect(host.setRecharge({ enabled: false }).ok).toBe(true)
  })

  it("[RECHARGE-1] anew ends a pause, and keeps what is under way and what the month has credited", () => {
    const host = rechargingHost({ monthlyLimit: 100_000_000n })
    host.adjust("adj_1", -15_000_000n)
    host.fail(pending(host).id)
    expect(host.wallet.recharge).toMatchObject({ failures: 1, pausedUntil: NOW + RECHARGE_PAUSE_MS })
    const set = host.setRecharge({ monthlyLimit: 100_000_000n })
    const { id } = pending(host)
    expect(set).toMatchObject({ ok: true, value: { failures: 0, pausedUntil: null, pendingId: id } })
    host.setRecharge({ monthlyLimit: 60_000_000n })
    expect(host.wallet.recharge).toMatchObject({ pendingId: id, credited: 50_000_000n })
    expect(host.verify()).toEqual([])
  })
})

describe("a crossing", () => {
  it("[RECHARGE-2] makes one pending top-up and one order, in the same commit", () => {
    const host = rechargingHost()
    host.adjust("adj_1", -10_000_001n)
    const topUp = pending(host)
    const sequence = host.wallet.sequence
    expect(topUp).toMatchObject({
      id: `top_wal_1.auto-${sequence}`,
      amount: 50_000_000n,
      fee: 0n,
      expiresAt: NOW + RECHARGE_LIFETIME_MS,
      sequence,
    })
    expect(host.rows.entries.slice(-2)).toMatchObject([
      { kind: "adjusted", commandId: "cmd_3" },
      { kind: "recharge_begun", commandId: "cmd_3:recharge", postings: [] },
    ])
    expect([...host.rows.outbox.values()].at(-1)).toMatchObject({
      topic: "autorecharge.due",
      payload: { walletId: "wal_1", topUpId: topUp.id, amount: "50000000" },
    })
    host.adjust("adj_2", -1_000_000n)
    host.expire()
    expect(automatic(host)).toEqual([topUp])
    expect(topics(host)).toEqual(["autorecharge.due"])
    expect(host.verify()).toEqual([])
  })

  it.each([
    [-10_000_000n, 0],
    [-10_000_001n, 1],
  ])("[RECHARGE-2] is below the threshold, not at it: after %s there are %i", (amount, made) => {
    const host = rechargingHost()
    host.adjust("adj_1", amount)
    expect(automatic(host)).toHaveLength(made)
  })

  it("[RECHARGE-2] counts what is held as not available", () => {
    const host = rechargingHost({ threshold: 19_990_000n })
    host.authorize("hld_1", [{ to: "919876543210", category: "marketing", count: 1 }])
    expect(host.wallet.balance).toBe(20_000_000n)
    expect(automatic(host)).toHaveLength(1)
  })

  it("[RECHARGE-3] makes none while it is off or the wallet is not active, and one when it is active again", () => {
    const host = rechargingHost({ enabled: false })
    host.adjust("adj_1", -15_000_000n)
    host.update({ status: "suspended" })
    expect(host.setRecharge().ok).toBe(false)
    host.update({ status: "active" })
    expect(automatic(host)).toEqual([])
    host.setRecharge()
    expect(automatic(host)).toHaveLength(1)

    const other = rechargingHost()
    other.update({ status: "suspended" })
    other.adjust("adj_1", -15_000_000n)
    expect(automatic(other)).toEqual([])
    other.update({ status: "active" })
    expect(automatic(other)).toHaveLength(1)
  })

  it.each([
    [100_000_000n, 2],
    [99_999_999n, 1],
    [49_999_999n, 0],
  ])("[RECHARGE-3] stays within a monthly limit of %s: %i top-ups", (monthlyLimit, made) => {
    const host = rechargingHost({ monthlyLimit })
    for (const id of ["a", "b", "c"]) {
      host.adjust(id, -(host.wallet.balance || 1n))
      const open = automatic(host).find(({ status }) => status === "pending")
      if (open !== undefined) host.complete(open.id)
    }
    expect(automatic(host)).toHaveLength(made)
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-4] goes on when the month that is full has ended, in the customer's zone", () => {
    const host = rechargingHost({ monthlyLimit: 50_000_000n })
    host.adjust("adj_1", -15_000_000n)
    host.complete(pending(host).id)
    host.adjust("adj_2", -50_000_000n)
    expect(automatic(host)).toHaveLength(1)
    expect(host.wallet.nextDueAt).toBe(NEXT_MONTH)
    host.now = NEXT_MONTH - 1
    host.expire()
    expect(automatic(host)).toHaveLength(1)
    host.now = NEXT_MONTH
    host.expire()
    expect(automatic(host)).toHaveLength(2)
    expect(host.wallet.recharge).toMatchObject({ credited: 50_000_000n })
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-4] with a limit that no top-up fits is never due", () => {
    const host = rechargingHost({ monthlyLimit: 49_999_999n })
    host.adjust("adj_1", -15_000_000n)
    expect(host.wallet.nextDueAt).toBeNull()
  })
})

describe("its top-up", () => {
  it("[RECHARGE-5] credited, makes the next one while available is still below", () => {
    const host = rechargingHost()
    host.adjust("adj_1", -100_000_000n)
    const first = pending(host)
    host.complete(first.id)
    expect(host.wallet.balance).toBe(-30_000_000n)
    const second = pending(host)
    expect(second.id).not.toBe(first.id)
    host.complete(second.id)
    expect(host.wallet).toMatchObject({ balance: 20_000_000n, recharge: { pendingId: "", failures: 0 } })
    expect(topics(host)).toEqual([
      "autorecharge.due",
      "autorecharge.succeeded",
      "autorecharge.due",
      "autorecharge.succeeded",
    ])
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-5] credited after it failed counts in its month again, and ends the pause", () => {
    const host = rechargingHost({ monthlyLimit: 60_000_000n })
    host.adjust("adj_1", -15_000_000n)
    const { id } = pending(host)
    host.fail(id)
    expect(host.wallet.recharge).toMatchObject({ credited: 0n, reason: "declined" })
    host.complete(id)
    expect(host.wallet.recharge).toMatchObject({ credited: 50_000_000n, pausedUntil: null, reason: "" })
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-6] failing pauses it, longer each time, and the third time turns it off", () => {
    const host = rechargingHost()
    host.adjust("adj_1", -15_000_000n)
    let made = 1
    for (const pause of [RECHARGE_PAUSE_MS, 6 * RECHARGE_PAUSE_MS]) {
      host.fail(pending(host).id)
      expect(host.wallet.recharge).toMatchObject({
        enabled: true,
        pausedUntil: host.now + pause,
        pendingId: "",
      })
      expect(host.wallet.nextDueAt).toBe(host.now + pause)
      host.now += pause - 1
      host.expire()
      expect(automatic(host)).toHaveLength(made)
      host.now += 1
      host.expire()
      made += 1
      expect(automatic(host)).toHaveLength(made)
    }
    host.fail(pending(host).id)
    expect(host.wallet.recharge).toMatchObject({
      enabled: false,
      failures: RECHARGE_FAILURES_DEFAULT,
      pausedUntil: null,
      reason: "declined",
    })
    host.adjust("adj_2", -1n)
    expect(automatic(host)).toHaveLength(made)
    expect(topics(host).slice(-2)).toEqual(["autorecharge.failed", "autorecharge.disabled"])
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-6] that succeeds in between begins the count anew", () => {
    const host = rechargingHost()
    host.adjust("adj_1", -15_000_000n)
    host.fail(pending(host).id)
    host.now += RECHARGE_PAUSE_MS
    host.expire()
    host.complete(pending(host).id)
    expect(host.wallet.recharge).toMatchObject({ enabled: true, failures: 0, pausedUntil: null })
  })

  it("[RECHARGE-7] is not ordered once it was turned off; withdrawn, it is no failure", () => {
    const host = rechargingHost()
    host.adjust("adj_1", -15_000_000n)
    const { id } = pending(host)
    host.setRecharge({ enabled: false })
    expect(host.order(id)).toEqual({ ok: false, refusal: { code: "not_wanted" } })
    host.fail(id, "withdrawn", true)
    expect(host.wallet.recharge).toMatchObject({ pendingId: "", failures: 0, credited: 0n })
    expect(host.verify()).toEqual([])
  })

  it("[RECHARGE-7] is not ordered on a wallet that is not active; withdrawn, it comes again at once when it is", () => {
    const host = rechargingHost()
    host.adjust("adj_1", -15_000_000n)
    const { id } = pending(host)
    host.update({ status: "suspended" })
    expect(host.order(id)).toEqual({ ok: false, refusal: { code: "not_wanted" } })
    host.fail(id, "withdrawn", true)
    expect(host.wallet.recharge).toMatchObject({ failures: 0, pausedUntil: null })
    host.update({ status: "active" })
    expect(pending(host).id).not.toBe(id)
  })

  it("[RECHARGE-7] is ordered with the price that it lacked", () => {
    const host = rechargingHost()
    host.adjust("adj_1", -15_000_000n)
    const { id } = pending(host)
    const price = { fee: 1_500_000n, tax: 9_000_000n }
    expect(host.order(id, { price })).toMatchObject({ ok: true, value: price })
    expect(host.complete(id, 60_500_000n).ok).toBe(true)
  })
})

it("[RECHARGE-8] a wallet that never had it has none, and no entry speaks of it", () => {
  const host = hostOn()
  host.topUp("top_1", 1_000_000n)
  expect(host.wallet.recharge).toBeNull()
  expect(host.rows.entries.some(({ facts }) => facts.includes("recharge"))).toBe(false)
})
