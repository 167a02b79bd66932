import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decodeFacts } from "../ledger/entry-facts.ts"
import { NOW, buildSender } from "../testing/builders.ts"
import { hostOn } from "../testing/summaries.ts"
import type { WalletHost } from "../testing/wallet-host.ts"
import type { BeginTopUp } from "./decide-begin-top-up.ts"
import { REFUNDS_PER_TOP_UP_MAX } from "./decide-refund.ts"
import { moneyOf } from "./given-back.ts"
import type { TopUp } from "./top-up.ts"

const CENT = 10_000n
/** Credit 100, fee 3, 18 % of both: as India taxes it. */
const PRICED = { fee: 3_000_000n, tax: 18_540_000n }
const AMOUNT = 100_000_000n
const PAID = 121_540_000n

/** A checkout of 100 that was paid at a provider. */
function paid(parts: Partial<BeginTopUp> = PRICED, amount = AMOUNT): WalletHost {
  const host = hostOn({}, [buildSender({ id: "s1" })])
  host.begin("top_1", amount, parts)
  host.order("top_1")
  host.complete("top_1", undefined, "pi_1")
  return host
}

function topUp(host: WalletHost): TopUp {
  return host.rows.topUps.get("top_1")!
}

/** Balances of accounts that are not zero, without the customer's. */
function operator(host: WalletHost): Record<string, bigint> {
  const rows = [...host.rows.accounts].filter(
    ([key, balance]) => key.startsWith("operator:") && balance !== 0n,
  )
  return Object.fromEntries(rows.map(([key, balance]) => [key.slice("operator:".length), balance]))
}

function topics(host: WalletHost): string[] {
  return [...host.rows.outbox.values()].map(({ topic }) => topic)
}

function lastLines(host: WalletHost): unknown[] {
  const { lines } = decodeFacts(host.rows.entries.at(-1)!.facts)
  return lines.map(({ group, label, amount }) => [group, label, amount])
}

/** The refunds of a top-up, as what they are and how they stand. */
function refunds(host: WalletHost): unknown[] {
  return topUp(host).refunds.map(({ id, status, amount }) => [id, status, amount])
}

