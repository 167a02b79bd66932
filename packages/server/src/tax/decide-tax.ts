import { formatPercent, invariant, parsePercent } from "@tollgate/engine"
import { stateOfCode, type IndianState } from "./india-states.ts"
import { fold, hasRegions, regionName, regionOf } from "./region-of.ts"
import { isTaxIdOf, stateOfGstin } from "./tax-id.ts"
import { INDIA_SERVICE_CODE_DEFAULT, taxesOn, type TaxSetting, type TaxSettings } from "./tax-settings.ts"

/** A party of a sale, as its billing details say. */
export interface TaxParty {
  /** Undefined without an address. */
  readonly country: string | undefined
  /** As it was written. */
  readonly state: string | undefined
  readonly taxId: string | null
}

export interface TaxFacts {
  readonly issuer: TaxParty
  readonly customer: TaxParty & {
    /** Why the customer pays no tax; null = it does. */
    readonly exemption: string | null
  }
  /** `YYYY-MM-DD` where the customer is. */
  readonly day: string
}

/** A percentage of one price. */
export interface TaxRate {
  readonly label: string
  readonly percent: string
  /** Inside of the price, rather than on top. */
  readonly isIncluded: boolean
}

/** Why a tax that one might expect is not there, or is somebody else's; the invoice says it. */
export interface TaxNote {
  readonly code: "reverse_charge" | "export_lut" | "export_igst" | "exempt"
  /** The letter's number, or the reason of an exemption; "" without. */
  readonly reference: string
}

export interface PlaceOfSupply {
  readonly country: string
  /** A code of ISO 3166-2; null where it does not matter. */
  readonly region: string | null
  /** As India's invoices have it: `Karnataka (29)`; null without a region. */
  readonly name: string | null
}

/** What is to be charged. */
export interface KnownTaxes {
  readonly kind: "known"
  readonly rates: readonly TaxRate[]
  readonly notes: readonly TaxNote[]
  readonly placeOfSupply: PlaceOfSupply | null
  readonly serviceCode: string | null
}

/** What is to be charged, or what has to be known first. */
export type TaxDecision =
  | KnownTaxes
  | { readonly kind: "details_needed"; readonly missing: readonly BillingDetail[] }

export type BillingDetail = "billingAddress" | "billingAddress.state"

export const NO_TAX: KnownTaxes = {
  kind: "known",
  rates: [],
  notes: [],
  placeOfSupply: null,
  serviceCode: null,
}
const INDIA = "IN"

/**
 * The taxes of a sale by who sells to whom. What depends on something that is not known is asked for, and never left out.
 * Rules TAX-1 to TAX-8.
 */
export function decideTax(settings: TaxSettings, facts: TaxFacts): TaxDecision {
  const taxes = taxesOn(settings, facts.day)
  if (taxes.length === 0) return NO_TAX
  const { customer, issuer } = facts
  const country = customer.country ?? settings.assumedCountry ?? undefined
  if (customer.exemption !== null) {
    return { ...NO_TAX, notes: [{ code: "exempt", reference: customer.exemption }] }
  }
  if (country === undefined) return { kind: "details_needed", missing: ["billingAddress"] }
  const gst = taxes.find(({ kind }) => kind === "india_gst")
  const exported = gst !== undefined && country !== INDIA && sellerCountry(issuer) === INDIA ? gst : undefined
  const parts = [
    ...(exported === undefined ? [] : [exportOf(exported, country)]),
    ...taxes
      .filter((tax) => tax.country === country)
      .map((tax) => (tax.kind === "india_gst" ? indiaGst(tax, facts) : salesTax(tax, country, facts))),
  ]
  return parts.reduce<TaxDecision>(join, NO_TAX)
}

/** Both, or all that either needs. */
function join(one: TaxDecision, other: TaxDecision): TaxDecision {
  if (one.kind === "known" && other.kind === "known") {
    return {
      kind: "known",
      rates: [...one.rates, ...other.rates],
      notes: one.notes.some(({ code }) => other.notes[0]?.code === code)
        ? one.notes
        : [...one.notes, ...other.notes],
      placeOfSupply: one.placeOfSupply ?? other.placeOfSupply,
      serviceCode: one.serviceCode ?? other.serviceCode,
    }
  }
  const missing = [one, other].flatMap((part) => (part.kind === "known" ? [] : part.missing))
  return { kind: "details_needed", missing: [...new Set(missing)] }
}

