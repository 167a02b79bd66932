import { describe, expect, it } from "vitest"
import { buildEvent, NOW } from "../testing/builders.ts"
import { hostOn, summaries } from "../testing/summaries.ts"
import type { UsageEvent } from "./usage-event.ts"

const HOUR_MS = 3_600_000
const IN_2026_09 = Date.UTC(2026, 8, 15, 12)
const IN_2025_06 = Date.UTC(2025, 5, 15, 12)

/** What the deliveries among these events came to; the clock stands at the last of them. */
function deliveries(...events: readonly Partial<UsageEvent>[]): string[] {
  const host = hostOn({ allowances: [] })
  for (const [place, event] of events.entries()) {
    host.now = Math.max(NOW - 1e12, event.occurredAt ?? NOW)
    host.settle(buildEvent({ messageIds: [`m${place}`], ...event }))
  }
  return summaries(host.rows.charges.filter(({ trigger }) => trigger === "delivered"))
}

describe("what is free", () => {
  const told: readonly (readonly [type: UsageEvent["type"], expected: string])[] = [
    ["regular", "delivered list 11800"],
    ["free_customer_service", "delivered free_customer_service"],
    ["free_entry_point", "delivered free_entry_point"],
    ["free_group_customer_service", "delivered free_group_customer_service"],
    ["free_tier", "delivered free_tier"],
  ]
  it.each(told)("[FREE-1] told %s", (type, expected) => {
    expect(deliveries({ type: type! })).toEqual([expected])
  })

  it("[FREE-1] regular is charged where the era and the windows would have said free", () => {
    const service = { category: "service", type: "regular", occurredAt: IN_2026_09 } as const
    // The published card of that quarter has no service price: the message waits, and is not free.
    const host = hostOn()
    expect(host.settle(buildEvent(service)).results[0]).toMatchObject({
      status: "suspended",
      reason: "no_rate",
    })
    const utility = { category: "utility", occurredAt: IN_2026_09 } as const
    const inbound = { kind: "received", occurredAt: IN_2026_09 - HOUR_MS } as const
    expect(deliveries(inbound, { ...utility, type: "regular" }, utility)).toEqual([
      "delivered list 1400",
      "delivered free_customer_service",
    ])
  })

  it("[FREE-2] a referral conversion without a type is free", () => {
    expect(deliveries({ category: "referral_conversion" })).toEqual(["delivered free_entry_point"])
  })

  it("[FREE-3] a reaction is free and takes no unit; another service message takes one", () => {
    const host = hostOn()
    host.settle(
      buildEvent({ messageIds: ["a"], category: "service", mediaType: "reaction" }),
      buildEvent({ messageIds: ["b"], category: "service", mediaType: "text" }),
    )
    expect(summaries(host.rows.charges)).toEqual([
      "sent",
      "delivered free_reaction",
      "sent",
      "delivered allowance:meta-service",
    ])
    expect([...host.rows.counters.values()].map(({ used }) => used)).toEqual([1])
  })

  /** Midnight in India, where the sender is. */
  const LAST_FREE = Date.UTC(2026, 8, 30, 18, 30) - 1
  const eras: readonly (readonly [category: "service" | "utility", occurredAt: number, expected: string])[] =
    [
      ["service", LAST_FREE, "delivered free_customer_service"],
      ["service", LAST_FREE + 1, "delivered list 1400"],
      ["utility", LAST_FREE, "delivered free_customer_service"],
      ["utility", LAST_FREE + 1, "delivered list 1400"],
    ]
  it.each(eras)("[FREE-4] %s inside the window at %i", (category, occurredAt, expected) => {
    const inbound = { kind: "received", occurredAt: occurredAt - HOUR_MS } as const
    expect(deliveries(inbound, { category, occurredAt })).toEqual([expected])
  })

  it("[FREE-4] utility outside the window was charged; service is taken as inside its window", () => {
    const at = { occurredAt: IN_2026_09 }
    expect(deliveries({ ...at, category: "utility" }, { ...at, category: "service" })).toEqual([
      "delivered list 1400",
      "delivered free_customer_service",
    ])
  })

  it("[FREE-5] conversations: the first delivery of a category pays, the next in 24 hours does not, whatever its type", () => {
    const paid = {
      cost: { amount: "0.02", currency: "USD" },
      category: "marketing",
      type: "regular",
    } as const
    const at = (hours: number) => ({ occurredAt: IN_2025_06 + hours * HOUR_MS })
    expect(
      deliveries(
        { ...paid, ...at(0) },
        { ...paid, ...at(23.9) },
        { ...paid, ...at(1), category: "utility" },
        { ...paid, ...at(24) },
      ),
    ).toEqual([
      "delivered told_cost 20000",
      "delivered conversation_open",
      "delivered told_cost 20000",
      "delivered told_cost 20000",
    ])
  })

  it("[FREE-6] a told cost takes the card's place, not that of a free type", () => {
    const cost = { amount: "0.005", currency: "USD" }
    expect(deliveries({ cost, type: "regular" }, { cost }, { cost, type: "free_entry_point" })).toEqual([
      "delivered told_cost 5000",
      "delivered told_cost 5000",
      "delivered free_entry_point",
    ])
  })

  const costs: readonly (readonly [amount: string, currency: string, reason: string])[] = [
    ["0.01", "EUR", "currency_mismatch"],
    ["1000000.000001", "USD", "fact_conflict"],
    ["-0.01", "USD", "fact_conflict"],
    ["0.0000001", "USD", "fact_conflict"],
    ["free", "USD", "fact_conflict"],
  ]
  it.each(costs)("[FREE-6] a cost of %s %s waits", (amount, currency, reason) => {
    const host = hostOn()
    const { results } = host.settle(buildEvent({ cost: { amount, currency } }))
    expect(results[0]).toMatchObject({ status: "suspended", reason })
    expect(summaries(host.rows.charges)).toEqual(["sent"])
  })

  it("[FREE-6] a cost of the limit is charged, one of zero is paid by nothing", () => {
    expect(
      deliveries(
        { cost: { amount: "1000000", currency: "USD" } },
        { cost: { amount: "0", currency: "USD" } },
      ),
    ).toEqual(["delivered told_cost 1000000000000", "delivered told_cost"])
  })

  const priceless: readonly (readonly [event: Partial<UsageEvent>, rateCard: string, reason: string])[] = [
    [{ category: "service" }, "absent", "no_rate_card"],
    [{ category: "authentication_international", recipient: "5511987654321" }, "meta", "no_rate"],
    [{ category: "marketing", market: "Atlantis" }, "meta", "unknown_market"],
  ]
  it.each(priceless)("[FREE-7] %j on the card %s waits though a unit is left", (event, rateCard, reason) => {
    const allowances = [
      {
        id: "all",
        category: ["service", "marketing", "authentication_international"],
        quantity: 5,
        per: "wallet",
        basis: "plan",
      },
    ] as const
    const host = hostOn({
      rateCard,
      allowances: allowances.map((one) => ({ ...one, category: [...one.category] })),
    })
    expect(host.settle(buildEvent(event)).results[0]).toMatchObject({ status: "suspended", reason })
    expect([...host.rows.counters.values()]).toEqual([])
  })

  it("[FREE-7] past the last day of a card everything but the free waits", () => {
    const host = hostOn({ currency: "EUR", allowances: [] })
    host.settle(
      buildEvent({ messageIds: ["a"] }),
      buildEvent({ messageIds: ["b"], type: "free_entry_point" }),
    )
    expect(host.waiting.map(({ reason }) => reason)).toEqual(["rate_card_outdated"])
    expect(summaries(host.rows.charges)).toEqual(["sent", "sent", "delivered free_entry_point"])
  })
})

