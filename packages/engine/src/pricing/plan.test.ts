import { describe, expect, it } from "vitest"
import { buildEvent, buildFacts, buildPlan, buildSender, buildVersion, dayOf } from "../testing/builders.ts"
import { hostOn, perMessage, summaries } from "../testing/summaries.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import { KOLKATA, LORD_HOWE, NEW_YORK } from "../testing/zones.ts"
import type { Zone } from "../usage/calendar.ts"
import { versionName } from "./compile-plan.ts"
import { metaPlan, type FeeRule } from "./plan.ts"
import { PRICE_MICROS_MAX, toPrice } from "./price.ts"
import type { Trigger, UsageEvent } from "./usage-event.ts"

const HOUR_MS = 3_600_000

function chargesIn(zone: Zone, ...events: readonly UsageEvent[]): WalletHost {
  const host = new WalletHost(buildFacts(buildPlan([buildVersion({ allowances: [] })])), [
    buildSender({ zone }),
  ])
  host.settle(...events)
  return host
}

describe("plan versions and cards by the sender's day", () => {
  /** The last millisecond of 2026-09-30 where the sender is: half-hour zones and daylight saving included. */
  const midnights: readonly (readonly [id: string, zone: Zone, midnight: number])[] = [
    [KOLKATA.id, KOLKATA, Date.UTC(2026, 8, 30, 18, 30)],
    [NEW_YORK.id, NEW_YORK, Date.UTC(2026, 9, 1, 4)],
    [LORD_HOWE.id, LORD_HOWE, Date.UTC(2026, 8, 30, 13, 30)],
  ]

  it.each(midnights)("[PLAN-1] cards, markets and eras change at midnight in %s", (_, zone, midnight) => {
    const event = (messageId: string, occurredAt: number) =>
      buildEvent({
        messageIds: [messageId],
        recipient: "8801712345678",
        category: "utility",
        type: "regular",
        occurredAt,
      })
    const host = chargesIn(zone, event("before", midnight - 1), event("after", midnight))
    const delivered = host.rows.charges.filter(({ trigger }) => trigger === "delivered")
    expect(delivered.map(({ market, whatsappFee, rateCard }) => [market, whatsappFee, rateCard])).toEqual([
      ["Rest of Asia Pacific", 11_300, "meta-usd-202607"],
      ["Bangladesh", 3_700, "meta-usd-202610"],
    ])
  })

  it.each(midnights)("[PLAN-1] a version begins at midnight in %s", (_, zone, midnight) => {
    const versions = ["2026-09-01", "2026-10-01"].map((date, place) =>
      buildVersion({ fromDay: dayOf(date), fees: [perMessage(BigInt(place + 1))] }),
    )
    const host = new WalletHost(buildFacts(buildPlan(versions)), [buildSender({ zone })])
    for (const [id, occurredAt] of [
      ["a", midnight - 1],
      ["b", midnight],
    ] as const) {
      host.settle(buildEvent({ messageIds: [id], kind: "sent", occurredAt }))
    }
    expect(host.rows.charges.map(({ otherFees, planVersion }) => [otherFees, planVersion])).toEqual([
      [1, "plan@2026-09-01"],
      [2, "plan@2026-10-01"],
    ])
  })

  it("[PLAN-1] a message sent before midnight and delivered after it is in the market of each trigger's day", () => {
    const message = { recipient: "8801712345678", category: "utility", type: "regular" } as const
    const midnight = Date.UTC(2026, 8, 30, 18, 30)
    const host = chargesIn(
      KOLKATA,
      buildEvent({ ...message, kind: "sent", occurredAt: midnight - 1 }),
      buildEvent({ ...message, occurredAt: midnight }),
    )
    expect(host.rows.charges.map(({ market }) => market)).toEqual(["Rest of Asia Pacific", "Bangladesh"])
    expect(summaries(host.rows.charges)).toEqual(["sent", "delivered list 3700"])
  })

  it("[PLAN-1] before the first version everything suspends", () => {
    const host = new WalletHost(buildFacts(buildPlan([buildVersion({ fromDay: dayOf("2026-10-01") })])), [
      buildSender(),
    ])
    const kinds = ["sent", "delivered", "failed", "received"] as const
    for (const kind of kinds) {
      const event = buildEvent({ messageIds: [kind], kind, occurredAt: Date.UTC(2026, 8, 30, 18, 29) })
      expect(host.settle(event).results).toEqual([
        { status: "suspended", reason: "no_plan_version", charged: 0 },
      ])
    }
    expect(host.rows.charges).toEqual([])
  })

  it("[PLAN-1] a plan names its versions by their first day", () => {
    expect(versionName(buildVersion({ fromDay: dayOf("2026-10-01") }))).toBe("plan@2026-10-01")
    expect(versionName(metaPlan("USD"))).toBe("meta")
  })
})

