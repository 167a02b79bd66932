import {
  compilePlan,
  DEFAULT_ALLOWANCES,
  META_CARD,
  parseDate,
  publishedCards,
  type CompiledPlan,
  type PlanVersion,
  type SenderFacts,
  type UsageEvent,
  type Zone,
} from "../src/index.ts"

/** 2026-11-05T06:00:00Z: every rule of the published cards is in force. */
export const WORKLOAD_START: number = Date.UTC(2026, 10, 5, 6)

/** With daylight saving, and without. */
const NEW_YORK: Zone = {
  id: "America/New_York",
  startsAt: [
    Number.NEGATIVE_INFINITY,
    Date.UTC(2026, 2, 8, 7),
    Date.UTC(2026, 10, 1, 6),
    Date.UTC(2027, 2, 14, 7),
  ],
  offsetsMs: [-5 * 3_600_000, -4 * 3_600_000, -5 * 3_600_000, -4 * 3_600_000],
}
export const KOLKATA: Zone = {
  id: "Asia/Kolkata",
  startsAt: [Number.NEGATIVE_INFINITY],
  offsetsMs: [19_800_000],
}

const FEES_GROUP = "Messages : Gupshup fees"

/** Three fee lines on most messages: Meta's fee by counted tiers, a capped fee a message, 6 % on marketing and utility. */
const VERSION: PlanVersion = {
  planId: "gupshup-like",
  fromDay: parseDate("2026-01-01")!,
  currency: "USD",
  rateCard: META_CARD,
  volumeTiers: "counted",
  fees: [
    {
      kind: "per_message",
      label: "Gupshup fee per message",
      group: FEES_GROUP,
      amount: 1_000n,
      on: ["delivered", "received"],
      capId: "platform",
    },
    {
      kind: "percent",
      label: "Gupshup fee for Cloud API",
      group: FEES_GROUP,
      percent: 60_000n,
      of: "whatsapp_fee",
      on: ["delivered"],
      when: { category: ["marketing", "utility"], channel: ["cloud_api"] },
    },
  ],
  allowances: DEFAULT_ALLOWANCES,
  caps: [{ id: "platform", amount: 75_000_000n, per: "sender" }],
}

/** A plan like Gupshup's, with one version more, so that it has segments before and after. */
export function workloadPlan(): CompiledPlan {
  const earlier: PlanVersion = {
    ...VERSION,
    fromDay: parseDate("2025-07-01")!,
    fees: VERSION.fees.slice(0, 1),
  }
  return compilePlan([earlier, VERSION], new Map([[META_CARD, publishedCards()]]))
}

const SENDERS = 20

/** By id. The first has a cap that its traffic passes early. */
export function workloadSenders(): ReadonlyMap<string, SenderFacts> {
  const senders = Array.from({ length: SENDERS }, (_, index): SenderFacts => {
    const sender = {
      id: senderId(index),
      zone: index % 4 === 3 ? NEW_YORK : KOLKATA,
      defaultChannel: "cloud_api" as const,
    }
    return index === 0 ? { ...sender, capOverrides: { platform: 1_000_000 } } : sender
  })
  return new Map(senders.map((sender) => [sender.id, sender]))
}

function senderId(index: number): string {
  return String(106_540_352_242_922 + index * 7_919)
}

const PREFIXES = [
  "9198",
  "9199",
  "9177",
  "5511",
  "52155",
  "1415",
  "6281",
  "4479",
  "34600",
  "97150",
  "27821",
  "20100",
]

/** Bit mixing that gives the same numbers on every run: the workload is not random. */
function mix(seed: number): number {
  let value = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b)
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  return (value ^ (value >>> 16)) >>> 0
}

/** As long as Meta's are. */
function messageId(number: number): string {
  const random = [7, 11, 13].map((salt) =>
    mix(number * 31 + salt)
      .toString(16)
      .toUpperCase()
      .padStart(8, "0"),
  )
  return `wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgS${random.join("")}${String(number % 1_000_000).padStart(6, "0")}`
}

/**
 * Deliveries of new messages told by Meta, ten a second: 55 % marketing, 35 % utility, 10 % service, to twelve calling
 * prefixes, by twenty senders.
 *
 * @param first - number of the first message: another one makes other messages
 */
export function workloadEvents(count: number, first = 0): UsageEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index
    const drawn = mix(number + 1)
    const share = drawn % 100
    const category = share < 55 ? "marketing" : share < 90 ? "utility" : "service"
    return {
      messageIds: [messageId(number)],
      recipient: `${PREFIXES[drawn % PREFIXES.length]}${String(10_000_000 + (mix(number + 3) % 90_000_000)).slice(0, 7)}`,
      senderId: senderId(mix(number >>> 4) % SENDERS),
      kind: "delivered",
      occurredAt: WORKLOAD_START + number * 100,
      authority: "meta",
      category,
      ...(category === "service" ? {} : { type: "regular" as const }),
      model: "PMP",
      channel: "cloud_api",
      mediaType: category === "service" ? "text" : "template",
    }
  })
}
