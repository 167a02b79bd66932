import type { Micros } from "../money/micros.ts"

/** When a top-up is made by itself, to what the customer agreed, and how it stands. */
export interface AutoRecharge {
  readonly enabled: boolean
  readonly threshold: Micros
  /** What each top-up credits; above zero. */
  readonly amount: Micros
  /** Most that its top-ups credit in a calendar month of the customer's; null = no limit. */
  readonly monthlyLimit: Micros | null
  /** Who set it, as the host names callers, and when. */
  readonly setBy: string
  readonly setAt: number
  /** Its top-up that is under way, or "". */
  readonly pendingId: string
  /** In a row, since it was set or last succeeded. */
  readonly failures: number
  /** No top-up is made before this instant, an emergency's aside; null = not paused. */
  readonly pausedUntil: number | null
  /** Why the last one failed, or "". */
  readonly reason: string
  /** The month that `credited` counts, and what its top-ups of that month credit, pending ones too. */
  readonly month: number
  readonly credited: Micros
  /** So many failures in a row turn it off. */
  readonly maxFailures: number
  /** None is made until a checkout was paid: nothing is kept that could be charged. */
  readonly isAwaitingMethod: boolean
  /** Null = none. */
  readonly emergency: EmergencyTerms | null
  /** It outlasts the terms: agreeing anew gives no more emergencies. */
  readonly emergencyUse: EmergencyUse
  /** Given last; null where it was set before consents were kept. */
  readonly consent: RechargeConsent | null
  readonly emergencyConsent: RechargeConsent | null
  /** The last entry that recorded a consent of either kind; 0 = none. */
  readonly consentSequence: number
}

/** A top-up that neither a pause nor the monthly limit holds up, when available falls below `below`. */
export interface EmergencyTerms {
  readonly amount: Micros
  readonly below: Micros
  /** Most of them in a calendar month of the customer's. */
  readonly perMonth: number
}

export interface EmergencyUse {
  /** One was made since available fell below. */
  readonly isUsed: boolean
  /** The customer's day of the last one; 0 = never. */
  readonly day: number
  /** The month that `count` counts. */
  readonly month: number
  readonly count: number
}

/**
 * Whose word a consent is: `explicit` came with the text that was accepted; `request` is the customer's own request
 * without one; `vouched` is an operator's or partner's request without one.
 */
export const CONSENT_BASES = ["explicit", "request", "vouched"] as const
export type ConsentBasis = (typeof CONSENT_BASES)[number]

/** The text that was accepted, and by whom. */
export interface GivenConsent {
  readonly textId: string
  /** A BCP 47 tag. */
  readonly locale: string
  /** As the page knows the person; "" = not told. */
  readonly acceptedBy: string
  readonly basis: ConsentBasis
}

/** A consent as it was recorded, with the settings that it covers. */
export interface RechargeConsent extends GivenConsent {
  readonly covers: "recharge" | "emergency"
  /** Who brought it, as the host names callers, and when. */
  readonly by: string
  readonly at: number
  readonly currency: string
  readonly amount: Micros
  /** The threshold; of an emergency what it calls `below`. */
  readonly threshold: Micros
  /** Null = no limit; also of an emergency. */
  readonly monthlyLimit: Micros | null
  /** Of an emergency, else 0. */
  readonly perMonth: number
  /** The entry that recorded it, and the one that recorded the consent before; 0 = there was none. */
  readonly sequence: number
  readonly previous: number
}
