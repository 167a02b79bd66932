import { workloadEvents, WORKLOAD_START } from "../../engine/bench/workload.ts"
import { formatInstant } from "../src/schemas/common.ts"

/** An event as a client tells it. */
export interface ToldEvent {
  readonly messageId: string
  readonly senderId: string
  readonly recipient: string
  readonly category: string
}

/** Deliveries of the workload. They happened within the last hours: a server's clock is the real one. */
export function toldEvents(count: number, first: number): readonly ToldEvent[] {
  const shift = Date.now() - 86_400_000 - WORKLOAD_START
  return workloadEvents(count, first).map(({ messageIds, occurredAt, authority: _, ...event }) => ({
    ...event,
    category: event.category!,
    messageId: messageIds[0]!,
    occurredAt: formatInstant(occurredAt! + shift),
  }))
}
