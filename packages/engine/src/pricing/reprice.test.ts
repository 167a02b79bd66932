import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { eventBatches, planVersions, rateCards, SENDERS } from "../testing/arbitraries.ts"
import {
  buildEvent,
  buildFacts,
  buildPlan,
  buildSender,
  buildVersion,
  dayOf,
  micros,
  NOW,
} from "../testing/builders.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import { KOLKATA } from "../testing/zones.ts"
import { compilePlan, type CompiledPlan } from "./compile-plan.ts"
import type { Charge } from "./charge.ts"
import { GUPSHUP_PLAN } from "./gupshup-plan.ts"
import type { FeeRule, PlanVersion } from "./plan.ts"
import { Repricer, type RepriceOptions } from "./reprice.ts"
import type { SenderFacts } from "./sender-facts.ts"
import type { Channel, UsageEvent } from "./usage-event.ts"
import { changeCards, changeVersions } from "./what-if.ts"
import { publishedCards } from "../rates/published.ts"

const KEEP: RepriceOptions = { keepsToldCosts: true }

function chargesOf(
  plan: CompiledPlan,
  events: readonly UsageEvent[],
  sender = buildSender(),
): readonly Charge[] {
  const host = new WalletHost(buildFacts(plan), [sender])
  for (const event of events) host.settle(event)
  expect(host.waiting).toEqual([])
  return host.rows.charges
}

function reprice(
  charges: readonly Charge[],
  plan: CompiledPlan,
  {
    options = KEEP,
    sender = buildSender(),
    channel,
  }: { options?: RepriceOptions; sender?: SenderFacts; channel?: Channel } = {},
): (number | string)[] {
  const repricer = new Repricer(plan, KOLKATA, options)
  return charges.map((charge) => {
    const repriced = repricer.reprice(charge, sender, channel)
    return repriced.ok ? repriced.amount : repriced.reason
  })
}

/** Charges know their message by one id; none is both written to us and by us, though events may say so. */
function byOneId(event: UsageEvent): UsageEvent {
  const [id] = event.messageIds
  return { ...event, messageIds: [`${event.kind === "received" ? "in" : "out"}-${id!.slice(0, 2)}`] }
}

function amountsOf(charges: readonly Charge[]): number[] {
  return charges.map(({ whatsappFee, otherFees }) => whatsappFee + otherFees)
}

function perMessage(amount: string, parts: Partial<Omit<FeeRule, "kind">> = {}): FeeRule {
  return {
    kind: "per_message",
    label: "Fee",
    group: "Fees",
    on: ["sent"],
    ...parts,
    amount: micros(amount),
  }
}

