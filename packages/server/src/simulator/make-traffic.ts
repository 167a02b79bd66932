import { invariant } from "@tollgate/engine"
import { inboundEvents, outboundEvents, type MessageFacts } from "./message-events.ts"
import { packDeliveries } from "./pack-deliveries.ts"
import { seededRandom, type SeededRandom } from "./seeded-random.ts"
import {
  GUPSHUP_STATUS_SHARE,
  INBOUND_SHARE,
  LATE_MS,
  LATE_SHARE,
  OUTBOUND_KINDS,
  RECIPIENT_RANGES,
  REPEAT_MS,
  REPEATED_SHARE,
  WEBHOOK_MS,
} from "./traffic-mix.ts"
import type { Delivery, PostedEvent, TrafficEvent, TrafficSender } from "./traffic-event.ts"

export interface TrafficOptions {
  /** 32 bits. The same seed and options give the same traffic. */
  readonly seed: number
  /** Non-empty; with provider `gupshup`, each with an app. */
  readonly senders: readonly TrafficSender[]
  readonly provider: "meta" | "gupshup" | "both"
  /** 1 to `MESSAGES_MAX`. */
  readonly messages: number
  /** They begin within `[startAt, startAt + spanMs)`; statuses and repetitions come later by `TAIL_MS_MAX` at most. */
  readonly startAt: number
  readonly spanMs: number
  /** How many of the messages are of a number that nobody has; 0 unless given. */
  readonly unknownSenderShare?: number
}

export const MESSAGES_MAX = 200_000
/** The longest way from a message to its last webhook: delivered, read, late, told again. */
export const TAIL_MS_MAX = 16_000
const RECENT_WRITERS_MAX = 50

/** A number that no wallet pays for. */
const UNKNOWN_SENDER: TrafficSender = { id: "100000000000009", phoneNumber: "15550009999" }

/**
 * Webhooks as Meta and Gupshup post them for so many messages, in the order of posting: statuses, inbound, failures,
 * billing events; some twice, some late, several in a body. Rules SIM-1 to SIM-6.
 */
export function makeTraffic(options: TrafficOptions): readonly Delivery[] {
  const { seed, senders, provider, messages, startAt, spanMs, unknownSenderShare = 0 } = options
  invariant(senders.length > 0, "traffic comes from somebody")
  invariant(messages >= 1 && messages <= MESSAGES_MAX, "traffic has 1 to MESSAGES_MAX messages")
  const random = seededRandom(seed)
  const writers = new Map<string, string[]>()
  const posted: PostedEvent[] = []
  const starts = Array.from({ length: messages }, () => Math.floor(random.fraction() * spanMs))
  for (const [index, start] of starts.toSorted((a, b) => a - b).entries()) {
    const sender = random.isChance(unknownSenderShare) ? UNKNOWN_SENDER : random.pick(senders)
    const isByGupshup =
      sender.gupshupAppId !== undefined &&
      (provider === "gupshup" || (provider === "both" && random.isChance(GUPSHUP_STATUS_SHARE)))
    const message = {
      ...messageIds(random, seed, index),
      at: startAt + start,
      provider: isByGupshup ? "gupshup" : "meta",
    } as const
    const isBilled = provider !== "meta" && sender.gupshupAppId !== undefined
    for (const event of conversation(random, { message, sender, isBilled, writers })) {
      posted.push(...postings(random, sender, event))
    }
  }
  return packDeliveries(posted)
}

/** Ids unlike those of any other seed, in the shape of Meta's and Gupshup's. */
function messageIds(
  random: SeededRandom,
  seed: number,
  index: number,
): { messageId: string; gupshupId: string } {
  const run = (seed >>> 0).toString(16).padStart(8, "0")
  const place = index.toString(16).padStart(8, "0")
  return {
    messageId: `wamid.HBgM${`${random.hex(12)}${run}${place}`.toUpperCase()}`,
    gupshupId: `${run}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(4)}${place}`,
  }
}

/** The events of one message; a service message answers somebody who wrote, where somebody did. */
function conversation(
  random: SeededRandom,
  at: {
    readonly message: Omit<MessageFacts, "recipient">
    readonly sender: TrafficSender
    readonly isBilled: boolean
    readonly writers: Map<string, string[]>
  },
): readonly TrafficEvent[] {
  const { message, sender, isBilled, writers } = at
  const written = writers.get(sender.id) ?? []
  const stranger = numberIn(random, sender)
  if (random.isChance(INBOUND_SHARE)) {
    writers.set(sender.id, [...written.slice(1 - RECENT_WRITERS_MAX), stranger])
    return inboundEvents(random, { ...message, recipient: stranger })
  }
  const kind = random.pickWeighted(OUTBOUND_KINDS)
  const isAnswer = kind.category === "service" || kind.category === "referral_conversion"
  const recipient = isAnswer && written.length > 0 ? random.pick(written) : stranger
  return outboundEvents(random, { ...message, recipient }, { kind, isBilled })
}

function numberIn(random: SeededRandom, { ranges = RECIPIENT_RANGES }: TrafficSender): string {
  const { prefix, digits } = random.pickWeighted(ranges)
  return prefix + Array.from({ length: digits }, () => random.whole(0, 9)).join("")
}

/** When an event is told: soon, sometimes late, sometimes twice. Rule SIM-6. */
function postings(random: SeededRandom, sender: TrafficSender, event: TrafficEvent): readonly PostedEvent[] {
  const late = random.isChance(LATE_SHARE) ? random.whole(...LATE_MS) : 0
  const postAt = event.at + random.whole(...WEBHOOK_MS) + late
  const told = [{ sender, event, postAt }]
  return random.isChance(REPEATED_SHARE)
    ? [...told, { sender, event, postAt: postAt + random.whole(...REPEAT_MS) }]
    : told
}
