import { describe, expect, it } from "vitest"
import { decodeFacts, encodeFacts } from "../ledger/entry-facts.ts"
import { verifyJournal } from "../ledger/verify-journal.ts"
import { buildFacts, buildPlan, buildVersion, NOW } from "../testing/builders.ts"
import { hostOn } from "../testing/summaries.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import { hashEntry } from "../ledger/hash-chain.ts"
import type { BeginTopUp } from "./decide-begin-top-up.ts"

const HOUR_MS = 3_600_000
const PRICED = { fee: 900_000n, tax: 3_600_000n }

/** Topics of the outbox, in order. */
function topics(host: WalletHost): string[] {
  return [...host.rows.outbox.values()].map(({ topic }) => topic)
}

function operatorAccounts(host: WalletHost): Record<string, bigint> {
  const accounts = [...host.rows.accounts].filter(([key]) => key.startsWith("operator:"))
  return Object.fromEntries(accounts.map(([key, balance]) => [key.slice("operator:".length), balance]))
}

describe("a checkout begins", () => {
  it("[TOPUP-3] pending, with all that it asks for, and moves no money", () => {
    const host = hostOn()
    const bonus = { amount: 2_000_000n, expiresAt: NOW + 30 * 86_400_000 }
    const begun = host.begin("top_1", 20_000_000n, {
      ...PRICED,
      bonus,
      couponCode: "WELCOME",
      reference: "r",
    })
    expect(begun).toEqual({
      ok: true,
      value: {
        id: "top_1",
        method: "checkout",
        source: "portal",
        senderId: "",
        status: "pending",
        amount: 20_000_000n,
        bonus: 2_000_000n,
        bonusExpiresAt: bonus.expiresAt,
        ...PRICED,
        taxIncluded: 0n,
        refunded: 0n,
        refunds: [],
        disputes: [],
        isUnsettled: false,
        reference: "r",
        couponCode: "WELCOME",
        grantId: "top_1:paid",
        failureReason: "",
        provider: "",
        providerReference: "",
        paymentReference: "",
        checkoutUrl: "",
        createdAt: NOW,
        updatedAt: NOW,
        expiresAt: NOW + HOUR_MS,
        sequence: 2,
      },
    })
    expect(host.wallet.balance).toBe(0n)
    expect(host.rows.entries.at(-1)).toMatchObject({ kind: "topup_begun", postings: [], balanceAfter: 0n })
    expect(decodeFacts(host.rows.entries.at(-1)!.facts)).toMatchObject({
      topUps: [host.rows.topUps.get("top_1")],
      lines: [],
    })
    expect(topics(host)).toEqual([])
    expect(host.verify()).toEqual([])
  })

  it.each(["suspended", "closed"] as const)("[TOPUP-3] is refused on a %s wallet", (status) => {
    const host = hostOn()
    host.update({ status })
    const entries = host.rows.entries.length
    expect(host.begin("top_1", 1n)).toEqual({ ok: false, refusal: { code: "wallet_not_active", status } })
    expect(host.rows.entries).toHaveLength(entries)
  })

  it("[TOPUP-4] the same again answers what is there, at its own price, whatever its status", () => {
    const host = hostOn()
    const begun = host.begin("top_1", 20_000_000n, PRICED)
    expect(host.begin("top_1", 20_000_000n, { fee: 1n, tax: 1n })).toEqual(begun)
    host.fail("top_1")
    host.update({ status: "suspended" })
    expect(host.begin("top_1", 20_000_000n)).toMatchObject({
      ok: true,
      value: { status: "failed", ...PRICED },
    })
  })

  it.each<Partial<BeginTopUp>>([
    { amount: 20_000_001n },
    { source: "link" },
    { couponCode: "WELCOME" },
    { senderId: "s1" },
    { reference: "other" },
  ])("[TOPUP-4] the same id with %o is taken", (other) => {
    const host = hostOn()
    host.begin("top_1", 20_000_000n)
    const { amount = 20_000_000n, ...parts } = other
    expect(host.begin("top_1", amount, parts)).toEqual({ ok: false, refusal: { code: "id_taken" } })
  })

  it("[TOPUP-4] the id of a manual top-up is taken", () => {
    const host = hostOn()
    host.topUp("top_1", 20_000_000n)
    expect(host.begin("top_1", 20_000_000n)).toEqual({ ok: false, refusal: { code: "id_taken" } })
  })
})