/** A tax of the customer's country, or of its region. Rules TAX-3, TAX-6. */
function salesTax(tax: TaxSetting, country: string, { customer, issuer }: TaxFacts): TaxDecision {
  const { region, reverseCharge, serviceCode = null } = tax
  if (region !== undefined) {
    const written = customer.state ?? ""
    const known = hasRegions(country) ? regionOf(country, written) : fold(written) || undefined
    if (known === undefined) {
      return {
        kind: "details_needed",
        missing: [customer.country === undefined ? "billingAddress" : "billingAddress.state"],
      }
    }
    if (known !== (hasRegions(country) ? region : fold(region))) return NO_TAX
  }
  const placeOfSupply: PlaceOfSupply = {
    country,
    region: region ?? null,
    name: region === undefined ? null : regionName(country, region),
  }
  const seller = sellerCountry(issuer)
  const isReversed =
    reverseCharge === true &&
    seller !== undefined &&
    seller !== country &&
    customer.taxId !== null &&
    isTaxIdOf(country, customer.taxId)
  if (isReversed) {
    return { ...NO_TAX, notes: [{ code: "reverse_charge", reference: "" }], placeOfSupply, serviceCode }
  }
  return { ...NO_TAX, rates: [rateOf(tax, tax.label, tax.percent)], placeOfSupply, serviceCode }
}

/** India's tax by the place of supply: halves within a state, whole between states. Rules TAX-4, TAX-5. */
function indiaGst(tax: TaxSetting, { customer, issuer }: TaxFacts): TaxDecision {
  const { serviceCode = INDIA_SERVICE_CODE_DEFAULT } = tax
  const whole = (label: string, place: IndianState | undefined): TaxDecision => ({
    ...NO_TAX,
    rates: [rateOf(tax, label, tax.percent)],
    placeOfSupply: placeOf(place),
    serviceCode,
  })
  const seller = sellerCountry(issuer)
  const sellerState = stateOf(issuer)
  // A supplier abroad charges the integrated tax, wherever in India the customer is.
  const isForeign = seller !== undefined && seller !== INDIA
  // Without an address on record the place of supply is where the supplier is (IGST Act 2017, section 12(2)(b)(ii)).
  const place = customer.country === undefined ? sellerState : stateOf(customer)
  if (isForeign) return whole("IGST", place)
  // Which halves it has is not known without the issuer's state; how much it is, is.
  if (sellerState === undefined) return whole(tax.label, place)
  if (place === undefined) return { kind: "details_needed", missing: ["billingAddress.state"] }
  if (place.code !== sellerState.code) return whole("IGST", place)
  const half = halfOf(tax.percent)
  return {
    ...NO_TAX,
    rates: ["CGST", place.isUtgst ? "UTGST" : "SGST"].map((label) => rateOf(tax, label, half)),
    placeOfSupply: placeOf(place),
    serviceCode,
  }
}

/** Out of India: nothing under a letter of undertaking, else IGST. Rule TAX-7. */
function exportOf(tax: TaxSetting, country: string): TaxDecision {
  const { exports = "lut", lutReference = "", serviceCode = INDIA_SERVICE_CODE_DEFAULT } = tax
  const placeOfSupply = { country, region: null, name: null }
  return exports === "lut"
    ? { ...NO_TAX, notes: [{ code: "export_lut", reference: lutReference }], placeOfSupply, serviceCode }
    : {
        ...NO_TAX,
        rates: [rateOf(tax, "IGST", tax.percent)],
        notes: [{ code: "export_igst", reference: "" }],
        placeOfSupply,
        serviceCode,
      }
}

function rateOf({ inclusive }: TaxSetting, label: string, percent: string): TaxRate {
  return { label, percent, isIncluded: inclusive === true }
}

/** Where a party is by its tax number, else by its address. */
function stateOf({ country, state, taxId }: TaxParty): IndianState | undefined {
  const byNumber = stateOfGstin(taxId)
  if (byNumber !== undefined) return byNumber
  const code = country === INDIA && state !== undefined ? regionOf(INDIA, state) : undefined
  return code === undefined ? undefined : stateOfCode(code)
}

function sellerCountry({ country, taxId }: TaxParty): string | undefined {
  return country ?? (stateOfGstin(taxId) === undefined ? undefined : INDIA)
}

function placeOf(state: IndianState | undefined): PlaceOfSupply {
  if (state === undefined) return { country: INDIA, region: null, name: null }
  const { code, gstCode } = state
  return { country: INDIA, region: code, name: `${regionName(INDIA, code)} (${gstCode})` }
}

function halfOf(written: string): string {
  const percent = parsePercent(written)
  invariant(percent !== undefined && percent % 2n === 0n, "the settings take a percentage that has halves")
  return formatPercent(percent / 2n)
}
