import { parseDate } from "../usage/calendar.ts"
import { DEFAULT_ALLOWANCES, META_CARD, type Cap, type FeeRule, type PlanVersion } from "./plan.ts"

const GUPSHUP_FEES_GROUP = "Messages : Gupshup fees"

/** $75 a month on the per-message fee; a partner may set it for a number within 50 and 750. */
const PLATFORM_CAP: Cap = {
  id: "gupshup-platform",
  amount: 75_000_000n,
  per: "sender",
  adjustable: { min: 50_000_000n, max: 750_000_000n },
}

const PER_MESSAGE: FeeRule = {
  kind: "per_message",
  label: "Gupshup fee per message",
  group: GUPSHUP_FEES_GROUP,
  amount: 1_000n,
  on: ["sent", "received"],
  capId: PLATFORM_CAP.id,
}

/** In no cap: "will not be part of any capping plan/other pricing plans of Gupshup fee". */
const CLOUD_API_MARKETING: FeeRule = {
  kind: "percent",
  label: "Gupshup fee for Cloud API marketing",
  group: GUPSHUP_FEES_GROUP,
  percent: 60_000n,
  of: "whatsapp_fee",
  on: ["delivered"],
  when: { category: ["marketing"], channel: ["cloud_api"] },
}

function version(date: string, fees: readonly FeeRule[]): PlanVersion {
  return {
    planId: "gupshup",
    fromDay: parseDate(date) as number,
    currency: "USD",
    rateCard: META_CARD,
    volumeTiers: "list",
    fees,
    allowances: DEFAULT_ALLOWANCES,
    caps: [PLATFORM_CAP],
  }
}

/**
 * Gupshup's own pricing, ready to use: the WhatsApp fee, $0.001 a message sent or received up to $75 a number and
 * month, and since 2026-01-01 6 % of the WhatsApp fee on marketing sent by Cloud API. Rule PLAN-9.
 */
export const GUPSHUP_PLAN: readonly PlanVersion[] = [
  version("2024-01-01", [PER_MESSAGE]),
  version("2026-01-01", [PER_MESSAGE, CLOUD_API_MARKETING]),
]
