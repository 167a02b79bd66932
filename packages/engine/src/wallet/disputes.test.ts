import { describe, expect, it } from "vitest"
import { decodeFacts } from "../ledger/entry-facts.ts"
import { hostOn } from "../testing/summaries.ts"
import type { WalletHost } from "../testing/wallet-host.ts"
import type { BeginTopUp } from "./decide-begin-top-up.ts"
import type { DisputeState } from "./top-up.ts"

const AMOUNT = 100_000_000n
const PRICED = { fee: 3_000_000n, tax: 18_540_000n }
const PAID = 121_540_000n

function paid(parts: Partial<BeginTopUp> = PRICED): WalletHost {
  const host = hostOn()
  host.begin("top_1", AMOUNT, parts)
  host.order("top_1")
  host.complete("top_1")
  return host
}

function accounts(host: WalletHost): Record<string, bigint> {
  return Object.fromEntries(
    [...host.rows.accounts].filter(([key, balance]) => balance !== 0n && key !== "customer:available"),
  )
}

const topUp = (host: WalletHost) => host.rows.topUps.get("top_1")!

const lastLines = (host: WalletHost): unknown[] =>
  decodeFacts(host.rows.entries.at(-1)!.facts).lines.map(({ group, label, amount }) => [group, label, amount])

describe("a dispute", () => {
  it("[DISPUTE-1] holds its credit, and what of its bonus is there, on an account of its own", () => {
    const host = paid({ ...PRICED, bonus: { amount: 10_000_000n, expiresAt: null } })
    host.adjust("adj_1", -30_000_000n)
    expect(host.dispute("top_1", PAID)).toMatchObject({
      ok: true,
      value: {
        status: "disputed",
        isUnsettled: true,
        disputes: [
          { id: "dp_1", state: "opened", amount: AMOUNT, ...PRICED, bonus: 0n, reason: "fraudulent" },
        ],
      },
    })
    expect(host.wallet).toMatchObject({ status: "active", balance: -20_000_000n })
    expect(accounts(host)).toEqual({
      "customer:disputed": AMOUNT,
      "operator:disputed": -PAID,
      "operator:processing_fees": 3_000_000n,
      "operator:tax": 18_540_000n,
      "operator:promotions": -10_000_000n,
      "operator:adjustments": 30_000_000n,
    })
    expect(lastLines(host)).toEqual([["Disputes", "Top-up disputed", -AMOUNT]])
    expect([...host.rows.outbox.values()].map(({ topic }) => topic)).toContain("topup.disputed")
    expect(host.refund("top_1")).toMatchObject({ ok: false, refusal: { refundable: 0n, disputed: AMOUNT } })
    expect(host.verify()).toEqual([])
  })

  it("[DISPUTE-2] that is won brings credit and bonus back", () => {
    const host = paid({ ...PRICED, bonus: { amount: 10_000_000n, expiresAt: null } })
    const before = accounts(host)
    host.dispute("top_1", 60_770_000n)
    expect(host.wallet.balance).toBe(110_000_000n - 51_500_000n - 5_150_000n)
    host.dispute("top_1", 60_770_000n, { state: "won" })
    expect(host.wallet.balance).toBe(110_000_000n)
    expect(accounts(host)).toEqual(before)
    expect(topUp(host)).toMatchObject({
      status: "succeeded",
      isUnsettled: false,
      disputes: [{ state: "won" }],
    })
    expect(lastLines(host)).toEqual([
      ["Disputes", "Dispute won", 51_500_000n],
      ["Disputes", "Bonus given again", 5_150_000n],
    ])
    expect(host.refund("top_1", AMOUNT).ok).toBe(true)
    expect(host.verify()).toEqual([])
  })

  it("[DISPUTE-3] that is lost lets credit, fee, taxes and bonus go", () => {
    const host = paid({ ...PRICED, bonus: { amount: 10_000_000n, expiresAt: null } })
    host.dispute("top_1", PAID)
    host.dispute("top_1", PAID, { state: "lost" })
    expect(host.wallet.balance).toBe(0n)
    expect(accounts(host)).toEqual({})
    expect(topUp(host)).toMatchObject({ status: "disputed", isUnsettled: false })
    expect(lastLines(host)).toEqual([])
    expect(host.verify()).toEqual([])
  })

  it("[DISPUTE-2] that is won after it was lost brings all of it back", () => {
    const host = paid({ ...PRICED, bonus: { amount: 10_000_000n, expiresAt: null } })
    const before = accounts(host)
    for (const state of ["opened", "lost", "won"] as const) host.dispute("top_1", PAID, { state })
    expect(accounts(host)).toEqual(before)
    expect(host.wallet.balance).toBe(110_000_000n)
    expect(topUp(host).status).toBe("succeeded")
    expect(host.verify()).toEqual([])
  })

  it("[DISPUTE-4] turns auto-recharge off, and says why", () => {
    const host = paid({})
    host.setRecharge()
    host.dispute("top_1", AMOUNT)
    expect(host.wallet.recharge).toMatchObject({ enabled: false, reason: "disputed", pendingId: "" })
    expect([...host.rows.outbox.values()]).toContainEqual(
      expect.objectContaining({
        topic: "autorecharge.disabled",
        payload: expect.objectContaining({ reason: "disputed" }) as unknown,
      }),
    )
    expect(host.rows.topUps.size).toBe(1)
    expect(host.verify()).toEqual([])
  })

  it.each<readonly [string, readonly DisputeState[]]>([
    ["succeeded", ["won", "opened"]],
    ["succeeded", ["won", "lost", "opened"]],
    ["disputed", ["lost", "opened"]],
    ["disputed", ["opened", "opened"]],
  ])("[DISPUTE-6] is %s after %o", (status, states) => {
    const host = paid({})
    for (const state of states) host.dispute("top_1", AMOUNT, { state })
    expect(topUp(host)).toMatchObject({ status, disputes: [{ state: states[0] }] })
    expect(host.wallet.balance).toBe(status === "succeeded" ? AMOUNT : 0n)
    expect(host.verify()).toEqual([])
  })

  it.each<readonly [DisputeState, bigint]>([
    ["opened", 0n],
    ["lost", 0n],
    ["won", AMOUNT],
  ])("[DISPUTE-6] told as %s before its top-up was paid is applied by its credit", (state, balance) => {
    const host = hostOn()
    host.begin("top_1", AMOUNT)
    host.order("top_1")
    host.dispute("top_1", AMOUNT)
    host.dispute("top_1", AMOUNT, { state })
    expect(topUp(host).status).toBe("pending")
    expect(accounts(host)).toEqual({})
    host.complete("top_1")
    expect(topUp(host)).toMatchObject({ disputes: [{ state }] })
    expect(host.wallet.balance).toBe(balance)
    expect(host.dispute("top_9", 1n)).toEqual({ ok: false, refusal: { code: "not_found" } })
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-9] of what was refunded already takes it a second time", () => {
    const host = paid()
    host.refund("top_1", undefined, { refundId: "rfd_1", refundsFee: true })
    host.takeRefund("top_1", PAID, { refundId: "rfd_1" })
    host.dispute("top_1", PAID)
    expect(topUp(host)).toMatchObject({ status: "disputed", disputes: [{ amount: PAID, fee: 0n, tax: 0n }] })
    expect(host.wallet.balance).toBe(-PAID)
    host.dispute("top_1", PAID, { state: "won" })
    expect(host.wallet.balance).toBe(0n)
    expect(topUp(host).status).toBe("refunded")
    expect(host.verify()).toEqual([])
  })
})

