import type { Micros } from "@tollgate/engine"
import type { Delivery } from "./traffic-event.ts"

/** What a server answered to one body. */
export interface IngestCounts {
  readonly accepted: number
  readonly duplicates: number
  readonly suspended: number
  readonly charged: Micros
}

/** What was posted, and what came of it. */
export interface Tally extends IngestCounts {
  readonly bodies: number
  readonly events: number
}

export const EMPTY_TALLY: Tally = {
  bodies: 0,
  events: 0,
  accepted: 0,
  duplicates: 0,
  suspended: 0,
  charged: 0n,
}

/** The tally after one more body. */
export function addAnswer(tally: Tally, { events }: Delivery, answer: IngestCounts): Tally {
  return {
    bodies: tally.bodies + 1,
    events: tally.events + events.length,
    accepted: tally.accepted + answer.accepted,
    duplicates: tally.duplicates + answer.duplicates,
    suspended: tally.suspended + answer.suspended,
    charged: tally.charged + answer.charged,
  }
}
