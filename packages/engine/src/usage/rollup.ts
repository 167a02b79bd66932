import type { Category, Channel, Direction, MediaType, PricingType } from "../pricing/usage-event.ts"

/**
 * Which cuboid a rollup row belongs to (`CUBOID_DIMENSIONS`): dimensions that a cuboid leaves out are "".
 * `all` exists at grain `quarter` only, `sender` and `market` at `day` and `month`, `kind` at all three. Rule USE-1.
 */
export type Cuboid = "kind" | "sender" | "market" | "all"

/** `day` and `month` are local to the customer's zone; `quarter` is a quarter hour UTC. */
export type Grain = "day" | "month" | "quarter"

export type UsageDimension =
  | "category"
  | "type"
  | "direction"
  | "mediaType"
  | "channel"
  | "senderId"
  | "market"

const KIND = ["category", "type", "direction", "mediaType", "channel"] as const

/**
 * What each cuboid keeps apart. `sender` is as fine as `kind`, so that one number's breakups need no other rows than
 * the wallet's do. Rule USE-1.
 */
export const CUBOID_DIMENSIONS: Readonly<Record<Cuboid, readonly UsageDimension[]>> = {
  kind: KIND,
  sender: [...KIND, "senderId"],
  market: ["market", "category"],
  all: [...KIND, "senderId", "market"],
}

/** How long the rollups of grain `quarter` are kept. */
export const QUARTER_ROLLUP_DAYS = 100

export interface UsageCounts {
  readonly sent: number
  readonly received: number
  readonly delivered: number
  readonly failed: number
  /** Delivered with a WhatsApp fee. */
  readonly paid: number
  /** Delivered without one. */
  readonly free: number
  /** Micros, safe integers. */
  readonly whatsappFees: number
  readonly otherFees: number
}

/** What to add to one rollup row. */
export interface RollupDelta extends UsageCounts {
  readonly cuboid: Cuboid
  readonly grain: Grain
  /** Local epoch day, local month (year * 12 + month - 1), or quarter hours since 1970 UTC. */
  readonly bucket: number
  readonly category: Category | ""
  readonly type: PricingType | ""
  readonly direction: Direction | ""
  readonly mediaType: MediaType | ""
  readonly channel: Channel | ""
  readonly senderId: string
  readonly market: string
}