describe("fee rules", () => {
  it("[PLAN-2] Meta's fee arises at delivery only, and no other trigger asks for a card", () => {
    const host = hostOn({ rateCard: "absent" })
    host.settle(
      buildEvent({ messageIds: ["a"], kind: "sent" }),
      buildEvent({ messageIds: ["b"], kind: "failed" }),
      buildEvent({ messageIds: ["c"], kind: "received" }),
      buildEvent({ messageIds: ["d"] }),
    )
    expect(summaries(host.rows.charges)).toEqual(["sent", "failed", "received", "sent"])
    expect(host.waiting.map(({ reason }) => reason)).toEqual(["no_rate_card"])
  })

  const first: readonly (readonly [
    on: readonly Trigger[],
    kinds: readonly UsageEvent["kind"][],
    expected: readonly string[],
  ])[] = [
    [["sent"], ["sent", "delivered", "read"], ["sent +5", "delivered list 11800"]],
    [["delivered"], ["sent", "delivered", "read"], ["sent", "delivered list 11800 +5"]],
    [
      ["sent", "delivered"],
      ["sent", "delivered"],
      ["sent +5", "delivered list 11800"],
    ],
    [
      ["sent", "delivered", "failed"],
      ["failed", "delivered"],
      ["failed +5", "sent", "delivered list 11800"],
    ],
    [["failed"], ["sent", "failed", "failed"], ["sent", "failed +5"]],
    [
      ["delivered", "failed"],
      ["sent", "failed", "delivered"],
      ["sent", "failed +5", "delivered list 11800"],
    ],
    [["received"], ["received", "received"], ["received +5"]],
    [["failed"], ["delivered", "read"], ["sent", "delivered list 11800"]],
  ]
  it.each(first)("[PLAN-3] a rule on %j fires once for %j", (on, kinds, expected) => {
    const host = hostOn({ fees: [perMessage(5n, { on })] })
    for (const kind of kinds) host.settle(buildEvent({ kind }))
    expect(summaries(host.rows.charges)).toEqual(expected)
  })

  const shares: readonly (readonly [percent: bigint, cost: string, expected: number])[] = [
    [60_000n, "0.0118", 708],
    [10_000n, "0.00005", 0],
    [10_000n, "0.00015", 2],
    [10_000n, "0.00025", 2],
    [10_000n, "0.000251", 3],
    [10_000_000n, "0.0118", 118_000],
  ]
  it.each(shares)(
    "[PLAN-4] a share of %i ten-thousandths of a percent of %s is %i micros",
    (percent, amount, expected) => {
      const share: FeeRule = {
        kind: "percent",
        label: "share",
        group: "fees",
        percent,
        of: "whatsapp_fee",
        on: ["delivered"],
      }
      const host = hostOn({ fees: [share] })
      host.settle(buildEvent({ cost: { amount, currency: "USD" } }))
      expect(host.rows.charges.at(-1)!.otherFees).toBe(expected)
    },
  )

  it("[PLAN-4] a share of a free message is nothing", () => {
    const share: FeeRule = {
      kind: "percent",
      label: "share",
      group: "fees",
      percent: 60_000n,
      of: "whatsapp_fee",
      on: ["delivered"],
    }
    const host = hostOn({ fees: [share] })
    host.settle(buildEvent({ type: "free_entry_point" }))
    expect(summaries(host.rows.charges)).toEqual(["sent", "delivered free_entry_point"])
  })

  const conditions: readonly (readonly [when: FeeRule["when"], fires: boolean])[] = [
    [{ category: ["marketing", "utility"] }, true],
    [{ category: ["utility"] }, false],
    [{ market: ["India"] }, true],
    [{ market: ["Brazil"] }, false],
    [{ channel: ["cloud_api"] }, true],
    [{ channel: ["mm_lite"] }, false],
    [{ direction: ["outbound"] }, true],
    [{ direction: ["inbound"] }, false],
    [{ category: ["marketing"], market: ["India"], channel: ["mm_lite"] }, false],
  ]
  it.each(conditions)("[PLAN-5] when %j", (when, fires) => {
    const host = hostOn({ fees: [perMessage(5n, { when: when! })] })
    host.settle(buildEvent({ kind: "sent" }))
    expect(host.rows.charges[0]!.otherFees).toBe(fires ? 5 : 0)
  })

  it("[PLAN-5] a fee of zero makes no line", () => {
    const host = hostOn({ fees: [perMessage(0n)] })
    host.settle(buildEvent({ kind: "sent" }))
    expect(host.rows.charges[0]!.fees).toEqual([])
  })

  it("[PLAN-6] Meta's fee comes first, then the rules in the order of the plan", () => {
    const on = ["delivered"] as const
    const host = hostOn({ fees: [perMessage(2n, { label: "b", on }), perMessage(1n, { label: "a", on })] })
    host.settle(buildEvent({ category: "authentication_international", type: "regular" }))
    expect(host.rows.charges.at(-1)!.fees).toEqual([
      {
        rule: "whatsapp",
        group: "Messages : WhatsApp fees",
        label: "WhatsApp fee for authentication international",
        amount: 30_400,
      },
      { rule: "rule:0", group: "fees", label: "b", amount: 2 },
      { rule: "rule:1", group: "fees", label: "a", amount: 1 },
    ])
  })

  it("[PLAN-7] a fee of the limit is a price, and a micro more is a bug", () => {
    expect(toPrice(PRICE_MICROS_MAX)).toBe(1e12)
    expect(() => toPrice(PRICE_MICROS_MAX + 1n)).toThrow("between zero and its limit")
    expect(() => toPrice(-1n)).toThrow("between zero and its limit")
  })

  it("[PLAN-7] a charge of twenty rules at the limit, and Meta's fee at the limit, is exact", () => {
    const fees = Array.from({ length: 20 }, () => perMessage(PRICE_MICROS_MAX, { on: ["delivered"] }))
    const host = hostOn({ fees })
    expect(host.settle(buildEvent({ cost: { amount: "1000000", currency: "USD" } })).charged).toBe(
      21n * PRICE_MICROS_MAX,
    )
    expect(host.rows.charges.at(-1)).toMatchObject({ whatsappFee: 1e12, otherFees: 20e12 })
    expect(Number.isSafeInteger(21e12)).toBe(true)
    expect(host.verify()).toEqual([])
  })

  it("[PLAN-8] a category that comes after sent fires the rules that name it, at the first event's instant", () => {
    const fees = [perMessage(1n), perMessage(10n, { when: { category: ["marketing"] } })]
    const host = hostOn({ fees })
    const { category: _, ...bare } = buildEvent({ kind: "sent" })
    host.settle(bare)
    host.settle(buildEvent({ occurredAt: host.now + HOUR_MS }))
    expect(summaries(host.rows.charges)).toEqual(["sent +1", "sent +10 again", "delivered list 11800"])
    expect(host.rows.charges.map(({ instant }) => instant - host.now)).toEqual([0, 0, HOUR_MS])
    const sent = host.rows.rollups.filter((row) => row.cuboid === "kind" && row.grain === "month")
    expect(sent.reduce((sum, row) => sum + row.sent, 0)).toBe(1)
    expect(host.verify()).toEqual([])
  })
})

describe("plans that ship", () => {
  it("[PLAN-10] the plan meta is the list price of each published currency and the default allowance", () => {
    const host = new WalletHost(buildFacts(buildPlan([metaPlan("USD")])), [buildSender()])
    host.settle(buildEvent({ messageIds: ["a"] }), buildEvent({ messageIds: ["b"], category: "service" }))
    expect(summaries(host.rows.charges)).toEqual([
      "sent",
      "delivered list 11800",
      "sent",
      "delivered allowance:meta-service",
    ])
  })
})