describe("Repricer", () => {
  it("[REPRICE-1] gives what was charged when the plan is the same, whatever happened", () => {
    fc.assert(
      fc.property(planVersions, rateCards, eventBatches, (versions, cards, batches) => {
        const plan = compilePlan(versions, cards)
        const host = new WalletHost(buildFacts(plan), SENDERS, { now: NOW })
        for (const batch of batches) host.settle(...batch.map(byOneId))
        // What waits for a category goes by the message's first event, which may be another one that came to nothing.
        const firstAt = new Map(
          [...host.rows.messages.values()].map((one) => [one.messageId, one.occurredAt]),
        )
        const waited = host.rows.charges.filter(
          ({ trigger, category }) => trigger === "sent" && category === "",
        )
        fc.pre(waited.every(({ messageId, instant }) => firstAt.get(messageId) === instant))
        const repricer = new Repricer(plan, KOLKATA, KEEP)
        for (const charge of host.rows.charges) {
          const sender = SENDERS.find(({ id }) => id === charge.senderId)!
          const repriced = repricer.reprice(charge, sender)
          if (!repriced.ok) {
            // An allowance took a message of a kind without a price, and hides what Meta told that it would have cost.
            expect(charge.reason).toMatch(/^allowance:/)
            continue
          }
          expect(repriced.amount).toBe(charge.whatsappFee + charge.otherFees)
          expect(repriced.fees).toEqual(charge.fees)
        }
      }),
      { numRuns: 200 },
    )
  })

  it("[REPRICE-2] moves marketing to MM Lite: Gupshup's fee for Cloud API marketing goes", () => {
    const plan = buildPlan(GUPSHUP_PLAN)
    const charges = chargesOf(plan, [buildEvent(), buildEvent({ messageIds: ["m2"], channel: "mm_lite" })])
    expect(amountsOf(charges)).toEqual([1_000, 12_508, 1_000, 11_800])
    expect(reprice(charges, plan, { channel: "mm_lite" })).toEqual([1_000, 11_800, 1_000, 11_800])
    expect(reprice(charges, plan, { channel: "cloud_api" })).toEqual([1_000, 12_508, 1_000, 12_508])
  })

  it("[REPRICE-3] counts the other plan's allowances, caps and tiers from zero, in the order of the charges", () => {
    const events = ["m1", "m2", "m3"].map((id) => buildEvent({ messageIds: [id] }))
    const charges = chargesOf(buildPlan([buildVersion()]), events)
    const other = buildVersion({
      fees: [perMessage("1", { capId: "cap" })],
      caps: [{ id: "cap", amount: micros("1.5"), per: "wallet" }],
      allowances: [{ id: "one", category: ["marketing"], quantity: 1, per: "sender", basis: "plan" }],
    })
    expect(reprice(charges, buildPlan([other]))).toEqual([1_000_000, 0, 500_000, 11_800, 0, 11_800])
  })

  it("[REPRICE-1] a rule that waits for a category fires once it is known, though the real plan had none", () => {
    const events = [buildEvent({ kind: "sent", category: undefined } as never), buildEvent()]
    const charges = chargesOf(buildPlan([buildVersion()]), events)
    const other = buildPlan([
      buildVersion({ fees: [perMessage("1", { when: { category: ["marketing"] } })] }),
    ])
    expect(reprice(charges, other)).toEqual([0, 1_011_800])
    // And the other way round: what was charged for it goes.
    const waited = chargesOf(other, events)
    expect(amountsOf(waited)).toEqual([0, 1_000_000, 11_800])
    expect(reprice(waited, other)).toEqual([0, 1_000_000, 11_800])
    expect(reprice(waited, buildPlan([buildVersion()]))).toEqual([0, 0, 11_800])
  })

  it("[REPRICE-1] a rule for the first of several triggers fires once", () => {
    const both = [buildEvent({ kind: "sent" }), buildEvent({ kind: "failed" })]
    const charges = chargesOf(buildPlan([buildVersion()]), both)
    const other = buildPlan([buildVersion({ fees: [perMessage("1", { on: ["sent", "failed"] })] })])
    expect(reprice(charges, other)).toEqual([1_000_000, 0])
    expect(reprice(charges.slice(1), other)).toEqual([1_000_000])
  })

  it("[REPRICE-4] believes what Meta told only of what really happened", () => {
    const plan = buildPlan(GUPSHUP_PLAN)
    const charges = chargesOf(plan, [buildEvent({ cost: { amount: "0.005", currency: "USD" } })])
    expect(charges[1]).toMatchObject({ reason: "told_cost", whatsappFee: 5_000 })
    const fee = (options: RepriceOptions, channel?: Channel) =>
      reprice(charges, plan, { options, ...(channel === undefined ? {} : { channel }) })[1]
    expect(fee(KEEP)).toBe(5_300)
    expect(fee(KEEP, "mm_lite")).toBe(11_800)
    expect(fee({ keepsToldCosts: false })).toBe(12_508)
  })

  it("[REPRICE-1] says why a charge has no price in the other plan", () => {
    const charges = chargesOf(buildPlan([buildVersion()]), [buildEvent()])
    const later = buildPlan([buildVersion({ fromDay: dayOf("2027-01-01") })])
    expect(reprice(charges, later)).toEqual(["no_plan_version", "no_plan_version"])
    expect(reprice(charges, buildPlan([buildVersion({ rateCard: "none" })]))).toEqual([0, "no_rate_card"])
  })
})

describe("another plan", () => {
  const versions: readonly PlanVersion[] = [buildVersion({ volumeTiers: "counted", fees: [perMessage("1")] })]
  const cards = new Map([["meta", publishedCards()]])

  it("[REPRICE-4] has other rules, other tiers, or the cards of another day", () => {
    expect(changeVersions(versions, {})).toEqual(versions)
    const fees = [perMessage("2")]
    expect(changeVersions(versions, { fees, volumeTiers: "list" })).toMatchObject([
      { fees, volumeTiers: "list" },
    ])
    expect(changeVersions(versions, { tierFrom: 5 })).toMatchObject([{ volumeTiers: "list" }])
    expect(changeCards(cards, {})).toBe(cards)
  })

  it("[REPRICE-4] the card of a day holds always, with the markets of that day", () => {
    // Bangladesh has a price of its own since 2026-10-01.
    const event = buildEvent({ recipient: "8801712345678", category: "utility" })
    const charges = chargesOf(buildPlan([buildVersion()]), [event])
    expect(charges[1]?.market).toBe("Bangladesh")
    const day = dayOf("2026-07-15")
    const held = changeCards(cards, { cardsAtDay: day })
    const plan = compilePlan([buildVersion()], held)
    expect(reprice(charges, plan)[1]).toBe("no_rate")
    const options = { keepsToldCosts: false, marketsAtDay: day }
    const then = publishedCards().find(
      (card) => card.currency === "USD" && card.fromDay <= day && (card.lastDay ?? day) >= day,
    )
    const rate = then?.rates.get("Rest of Asia Pacific")?.utility?.[0]?.rate
    expect(reprice(charges, plan, { options })[1]).toBe(Number(rate))
    expect(changeCards(cards, { cardsAtDay: dayOf("1999-01-01") }).get("meta")).toEqual([])
  })

  it("[REPRICE-4] a tier prices every message", () => {
    const card = publishedCards().find(
      ({ currency, rates }) => currency === "USD" && (rates.get("India")?.utility?.length ?? 0) > 1,
    )!
    const tiers = card.rates.get("India")!.utility!
    const [, second] = tiers
    const changed = changeCards(new Map([["x", [card]]]), { tierFrom: second!.from })
    expect(changed.get("x")?.[0]?.rates.get("India")?.utility).toEqual([{ from: 0, rate: second!.rate }])
    expect(
      changeCards(new Map([["x", [card]]]), { tierFrom: 0 })
        .get("x")?.[0]
        ?.rates.get("India")?.utility,
    ).toEqual([{ from: 0, rate: tiers[0]!.rate }])
  })
})
