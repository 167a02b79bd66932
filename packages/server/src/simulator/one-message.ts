import { packDeliveries } from "./pack-deliveries.ts"
import { seededRandom } from "./seeded-random.ts"
import type { Delivery, TrafficEvent, TrafficSender } from "./traffic-event.ts"

const DELIVERED_AFTER_MS = 1_500
const READ_AFTER_MS = 4_000
/** India, where a Cloud API marketing message costs Meta's fee and, by Gupshup, 6 % of it. */
const RECIPIENT_PREFIX = "9198"

/** A marketing message by Cloud API that arrives and is read: the one with the most fee lines. Rule SIM-7. */
export function oneMessage({
  sender,
  seed,
  at,
}: {
  readonly sender: TrafficSender
  readonly seed: number
  readonly at: number
}): readonly Delivery[] {
  const random = seededRandom(seed)
  const pricing = { category: "marketing", type: "regular" } as const
  const message = {
    messageId: `wamid.HBgM${random.hex(28).toUpperCase()}`,
    gupshupId: `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`,
    recipient: RECIPIENT_PREFIX + String(random.whole(10_000_000, 99_999_999)),
    provider: "meta",
  } as const
  const events: TrafficEvent[] = [
    { ...message, at, kind: "sent", pricing },
    { ...message, at: at + DELIVERED_AFTER_MS, kind: "delivered", pricing },
    { ...message, at: at + READ_AFTER_MS, kind: "read" },
  ]
  return packDeliveries(events.map((event) => ({ sender, event, postAt: event.at })))
}
