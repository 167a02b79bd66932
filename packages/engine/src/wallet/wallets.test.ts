import { describe, expect, it } from "vitest"
import {
  buildEvent,
  buildFacts,
  buildPlan,
  buildVersion,
  NOW,
  openWallet,
  RECIPIENT_KEY,
} from "../testing/builders.ts"
import { hostOn, perMessage, summaries } from "../testing/summaries.ts"
import { KOLKATA } from "../testing/zones.ts"
import { decideOpen, type OpenWallet } from "./decide-open.ts"
import { DUE_HOLDS_LIMIT_DEFAULT } from "./state.ts"

const OPEN: OpenWallet = {
  commandId: "open",
  id: "wal_1",
  customerId: "cus_1",
  currency: "USD",
  recipientKey: RECIPIENT_KEY,
}

describe("wallets", () => {
  it("[WAL-1] a new wallet is active, empty, and its first entry is its opening", () => {
    const { wallet, entries } = openWallet()
    expect(wallet).toMatchObject({
      status: "active",
      balance: 0n,
      held: 0n,
      planId: "meta",
      sequence: 1,
      overdraftLimit: 0n,
    })
    expect(entries.map(({ kind, postings }) => [kind, postings])).toEqual([["opened", []]])
  })

  const others: readonly (readonly [what: string, parts: Partial<OpenWallet>, isSame: boolean])[] = [
    ["nothing else", {}, true],
    ["other settings", { overdraftLimit: 5n, creditName: "points" }, true],
    ["another customer", { customerId: "cus_2" }, false],
    ["another currency", { currency: "EUR" }, false],
    ["another plan", { planId: "gupshup" }, false],
  ]
  it.each(others)("[WAL-1] the same id again with %s", (_, parts, isSame) => {
    const { wallet } = openWallet()
    const decision = decideOpen(wallet, { ...OPEN, ...parts }, KOLKATA, NOW + 1)
    expect(decision).toEqual({
      answer: isSame ? { ok: true, value: wallet } : { ok: false, refusal: { code: "id_taken" } },
    })
  })

  it("[WAL-2] settings are entries of the journal", () => {
    const host = hostOn()
    host.update({ overdraftLimit: 5n, lowBalanceThreshold: 3n, creditName: "points" })
    expect(host.rows.entries.map(({ kind }) => kind)).toEqual(["opened", "updated"])
    expect(host.wallet).toMatchObject({ overdraftLimit: 5n, lowBalanceThreshold: 3n, creditName: "points" })
    host.update({ lowBalanceThreshold: null })
    expect(host.wallet.lowBalanceThreshold).toBe(null)
    expect(host.verify()).toEqual([])
  })

  it("[WAL-2] a new plan prices every trigger handled from then on, and none again", () => {
    const host = hostOn({ fees: [perMessage(1n)] })
    host.settle(buildEvent({ kind: "sent" }))
    host.update({ planId: "other" })
    host.facts = buildFacts(
      buildPlan([buildVersion({ planId: "other", fees: [perMessage(9n, { on: ["sent", "delivered"] })] })]),
    )
    host.settle(buildEvent(), buildEvent({ messageIds: ["m2"], occurredAt: NOW - 1_000 }))
    expect(summaries(host.rows.charges)).toEqual([
      "sent +1",
      "delivered list 11800",
      "sent +9",
      "delivered list 11800",
    ])
  })

  it("[WAL-3] a wallet closes with no open hold and a balance of 0 or more", () => {
    const host = hostOn()
    host.adjust("adj_1", -1n)
    const refused = (held: bigint, balance: bigint) => ({
      ok: false,
      refusal: { code: "wallet_not_empty", held, balance },
    })
    expect(host.update({ status: "closed" })).toEqual(refused(0n, -1n))
    host.topUp("top_1", 20_001n, { amount: 5n, expiresAt: NOW + 1e9 })
    host.authorize("hld_1", [{ market: "India", category: "marketing", count: 1 }])
    expect(host.update({ status: "closed" })).toEqual(refused(11_800n, 20_005n))
    host.release("hld_1")
    host.authorize("hld_2", [{ market: "India", category: "service", count: 1 }])
    expect(host.update({ status: "closed" })).toEqual(refused(0n, 20_005n))
    host.release("hld_2")
    // They hold no money, and the last of them lies past what is loaded at first.
    for (let n = 0; n <= DUE_HOLDS_LIMIT_DEFAULT; n += 1) {
      host.authorize(`hld_due_${n}`, [{ market: "India", category: "service", count: 1 }], {
        seconds: 60 + n,
      })
    }
    host.now += (60 + DUE_HOLDS_LIMIT_DEFAULT - 1) * 1_000
    expect(host.update({ status: "closed" })).toEqual(refused(0n, 20_005n))
    host.now += 1_000
    expect(host.update({ status: "closed" })).toMatchObject({ ok: true, value: { status: "closed" } })
    expect(host.verify()).toEqual([])
  })
})
