import { describe, expect, it } from "vitest"
import {
  buildEvent,
  buildFacts,
  buildPlan,
  buildSender,
  buildVersion,
  dayOf,
  NOW,
} from "../testing/builders.ts"
import { hostOn, perMessage, summaries } from "../testing/summaries.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import { KOLKATA, NEW_YORK } from "../testing/zones.ts"
import type { RateCard } from "../rates/rate-card.ts"
import { META_CARD, type Allowance, type Cap } from "./plan.ts"
import { compilePlan } from "./compile-plan.ts"
import type { TierReport } from "./sender-facts.ts"
import type { UsageEvent } from "./usage-event.ts"

const HOUR_MS = 3_600_000
/** The first instant of November in India and, nine and a half hours later, in New York. */
const NOVEMBER_IN_INDIA = Date.UTC(2026, 9, 31, 18, 30)
const NOVEMBER_IN_NEW_YORK = Date.UTC(2026, 10, 1, 4)

function allowance(parts: Partial<Allowance> = {}): Allowance {
  return { id: "a", category: ["service"], quantity: 2, per: "sender", basis: "meta", ...parts }
}

function settle(host: WalletHost, ...events: readonly Partial<UsageEvent>[]): string[] {
  const before = host.rows.messages.size
  for (const [place, event] of events.entries()) {
    host.settle(buildEvent({ messageIds: [`m${before + place}`], category: "service", ...event }))
  }
  return summaries(host.rows.charges.filter(({ trigger }) => trigger === "delivered"))
}

function usedOf(host: WalletHost): [string, number][] {
  return [...host.rows.counters.values()].map(({ key, used }) => [key, used])
}

const UNIT = "delivered allowance:a"
const LIST = "delivered list 1400"

describe("allowances", () => {
  it("[ALLOW-1] 1,000 service messages a sender and month from 2026-10-01, the next is charged", () => {
    const host = hostOn()
    const events = Array.from({ length: 1_001 }, (_, place) =>
      buildEvent({ messageIds: [`m${place}`], category: "service" }),
    )
    host.settle(...events.slice(0, 1_000))
    host.settle(
      ...events.slice(1_000),
      buildEvent({ messageIds: ["other"], category: "service", senderId: "s1" }),
    )
    const last = host.rows.charges.filter(({ trigger }) => trigger === "delivered").slice(-3)
    expect(summaries(last)).toEqual(["delivered allowance:meta-service", LIST, LIST])
  })

  it("[ALLOW-2] basis meta: told free uses a unit even when none is left, told regular gets none", () => {
    const host = hostOn({ allowances: [allowance({ quantity: 1 })] })
    const free = { type: "free_customer_service" } as const
    const events = [free, free, { type: "regular" }, {}, { type: "free_group_customer_service" }] as const
    expect(settle(host, ...events)).toEqual([
      "delivered free_customer_service",
      "delivered free_customer_service",
      LIST,
      LIST,
      "delivered free_group_customer_service",
    ])
    expect(usedOf(host)).toEqual([["allowance:a@s1", 3]])
  })

  it("[ALLOW-2] basis plan: whatever the type, but nothing for what is free already", () => {
    const host = hostOn({ allowances: [allowance({ basis: "plan" })] })
    const events = [{ type: "regular" }, { type: "free_customer_service" }, {}, {}] as const
    expect(settle(host, ...events)).toEqual([UNIT, "delivered free_customer_service", UNIT, LIST])
    expect(usedOf(host)).toEqual([["allowance:a@s1", 2]])
  })

  it("[ALLOW-3] the first allowance with a unit left gives it, and what is reserved is not left", () => {
    const host = hostOn({ allowances: [allowance({ quantity: 1 }), allowance({ id: "b", quantity: 2 })] })
    host.authorize("hld_1", [{ to: "919876543210", category: "service", count: 2 }])
    expect(host.rows.holds.get("hld_1")!.lines.map(({ reserves, count }) => [reserves?.[1], count])).toEqual([
      ["allowance:a@s1", 1],
      ["allowance:b@s1", 1],
    ])
    expect(settle(host, {}, {})).toEqual(["delivered allowance:b", LIST])
  })

  it("[ALLOW-3] a message takes the unit that its own hold reserves", () => {
    const host = hostOn({ allowances: [allowance({ quantity: 1 })] })
    host.authorize("hld_1", [{ to: "919876543210", category: "service", count: 1 }])
    expect(settle(host, {}, { authorizationId: "hld_1" })).toEqual([LIST, UNIT])
    expect([...host.rows.counters.values()].map(({ used, reserved }) => [used, reserved])).toEqual([[1, 0]])
  })

  it("[ALLOW-4] units are of the month of the instant: the sender's per sender, the customer's per wallet", () => {
    const senders = [buildSender(), buildSender({ id: "s2", zone: NEW_YORK })]
    const at = (occurredAt: number, senderId = "s1") => ({ occurredAt, senderId })
    const perSender = hostOn({ allowances: [allowance({ quantity: 1 })] }, senders)
    expect(
      settle(
        perSender,
        at(NOVEMBER_IN_INDIA - 1),
        at(NOVEMBER_IN_INDIA),
        at(NOVEMBER_IN_INDIA, "s2"),
        at(NOVEMBER_IN_NEW_YORK - 1, "s2"),
        at(NOVEMBER_IN_NEW_YORK, "s2"),
      ),
    ).toEqual([UNIT, UNIT, UNIT, LIST, UNIT])
    const perWallet = hostOn({ allowances: [allowance({ quantity: 1, per: "wallet" })] }, senders)
    expect(
      settle(
        perWallet,
        at(NOVEMBER_IN_INDIA - 1, "s2"),
        at(NOVEMBER_IN_INDIA, "s2"),
        at(NOVEMBER_IN_NEW_YORK),
      ),
    ).toEqual([UNIT, UNIT, LIST])
    expect(usedOf(perWallet).map(([key]) => key)).toEqual(["allowance:a", "allowance:a"])
  })

  it("[ALLOW-4] units go by arrival, and by the allowance's id across versions", () => {
    const versions = ["2026-10-01", "2026-11-10"].map((date) =>
      buildVersion({
        fromDay: dayOf(date),
        allowances: [allowance({ quantity: date.endsWith("10") ? 3 : 2 })],
      }),
    )
    const host = new WalletHost(buildFacts(buildPlan(versions)), [buildSender()])
    const late = { occurredAt: Date.UTC(2026, 10, 20) }
    const early = { occurredAt: Date.UTC(2026, 10, 2) }
    expect(settle(host, late, early, early, late, late)).toEqual([UNIT, UNIT, LIST, UNIT, LIST])
  })
})

