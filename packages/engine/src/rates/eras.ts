import type { PricingModel } from "../pricing/usage-event.ts"

/** Meta's pricing rules of a stretch of time, as data: what is free when the provider does not say. Rule ERA-1. */
export interface Era {
  readonly id: "conversation_limited_free" | "conversation" | "per_message" | "per_message_service_charged"
  /** Days since 1970-01-01; the era begins at midnight of the sender's zone. */
  readonly fromDay: number
  readonly model: PricingModel
  /** Whether all service is free: each service conversation under CBP, each service message under PMP. */
  readonly serviceFree: boolean
  /** Service conversations that are free for a WABA and calendar month; absent where the number says nothing. */
  readonly serviceConversationsFree?: number
  /** Delivered service messages that are free for a phone number and calendar month, without roll-over. */
  readonly serviceMessagesFree?: number
  /** Whether a utility template inside an open customer service window is free. */
  readonly utilityInWindowFree: boolean
  /** How long after the user's last message the customer service window is open. */
  readonly customerServiceWindowMs: number
  /** How soon the business answers a user who came from an ad, so that a free entry point window opens. */
  readonly freeEntryReplyMs: number
  /**
   * How long after that answer everything is free. An estimate: since 2026-09-28 Meta's may stay open for up to seven
   * days, and what its webhook says of a message wins.
   */
  readonly freeEntryWindowMs: number
}

const HOUR_MS = 3_600_000

const WINDOWS = {
  customerServiceWindowMs: 24 * HOUR_MS,
  freeEntryReplyMs: 24 * HOUR_MS,
  freeEntryWindowMs: 72 * HOUR_MS,
} as const

/** Days since 1970-01-01 of the dates on which Meta changed its rules; a test reads them as dates. */
const DAY_2023_06_01 = 19_509
const DAY_2024_11_01 = 20_028
const DAY_2025_07_01 = 20_270
const DAY_2026_10_01 = 20_727

/** Ascending, non-empty. Rule ERA-1. */
export const ERAS: readonly Era[] = [
  {
    id: "conversation_limited_free",
    fromDay: DAY_2023_06_01,
    model: "CBP",
    serviceFree: false,
    serviceConversationsFree: 1_000,
    utilityInWindowFree: false,
    ...WINDOWS,
  },
  {
    id: "conversation",
    fromDay: DAY_2024_11_01,
    model: "CBP",
    serviceFree: true,
    utilityInWindowFree: false,
    ...WINDOWS,
  },
  {
    id: "per_message",
    fromDay: DAY_2025_07_01,
    model: "PMP",
    serviceFree: true,
    utilityInWindowFree: true,
    ...WINDOWS,
  },
  {
    id: "per_message_service_charged",
    fromDay: DAY_2026_10_01,
    model: "PMP",
    serviceFree: false,
    serviceMessagesFree: 1_000,
    utilityInWindowFree: false,
    ...WINDOWS,
  },
]

/** The era of a local day; days before the first era take the first. Rule ERA-2. */
export function eraAt(day: number): Era {
  let index = ERAS.length - 1
  while (index > 0 && (ERAS[index] as Era).fromDay > day) index--
  return ERAS[index] as Era
}
