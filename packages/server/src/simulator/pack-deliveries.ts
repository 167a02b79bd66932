import type { Delivery, PostedEvent, TrafficEvent, TrafficSender } from "./traffic-event.ts"
import { BODY_EVENTS_MAX, BODY_SPAN_MS } from "./traffic-mix.ts"
import { webhookBody } from "./webhook-body.ts"

interface OpenBody {
  readonly sender: TrafficSender
  readonly firstAt: number
  readonly postAt: number
  readonly events: TrafficEvent[]
}

/** Events into bodies, in order of posting: those of one number and provider that are near in time share one. Rule SIM-5. */
export function packDeliveries(posted: readonly PostedEvent[]): readonly Delivery[] {
  const open = new Map<string, OpenBody>()
  const bodies: OpenBody[] = []
  for (const { sender, event, postAt } of posted.toSorted((a, b) => a.postAt - b.postAt)) {
    const key = `${event.provider} ${sender.id}`
    const body = open.get(key)
    if (body !== undefined && postAt - body.firstAt <= BODY_SPAN_MS && body.events.length < BODY_EVENTS_MAX) {
      body.events.push(event)
      continue
    }
    const fresh = { sender, firstAt: postAt, postAt: postAt + BODY_SPAN_MS, events: [event] }
    open.set(key, fresh)
    bodies.push(fresh)
  }
  return bodies.map(({ sender, postAt, events }) => {
    const provider = events[0]!.provider
    return { postAt, provider, senderId: sender.id, body: webhookBody(provider, sender, events), events }
  })
}
