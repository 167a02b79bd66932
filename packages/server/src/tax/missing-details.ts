import type { Customer } from "../catalog/records.ts"
import { decideTax, type BillingDetail, type TaxFacts } from "./decide-tax.ts"
import type { TaxSettings } from "./tax-settings.ts"

export type MissingDetail = "contact" | BillingDetail

/** What an invoice, or the tax on it, still needs of a customer. Rules TAX-8, BILLTO-1. */
export function missingDetails(
  settings: TaxSettings,
  { contact, billingAddress }: Customer,
  facts: TaxFacts,
): readonly MissingDetail[] {
  const taxes = decideTax(settings, facts)
  const missing = new Set<MissingDetail>()
  if (contact === null) missing.add("contact")
  if (billingAddress === null) missing.add("billingAddress")
  if (taxes.kind === "details_needed") for (const detail of taxes.missing) missing.add(detail)
  return [...missing]
}