describe("a checkout is ordered", () => {
  it("[TOPUP-5] once, with where it is paid", () => {
    const host = hostOn()
    host.begin("top_1", 1_000_000n, PRICED)
    const ordered = host.order("top_1")
    const place = {
      provider: "sandbox",
      providerReference: "ref_1",
      checkoutUrl: "https://pay.example.com/1",
    }
    expect(ordered).toMatchObject({
      ok: true,
      value: { status: "pending", ...place, ...PRICED, sequence: 3 },
    })
    expect(host.order("top_1", { providerReference: "ref_2" })).toEqual(ordered)
    expect(host.rows.entries).toHaveLength(3)
  })

  it("[TOPUP-5] is refused when it is not there or no longer pending", () => {
    const host = hostOn()
    expect(host.order("top_1")).toEqual({ ok: false, refusal: { code: "not_found" } })
    host.begin("top_1", 1_000_000n)
    host.fail("top_1")
    expect(host.order("top_1")).toEqual({ ok: false, refusal: { code: "not_wanted" } })
  })
})

describe("a checkout that was paid", () => {
  it("[TOPUP-6] credits amount and bonus, and posts fee and tax to their accounts", () => {
    const host = hostOn()
    const bonus = { amount: 2_000_000n, expiresAt: NOW + HOUR_MS }
    host.begin("top_1", 20_000_000n, { ...PRICED, bonus })
    expect(host.complete("top_1")).toMatchObject({ ok: true, value: { status: "succeeded", sequence: 3 } })
    expect(host.wallet.balance).toBe(22_000_000n)
    expect(operatorAccounts(host)).toEqual({
      processor: -24_500_000n,
      processing_fees: 900_000n,
      tax: 3_600_000n,
      promotions: -2_000_000n,
    })
    expect([...host.rows.grants.values()]).toMatchObject([
      { id: "top_1:paid", kind: "paid", amount: 20_000_000n, expiresAt: null, source: "top_1" },
      { id: "top_1:bonus", kind: "promotional", amount: 2_000_000n, expiresAt: NOW + HOUR_MS },
    ])
    const { lines } = decodeFacts(host.rows.entries.at(-1)!.facts)
    expect(lines.map(({ group, label, amount }) => [group, label, amount])).toEqual([
      ["Top-ups", "Top-up", 20_000_000n],
      ["Bonuses", "Top-up bonus", 2_000_000n],
    ])
    expect(topics(host)).toEqual(["topup.succeeded"])
    expect(host.verify()).toEqual([])
  })

  it("[TOPUP-10] is with the provider, under its name for the payment; what came by hand is in cash", () => {
    const host = hostOn()
    host.begin("top_1", 20_000_000n, PRICED)
    expect(host.complete("top_1", undefined, "pi_1")).toMatchObject({
      ok: true,
      value: { paymentReference: "pi_1" },
    })
    host.topUp("top_2", 5_000_000n)
    expect(operatorAccounts(host)).toMatchObject({ processor: -24_500_000n, cash: -5_000_000n })
    expect(host.verify()).toEqual([])
  })

  it("[TOPUP-11] owes the tax inside of its price", () => {
    const host = hostOn()
    host.begin("top_1", 20_000_000n, { fee: 900_000n, taxIncluded: 3_188_136n })
    expect(host.complete("top_1", 20_900_000n)).toMatchObject({
      ok: true,
      value: { taxIncluded: 3_188_136n },
    })
    expect(host.wallet.balance).toBe(20_000_000n)
    expect(operatorAccounts(host)).toEqual({
      processor: -20_900_000n,
      processing_fees: 900_000n,
      tax: 3_188_136n,
      tax_included: -3_188_136n,
    })
    expect(host.verify()).toEqual([])
  })

  it.each(["suspended", "closed"] as const)("[TOPUP-6] is credited on a %s wallet", (status) => {
    const host = hostOn()
    host.begin("top_1", 20_000_000n)
    host.update({ status })
    expect(host.complete("top_1").ok).toBe(true)
    expect(host.wallet).toMatchObject({ status, balance: 20_000_000n })
  })

  it("[TOPUP-6] is credited after it had failed", () => {
    const host = hostOn()
    host.begin("top_1", 20_000_000n)
    host.fail("top_1", "expired")
    expect(host.complete("top_1")).toMatchObject({
      ok: true,
      value: { status: "succeeded", failureReason: "" },
    })
    expect(host.wallet.balance).toBe(20_000_000n)
    expect(topics(host)).toEqual(["topup.failed", "topup.succeeded"])
    expect(host.verify()).toEqual([])
  })

  it("[TOPUP-6] a bonus lasts as long as it would have, from the day on which it is credited", () => {
    const host = hostOn()
    host.begin("top_1", 20_000_000n, { bonus: { amount: 2_000_000n, expiresAt: NOW + HOUR_MS } })
    host.now = NOW + 3 * HOUR_MS
    host.complete("top_1")
    expect(host.rows.grants.get("top_1:bonus")).toMatchObject({ expiresAt: NOW + 4 * HOUR_MS })
    expect(host.rows.topUps.get("top_1")).toMatchObject({ bonusExpiresAt: NOW + 4 * HOUR_MS })
    expect(host.wallet).toMatchObject({ balance: 22_000_000n, nextDueAt: NOW + 4 * HOUR_MS })
    expect(host.verify()).toEqual([])
  })

  it("[TOPUP-6] first repays a negative balance", () => {
    const host = hostOn()
    host.adjust("adj_1", -5_000_000n)
    host.begin("top_1", 20_000_000n)
    host.complete("top_1")
    expect(host.rows.grants.get("top_1:paid")).toMatchObject({ amount: 20_000_000n, remaining: 15_000_000n })
  })

  it("[TOPUP-7] is credited once, however often it is told, and after a refund too", () => {
    const host = hostOn()
    host.begin("top_1", 20_000_000n)
    const completed = host.complete("top_1")
    expect(host.complete("top_1")).toEqual(completed)
    expect(host.fail("top_1")).toEqual(completed)
    host.refund("top_1")
    expect(host.complete("top_1")).toMatchObject({ ok: true, value: { status: "refunded" } })
    expect(host.wallet.balance).toBe(0n)
    expect(host.verify()).toEqual([])
  })

  it.each([-1n, 1n])("[TOPUP-7] with %s micros more than was asked for, credits nothing", (more) => {
    const host = hostOn()
    host.begin("top_1", 20_000_000n, PRICED)
    const [total, paid] = [24_500_000n, 24_500_000n + more]
    expect(host.complete("top_1", paid)).toEqual({
      ok: false,
      refusal: { code: "paid_amount_differs", total, paid },
    })
    expect(host.rows.topUps.get("top_1")!.status).toBe("pending")
  })

  it("[TOPUP-7] of which nothing is known is refused", () => {
    expect(hostOn().complete("top_1", 1n)).toEqual({ ok: false, refusal: { code: "not_found" } })
  })
})

