import type { Micros } from "../money/micros.ts"
import type { EmergencyTerms, GivenConsent, RechargeConsent } from "./recharge-settings.ts"

/** What a consent to auto-recharge covers. */
export interface RechargeTerms {
  readonly threshold: Micros
  readonly amount: Micros
  readonly monthlyLimit: Micros | null
}

/** Where a consent is recorded. */
export type ConsentPlace = Pick<RechargeConsent, "by" | "at" | "currency" | "sequence" | "previous">

/** Whether these settings charge no more, no sooner and no oftener than what was agreed to. Rule RECHARGE-9. */
export function coversRecharge(consent: RechargeConsent | null, terms: RechargeTerms): boolean {
  if (consent === null) return false
  const { monthlyLimit } = consent
  const isWithinLimit =
    monthlyLimit === null || (terms.monthlyLimit !== null && terms.monthlyLimit <= monthlyLimit)
  return terms.amount <= consent.amount && terms.threshold <= consent.threshold && isWithinLimit
}

/** The same of an emergency. Rule RECHARGE-11. */
export function coversEmergency(consent: RechargeConsent | null, terms: EmergencyTerms): boolean {
  if (consent === null) return false
  const { amount, below, perMonth } = terms
  return amount <= consent.amount && below <= consent.threshold && perMonth <= consent.perMonth
}

export function consentToRecharge(
  given: GivenConsent,
  { threshold, amount, monthlyLimit }: RechargeTerms,
  place: ConsentPlace,
): RechargeConsent {
  return { ...given, ...place, covers: "recharge", threshold, amount, monthlyLimit, perMonth: 0 }
}

export function consentToEmergency(
  given: GivenConsent,
  { amount, below, perMonth }: EmergencyTerms,
  place: ConsentPlace,
): RechargeConsent {
  return { ...given, ...place, covers: "emergency", threshold: below, amount, monthlyLimit: null, perMonth }
}
