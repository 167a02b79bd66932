import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { eventBatches, planVersions, rateCards, SENDERS } from "../testing/arbitraries.ts"
import { buildFacts, buildPlan, buildVersion, dayOf, NOW } from "../testing/builders.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import { KOLKATA } from "../testing/zones.ts"
import { compilePlan } from "./compile-plan.ts"
import { explainCharge, explainMarket } from "./explain-charge.ts"

describe("explainCharge", () => {
  it("[EXPLAIN-1] tells every fee that was charged, with its rule, and never less without caps", () => {
    fc.assert(
      fc.property(planVersions, rateCards, eventBatches, (versions, cards, batches) => {
        const plan = compilePlan(versions, cards)
        const host = new WalletHost(buildFacts(plan), SENDERS, { now: NOW })
        for (const batch of batches) host.settle(...batch)
        for (const charge of host.rows.charges) {
          const { zone } = SENDERS.find(({ id }) => id === charge.senderId)!
          const { fees, version, card } = explainCharge(plan, charge, zone)
          const charged = fees.filter(({ amount }) => amount > 0)
          const plain = charged.map(({ rule, group, label, amount }) => ({ rule, group, label, amount }))
          expect(plain.toSorted(byRule)).toEqual([...charge.fees].toSorted(byRule))
          for (const { amount, uncapped, rule, source } of fees) {
            expect(amount).toBeLessThanOrEqual(uncapped)
            expect(rule === "whatsapp" || source !== null).toBe(true)
          }
          expect(version).not.toBeNull()
          expect(card?.id ?? "").toBe(charge.rateCard)
        }
      }),
      { numRuns: 100 },
    )
  })

  it("[EXPLAIN-1] tells no rules of a version that is not there as it was", () => {
    const plan = buildPlan([buildVersion()])
    const host = new WalletHost(buildFacts(plan), SENDERS)
    host.settle({
      messageIds: ["m"],
      recipient: "919876543210",
      senderId: "s1",
      kind: "delivered",
      occurredAt: NOW,
      authority: "api",
      category: "marketing",
    })
    const other = buildPlan([buildVersion({ fromDay: dayOf("2026-01-01") })])
    const delivered = host.rows.charges[1]!
    const explained = explainCharge(other, delivered, KOLKATA)
    expect([explained.version, explained.card]).toEqual([null, null])
    expect(explained.fees).toMatchObject([
      { rule: "whatsapp", amount: 11_800, uncapped: 11_800, source: null },
    ])
  })
})

describe("explainMarket", () => {
  const at = { instant: NOW }

  it.each([
    ["India", "919876543210", false, { by: "prefix", prefix: "91" }],
    ["Other", "9999999999", false, { by: "no_prefix" }],
    ["Brazil", "919876543210", true, { by: "told" }],
    ["Brazil", "919876543210", false, { by: "told" }],
    ["India", "", false, { by: "unknown" }],
  ] as const)("[EXPLAIN-2] %s of %s", (market, recipient, isTold, found) => {
    expect(explainMarket({ ...at, market, recipient }, KOLKATA, isTold)).toEqual(found)
  })
})

function byRule(a: { readonly rule: string }, b: { readonly rule: string }): number {
  return a.rule < b.rule ? -1 : 1
}
