import { z } from "@hono/zod-openapi"
import type { Customer } from "../catalog/records.ts"
import type { MissingDetail } from "../tax/missing-details.ts"
import { formatInstant, instantOut } from "./common.ts"
import { billingAddress, contact, taxId } from "./customer.ts"

/** Whole: what is left out is cleared. */
export const BillingDetailsIn = z
  .strictObject({
    contact: contact.nullable().default(null),
    billingAddress: billingAddress.nullable().default(null),
    taxId: taxId.nullable().default(null),
  })
  .openapi("NewBillingDetails")

export const BillingDetailsOut = z
  .object({
    customerId: z.string(),
    customerName: z.string(),
    contact: contact.nullable(),
    billingAddress: billingAddress.nullable(),
    taxId: z.string().nullable(),
    complete: z.boolean().openapi({ description: "All that an invoice, and the tax on it, needs is there" }),
    missing: z
      .array(z.enum(["contact", "billingAddress", "billingAddress.state"]))
      .openapi({ description: "What of it is not there" }),
    updatedAt: instantOut,
  })
  .openapi("BillingDetails")

export function formatBillingDetails(
  { id, name, contact: person, billingAddress: address, taxId: taxNumber, updatedAt }: Customer,
  missing: readonly MissingDetail[],
): z.infer<typeof BillingDetailsOut> {
  return {
    customerId: id,
    customerName: name,
    contact: person,
    billingAddress: address,
    taxId: taxNumber,
    complete: missing.length === 0,
    missing: [...missing],
    updatedAt: formatInstant(updatedAt),
  }
}