describe("windows", () => {
  const utility = (hours: number) =>
    ({ category: "utility", occurredAt: IN_2026_09 + hours * HOUR_MS }) as const
  const inbound = (hours: number) => ({ kind: "received", occurredAt: IN_2026_09 + hours * HOUR_MS }) as const
  const FREE = "delivered free_customer_service"
  const PAID = "delivered list 1400"

  it("[WIN-1] windows are of one sender and one user, and a told type is above them", () => {
    expect(deliveries(inbound(0), { ...utility(1), recipient: "919876500000" })).toEqual([PAID])
    expect(deliveries(inbound(0), { ...utility(1), type: "regular" })).toEqual([PAID])
  })

  it("[WIN-1] an event that tells a type opens nothing, however events are batched", () => {
    const ad = { ...inbound(0), isReferral: true }
    const events = [ad, { ...utility(1), type: "regular" }, { ...utility(2) }, { ...utility(73.9) }] as const
    const built = events.map((event, place) => buildEvent({ messageIds: [`m${place}`], ...event }))
    const single = hostOn()
    const whole = hostOn()
    for (const host of [single, whole]) host.now = IN_2026_09 + 80 * HOUR_MS
    for (const event of built) single.settle(event)
    whole.settle(...built)
    expect(summaries(single.rows.charges)).toEqual(summaries(whole.rows.charges))
    expect(summaries(single.rows.charges).filter((one) => one.startsWith("delivered"))).toEqual([
      PAID,
      "delivered free_entry_point",
      "delivered free_entry_point",
    ])
  })

  const spans: readonly (readonly [events: readonly Partial<UsageEvent>[], expected: readonly string[]])[] = [
    [
      [inbound(0), utility(23.99), utility(24)],
      [FREE, PAID],
    ],
    [
      [inbound(0), inbound(10), utility(33.9), utility(34)],
      [FREE, PAID],
    ],
    [
      [inbound(10), inbound(0), utility(5), utility(33.9)],
      [FREE, FREE],
    ],
    [
      [inbound(40), inbound(0), utility(41), utility(1)],
      [FREE, PAID],
    ],
    [
      [inbound(0), inbound(30), utility(1), utility(31)],
      [PAID, FREE],
    ],
  ]
  it.each(spans)("[WIN-2] the customer service window: %j", (events, expected) => {
    expect(deliveries(...events)).toEqual(expected)
  })

  const ENTRY = "delivered free_entry_point"
  const MARKETING = "delivered list 11800"
  const answer = (hours: number) => ({ occurredAt: IN_2026_09 + hours * HOUR_MS }) as const
  const ad = { ...inbound(0), isReferral: true }
  const entries: readonly (readonly [events: readonly Partial<UsageEvent>[], expected: readonly string[]])[] =
    [
      [
        [ad, answer(23.9), answer(95.8), answer(95.9)],
        [ENTRY, ENTRY, MARKETING],
      ],
      [[ad, answer(24)], [MARKETING]],
      [[ad, answer(-1)], [MARKETING]],
      [[inbound(0), answer(1)], [MARKETING]],
    ]
  it.each(entries)("[WIN-3] the free entry point: %j", (events, expected) => {
    expect(deliveries(...events)).toEqual(expected)
  })

  it("[WIN-4] the model as told makes conversations after their era, and a billing event is always a new one", () => {
    const told = { model: "CBP", type: "regular" } as const
    const billing = { ...told, kind: "billing", authority: "gupshup" } as const
    expect(deliveries(told, told, billing, { type: "regular" })).toEqual([
      MARKETING,
      "delivered conversation_open",
      MARKETING,
      MARKETING,
    ])
  })
})
