import type { Zone } from "../usage/calendar.ts"
import type { Category, Channel } from "./usage-event.ts"

/** Meta's word on the volume tier of a WABA's portfolio (`VOLUME_BASED_PRICING_TIER_UPDATE`). */
export interface TierReport {
  /** As Meta names it, in any case: "India", "INDIA". */
  readonly region: string
  readonly category: Category
  /** First message number of the tier reached. */
  readonly from: number
  /** year * 12 + (month - 1). */
  readonly month: number
  /** `tier_update_time`, ms. */
  readonly updatedAt: number
}

/** What the catalog knows of a number, as rating needs it. */
export interface SenderFacts {
  readonly id: string
  readonly zone: Zone
  /** The channel of events that name none. */
  readonly defaultChannel: Channel
  /** Micros by cap id, where a cap was set for this number. */
  readonly capOverrides?: Readonly<Record<string, number>>
  /** Reports that have arrived for its WABA. */
  readonly tierReports?: readonly TierReport[]
}