describe("caps", () => {
  const cap: Cap = { id: "c", amount: 25n, per: "sender" }
  const fees = [perMessage(10n, { capId: "c" }), perMessage(6n, { capId: "c", label: "b" }), perMessage(1n)]

  it("[CAP-1] fees under a cap stop at its amount a sender and month, those beside it go on", () => {
    const host = hostOn({ caps: [cap], fees }, [buildSender(), buildSender({ id: "s2" })])
    settle(host, { kind: "sent" }, { kind: "sent" }, { kind: "sent" }, { kind: "sent", senderId: "s2" })
    settle(host, { kind: "sent", occurredAt: NOVEMBER_IN_INDIA - 1 })
    expect(summaries(host.rows.charges)).toEqual(["sent +17", "sent +10", "sent +1", "sent +17", "sent +17"])
  })

  it("[CAP-1] an override of the sender replaces the amount; zero leaves nothing", () => {
    const senders = [
      buildSender({ capOverrides: { c: 0 } }),
      buildSender({ id: "s2", capOverrides: { c: 40 } }),
    ]
    const host = hostOn({ caps: [cap], fees }, senders)
    settle(
      host,
      { kind: "sent" },
      ...Array.from({ length: 3 }, () => ({ kind: "sent", senderId: "s2" }) as const),
    )
    expect(summaries(host.rows.charges)).toEqual(["sent +1", "sent +17", "sent +17", "sent +9"])
  })

  it("[CAP-1] a cap per wallet counts all senders, in the customer's month", () => {
    const senders = [buildSender(), buildSender({ id: "s2", zone: NEW_YORK })]
    const host = hostOn({ caps: [{ ...cap, per: "wallet" }], fees }, senders)
    settle(host, { kind: "sent", occurredAt: NOVEMBER_IN_INDIA, senderId: "s2" }, { kind: "sent" })
    expect(summaries(host.rows.charges)).toEqual(["sent +17", "sent +10"])
    expect(usedOf(host)).toEqual([["cap:c", 25]])
  })

  it("[CAP-2] the last charge is trimmed line by line, and a line of nothing is left out", () => {
    const host = hostOn({ caps: [{ ...cap, amount: 10n }], fees })
    settle(host, { kind: "sent" })
    expect(host.rows.charges[0]!.fees.map(({ rule, amount }) => [rule, amount])).toEqual([
      ["rule:0", 10],
      ["rule:2", 1],
    ])
    const other = hostOn({ caps: [{ ...cap, amount: 12n }], fees })
    settle(other, { kind: "sent" })
    expect(other.rows.charges[0]!.fees.map(({ rule, amount }) => [rule, amount])).toEqual([
      ["rule:0", 10],
      ["rule:1", 2],
      ["rule:2", 1],
    ])
  })

  it("[CAP-3] Meta's fee is in no cap, a share only in the one that it names", () => {
    const share = {
      kind: "percent",
      label: "s",
      group: "fees",
      percent: 60_000n,
      of: "whatsapp_fee",
      on: ["delivered"],
    } as const
    const none = hostOn({ caps: [{ ...cap, amount: 0n }], fees: [share] })
    expect(settle(none, { category: "marketing" })).toEqual(["delivered list 11800 +708"])
    const named = hostOn({ caps: [{ ...cap, amount: 8n }], fees: [{ ...share, capId: "c" }] })
    expect(settle(named, { category: "marketing" })).toEqual(["delivered list 11800 +8"])
  })
})

