import { describe, expect, it } from "vitest"
import { buildEvent, NOW } from "../testing/builders.ts"
import { hostOn, perMessage, summaries } from "../testing/summaries.ts"
import type { UsageEvent } from "../pricing/usage-event.ts"

function told(...events: readonly Partial<UsageEvent>[]): ReturnType<typeof hostOn> {
  const host = hostOn({
    allowances: [],
    fees: [perMessage(5n, { on: ["delivered"], when: { channel: ["mm_lite"] } })],
  })
  for (const [place, event] of events.entries()) {
    host.settle(buildEvent({ kind: "sent", occurredAt: NOW + place, ...event }))
  }
  return host
}

function delivered(host: ReturnType<typeof hostOn>): string[] {
  return summaries(host.rows.charges.filter(({ trigger }) => trigger === "delivered"))
}

const MARKETING = { category: "marketing", type: "regular" } as const
const UTILITY = { category: "utility", type: "regular" } as const
const FREE = { category: "service", type: "free_customer_service" } as const

describe("whose word counts", () => {
  const words: readonly (readonly [
    first: Partial<UsageEvent>,
    second: Partial<UsageEvent>,
    expected: string,
  ])[] = [
    [{ ...MARKETING, authority: "api" }, { ...UTILITY, authority: "gupshup" }, "delivered list 1400"],
    [{ ...MARKETING, authority: "gupshup" }, { ...UTILITY, authority: "meta" }, "delivered list 1400"],
    [{ ...MARKETING, authority: "meta" }, { ...UTILITY, authority: "meta" }, "delivered list 1400"],
    [{ ...MARKETING, authority: "meta" }, { ...UTILITY, authority: "gupshup" }, "delivered list 11800"],
    [{ ...MARKETING, authority: "gupshup" }, { ...UTILITY, authority: "api" }, "delivered list 11800"],
    [
      { ...MARKETING, channel: "cloud_api", authority: "api" },
      { ...MARKETING, channel: "mm_lite", authority: "meta" },
      "delivered list 11800 +5",
    ],
    [
      { ...MARKETING, channel: "mm_lite", authority: "meta" },
      { ...MARKETING, channel: "cloud_api", authority: "api" },
      "delivered list 11800 +5",
    ],
    [{ ...MARKETING, authority: "api" }, { ...FREE, authority: "meta" }, "delivered free_customer_service"],
  ]
  it.each(words)("[FACT-1] before delivery: %j, then %j", (first, second, expected) => {
    const { category: _, ...bare } = buildEvent()
    const host = told(first, second)
    host.settle({ ...bare, authority: "api" })
    expect(delivered(host)).toEqual([expected])
  })

  it("[FACT-2] what nobody told yet is filled by anyone", () => {
    const { category: _, ...silent } = buildEvent({ kind: "sent", authority: "meta", type: "regular" })
    const host = told()
    host.settle(
      silent,
      buildEvent({ kind: "sent", authority: "api", channel: "mm_lite", mediaType: "image" }),
    )
    host.settle(buildEvent({ authority: "api" }))
    expect(delivered(host)).toEqual(["delivered list 11800 +5"])
    expect(host.rows.charges.at(-1)).toMatchObject({
      category: "marketing",
      type: "regular",
      mediaType: "image",
    })
  })

  it("[FACT-2] a type that the better authority left out is filled too", () => {
    const host = told({ category: "marketing", authority: "meta" }, { type: "regular", authority: "gupshup" })
    host.settle(buildEvent({ authority: "meta" }))
    expect(host.rows.charges.at(-1)!.type).toBe("regular")
  })
})

