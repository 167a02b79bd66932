import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { buildEvent, NOW } from "../testing/builders.ts"
import { hostOn, perMessage, summaries } from "../testing/summaries.ts"
import type { UsageEvent } from "../pricing/usage-event.ts"
import { EVENT_AHEAD_MAX_MS, FLAG, MESSAGE_MEMORY_MS } from "./state.ts"

const TIMEOUT_MS = 60_000
const DELIVERED = ["sent", "delivered list 11800"]

/** An event of the same message that names no category. */
function bare(parts: Partial<UsageEvent> = {}): UsageEvent {
  const { category: _, ...event } = buildEvent(parts)
  return event
}

function ids(...messageIds: readonly string[]): { readonly messageIds: readonly string[] } {
  return { messageIds }
}

describe("what waits", () => {
  const bounds: readonly (readonly [name: string, offset: number, isTaken: boolean])[] = [
    ["400 days back", -MESSAGE_MEMORY_MS, true],
    ["a millisecond more", -MESSAGE_MEMORY_MS - 1, false],
    ["30 days ahead", EVENT_AHEAD_MAX_MS, true],
    ["a millisecond further", EVENT_AHEAD_MAX_MS + 1, false],
  ]
  it.each(bounds)("[EVT-1] %s", (_, offset, isTaken) => {
    const host = hostOn()
    const { results } = host.settle(buildEvent({ kind: "sent", occurredAt: NOW + offset }))
    expect(results[0]).toMatchObject(
      isTaken ? { status: "accepted" } : { status: "suspended", reason: "out_of_range" },
    )
    host.retry()
    expect(host.waiting.length).toBe(isTaken ? 0 : 1)
  })

  it("[EVT-1] a value that we do not know waits as it came, and a retry does not make it known", () => {
    const host = hostOn()
    const event = buildEvent({ unknown: { field: "category", value: "carousel" } })
    expect(host.settle(event, event).results.map(({ status }) => status)).toEqual(["suspended", "suspended"])
    host.retry()
    expect(host.waiting.map(({ reason, event: kept }) => [reason, kept])).toEqual([
      ["unknown_category", event],
    ])
    expect(host.rows.outbox.size).toBe(1)
    expect(host.rows.charges).toEqual([])
  })

  it("[EVT-5] a delivery without a category waits once for each kind, with its own time; the rest is handled", () => {
    const host = hostOn({ fees: [perMessage(1n)] })
    host.settle(bare(), bare({ occurredAt: NOW + 5 }), bare({ kind: "read", occurredAt: NOW + 9 }))
    expect(summaries(host.rows.charges)).toEqual(["sent +1"])
    expect(host.waiting.map(({ event }) => [event.kind, event.occurredAt])).toEqual([
      ["delivered", NOW],
      ["read", NOW + 9],
    ])
  })

  it("[EVT-6] the event that brings the category handles what waits, at its own time", () => {
    const host = hostOn()
    host.settle(bare())
    host.now += 60_000
    const { results, charged } = host.settle(buildEvent({ kind: "sent", occurredAt: NOW + 60_000 }))
    expect(results[0]).toMatchObject({ status: "accepted", charged: 11_800 })
    expect(charged).toBe(11_800n)
    expect(host.rows.charges.map(({ trigger, instant }) => [trigger, instant])).toEqual([
      ["sent", NOW],
      ["delivered", NOW],
    ])
    expect(host.waiting).toEqual([])
    expect([...host.rows.messages.values()].map(({ suspended }) => suspended)).toEqual([0])
    expect(host.verify()).toEqual([])
  })

  it("[EVT-6] a retry handles the rest, each by its own instant", () => {
    const host = hostOn({ rateCard: "absent" })
    host.settle(buildEvent(ids("a")), buildEvent({ ...ids("b"), occurredAt: NOW - 1_000 }))
    expect(host.retry()).toEqual({ retried: 2, accepted: 0, duplicates: 0, suspended: 2, charged: 0n })
    host.facts = hostOn().facts
    host.now += 60_000
    expect(host.retry()).toEqual({ retried: 2, accepted: 2, duplicates: 0, suspended: 0, charged: 23_600n })
    expect(host.rows.charges.slice(2).map(({ instant }) => instant)).toEqual([NOW, NOW - 1_000])
    expect(host.verify()).toEqual([])
  })

  it("[EVT-6] a delivery handled meanwhile makes the waiting one a duplicate", () => {
    const host = hostOn({ rateCard: "absent" })
    host.settle(buildEvent())
    host.facts = hostOn().facts
    host.settle(buildEvent({ kind: "read" }))
    expect(host.retry()).toMatchObject({ accepted: 0, duplicates: 1, charged: 0n })
    expect(summaries(host.rows.charges)).toEqual(DELIVERED)
  })
})

