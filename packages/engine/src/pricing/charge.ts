import type { Category, Channel, Direction, MediaType, PricingType, Trigger } from "./usage-event.ts"

/** One fee of one charge. Amounts are micros as safe integers: see `price.ts` for why that is exact. */
export interface FeeLine {
  /** `whatsapp` for Meta's fee, else the rule's place in the plan version: `rule:0`. */
  readonly rule: string
  readonly group: string
  readonly label: string
  readonly amount: number
}

/** What one trigger of one message and recipient cost: a row of the subledger, never edited. */
export interface Charge {
  /** Ascending per wallet, from 1, without gaps. */
  readonly number: number
  /** The journal entry that posted it. */
  readonly sequence: number
  readonly messageId: string
  /** The user's number, or "" once it was erased; the ledger knows it as `recipientRef` only. */
  readonly recipient: string
  /** HMAC-SHA-256 of the recipient under the wallet's key, first 16 bytes, hex. */
  readonly recipientRef: string
  readonly senderId: string
  readonly trigger: Trigger
  /** When the trigger happened: prices and reports go by it. */
  readonly instant: number
  /** When it was posted: statements go by it. */
  readonly postedAt: number
  readonly direction: Direction
  readonly category: Category | ""
  readonly type: PricingType | ""
  readonly channel: Channel
  readonly mediaType: MediaType
  readonly market: string
  readonly isGroup: boolean
  readonly whatsappFee: number
  readonly otherFees: number
  readonly fees: readonly FeeLine[]
  /** The card's id, or "" where no card was asked. */
  readonly rateCard: string
  /** First message number of the tier that priced it; 0 = list. */
  readonly tierFrom: number
  /** `planId@YYYY-MM-DD` of the plan version. */
  readonly planVersion: string
  /** Why this price, in one stable word: `list`, `tier`, `allowance`, `free_entry_point`, `told_cost`, ... */
  readonly reason: string
  /** Counters that this charge advanced: `[month, key, units]`. */
  readonly counted: readonly (readonly [month: number, key: string, units: number])[]
  /** A correction puts the usage counts right without counting a message twice. */
  readonly isCorrection: boolean
}
