import type { Micros } from "../money/micros.ts"
import type { Percent } from "../money/percent.ts"
import type { Category, Channel, Direction, Trigger } from "./usage-event.ts"

/** Which messages a fee rule is for; a list that is absent matches all, and one with a category needs a known one. */
export interface FeeCondition {
  readonly category?: readonly Category[]
  readonly market?: readonly string[]
  readonly channel?: readonly Channel[]
  readonly direction?: readonly Direction[]
}

interface FeeRuleBase {
  readonly label: string
  /** The statement's group: `Messages : Gupshup fees`. */
  readonly group: string
  /** Non-empty. The rule fires at the first of its triggers that a message meets (PLAN-3). */
  readonly on: readonly Trigger[]
  readonly when?: FeeCondition
  readonly capId?: string
}

/** So much a message. */
export interface PerMessageFee extends FeeRuleBase {
  readonly kind: "per_message"
  readonly amount: Micros
}

/** A share of Meta's fee; fires at `delivered` only (PLAN-4). */
export interface PercentFee extends FeeRuleBase {
  readonly kind: "percent"
  readonly percent: Percent
  readonly of: "whatsapp_fee"
}

export type FeeRule = PerMessageFee | PercentFee

/** So many units free for each sender or wallet and month. */
export interface Allowance {
  readonly id: string
  /** Non-empty. */
  readonly category: readonly Category[]
  readonly quantity: number
  readonly per: "sender" | "wallet"
  /** `meta`: a message that Meta called free uses a unit, one called `regular` gets none. `plan`: whatever the type. */
  readonly basis: "meta" | "plan"
  /** First day, days since 1970-01-01 in the sender's zone; absent = as long as its plan version. */
  readonly fromDay?: number
}

/** The most that the fees of rules with this `capId` may total for each sender or wallet and month. */
export interface Cap {
  readonly id: string
  readonly amount: Micros
  readonly per: "sender" | "wallet"
  /** Within what a partner may set it for a sender. */
  readonly adjustable?: { readonly min: Micros; readonly max: Micros }
}

export const VOLUME_TIERS = ["list", "counted", "reported"] as const
/** `list`: the first tier always. `counted`: by this wallet's own messages. `reported`: as Meta told. */
export type VolumeTiers = (typeof VOLUME_TIERS)[number]

/** What a wallet is charged from a day on. Immutable. */
export interface PlanVersion {
  readonly planId: string
  /** First day, days since 1970-01-01 in the sender's zone; -Infinity = always. */
  readonly fromDay: number
  readonly currency: string
  /** `meta` = the published cards of the currency, else the id of imported ones. */
  readonly rateCard: string
  readonly volumeTiers: VolumeTiers
  readonly fees: readonly FeeRule[]
  readonly allowances: readonly Allowance[]
  readonly caps: readonly Cap[]
}

export const WHATSAPP_FEES_GROUP = "Messages : WhatsApp fees"
export const META_CARD = "meta"
export const META_PLAN = "meta"

/** 2026-10-01, when service messages began to be charged: days since 1970-01-01. */
const SERVICE_CHARGED_FROM_DAY = 20_727

/** Meta's 1,000 free service messages a number and month (ALLOW-1). */
export const DEFAULT_ALLOWANCES: readonly Allowance[] = [
  {
    id: "meta-service",
    category: ["service"],
    quantity: 1_000,
    per: "sender",
    basis: "meta",
    fromDay: SERVICE_CHARGED_FROM_DAY,
  },
]

/** The plan of a wallet that names none: Meta's published list price, no fees, the default allowance. */
export function metaPlan(currency: string): PlanVersion {
  return {
    planId: META_PLAN,
    fromDay: Number.NEGATIVE_INFINITY,
    currency,
    rateCard: META_CARD,
    volumeTiers: "list",
    fees: [],
    allowances: DEFAULT_ALLOWANCES,
    caps: [],
  }
}

/** Limits of a plan version: past them a request is refused. */
export const FEE_RULES_MAX = 20
export const ALLOWANCES_MAX = 10
export const CAPS_MAX = 10