describe("which message", () => {
  it("[EVT-2] every id of an event names its message, the first seen is canonical, the recipient is part of it", () => {
    const host = hostOn()
    host.settle(
      buildEvent(ids("a", "b")),
      buildEvent({ ...ids("b"), kind: "read" }),
      buildEvent(ids("c", "a")),
    )
    expect(summaries(host.rows.charges)).toEqual(DELIVERED)
    expect([...host.rows.aliases.values()].map(({ aliasId, canonicalId }) => [aliasId, canonicalId])).toEqual(
      [
        ["b", "a"],
        ["c", "a"],
      ],
    )
    host.settle(buildEvent({ ...ids("b"), recipient: "919876500000" }))
    expect(summaries(host.rows.charges)).toEqual([...DELIVERED, ...DELIVERED])
  })

  it("[EVT-3] two records that turn out to be one: what either has handled is handled", () => {
    const host = hostOn()
    host.settle(buildEvent({ ...ids("a"), kind: "sent", occurredAt: NOW - 5 }), buildEvent(ids("b")))
    const { results } = host.settle(buildEvent({ ...ids("b", "a"), kind: "read" }))
    expect(results[0]!.status).toBe("accepted")
    expect(summaries(host.rows.charges)).toEqual(["sent", ...DELIVERED])
    const kept = [...host.rows.messages.values()].filter(({ flags }) => (flags & FLAG.merged) === 0)
    expect(kept.map(({ messageId, charges, amount }) => [messageId, charges, amount])).toEqual([
      ["a", [1, 2, 3], 11_800],
    ])
  })

  it("[EVT-3] both charged for one trigger: an operator is asked, nothing is undone", () => {
    const host = hostOn()
    host.settle(buildEvent(ids("a")), buildEvent(ids("b")))
    const { results } = host.settle(buildEvent({ ...ids("a", "b"), kind: "read" }))
    expect(results[0]).toMatchObject({ status: "suspended", reason: "fact_conflict", charged: 0 })
    expect(host.settle(buildEvent({ ...ids("a", "b"), kind: "read" })).results[0]!.status).toBe("duplicate")
    expect(summaries(host.rows.charges)).toEqual([...DELIVERED, ...DELIVERED])
  })

  it("[EVT-3] a chain of joins: every id ever told leads to the record that is left", () => {
    const host = hostOn()
    host.settle(buildEvent({ ...ids("a", "a2"), kind: "sent", occurredAt: NOW - 3 }))
    host.settle(buildEvent({ ...ids("b"), kind: "sent", occurredAt: NOW - 5 }))
    host.settle(buildEvent({ ...ids("a", "b"), kind: "sent" }))
    host.settle(buildEvent({ ...ids("c"), occurredAt: NOW - 9 }))
    host.settle(buildEvent({ ...ids("c", "b"), kind: "read" }))
    for (const id of ["a", "a2", "b", "c"]) {
      expect(host.settle(buildEvent(ids(id))).results[0]!.status, id).toBe("duplicate")
    }
    expect(host.rows.charges.filter(({ trigger }) => trigger === "delivered").length).toBe(1)
  })

  it("[EVT-3] what waits of the other record comes along", () => {
    const host = hostOn()
    host.settle(bare({ ...ids("a"), kind: "sent", occurredAt: NOW - 5 }), bare(ids("b")))
    host.settle(buildEvent({ ...ids("a", "b"), kind: "sent" }))
    expect(host.waiting).toEqual([])
    expect(summaries(host.rows.charges)).toEqual(["sent", "sent", "delivered list 11800"])
  })
})