describe("a refund that is asked for here", () => {
  it("[REFUND-1] waits for the provider, out of the wallet at once", () => {
    const host = paid()
    const refunded = host.refund("top_1", 40_000_000n, { refundId: "rfd_1", smallest: CENT })
    expect(refunded).toMatchObject({
      ok: true,
      value: {
        status: "succeeded",
        refunded: 0n,
        isUnsettled: true,
        refunds: [
          {
            id: "rfd_1",
            status: "pending",
            origin: "operator",
            amount: 40_000_000n,
            fee: 0n,
            tax: 7_200_000n,
            reason: "asked",
            createdAt: NOW,
          },
        ],
      },
    })
    expect(host.wallet.balance).toBe(60_000_000n)
    expect(operator(host)).toEqual({
      processor: -PAID,
      processing_fees: 3_000_000n,
      tax: 11_340_000n,
      refunds_due: 47_200_000n,
    })
    expect(lastLines(host)).toEqual([["Refunds", "Top-up refunded", -40_000_000n]])
    expect([...host.rows.outbox.values()].at(-1)).toMatchObject({
      topic: "refund.due",
      payload: { topUpId: "top_1", refundId: "rfd_1", amount: "40000000", total: "47200000" },
    })
    expect(host.refund("top_1", 40_000_000n, { refundId: "rfd_1" })).toEqual(refunded)
    expect(host.wallet.balance).toBe(60_000_000n)
    expect(host.verify()).toEqual([])
  })

  it.each(["suspended", "closed"] as const)("[REFUND-1] is made on a wallet that is %s", (status) => {
    const host = paid()
    if (status === "suspended") host.update({ status })
    else host.update({ status })
    expect(host.refund("top_1").ok).toBe(true)
    expect(host.wallet).toMatchObject({ status, balance: 0n })
  })

  it("[REFUND-1] of what came by hand is paid back at once", () => {
    const host = hostOn()
    host.topUp("top_1", 50_000_000n)
    expect(host.refund("top_1", 20_000_000n)).toMatchObject({
      ok: true,
      value: { status: "succeeded", refunded: 20_000_000n, isUnsettled: false },
    })
    expect(host.refund("top_1")).toMatchObject({ ok: true, value: { status: "refunded" } })
    expect(operator(host)).toEqual({})
    expect(topics(host)).toEqual(["topup.succeeded", "topup.refunded", "topup.refunded"])
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-1] is refused once there were very many", () => {
    const host = paid({})
    for (let place = 0; place < REFUNDS_PER_TOP_UP_MAX; place++)
      expect(host.refund("top_1", 1n).ok).toBe(true)
    expect(host.refund("top_1", 1n)).toEqual({ ok: false, refusal: { code: "too_many_refunds" } })
  })

  it("[REFUND-2] pays back what is unspent and free, in steps that can be paid, and says where the rest is", () => {
    const host = paid()
    host.adjust("adj_1", -30_005_000n)
    host.authorize("hld_1", [{ market: "India", category: "marketing", count: 100 }])
    const held = host.wallet.held
    const refundable = AMOUNT - 30_005_000n - held - ((AMOUNT - 30_005_000n - held) % CENT)
    const facts = { refundable, spent: 30_005_000n, held: AMOUNT - 30_005_000n - refundable, disputed: 0n }
    expect(host.refund("top_1", refundable + CENT, { smallest: CENT })).toEqual({
      ok: false,
      refusal: { code: "not_refundable", ...facts },
    })
    expect(host.refund("top_1", undefined, { smallest: CENT })).toMatchObject({
      ok: true,
      value: { refunds: [{ amount: refundable }] },
    })
  })

  it("[REFUND-2] of what was never credited has nothing", () => {
    const host = hostOn()
    const nothing = { code: "not_refundable", refundable: 0n, spent: 0n, held: 0n, disputed: 0n }
    host.begin("top_1", AMOUNT)
    expect(host.refund("top_1")).toEqual({ ok: false, refusal: nothing })
    host.fail("top_1")
    expect(host.refund("top_1", 1n)).toEqual({ ok: false, refusal: nothing })
    expect(host.refund("top_9")).toEqual({ ok: false, refusal: { code: "not_found" } })
  })

  it("[REFUND-2] [REFUND-4] of a number's top-up comes out of its part, then out of the shared one", () => {
    const host = paid({ senderId: "s1" })
    host.topUp("top_2", 5_000_000n)
    host.allot({ senderId: "s1", amount: 90_000_000n, mayUseShared: true })
    expect(host.refund("top_1").ok).toBe(true)
    expect(host.rows.accounts.get("customer:available@s1")).toBe(0n)
    expect(host.rows.accounts.get("customer:available")).toBe(5_000_000n)
    expect(host.rows.allotments).toEqual([{ senderId: "s1", amount: 0n, mayUseShared: true }])
    host.failRefund("top_1", { refundId: topUp(host).refunds[0]!.id })
    expect(host.rows.accounts.get("customer:available@s1")).toBe(AMOUNT)
    expect(host.rows.allotments).toEqual([{ senderId: "s1", amount: AMOUNT, mayUseShared: true }])
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-3] gives back tax with the price, and the fee where that is asked", () => {
    const kept = paid()
    expect(kept.refund("top_1", undefined, { smallest: CENT })).toMatchObject({
      ok: true,
      // What is kept is taxed.
      value: { refunds: [{ amount: AMOUNT, fee: 0n, tax: 18_000_000n }] },
    })
    const whole = paid()
    whole.refund("top_1", 50_000_000n, { smallest: CENT, refundsFee: true })
    whole.refund("top_1", undefined, { smallest: CENT, refundsFee: true })
    expect(topUp(whole).refunds).toMatchObject([
      { amount: 50_000_000n, fee: 1_500_000n, tax: 9_270_000n },
      { amount: 50_000_000n, fee: 1_500_000n, tax: 9_270_000n },
    ])
    expect(operator(whole)).toEqual({ processor: -PAID, refunds_due: PAID })
  })

  it("[REFUND-3] gives back the tax inside of the price", () => {
    const host = paid({ fee: 900_000n, taxIncluded: 3_188_136n }, 20_000_000n)
    host.refund("top_1", undefined, { smallest: CENT, refundsFee: true })
    expect(topUp(host).refunds).toMatchObject([
      { amount: 20_000_000n, fee: 900_000n, taxIncluded: 3_188_136n },
    ])
    expect(operator(host)).toEqual({ processor: -20_900_000n, refunds_due: 20_900_000n })
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-3] parts of refunds sum to the whole, whatever they are", () => {
    const cents = fc.bigInt({ min: 1n, max: 4_000n }).map((count) => count * CENT)
    const priced = fc.record({
      fee: fc.bigInt({ min: 0n, max: 500n }).map((count) => count * CENT),
      tax: fc.bigInt({ min: 0n, max: 3_000n }).map((count) => count * CENT),
      taxIncluded: fc.bigInt({ min: 0n, max: 3_000n }).map((count) => count * CENT),
    })
    fc.assert(
      fc.property(priced, fc.array(cents, { maxLength: 6 }), fc.boolean(), (parts, amounts, theirs) => {
        const host = paid(parts)
        for (const [place, amount] of amounts.entries()) {
          if (theirs && place % 2 === 1) host.takeRefund("top_1", amount, { providerRefundId: `re_${place}` })
          else host.refund("top_1", amount, { smallest: CENT, refundsFee: true })
          for (const { fee, tax, amount: credit } of topUp(host).refunds) {
            expect(fee >= 0n && tax >= 0n && credit >= 0n).toBe(true)
          }
        }
        const pending = topUp(host).refunds.filter(({ status }) => status === "pending")
        for (const { id, ...parts } of pending) {
          const names = { refundId: id, providerRefundId: `re of ${id}` }
          // The provider does not pay back what it has no longer.
          const done = host.takeRefund("top_1", moneyOf(parts), names)
          if (!done.ok) host.failRefund("top_1", names)
        }
        const succeeded = topUp(host).refunds.filter(({ status }) => status === "succeeded")
        const left = moneyOf(topUp(host)) - succeeded.reduce((sum, one) => sum + moneyOf(one), 0n)
        if (left > 0n) host.takeRefund("top_1", left, { providerRefundId: "re_rest" })
        expect(operator(host)).toEqual({})
        expect(topUp(host)).toMatchObject({ status: "refunded", refunded: AMOUNT })
        expect(host.verify()).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  it("[REFUND-5] takes a bonus in proportion, as far as it is unspent", () => {
    const bonus = { amount: 10_000_000n, expiresAt: null }
    const host = paid({ bonus })
    host.refund("top_1", 25_000_000n)
    expect(host.wallet.balance).toBe(82_500_000n)
    expect(lastLines(host)).toEqual([
      ["Refunds", "Top-up refunded", -25_000_000n],
      ["Refunds", "Bonus taken back", -2_500_000n],
    ])
    // The bonus burns first: 1 of it is left.
    host.adjust("adj_1", -6_500_000n)
    host.refund("top_1")
    expect(topUp(host).refunds).toMatchObject([
      { bonus: 2_500_000n },
      { amount: 75_000_000n, bonus: 1_000_000n },
    ])
    expect(host.wallet.balance).toBe(0n)
    expect(operator(host)).toMatchObject({ promotions: -6_500_000n })
    expect(host.verify()).toEqual([])
  })
})

describe("a refund that is under way", () => {
  it("[REFUND-7] succeeds when the provider says so, once", () => {
    const host = paid()
    host.refund("top_1", undefined, { refundId: "rfd_1", refundsFee: true })
    expect(topics(host)).toEqual(["topup.succeeded", "refund.due"])
    const done = host.takeRefund("top_1", PAID, { refundId: "rfd_1" })
    expect(done).toMatchObject({
      ok: true,
      value: { status: "refunded", refunded: AMOUNT, isUnsettled: false },
    })
    expect(topUp(host).refunds).toMatchObject([{ status: "succeeded", providerRefundId: "re_1" }])
    expect(operator(host)).toEqual({})
    expect(topics(host)).toEqual(["topup.succeeded", "refund.due", "topup.refunded"])
    for (const refundId of ["rfd_1", ""]) expect(host.takeRefund("top_1", PAID, { refundId })).toEqual(done)
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-6] that fails is put back, bonus too, and may be asked for again", () => {
    const bonus = { amount: 10_000_000n, expiresAt: NOW + 86_400_000 }
    const host = paid({ ...PRICED, bonus })
    host.refund("top_1", 50_000_000n, { refundId: "rfd_1", refundsFee: true })
    const failed = host.failRefund("top_1", { refundId: "rfd_1", reason: "charge_disputed" })
    expect(failed).toMatchObject({
      ok: true,
      value: {
        status: "succeeded",
        refunded: 0n,
        isUnsettled: false,
        refunds: [{ status: "failed", failureReason: "charge_disputed" }],
      },
    })
    expect(host.failRefund("top_1", { refundId: "rfd_1" })).toEqual(failed)
    expect(host.wallet.balance).toBe(110_000_000n)
    expect(operator(host)).toEqual({
      processor: -PAID,
      processing_fees: 3_000_000n,
      tax: 18_540_000n,
      promotions: -10_000_000n,
    })
    expect(lastLines(host)).toEqual([
      ["Refunds", "Refund failed", 50_000_000n],
      ["Refunds", "Bonus given again", 5_000_000n],
    ])
    expect([...host.rows.outbox.values()].at(-1)).toMatchObject({
      topic: "topup.refund_failed",
      payload: { refundId: "rfd_1", reason: "charge_disputed", wasRefunded: false },
    })
    expect(host.refund("top_1", undefined, { refundId: "rfd_2", refundsFee: true })).toMatchObject({
      ok: true,
      value: { refunds: [{}, { amount: AMOUNT, bonus: 10_000_000n }] },
    })
    expect(host.wallet.balance).toBe(0n)
    host.takeRefund("top_1", PAID, { refundId: "rfd_2" })
    expect(operator(host)).toEqual({})
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-6] that had succeeded and comes back is put back too", () => {
    const host = paid({})
    host.refund("top_1", undefined, { refundId: "rfd_1" })
    host.takeRefund("top_1", AMOUNT, { refundId: "rfd_1" })
    expect(topUp(host).status).toBe("refunded")
    host.failRefund("top_1", { refundId: "rfd_1", providerRefundId: "re_1", reason: "lost_or_stolen_card" })
    expect(topUp(host)).toMatchObject({ status: "succeeded", refunded: 0n })
    expect(host.wallet.balance).toBe(AMOUNT)
    expect(operator(host)).toEqual({ processor: -AMOUNT })
    expect([...host.rows.outbox.values()].at(-1)!.payload).toMatchObject({ wasRefunded: true })
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-8] of which another sum was paid is taken as what it was", () => {
    const host = paid({})
    host.refund("top_1", 50_000_000n, { refundId: "rfd_1" })
    host.takeRefund("top_1", 30_000_000n, { refundId: "rfd_1" })
    expect(refunds(host)).toEqual([["rfd_1", "succeeded", 30_000_000n]])
    expect(host.wallet.balance).toBe(70_000_000n)
    expect(operator(host)).toEqual({ processor: -70_000_000n })
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-10] once failed at the provider stays so; one that it only refused to begin may be told as paid", () => {
    const host = paid({})
    host.refund("top_1", 50_000_000n, { refundId: "rfd_1" })
    host.failRefund("top_1", { refundId: "rfd_1", providerRefundId: "re_1" })
    host.takeRefund("top_1", 50_000_000n, { refundId: "rfd_1", providerRefundId: "re_1" })
    expect(refunds(host)).toEqual([["rfd_1", "failed", 50_000_000n]])
    host.refund("top_1", 50_000_000n, { refundId: "rfd_2" })
    host.failRefund("top_1", { refundId: "rfd_2" })
    host.takeRefund("top_1", 50_000_000n, { refundId: "rfd_2", providerRefundId: "re_2" })
    // What is told of one that has succeeded, without the provider's word that it came back.
    host.failRefund("top_1", { refundId: "rfd_2" })
    expect(refunds(host)).toEqual([
      ["rfd_1", "failed", 50_000_000n],
      ["rfd_2", "succeeded", 50_000_000n],
    ])
    expect(host.wallet.balance).toBe(50_000_000n)
    expect(operator(host)).toEqual({ processor: -50_000_000n })
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-10] told under the provider's name before it is told under ours counts once", () => {
    const host = paid({})
    host.refund("top_1", 50_000_000n, { refundId: "rfd_1" })
    host.takeRefund("top_1", 50_000_000n)
    host.takeRefund("top_1", 50_000_000n, { refundId: "rfd_1" })
    host.takeRefund("top_1", 50_000_000n)
    expect(refunds(host)).toEqual([
      ["rfd_1", "failed", 50_000_000n],
      ["rfd_re_1", "succeeded", 50_000_000n],
    ])
    expect(topUp(host).refunds[0]!.failureReason).toBe("told_before")
    expect(host.wallet.balance).toBe(50_000_000n)
    expect(operator(host)).toEqual({ processor: -50_000_000n })
    expect(host.verify()).toEqual([])
  })
})

