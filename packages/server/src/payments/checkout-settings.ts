import {
  RECHARGE_FAILURES_DEFAULT,
  parseAmount,
  parsePercent,
  invariant,
  type Micros,
  type Percent,
} from "@tollgate/engine"
import type { Catalog } from "../catalog/catalog.ts"
import type { TaxSettings } from "../tax/tax-settings.ts"

/** The catalog's setting that holds `CheckoutSettings` as JSON. */
export const CHECKOUT_SETTING = "checkout"

/** As the operator writes them: decimal strings. `schemas/checkout-settings.ts` has checked them. */
export interface CheckoutSettings extends TaxSettings {
  /** By currency; one that is not there has the defaults. */
  readonly currencies: Readonly<Record<string, CurrencySettings>>
  /** Absent in settings of before it was kept. */
  readonly autoRecharge?: RechargeSettings
  /** Whether refunds give the fee back in proportion; absent = it is kept. */
  readonly refundsFee?: boolean
  readonly disputes?: DisputeSettings
}

/** What auto-recharge has that is set without saying so. */
export interface RechargeSettings {
  /** So many failures in a row turn it off. */
  readonly maxFailures: number
}

export const RECHARGE_SETTINGS_DEFAULTS: RechargeSettings = { maxFailures: RECHARGE_FAILURES_DEFAULT }

export interface DisputeSettings {
  /** Whether a dispute suspends the wallet until it is won. */
  readonly suspendWallet: boolean
}

export const DISPUTES_DEFAULT: DisputeSettings = { suspendWallet: false }

export interface CurrencySettings {
  readonly minTopUp: string
  readonly maxTopUp: string
  readonly presets: readonly string[]
  readonly fee: FeeSettings
  /** Who collects this currency; null or absent = the first provider that takes it. */
  readonly provider?: string | null
}

export interface FeeSettings {
  readonly label: string
  readonly percent: string
  readonly fixed: string
  /** The operator's: nothing is added to what the customer pays. */
  readonly paidBy: "customer" | "operator"
}

export const FEE_LABEL_DEFAULT = "Processing fee"
export const NO_FEE: FeeSettings = {
  label: FEE_LABEL_DEFAULT,
  percent: "0",
  fixed: "0",
  paidBy: "customer",
}
/** What a currency without settings takes. Rule PAY-2. */
export const CURRENCY_DEFAULTS: CurrencySettings = {
  minTopUp: "10",
  maxTopUp: "10000",
  presets: ["50", "100", "250"],
  fee: NO_FEE,
}

/** What a checkout in one currency takes, as numbers to work with. */
export interface CheckoutTerms {
  readonly minTopUp: Micros
  readonly maxTopUp: Micros
  readonly presets: readonly Micros[]
  readonly fee: {
    readonly label: string
    readonly percent: Percent
    readonly fixed: Micros
    readonly paidBy: FeeSettings["paidBy"]
  }
}

export async function readCheckoutSettings(catalog: Pick<Catalog, "setting">): Promise<CheckoutSettings> {
  const stored = await catalog.setting(CHECKOUT_SETTING)
  return stored === undefined ? { currencies: {}, taxes: [] } : (JSON.parse(stored) as CheckoutSettings)
}

/** The terms of a currency: its settings, or the defaults. Rule PAY-2. */
export function checkoutTerms(
  { currencies }: Pick<CheckoutSettings, "currencies">,
  currency: string,
): CheckoutTerms {
  const { minTopUp, maxTopUp, presets, fee } = Object.hasOwn(currencies, currency)
    ? (currencies[currency] ?? CURRENCY_DEFAULTS)
    : CURRENCY_DEFAULTS
  return {
    minTopUp: micros(minTopUp),
    maxTopUp: micros(maxTopUp),
    presets: presets.map(micros),
    fee: { label: fee.label, percent: percent(fee.percent), fixed: micros(fee.fixed), paidBy: fee.paidBy },
  }
}

function micros(written: string): Micros {
  const amount = parseAmount(written)
  invariant(amount !== undefined, "an amount of the settings was checked")
  return amount
}

export function percent(written: string): Percent {
  const parsed = parsePercent(written)
  invariant(parsed !== undefined, "a percentage of the settings was checked")
  return parsed
}