describe("a word after delivery", () => {
  const API_FREE = { ...FREE, kind: "delivered", authority: "api" } as const

  it("[FACT-3] free on the API's word: a better one makes it a charge, at the delivery's instant, as a correction", () => {
    const host = told(API_FREE)
    host.now += 60_000
    const { results, charged } = host.settle(
      buildEvent({
        category: "service",
        type: "regular",
        kind: "read",
        authority: "meta",
        occurredAt: NOW + 50_000,
      }),
    )
    expect(results[0]).toMatchObject({ status: "accepted", charged: 1_400 })
    expect(charged).toBe(1_400n)
    expect(delivered(host)).toEqual(["delivered free_customer_service", "delivered list 1400 again"])
    expect(host.rows.charges.at(-1)!.instant).toBe(NOW)
    expect(host.verify()).toEqual([])
    const month = host.rows.rollups.filter(({ cuboid, grain }) => cuboid === "kind" && grain === "month")
    const sum = (name: "delivered" | "paid" | "free") => month.reduce((total, row) => total + row[name], 0)
    expect([sum("delivered"), sum("paid"), sum("free")]).toEqual([1, 1, 0])
  })

  it("[FACT-3] it may change the category as well", () => {
    const host = told(API_FREE, { ...MARKETING, kind: "read", authority: "gupshup" })
    expect(delivered(host)).toEqual(["delivered free_customer_service", "delivered list 11800 again"])
  })

  it("[FACT-3] a better word that it is free closes the matter", () => {
    const host = told(
      API_FREE,
      { ...FREE, kind: "read", authority: "gupshup" },
      { ...UTILITY, category: "service", authority: "meta" },
    )
    expect(delivered(host)).toEqual(["delivered free_customer_service"])
    expect(host.waiting.map(({ reason }) => reason)).toEqual(["fact_conflict"])
  })

  it("[FACT-3] the API cannot correct itself", () => {
    const host = told(API_FREE, { category: "service", type: "regular", kind: "read", authority: "api" })
    expect(delivered(host)).toEqual(["delivered free_customer_service"])
    expect(host.waiting.map(({ reason }) => reason)).toEqual(["fact_conflict"])
  })

  const CHARGED = { ...MARKETING, channel: "cloud_api", kind: "delivered", authority: "gupshup" } as const
  const words: readonly (readonly [event: Partial<UsageEvent>, conflicts: boolean])[] = [
    [{ ...UTILITY, authority: "gupshup" }, true],
    [{ ...UTILITY, authority: "meta" }, true],
    [{ ...UTILITY, authority: "api" }, false],
    [{ category: "marketing", type: "free_entry_point", authority: "meta" }, true],
    [{ category: "marketing", type: "free_entry_point", authority: "api" }, false],
    [{ ...MARKETING, channel: "mm_lite", authority: "meta" }, true],
    [{ ...MARKETING, channel: "mm_lite", authority: "api" }, false],
    [{ ...MARKETING, channel: "cloud_api", authority: "meta" }, false],
  ]
  it.each(words)("[FACT-4] charged as marketing by Gupshup's word, then %j", (event, conflicts) => {
    const host = told(CHARGED, event)
    expect(host.waiting.map(({ reason }) => reason)).toEqual(conflicts ? ["fact_conflict"] : [])
    expect(delivered(host)).toEqual(["delivered list 11800"])
  })

  it("[FACT-4] what our own plan made free is no contradiction of regular", () => {
    const allowances = [
      { id: "a", category: ["service" as const], quantity: 5, per: "sender", basis: "plan" },
    ] as const
    const host = hostOn({ allowances: [...allowances] })
    const event = { category: "service", type: "regular", authority: "meta" } as const
    host.settle(buildEvent(event), buildEvent({ ...event, kind: "read" }), buildEvent(event))
    expect(delivered(host)).toEqual(["delivered allowance:a"])
    expect(host.waiting).toEqual([])
  })

  it("[FACT-4] a conflict waits for an operator: a retry does not touch it", () => {
    const host = told(CHARGED, { ...UTILITY, authority: "meta" })
    expect(host.retry()).toEqual({ retried: 1, accepted: 0, duplicates: 0, suspended: 1, charged: 0n })
  })
})