it("[TOPUP-2] a top-up is disputed, else refunded once all its credit is, else succeeded", () => {
  const host = paid({})
  host.refund("top_1", AMOUNT - 1n, { refundId: "rfd_1" })
  host.takeRefund("top_1", AMOUNT - 1n, { refundId: "rfd_1" })
  expect(topUp(host).status).toBe("succeeded")
  host.takeRefund("top_1", 1n, { providerRefundId: "re_2" })
  expect(topUp(host).status).toBe("refunded")
  for (const [state, status] of [
    ["opened", "disputed"],
    ["lost", "disputed"],
    ["won", "refunded"],
  ] as const) {
    host.dispute("top_1", AMOUNT, { state })
    expect(topUp(host).status).toBe(status)
  }
  host.failRefund("top_1", { providerRefundId: "re_2" })
  expect(topUp(host).status).toBe("succeeded")
  expect(host.verify()).toEqual([])
})

describe("a dispute that suspends", () => {
  const suspendsWallet = true

  it("[DISPUTE-5] suspends the wallet until all of them are won", () => {
    const host = paid({})
    host.dispute("top_1", 10_000_000n, { suspendsWallet })
    host.dispute("top_1", 20_000_000n, { disputeId: "dp_2", suspendsWallet })
    expect(host.wallet).toMatchObject({ status: "suspended", suspendedBy: ["top_1 dp_1", "top_1 dp_2"] })
    host.dispute("top_1", 10_000_000n, { state: "won", suspendsWallet })
    expect(host.wallet.status).toBe("suspended")
    host.dispute("top_1", 20_000_000n, { disputeId: "dp_2", state: "won", suspendsWallet })
    expect(host.wallet).toMatchObject({ status: "active", suspendedBy: [] })
    expect(host.verify()).toEqual([])
  })

  it("[DISPUTE-5] that is lost leaves it suspended", () => {
    const host = paid({})
    for (const state of ["opened", "lost"] as const) host.dispute("top_1", AMOUNT, { state, suspendsWallet })
    expect(host.wallet.status).toBe("suspended")
  })

  it("[DISPUTE-5] lifts only what it did itself", () => {
    const byHand = paid({})
    byHand.update({ status: "suspended" })
    for (const state of ["opened", "won"] as const) byHand.dispute("top_1", AMOUNT, { state, suspendsWallet })
    expect(byHand.wallet).toMatchObject({ status: "suspended", suspendedBy: [] })

    const meanwhile = paid({})
    meanwhile.dispute("top_1", AMOUNT, { suspendsWallet })
    meanwhile.update({ status: "active" })
    meanwhile.update({ status: "suspended" })
    meanwhile.dispute("top_1", AMOUNT, { state: "won", suspendsWallet })
    expect(meanwhile.wallet.status).toBe("suspended")

    const untouched = paid({})
    untouched.dispute("top_1", AMOUNT, { suspendsWallet })
    untouched.update({ creditName: "tokens" })
    untouched.dispute("top_1", AMOUNT, { state: "won", suspendsWallet })
    expect(untouched.wallet.status).toBe("active")
    expect(untouched.verify()).toEqual([])
  })
})
