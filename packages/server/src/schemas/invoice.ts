import { z } from "@hono/zod-openapi"
import type { Invoice } from "../catalog/invoice-records.ts"
import { amountOut, currency, formatInstant, instantOut } from "./common.ts"
import { billingAddress, contact } from "./customer.ts"
import { PlaceOfSupplyOut } from "./tax.ts"

const issuer = z
  .object({
    name: z.string(),
    legalName: z.string().nullable(),
    address: billingAddress.nullable(),
    taxId: z.string().nullable(),
    timezone: z.string().openapi({ description: "In whose years the numbers count" }),
  })
  .openapi("InvoiceIssuer")

const customer = z
  .object({
    id: z.string(),
    name: z.string(),
    contact: contact.nullable(),
    billingAddress: billingAddress.nullable(),
    taxId: z.string().nullable(),
    locale: z.string(),
    timezone: z.string(),
  })
  .openapi("InvoiceCustomer")

const line = z
  .object({
    kind: z.enum(["credits", "fee", "tax"]),
    label: z.string(),
    percent: z.string().nullable().openapi({ example: "18" }),
    amount: amountOut,
    isIncluded: z
      .boolean()
      .optional()
      .openapi({ description: "A tax inside of the lines before it, rather than on top" }),
  })
  .openapi("InvoiceLine")

export const InvoiceOut = z
  .object({
    id: z.string(),
    number: z.string().openapi({ example: "INV-2026-000001" }),
    kind: z.enum(["invoice", "credit_note"]),
    walletId: z.string(),
    topUpId: z.string(),
    correctsId: z.string().nullable().openapi({ description: "The invoice that a credit note corrects" }),
    issuedAt: instantOut,
    currency,
    issuer,
    customer,
    lines: z.array(line),
    subtotal: amountOut.openapi({ description: "Without tax" }),
    tax: amountOut.openapi({ description: "All of it, on top and included" }),
    total: amountOut,
    taxNotes: z.array(
      z.object({
        code: z.enum(["reverse_charge", "export_lut", "export_igst", "exempt"]),
        text: z.string().openapi({ example: "Reverse charge" }),
      }),
    ),
    placeOfSupply: PlaceOfSupplyOut.nullable(),
    serviceCode: z.string().nullable().openapi({ description: "HSN or SAC code of what was sold" }),
    bonus: amountOut.openapi({ description: "Credits on top, which nobody paid" }),
    method: z.enum(["checkout", "manual"]),
    source: z.enum(["operator", "portal", "link", "auto"]),
    reference: z
      .string()
      .openapi({ description: "What was recorded with the payment, or the provider's own id of it" }),
  })
  .openapi("Invoice")

/** An invoice as it was issued. */
export function formatInvoice(invoice: Invoice): z.infer<typeof InvoiceOut> {
  const { id, number, kind, walletId, topUpId, correctsId, issuedAt, content } = invoice
  return {
    id,
    number,
    kind,
    walletId,
    topUpId,
    correctsId,
    issuedAt: formatInstant(issuedAt),
    ...content,
    lines: [...content.lines],
    taxNotes: [...(content.taxNotes ?? [])],
    placeOfSupply: content.placeOfSupply ?? null,
    serviceCode: content.serviceCode ?? null,
  }
}
