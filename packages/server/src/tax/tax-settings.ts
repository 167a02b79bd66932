/** One tax, as the operator writes it; `schemas/tax.ts` has checked it. Of several of one country, region and label the newest that has begun holds. */
export interface TaxSetting {
  /** Of ISO 3166, of the customer. */
  readonly country: string
  /** A code of ISO 3166-2 where we know the country's, else the name; absent = everywhere in the country. */
  readonly region?: string | undefined
  readonly label: string
  /** "0" ends it. */
  readonly percent: string
  /** `india_gst` is split by the place of supply. */
  readonly kind?: "sales" | "india_gst" | undefined
  /** It is inside of what is paid for credits and fee, rather than on top. */
  readonly inclusive?: boolean | undefined
  /** `YYYY-MM-DD`, at the customer's midnight; absent = always. */
  readonly effectiveFrom?: string | undefined
  /** A customer with a tax id of this country accounts for it, where the issuer is in another. */
  readonly reverseCharge?: boolean | undefined
  /** HSN or SAC code of what is sold, on the invoice. */
  readonly serviceCode?: string | undefined
  /** Of `india_gst`, for customers abroad: without tax under a letter of undertaking, or with IGST. */
  readonly exports?: "lut" | "igst" | undefined
  /** The letter's number (ARN). */
  readonly lutReference?: string | undefined
}

export interface TaxSettings {
  readonly taxes: readonly TaxSetting[]
  /** Where customers without a billing address are taken to be; absent = they are asked first. */
  readonly assumedCountry?: string | null | undefined
}

/** Telecommunications, broadcasting and information supply: what India's GST calls messages over the internet. */
export const INDIA_SERVICE_CODE_DEFAULT = "9984"

/** Of several that differ in nothing but the percentage, as settings of before may have them, the last. */
export function withoutTwins(taxes: readonly TaxSetting[]): readonly TaxSetting[] {
  const keyOf = ({ country, region = "", label, effectiveFrom = "" }: TaxSetting): string =>
    JSON.stringify([country, region, label, effectiveFrom])
  return [...new Map(taxes.map((tax) => [keyOf(tax), tax])).values()]
}

/** The taxes that hold on a day. Rule TAX-2. */
export function taxesOn({ taxes }: TaxSettings, day: string): readonly TaxSetting[] {
  const newest = new Map<string, TaxSetting>()
  for (const tax of taxes) {
    const from = tax.effectiveFrom ?? ""
    if (from > day) continue
    const key = JSON.stringify([tax.country, tax.region ?? "", tax.label])
    const known = newest.get(key)
    if (known === undefined || (known.effectiveFrom ?? "") <= from) newest.set(key, tax)
  }
  return [...newest.values()].filter(({ percent }) => !/^0(?:\.0+)?$/.test(percent))
}
