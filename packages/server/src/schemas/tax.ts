import { z } from "@hono/zod-openapi"
import { formatPercent, parsePercent } from "@tollgate/engine"
import { hasRegions, regionOf } from "../tax/region-of.ts"
import { date, text } from "./common.ts"

export const TAXES_MAX = 500
/** Past 100 % it is no fee or tax, but a slip. */
const SHARE_MAX = 1_000_000n
const LABEL_CHARACTERS_MAX = 60
const SHORT_CHARACTERS_MAX = 50

export const share = z
  .string()
  .transform((written, context) => {
    const percent = parsePercent(written)
    if (percent !== undefined && percent <= SHARE_MAX) return formatPercent(percent)
    context.addIssue({ code: "custom", message: "a percentage from 0 to 100 with up to 4 decimals" })
    return z.NEVER
  })
  .openapi({ type: "string", example: "2.9" })

export const label = text(LABEL_CHARACTERS_MAX)

export const countryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, "two capital letters of ISO 3166")
  .openapi({ example: "IN" })

const parts = {
  country: countryCode,
  region: text(SHORT_CHARACTERS_MAX).optional().openapi({
    description: "Only for customers there: a code of ISO 3166-2 without the country, or a name",
  }),
  label,
  percent: share.openapi({ description: "0 ends it" }),
  kind: z.enum(["sales", "india_gst"]).optional().openapi({
    description:
      "`india_gst` is split by place of supply: CGST + SGST (or UTGST) within the issuer's state, IGST to another one",
  }),
  inclusive: z.boolean().optional().openapi({ description: "Inside of amount + fee, rather than on top" }),
  effectiveFrom: date.optional().openapi({
    description:
      "From the customer's midnight on. Of several with the same country, region and label the newest that has begun holds",
  }),
  reverseCharge: z.boolean().optional().openapi({
    description: "None where the customer has a tax id of this country, and the issuer is in another",
  }),
  serviceCode: z
    .string()
    .regex(/^[0-9]{4,8}$/, "an HSN or SAC code")
    .optional()
    .openapi({ description: "HSN or SAC code on the invoice; 9984 for india_gst unless told" }),
  exports: z.enum(["lut", "igst"]).optional().openapi({
    description: "Of india_gst, for customers abroad: none under a letter of undertaking (default), or IGST",
  }),
  lutReference: text(SHORT_CHARACTERS_MAX).optional().openapi({ description: "The letter's number (ARN)" }),
}

const tax = z
  .strictObject(parts)
  .superRefine(({ country, region, percent, kind, reverseCharge, exports, lutReference }, context) => {
    const fault = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message })
    const isGst = kind === "india_gst"
    if (isGst && country !== "IN") fault("country", "india_gst is a tax of IN")
    if (isGst && region !== undefined) fault("region", "india_gst holds in all of India")
    if (isGst && (parsePercent(percent) ?? 0n) % 2n !== 0n)
      fault("percent", "it cannot be halved with 4 decimals")
    if (isGst && reverseCharge !== undefined) fault("reverseCharge", "not of india_gst")
    if (!isGst && exports !== undefined) fault("exports", "of india_gst alone")
    if (!isGst && lutReference !== undefined) fault("lutReference", "of india_gst alone")
    if (region !== undefined && hasRegions(country) && regionOf(country, region) === undefined) {
      fault("region", `no state or the like of ${country} that we know`)
    }
  })
  .transform((whole) =>
    whole.region === undefined || !hasRegions(whole.country)
      ? whole
      : { ...whole, region: regionOf(whole.country, whole.region) },
  )
  .openapi("CheckoutTax")

export const taxes = z
  .array(tax)
  .max(TAXES_MAX)
  .superRefine((all, context) => {
    const seen = new Set<string>()
    for (const [place, one] of all.entries()) {
      const key = JSON.stringify([one.country, one.region ?? "", one.label, one.effectiveFrom ?? ""])
      if (seen.has(key)) {
        const message = "the same country, region, label and effectiveFrom as one before"
        context.addIssue({ code: "custom", path: [place], message })
      }
      seen.add(key)
    }
  })

export const assumedCountry = countryCode.nullable().openapi({
  description:
    "Customers without a billing address are taxed as if they were there. Null = they are asked for it first, where any tax is set",
})

export const TaxOut = z.object({
  ...parts,
  country: z.string(),
  label: z.string(),
  percent: z.string(),
  serviceCode: z.string().optional(),
  effectiveFrom: z.string().optional(),
})

const TaxNoteOut = z.object({
  code: z
    .enum(["reverse_charge", "export_lut", "export_igst", "exempt"])
    .openapi({ description: "Why a tax is not there, or whose it is" }),
  reference: z
    .string()
    .openapi({ description: "Number of the letter of undertaking, or reason of the exemption" }),
})

export const PlaceOfSupplyOut = z
  .object({
    country: z.string(),
    region: z.string().nullable(),
    name: z.string().nullable().openapi({ example: "Karnataka (29)" }),
  })
  .openapi("PlaceOfSupply")

/** What a price says of taxes besides their sums. */
export const taxPartsOut = {
  taxLines: z.array(
    z.object({
      label: z.string(),
      percent: z.string(),
      amount: z.string().openapi({ format: "decimal" }),
      isIncluded: z
        .boolean()
        .optional()
        .openapi({ description: "Inside of amount + fee, rather than on top" }),
    }),
  ),
  taxNotes: z.array(TaxNoteOut),
  placeOfSupply: PlaceOfSupplyOut.nullable(),
  serviceCode: z.string().nullable().openapi({ description: "HSN or SAC code of what is sold" }),
}
