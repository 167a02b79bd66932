import { describe, expect, it } from "vitest"
import { buildEvent, buildFacts, buildPlan, buildSender, NOW } from "../testing/builders.ts"
import { summaries } from "../testing/summaries.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import { GUPSHUP_PLAN } from "./gupshup-plan.ts"
import type { UsageEvent } from "./usage-event.ts"

const IDS = ["031Y3n35om5LZ1cvTxxxxx", "8e2abac1-31e3-4ad9-8d21-b2b5d0xxxxxxx"]

/** The two billing events of one message, as Gupshup sends them: without a time, alike but for their source. */
function billingEvent(): UsageEvent {
  const { occurredAt: _, ...event } = buildEvent({
    kind: "billing",
    authority: "gupshup",
    messageIds: IDS,
    type: "regular",
    model: "PMP",
    channel: "cloud_api",
  })
  return event
}

function statusEvent(kind: UsageEvent["kind"]): UsageEvent {
  return buildEvent({
    kind,
    authority: "meta",
    messageIds: IDS.slice(0, 1),
    type: "regular",
    channel: "cloud_api",
    occurredAt: NOW - 60_000,
  })
}

function gupshupHost(): WalletHost {
  const host = new WalletHost(buildFacts(buildPlan(GUPSHUP_PLAN)), [buildSender()])
  host.topUp("top_1", 10_000_000n)
  return host
}

describe("plan gupshup", () => {
  const [one, other] = [billingEvent(), billingEvent()]
  const orders: readonly (readonly UsageEvent[])[] = [
    [statusEvent("delivered"), one, other],
    [one, statusEvent("delivered"), other],
    [one, other, statusEvent("read")],
    [statusEvent("sent"), one, statusEvent("delivered"), other, statusEvent("read"), one],
  ]

  it.each(orders)(
    "[PLAN-9] both billing events and Meta's statuses are one message at 13,508 micros",
    (...events) => {
      const host = gupshupHost()
      for (const event of events) host.settle(event)
      expect(
        host.rows.charges.flatMap(({ fees }) =>
          fees.map(({ group, label, amount }) => [group, label, amount]),
        ),
      ).toEqual([
        ["Messages : Gupshup fees", "Gupshup fee per message", 1_000],
        ["Messages : WhatsApp fees", "WhatsApp fee for marketing", 11_800],
        ["Messages : Gupshup fees", "Gupshup fee for Cloud API marketing", 708],
      ])
      expect(host.wallet.balance).toBe(10_000_000n - 13_508n)
      expect(host.verify()).toEqual([])
    },
  )

  it("[EVT-8] a billing event takes the message's known delivery, else its receipt", () => {
    const known = gupshupHost()
    known.settle(statusEvent("delivered"))
    known.settle(billingEvent())
    expect(known.rows.charges.map(({ instant }) => instant)).toEqual([NOW - 60_000, NOW - 60_000])
    const alone = gupshupHost()
    alone.settle(billingEvent())
    alone.settle(statusEvent("delivered"))
    expect(alone.rows.charges.map(({ instant }) => instant)).toEqual([NOW, NOW])
  })

  it("[PLAN-9] MM Lite has no share, and none was asked before 2026", () => {
    const host = gupshupHost()
    host.settle(buildEvent({ messageIds: ["lite"], channel: "mm_lite", type: "regular" }))
    expect(summaries(host.rows.charges)).toEqual(["sent +1000", "delivered list 11800"])
    host.now = Date.UTC(2026, 0, 2)
    host.settle(buildEvent({ messageIds: ["old"], kind: "sent", occurredAt: Date.UTC(2025, 11, 31, 18) }))
    expect(host.rows.charges.at(-1)!.planVersion).toBe("gupshup@2024-01-01")
  })

  it("[PLAN-9] the fee per message stops at 75 dollars a number and month", () => {
    const host = gupshupHost()
    const month = 2026 * 12 + 10
    const counter = { month, key: "cap:gupshup-platform@s1", used: 74_999_500, reserved: 0 }
    host.rows.counters.set(`${month}|${counter.key}`, counter)
    host.settle(
      buildEvent({ messageIds: ["a"], kind: "sent" }),
      buildEvent({ messageIds: ["b"], kind: "received" }),
    )
    expect(summaries(host.rows.charges)).toEqual(["sent +500", "received"])
  })
})
