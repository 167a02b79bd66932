import type {
  AutoRecharge,
  ConsentBasis,
  EmergencyTerms,
  EmergencyUse,
  RechargeConsent,
} from "../wallet/recharge-settings.ts"
import type { Json } from "./entry-facts.ts"

/** So many failures in a row turn it off unless it is set otherwise; always, where an entry says nothing of it. */
export const RECHARGE_FAILURES_DEFAULT = 3
export const NO_EMERGENCIES: EmergencyUse = { isUsed: false, day: 0, month: 0, count: 0 }

/**
 * How auto-recharge stands after an entry: an array in a fixed order, amounts as decimal integers in strings; also how
 * stores keep it. Rule LED-4.
 */
export function encodeRecharge(recharge: AutoRecharge): Json {
  const { emergency, emergencyUse: use } = recharge
  return [
    recharge.enabled,
    recharge.threshold.toString(),
    recharge.amount.toString(),
    encodeLimit(recharge.monthlyLimit),
    recharge.setBy,
    recharge.setAt,
    recharge.pendingId,
    recharge.failures,
    recharge.pausedUntil,
    recharge.reason,
    recharge.month,
    recharge.credited.toString(),
    recharge.maxFailures,
    recharge.isAwaitingMethod,
    emergency === null ? null : [emergency.amount.toString(), emergency.below.toString(), emergency.perMonth],
    [use.isUsed, use.day, use.month, use.count],
    encodeConsent(recharge.consent),
    encodeConsent(recharge.emergencyConsent),
    recharge.consentSequence,
  ]
}

type RechargeJson = [
  enabled: boolean,
  threshold: string,
  amount: string,
  monthlyLimit: string | null,
  setBy: string,
  setAt: number,
  pendingId: string,
  failures: number,
  pausedUntil: number | null,
  reason: string,
  month: number,
  credited: string,
  /** What follows is not in entries of before consents were kept. */
  maxFailures?: number,
  isAwaitingMethod?: boolean,
  emergency?: [amount: string, below: string, perMonth: number] | null,
  emergencyUse?: [isUsed: boolean, day: number, month: number, count: number],
  consent?: ConsentJson | null,
  emergencyConsent?: ConsentJson | null,
  consentSequence?: number,
]

export function decodeRecharge(json: unknown): AutoRecharge {
  const [enabled, threshold, amount, monthlyLimit, setBy, setAt, ...state] = json as RechargeJson
  const [pendingId, failures, pausedUntil, reason, month, credited, ...rest] = state
  const [maxFailures, isAwaitingMethod, emergency, use, consent, emergencyConsent, consentSequence] = rest
  return {
    enabled,
    threshold: BigInt(threshold),
    amount: BigInt(amount),
    monthlyLimit: decodeLimit(monthlyLimit),
    setBy,
    setAt,
    pendingId,
    failures,
    pausedUntil,
    reason,
    month,
    credited: BigInt(credited),
    maxFailures: maxFailures ?? RECHARGE_FAILURES_DEFAULT,
    isAwaitingMethod: isAwaitingMethod ?? false,
    emergency: decodeEmergency(emergency),
    emergencyUse:
      use === undefined ? NO_EMERGENCIES : { isUsed: use[0], day: use[1], month: use[2], count: use[3] },
    consent: decodeConsent(consent),
    emergencyConsent: decodeConsent(emergencyConsent),
    consentSequence: consentSequence ?? 0,
  }
}

function decodeEmergency(json: RechargeJson[14]): EmergencyTerms | null {
  if (json === undefined || json === null) return null
  const [amount, below, perMonth] = json
  return { amount: BigInt(amount), below: BigInt(below), perMonth }
}

type ConsentJson = [
  covers: RechargeConsent["covers"],
  basis: ConsentBasis,
  textId: string,
  locale: string,
  acceptedBy: string,
  by: string,
  at: number,
  currency: string,
  amount: string,
  threshold: string,
  monthlyLimit: string | null,
  perMonth: number,
  sequence: number,
  previous: number,
]

function encodeConsent(consent: RechargeConsent | null): Json {
  if (consent === null) return null
  const { covers, basis, textId, locale, acceptedBy, by, at, currency, perMonth, sequence, previous } =
    consent
  const { amount, threshold, monthlyLimit } = consent
  const terms = [amount.toString(), threshold.toString(), encodeLimit(monthlyLimit), perMonth]
  return [covers, basis, textId, locale, acceptedBy, by, at, currency, ...terms, sequence, previous]
}

function decodeConsent(json: ConsentJson | null | undefined): RechargeConsent | null {
  if (json === undefined || json === null) return null
  const [covers, basis, textId, locale, acceptedBy, by, at, currency, amount, threshold, ...rest] = json
  const [monthlyLimit, perMonth, sequence, previous] = rest
  return {
    covers,
    basis,
    textId,
    locale,
    acceptedBy,
    by,
    at,
    currency,
    amount: BigInt(amount),
    threshold: BigInt(threshold),
    monthlyLimit: decodeLimit(monthlyLimit),
    perMonth,
    sequence,
    previous,
  }
}

function encodeLimit(limit: bigint | null): string | null {
  return limit === null ? null : limit.toString()
}

function decodeLimit(limit: string | null): bigint | null {
  return limit === null ? null : BigInt(limit)
}
