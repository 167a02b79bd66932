import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { planVersions, rateCards, SENDERS } from "../testing/arbitraries.ts"
import { buildEvent, buildFacts, buildSender, NOW } from "../testing/builders.ts"
import { hostOn, perMessage } from "../testing/summaries.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import { KOLKATA } from "../testing/zones.ts"
import type { WalletState } from "../wallet/state.ts"
import { compilePlan, type CompiledPlan } from "./compile-plan.ts"
import { Meters, monthsAround } from "./meters.ts"
import { quote, type QuoteLine, type QuoteMessage } from "./quote.ts"
import type { SenderFacts } from "./sender-facts.ts"

const RUNS = 400
const TIMEOUT_MS = 60_000

function metersOf(state: Pick<WalletState, "counters"> = { counters: new Map() }): Meters {
  return new Meters(state.counters, new Set(monthsAround(NOW)), KOLKATA)
}

function quoteOn(
  plan: CompiledPlan,
  messages: readonly QuoteMessage[],
  sender: SenderFacts = buildSender(),
): ReturnType<typeof quote> {
  return quote(plan, metersOf(), sender, NOW, messages)
}

function linesOf(result: ReturnType<typeof quote>): readonly QuoteLine[] {
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}`)
  return result.value
}

const quoteMessages: fc.Arbitrary<QuoteMessage[]> = fc.array(
  fc.record(
    {
      to: fc.constantFrom("919876543210", "8801712345678"),
      category: fc.constantFrom("marketing", "utility", "service"),
      channel: fc.constantFrom("cloud_api", "mm_lite"),
      count: fc.integer({ min: 1, max: 9 }),
    },
    { requiredKeys: ["to", "category", "count"] },
  ) as fc.Arbitrary<QuoteMessage>,
  { minLength: 1, maxLength: 4 },
)

describe("quotes", () => {
  it("[QUOTE-1] a run that meets the edge of an allowance becomes two lines, each priced by the unit", () => {
    const host = hostOn({
      allowances: [{ id: "a", category: ["utility"], quantity: 2, per: "sender", basis: "plan" }],
      fees: [perMessage(100n)],
    })
    const lines = linesOf(quoteOn(host.facts.plan, [{ to: "919876543210", category: "utility", count: 5 }]))
    expect(
      lines.map(({ count, unitPrice, amount, reason, fees }) => [count, unitPrice, amount, reason, fees]),
    ).toEqual([
      [2, 100n, 200n, "allowance:a", [{ label: "each", group: "fees", amount: 200n }]],
      [
        3,
        1_500n,
        4_500n,
        "list",
        [
          { label: "WhatsApp fee for utility", group: "Messages : WhatsApp fees", amount: 4_200n },
          { label: "each", group: "fees", amount: 300n },
        ],
      ],
    ])
  })

  it("[QUOTE-1] a cap on fees at sent and at delivered is met once, by both together", () => {
    const fees = [perMessage(10n, { capId: "c" }), perMessage(10n, { capId: "c", on: ["delivered"] })]
    const { plan } = hostOn({ fees, caps: [{ id: "c", amount: 95n, per: "sender" }] }).facts
    const lines = linesOf(quoteOn(plan, [{ to: "919876543210", category: "marketing", count: 10_000_000 }]))
    expect(lines.map(({ count, unitPrice }) => [count, unitPrice])).toEqual([
      [4, 11_820n],
      [1, 11_815n],
      [9_999_995, 11_800n],
    ])
  })

  it("[QUOTE-1] messages in order use up what the ones before left", () => {
    const { plan } = hostOn({
      allowances: [
        { id: "a", category: ["marketing", "utility"], quantity: 1, per: "wallet", basis: "plan" },
      ],
    }).facts
    const messages = (["utility", "marketing"] as const).map((category) => ({
      market: "India",
      category,
      count: 1,
    }))
    expect(linesOf(quoteOn(plan, messages)).map(({ amount }) => amount)).toEqual([0n, 11_800n])
    expect(linesOf(quoteOn(plan, messages.toReversed())).map(({ amount }) => amount)).toEqual([0n, 1_400n])
  })

  it("[QUOTE-1] without a sender there is no allowance per sender", () => {
    const { plan } = hostOn().facts
    const message = { market: "India", category: "service", count: 1 } as const
    expect(linesOf(quoteOn(plan, [message]))[0]!.reason).toBe("allowance:meta-service")
    expect(linesOf(quoteOn(plan, [message], buildSender({ id: "" })))[0]!.reason).toBe("list")
  })

  const refused: readonly (readonly [message: Partial<QuoteMessage>, rateCard: string, code: string])[] = [
    [{ market: "Atlantis" }, "meta", "unknown_market"],
    [{ market: "Brazil", category: "authentication_international" }, "meta", "no_rate"],
    [{ market: "India" }, "absent", "no_rate_card"],
  ]
  it.each(refused)("[QUOTE-2] %j on the card %s refuses the whole quote", (message, rateCard, code) => {
    const { plan } = hostOn({ rateCard }).facts
    const fine = { market: "India", category: "referral_conversion", count: 1 } as const
    expect(quoteOn(plan, [fine, { category: "marketing", count: 1, ...message }])).toEqual({
      ok: false,
      refusal: { code, index: 1 },
    })
  })

  it(
    "[QUOTE-1] a quote is what its units cost one by one, and what settling them charges",
    () => {
      fc.assert(
        fc.property(
          planVersions,
          rateCards,
          quoteMessages,
          fc.constantFrom(...SENDERS),
          (versions, cards, messages, sender) => {
            const plan = compilePlan(versions, cards)
            const whole = quoteOn(plan, messages, sender)
            const units = messages.flatMap((message, index) =>
              Array.from({ length: message.count }, () => ({ ...message, count: 1, index })),
            )
            const single = quoteOn(plan, units, sender)
            if (!whole.ok || !single.ok) {
              expect(whole.ok).toBe(single.ok)
              if (!whole.ok && !single.ok) expect(whole.refusal.code).toBe(single.refusal.code)
              return
            }
            expect(whole).toEqual(single)
            for (const { unitPrice, count, amount, fees } of whole.value) {
              expect(amount).toBe(unitPrice * BigInt(count))
              expect(fees.reduce((sum, fee) => sum + fee.amount, 0n)).toBe(amount)
            }

            const host = new WalletHost(buildFacts(plan), SENDERS)
            const { charged } = host.settle(
              ...units.map(({ to, category, channel }, place) =>
                buildEvent({
                  messageIds: [`m${place}`],
                  senderId: sender.id,
                  recipient: to!,
                  category,
                  ...(channel === undefined ? {} : { channel }),
                }),
              ),
            )
            expect(charged).toBe(whole.value.reduce((sum, { amount }) => sum + amount, 0n))
          },
        ),
        { numRuns: RUNS },
      )
    },
    TIMEOUT_MS,
  )
})
