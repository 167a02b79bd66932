import type { BillingAddress } from "../catalog/records.ts"
import { ProblemError } from "../problem.ts"
import { regionName, regionOf } from "./region-of.ts"
import { checkTaxId } from "./tax-id.ts"

interface Billing {
  readonly billingAddress: BillingAddress | null
  readonly taxId: string | null
}

export type NormalisedBilling<T> =
  | { readonly isValid: true; readonly value: T }
  | { readonly isValid: false; readonly expected: string }

/** A tax id as it is stored, held against the country of the address; a state that we know under its name. Rules BILLTO-2, BILLTO-3. */
export function normaliseBilling<T extends Billing>(given: T): NormalisedBilling<T> {
  const { billingAddress, taxId } = given
  const address = billingAddress === null ? null : withStateName(billingAddress)
  if (taxId === null) return { isValid: true, value: { ...given, billingAddress: address } }
  const checked = checkTaxId(taxId, address?.country)
  if (!checked.isValid) return checked
  return { isValid: true, value: { ...given, billingAddress: address, taxId: checked.taxId } }
}

/** 400 at `taxId`, with what a right one looks like. */
export function taxIdProblem(expected: string): ProblemError {
  const message = `not a tax id of the address's country: ${expected}`
  return new ProblemError("invalid_request", { errors: [{ path: "taxId", message }] })
}

function withStateName(address: BillingAddress): BillingAddress {
  const { country, state } = address
  const code = state === undefined ? undefined : regionOf(country, state)
  return code === undefined ? address : { ...address, state: regionName(country, code) }
}
