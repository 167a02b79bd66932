import type { IngestCounts } from "./tally.ts"
import type { Delivery } from "./traffic-event.ts"

/** Where traffic goes, and the time it goes by. */
export interface TrafficHost {
  /** Rejects when the rest of the traffic would fare no better. */
  post(delivery: Delivery): Promise<IngestCounts>
  /** Milliseconds since 1970 UTC. */
  now(): number
  /** Resolves after so many milliseconds, or sooner when the traffic was stopped. */
  wait(milliseconds: number): Promise<void>
}

export const POSTS_AT_ONCE_MAX = 16

/**
 * Post each body at its time, those that are overdue at once, at most `POSTS_AT_ONCE_MAX` together. Resolves when all are
 * answered; after the first that rejects, or once stopped, nothing more is posted. Rule SIM-8.
 */
export async function sendTraffic(
  deliveries: readonly Delivery[],
  host: TrafficHost,
  {
    signal,
    onAnswer,
  }: { signal?: AbortSignal; onAnswer?: (delivery: Delivery, answer: IngestCounts) => void } = {},
): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const failures: unknown[] = []
  const post = async (delivery: Delivery): Promise<void> => {
    try {
      const answer = await host.post(delivery)
      onAnswer?.(delivery, answer)
    } catch (error) {
      failures.push(error)
    }
  }
  for (const delivery of deliveries) {
    const early = delivery.postAt - host.now()
    if (early > 0) await host.wait(early)
    while (underWay.size >= POSTS_AT_ONCE_MAX) await Promise.race(underWay)
    if (signal?.aborted === true || failures.length > 0) break
    const posting = post(delivery).finally(() => underWay.delete(posting))
    underWay.add(posting)
  }
  await Promise.all(underWay)
  if (failures.length > 0) throw failures[0]
}
