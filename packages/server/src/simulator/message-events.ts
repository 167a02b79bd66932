import type { SeededRandom } from "./seeded-random.ts"
import {
  DELIVERY_MS,
  INBOUND_TYPES,
  MARKETING_FAILURE,
  OTHER_FAILURES,
  READ_ONLY_SHARE,
  READ_SHARE,
  READING_MS,
  REFERRAL_SHARE,
  WEBHOOK_MS,
  type Failure,
  type OutboundKind,
} from "./traffic-mix.ts"
import type { Provider, TrafficEvent } from "./traffic-event.ts"

/** Who a message is from and to, and who tells of it. */
export interface MessageFacts {
  readonly messageId: string
  readonly gupshupId: string
  readonly recipient: string
  readonly at: number
  /** Who posts its statuses. */
  readonly provider: Provider
}

/** What one inbound message gives: a single event. */
export function inboundEvents(random: SeededRandom, message: MessageFacts): readonly TrafficEvent[] {
  const { type } = random.pickWeighted(INBOUND_TYPES)
  return [{ ...message, kind: "received", type, isReferral: random.isChance(REFERRAL_SHARE) }]
}

/**
 * What one outbound message gives, in the order in which it happens: sent, then failed, or delivered and perhaps read,
 * and Gupshup's billing events. Pricing is on `sent` and on the first of delivered and read alone. Rules SIM-3, SIM-4.
 *
 * @param isBilled - whether Gupshup posts billing events of it
 */
export function outboundEvents(
  random: SeededRandom,
  message: MessageFacts,
  { kind, isBilled }: { readonly kind: OutboundKind; readonly isBilled: boolean },
): readonly TrafficEvent[] {
  const pricing = { category: kind.category, type: kind.type }
  const events: TrafficEvent[] = [{ ...message, kind: "sent", pricing }]
  const at = message.at + random.whole(...DELIVERY_MS)
  const failure = failureOf(random, message.recipient, kind)
  if (failure !== undefined) return [...events, { ...message, at, kind: "failed", failure }]

  const readAt = at + random.whole(...READING_MS)
  if (random.isChance(READ_ONLY_SHARE)) events.push({ ...message, at, kind: "read", pricing })
  else {
    events.push({ ...message, at, kind: "delivered", pricing })
    if (random.isChance(READ_SHARE)) events.push({ ...message, at: readAt, kind: "read" })
  }
  if (!isBilled) return events
  const billing = { ...message, at: at + random.whole(...WEBHOOK_MS), provider: "gupshup", pricing } as const
  events.push({ ...billing, kind: "billing", source: "whatsapp" })
  // Two billing events of one message differ by their source alone: Gupshup's own fee is on Cloud API marketing.
  if (kind.category === "marketing") events.push({ ...billing, kind: "billing", source: "gupshup" })
  return events
}

function failureOf(random: SeededRandom, recipient: string, kind: OutboundKind): Failure | undefined {
  const isMarketing = kind.category === "marketing" || kind.category === "marketing_lite"
  const isHeldBack = isMarketing && recipient.startsWith("1")
  if (!random.isChance(kind.failing) && !isHeldBack) return undefined
  return isMarketing ? MARKETING_FAILURE : random.pick(OTHER_FAILURES)
}
