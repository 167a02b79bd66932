import { invariant } from "../result.ts"
import type { Micros } from "../money/micros.ts"
import { parseAmount } from "../money/micros.ts"
import { compilePlan, type CompiledPlan } from "../pricing/compile-plan.ts"
import { DEFAULT_ALLOWANCES, META_CARD, type PlanVersion } from "../pricing/plan.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import type { UsageEvent } from "../pricing/usage-event.ts"
import { publishedCards } from "../rates/published.ts"
import type { RateCard } from "../rates/rate-card.ts"
import { parseDate } from "../usage/calendar.ts"
import { decideOpen, type OpenWallet } from "../wallet/decide-open.ts"
import type { PricingFacts } from "../wallet/decide-settle.ts"
import { KOLKATA } from "./zones.ts"
import { MemoryWallet } from "./memory-wallet.ts"

/** 2026-11-22 12:00 UTC: the clock of tests that do not care. */
export const NOW: number = Date.UTC(2026, 10, 22, 12)
export const RECIPIENT_KEY: string = "5a".repeat(32)

/** Micros of a decimal string, which must be one. */
export function micros(text: string): Micros {
  const amount = parseAmount(text)
  invariant(amount !== undefined, `${text} is an amount`)
  return amount
}

/** Days since 1970-01-01 of a date, which must be one. */
export function dayOf(date: string): number {
  const day = parseDate(date)
  invariant(day !== undefined, `${date} is a date`)
  return day
}

/** A plan version without fees that begins on 2025-01-01. */
export function buildVersion(parts: Partial<PlanVersion> = {}): PlanVersion {
  return {
    planId: "plan",
    fromDay: dayOf("2025-01-01"),
    currency: "USD",
    rateCard: META_CARD,
    volumeTiers: "list",
    fees: [],
    allowances: DEFAULT_ALLOWANCES,
    caps: [],
    ...parts,
  }
}

/** Versions compiled with the published cards, and `cards` besides under their own ids. */
export function buildPlan(versions: readonly PlanVersion[], cards: readonly RateCard[] = []): CompiledPlan {
  const byId = new Map<string, readonly RateCard[]>([[META_CARD, publishedCards()]])
  for (const card of cards) byId.set(card.id, [...(byId.get(card.id) ?? []), card])
  return compilePlan(versions, byId)
}

export function buildFacts(plan: CompiledPlan, parts: Partial<PricingFacts> = {}): PricingFacts {
  return { plan, customerZone: KOLKATA, rollupZone: KOLKATA, ...parts }
}

export function buildSender(parts: Partial<SenderFacts> = {}): SenderFacts {
  return { id: "s1", zone: KOLKATA, defaultChannel: "cloud_api", ...parts }
}

/** A delivery of a marketing message to India, told by the API, at `NOW`. */
export function buildEvent(parts: Partial<UsageEvent> = {}): UsageEvent {
  return {
    messageIds: ["m1"],
    recipient: "919876543210",
    senderId: "s1",
    kind: "delivered",
    occurredAt: NOW,
    authority: "api",
    category: "marketing",
    ...parts,
  }
}

/** A wallet just opened, in memory. */
export function openWallet(
  parts: Partial<OpenWallet> = {},
  { now = NOW, zone = KOLKATA }: { now?: number; zone?: typeof KOLKATA } = {},
): MemoryWallet {
  const command = {
    commandId: "open",
    id: "wal_1",
    customerId: "cus_1",
    currency: "USD",
    recipientKey: RECIPIENT_KEY,
    ...parts,
  }
  const decision = decideOpen(undefined, command, zone, now)
  invariant("answer" in decision && decision.answer.ok && decision.changes !== undefined, "a wallet opens")
  return new MemoryWallet(decision.changes)
}
