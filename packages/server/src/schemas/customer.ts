import { z } from "@hono/zod-openapi"
import { email, locale, text, timezone } from "./common.ts"

const LINE_CHARACTERS_MAX = 200
const SHORT_CHARACTERS_MAX = 50

export const contact = z
  .strictObject({
    name: text(),
    email,
    phone: z
      .string()
      .regex(/^\+?[0-9][0-9 ().-]{5,23}$/, "a phone number")
      .optional(),
  })
  .openapi("Contact")

export const billingAddress = z
  .strictObject({
    line1: text(LINE_CHARACTERS_MAX),
    line2: text(LINE_CHARACTERS_MAX).optional(),
    city: text(LINE_CHARACTERS_MAX),
    state: text(LINE_CHARACTERS_MAX).optional(),
    postalCode: text(SHORT_CHARACTERS_MAX),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, "two capital letters of ISO 3166")
      .openapi({ example: "IN" }),
  })
  .openapi("BillingAddress")

export const taxId = text(SHORT_CHARACTERS_MAX).openapi({
  description:
    "Checked by the country of the billing address, where we know its tax ids, and kept without blanks and signs",
  example: "29AAACA1234F1ZV",
})
const taxExemption = text().openapi({
  description: "Why no tax is taken of it, as invoices then say; the operator's to set",
})

export const customerParts = {
  name: text(),
  timezone,
  locale: locale.optional(),
  contact: contact.optional(),
  billingAddress: billingAddress.optional(),
  taxId: taxId.optional(),
  taxExemption: taxExemption.optional(),
}

/** Absent = unchanged; null clears. */
export const customerPatch = z.strictObject({
  name: text().optional(),
  timezone: timezone.optional(),
  locale: locale.optional(),
  contact: contact.nullable().optional(),
  billingAddress: billingAddress.nullable().optional(),
  taxId: taxId.nullable().optional(),
  taxExemption: taxExemption.nullable().optional(),
})

/** What a customer may change of itself. */
export const PORTAL_PATCH_FIELDS: readonly string[] = ["timezone", "contact", "billingAddress", "taxId"]