describe("a refund that was made at the provider", () => {
  it("[REFUND-9] is taken over in full, below zero where the credit was spent", () => {
    const host = paid()
    host.adjust("adj_1", -90_000_000n)
    expect(host.takeRefund("top_1", PAID)).toMatchObject({
      ok: true,
      value: { status: "refunded", refunded: AMOUNT, refunds: [{ origin: "provider", amount: AMOUNT }] },
    })
    expect(host.wallet.balance).toBe(-90_000_000n)
    expect(operator(host)).toEqual({ adjustments: 90_000_000n })
    expect(topics(host)).toContain("topup.refunded")
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-4] takes its own credit, then other paid credit, promotional credit last", () => {
    const host = paid({})
    host.topUp("top_2", 20_000_000n, { amount: 5_000_000n, expiresAt: NOW + 86_400_000 })
    host.adjust("adj_1", -45_000_000n)
    const left = () =>
      Object.fromEntries([...host.rows.grants.values()].map(({ id, remaining }) => [id, remaining]))
    expect(left()).toEqual({ "top_1:paid": 60_000_000n, "top_2:paid": 20_000_000n, "top_2:bonus": 0n })
    host.topUp("top_3", 1_000_000n, { amount: 2_000_000n, expiresAt: null })
    host.takeRefund("top_1", 70_000_000n)
    expect(left()).toMatchObject({
      "top_1:paid": 0n,
      "top_2:paid": 10_000_000n,
      "top_3:paid": 1_000_000n,
      "top_3:bonus": 2_000_000n,
    })
    expect(host.verify()).toEqual([])
  })

  it("[REFUND-9] in parts: tax in proportion, then credit, the fee last", () => {
    const host = paid()
    host.takeRefund("top_1", 60_770_000n, { providerRefundId: "re_1" })
    expect(topUp(host).refunds).toMatchObject([{ amount: 51_500_000n, fee: 0n, tax: 9_270_000n }])
    host.takeRefund("top_1", 60_770_000n, { providerRefundId: "re_2" })
    expect(topUp(host).refunds[1]).toMatchObject({ amount: 48_500_000n, fee: 3_000_000n, tax: 9_270_000n })
    expect(operator(host)).toEqual({})
  })

  it("[REFUND-10] that failed before it was told to have succeeded counts as failed", () => {
    const host = paid({})
    host.failRefund("top_1", { providerRefundId: "re_1" })
    host.takeRefund("top_1", AMOUNT)
    expect(refunds(host)).toEqual([["rfd_re_1", "failed", 0n]])
    expect(host.wallet.balance).toBe(AMOUNT)
    host.failRefund("top_1", { refundId: "rfd_unknown" })
    expect(topUp(host).refunds).toHaveLength(1)
    expect(host.verify()).toEqual([])
  })

  it.each(["pending", "failed"] as const)(
    "[REFUND-11] before a %s top-up was paid is taken once it is",
    (status) => {
      const host = hostOn()
      host.begin("top_1", AMOUNT, PRICED)
      host.order("top_1")
      if (status === "failed") host.fail("top_1", "expired")
      host.takeRefund("top_1", 60_770_000n, { providerRefundId: "re_1" })
      host.takeRefund("top_1", 10_000_000n, { providerRefundId: "re_2" })
      host.failRefund("top_1", { providerRefundId: "re_2" })
      expect(topUp(host)).toMatchObject({ status, refunded: 0n })
      expect(host.wallet.balance).toBe(0n)
      expect(operator(host)).toEqual({})
      expect(host.takeRefund("top_1", 60_770_001n, { providerRefundId: "re_3" })).toMatchObject({ ok: false })
      expect(host.complete("top_1")).toMatchObject({
        ok: true,
        value: { status: "succeeded", refunded: 51_500_000n },
      })
      expect(refunds(host)).toEqual([
        ["rfd_re_1", "succeeded", 51_500_000n],
        ["rfd_re_2", "failed", 10_000_000n],
      ])
      expect(operator(host)).toMatchObject({ processor: -60_770_000n })
      host.takeRefund("top_1", 60_770_000n, { providerRefundId: "re_1" })
      expect(host.wallet.balance).toBe(48_500_000n)
      expect(host.verify()).toEqual([])
    },
  )

  it("[REFUND-12] of more than was paid changes nothing", () => {
    const host = paid()
    expect(host.takeRefund("top_1", PAID + 1n)).toEqual({
      ok: false,
      refusal: { code: "refund_exceeds_paid", paid: PAID, refunded: PAID + 1n },
    })
    host.takeRefund("top_1", 100_000_000n)
    expect(host.takeRefund("top_1", 21_540_001n, { providerRefundId: "re_2" })).toMatchObject({ ok: false })
    expect(host.takeRefund("top_9", 1n)).toEqual({ ok: false, refusal: { code: "not_found" } })
    expect(host.failRefund("top_9")).toEqual({ ok: false, refusal: { code: "not_found" } })
  })
})