describe("volume tiers", () => {
  const CARD: RateCard = {
    id: "tiered",
    currency: "USD",
    fromDay: dayOf("2025-01-01"),
    rates: new Map([
      [
        "India",
        {
          utility: [
            { from: 0, rate: 100n },
            { from: 3, rate: 90n },
            { from: 5, rate: 80n },
          ],
          marketing: [{ from: 0, rate: 500n }],
        },
      ],
    ]),
  }
  const cards = new Map([[META_CARD, [CARD]]])

  function tiered(
    volumeTiers: "list" | "counted" | "reported",
    tierReports: readonly TierReport[] = [],
  ): WalletHost {
    const plan = compilePlan([buildVersion({ volumeTiers, allowances: [] })], cards)
    return new WalletHost(buildFacts(plan), [buildSender({ tierReports })])
  }

  const utility = { category: "utility" } as const

  it("[TIER-1] list is the first tier, however many", () => {
    expect(settle(tiered("list"), ...Array.from({ length: 6 }, () => utility))).toEqual(
      Array.from({ length: 6 }, () => "delivered list 100"),
    )
  })

  it("[TIER-2] counted is marginal: message number n has the tier that n is in", () => {
    const host = tiered("counted")
    const free = { ...utility, type: "free_entry_point" } as const
    const last = { ...utility, occurredAt: NOVEMBER_IN_INDIA - 1 }
    expect(settle(host, utility, free, utility, utility, utility, utility, last)).toEqual([
      "delivered list 100",
      "delivered free_entry_point",
      "delivered list 100",
      "delivered tier 90",
      "delivered tier 90",
      "delivered tier 80",
      "delivered list 100",
    ])
    expect(host.rows.charges.map(({ tierFrom }) => tierFrom)).toContain(5)
    expect(usedOf(host)).toEqual([
      ["tier:India:utility", 5],
      ["tier:India:utility", 1],
    ])
  })

  const report = {
    region: "INDIA",
    category: "utility",
    from: 3,
    month: 2026 * 12 + 10,
    updatedAt: NOW - HOUR_MS,
  } as const
  const reports: readonly (readonly [name: string, reports: readonly TierReport[], expected: string])[] = [
    ["none", [], "delivered list 100"],
    ["one", [report], "delivered tier 90"],
    ["the largest of two", [report, { ...report, from: 5 }], "delivered tier 80"],
    ["one between two tiers", [{ ...report, from: 4 }], "delivered tier 90"],
    ["another month", [{ ...report, month: report.month - 1 }], "delivered list 100"],
    ["another category", [{ ...report, category: "authentication" }], "delivered list 100"],
    ["another market", [{ ...report, region: "Brazil" }], "delivered list 100"],
    ["one of that very instant", [{ ...report, updatedAt: NOW }], "delivered tier 90"],
    ["one of a later instant", [{ ...report, updatedAt: NOW + 1 }], "delivered list 100"],
  ]
  it.each(reports)("[TIER-3] reported: %s", (_, tierReports, expected) => {
    expect(settle(tiered("reported", tierReports), utility)).toEqual([expected])
  })

  it("[TIER-4] group messages and prices with one tier are at list and not counted", () => {
    const host = tiered("counted")
    const group = { ...utility, isGroup: true }
    const events = [utility, utility, group, { category: "marketing" }, utility] as const
    expect(settle(host, ...events)).toEqual([
      "delivered list 100",
      "delivered list 100",
      "delivered list 100",
      "delivered list 500",
      "delivered tier 90",
    ])
    expect(usedOf(host)).toEqual([["tier:India:utility", 3]])
  })

  it("[TIER-2] counted months are the customer's", () => {
    const plan = compilePlan([buildVersion({ volumeTiers: "counted", allowances: [] })], cards)
    const host = new WalletHost(buildFacts(plan, { customerZone: NEW_YORK }), [
      buildSender({ zone: KOLKATA }),
    ])
    settle(
      host,
      { ...utility, occurredAt: NOVEMBER_IN_INDIA },
      { ...utility, occurredAt: NOVEMBER_IN_NEW_YORK },
    )
    expect([...host.rows.counters.values()].map(({ month }) => month)).toEqual([
      2026 * 12 + 9,
      2026 * 12 + 10,
    ])
  })
})