describe("which triggers", () => {
  const implied: readonly (readonly [kind: UsageEvent["kind"], expected: readonly string[]])[] = [
    ["sent", ["sent"]],
    ["delivered", ["sent", "delivered list 11800"]],
    ["read", ["sent", "delivered list 11800"]],
    ["billing", ["sent", "delivered list 11800"]],
    ["failed", ["failed"]],
    ["received", ["received"]],
  ]
  it.each(implied)("[EVT-4] %s implies %j, once", (kind, expected) => {
    const host = hostOn()
    const first = host.settle(buildEvent({ kind }))
    const again = host.settle(buildEvent({ kind, occurredAt: NOW + 1 }))
    expect(first.results[0]!.status).toBe("accepted")
    expect(again.results[0]).toEqual({ status: "duplicate", charged: 0 })
    expect(summaries(host.rows.charges)).toEqual(expected)
  })

  it("[EVT-7] every trigger writes a charge, also one that costs nothing", () => {
    const host = hostOn()
    host.settle(buildEvent({ kind: "received" }), buildEvent({ ...ids("m2"), type: "free_entry_point" }))
    expect(host.rows.charges.map(({ trigger, fees }) => [trigger, fees])).toEqual([
      ["received", []],
      ["sent", []],
      ["delivered", []],
    ])
    expect(host.wallet.balance).toBe(0n)
  })

  it("[EVT-7] a delivery on a suspended or closed wallet is charged, beyond any overdraft", () => {
    for (const status of ["suspended", "closed"] as const) {
      const host = hostOn()
      host.update({ status })
      host.settle(buildEvent(), buildEvent({ ...ids("in"), kind: "received" }))
      expect(host.wallet.balance).toBe(-11_800n)
      expect(host.verify()).toEqual([])
    }
  })

  it("[EVT-9] a duplicate writes nothing; a first read and anything new is written", () => {
    const host = hostOn()
    host.settle(buildEvent({ channel: "cloud_api" }))
    const before = structuredClone(host.rows.messages)
    const { sequence } = host.wallet
    expect(host.settle(buildEvent({ channel: "cloud_api" })).results[0]!.status).toBe("duplicate")
    expect(host.rows.messages).toEqual(before)
    expect(host.settle(buildEvent({ kind: "sent", mediaType: "image" })).results[0]!.status).toBe("duplicate")
    expect([...host.rows.messages.values()][0]!.mediaType).toBe("image")
    expect(host.settle(buildEvent({ kind: "read" })).results[0]!.status).toBe("accepted")
    expect(host.settle(buildEvent({ kind: "read" })).results[0]!.status).toBe("duplicate")
    expect(host.wallet.sequence).toBe(sequence)
  })

  it(
    "[EVT-4] Meta's statuses in any order, any number of times, in any batches, charge the same",
    () => {
      const told = { authority: "meta", type: "regular", channel: "cloud_api" } as const
      const statuses = (["sent", "delivered", "read", "failed"] as const).map((kind, place) =>
        buildEvent({ ...told, kind, occurredAt: NOW + place * 1_000 }),
      )
      const fees = [
        perMessage(5n),
        perMessage(7n, { on: ["delivered"] }),
        perMessage(11n, { on: ["failed"] }),
        perMessage(13n, { when: { category: ["marketing"] } }),
      ]
      const orders = fc
        .array(fc.constantFrom(...statuses), { maxLength: 6 })
        .chain((more) =>
          fc.shuffledSubarray([...statuses, ...more], { minLength: statuses.length + more.length }),
        )
      fc.assert(
        fc.property(orders, fc.array(fc.nat({ max: 10 })), (events, cuts) => {
          const host = hostOn({ fees })
          const places = [0, ...cuts.filter((cut) => cut < events.length), events.length].sort(
            (a, b) => a - b,
          )
          for (const [at, from] of places.entries()) {
            const batch = events.slice(from, places[at + 1] ?? from)
            if (batch.length > 0) host.settle(...batch)
          }
          expect(summaries(host.rows.charges).sort()).toEqual([
            "delivered list 11800 +7",
            "failed +11",
            "sent +18",
          ])
          expect(host.wallet.balance).toBe(-11_836n)
        }),
        { numRuns: 300 },
      )
    },
    TIMEOUT_MS,
  )
})