describe("a checkout that fails", () => {
  it("[TOPUP-8] says why, once, and moves no money", () => {
    const host = hostOn()
    host.begin("top_1", 20_000_000n, { couponCode: "WELCOME" })
    const failed = host.fail("top_1", "declined")
    expect(failed).toMatchObject({ ok: true, value: { status: "failed", failureReason: "declined" } })
    expect(host.fail("top_1", "expired")).toEqual(failed)
    expect(host.rows.entries.at(-1)).toMatchObject({ kind: "topup_failed", postings: [] })
    expect([...host.rows.outbox.values()]).toMatchObject([
      { topic: "topup.failed", payload: { topUpId: "top_1", reason: "declined", couponCode: "WELCOME" } },
    ])
    expect(host.fail("top_9")).toEqual({ ok: false, refusal: { code: "not_found" } })
    expect(host.verify()).toEqual([])
  })
})

describe("the journal", () => {
  it("[TOPUP-9] of before entries kept top-ups is sound, and its top-ups are held against their grants", () => {
    const host = new WalletHost(buildFacts(buildPlan([buildVersion()])), [])
    host.topUp("top_1", 20_000_000n)
    const [opened, credited] = host.rows.entries
    const { topUps: _topUps, ...before } = decodeFacts(credited!.facts)
    const unsealed = { ...credited!, facts: encodeFacts({ ...before, topUps: [] }) }
    const entry = { ...unsealed, hash: hashEntry(unsealed) }
    const topUp = { ...host.rows.topUps.get("top_1")!, sequence: 0 }
    const journal = { walletId: "wal_1", recipientKey: null, rollupZone: host.facts.rollupZone }
    const verify = (row: typeof topUp) =>
      verifyJournal(
        journal,
        [
          [opened!, []],
          [entry, []],
        ],
        {
          ...host.rows.books(),
          wallet: { ...host.wallet, head: entry.hash },
          topUps: [row],
        },
      )
    expect(verify(topUp)).toEqual([])
    for (const forged of [
      { amount: 1n },
      { method: "checkout" },
      { id: "top_2" },
      { grantId: "x" },
    ] as const) {
      expect(verify({ ...topUp, ...forged })).toMatchObject([{ what: "top_up" }])
    }
  })

  it("[TOPUP-9] names in each top-up the entry that last changed it", () => {
    const host = hostOn()
    host.begin("top_1", 20_000_000n)
    host.adjust("adj_1", 1n)
    host.complete("top_1")
    expect(host.rows.topUps.get("top_1")!.sequence).toBe(4)
    host.adjust("adj_2", 1n)
    host.refund("top_1", 1n)
    expect(host.rows.topUps.get("top_1")!.sequence).toBe(6)
  })
})
