import { z } from "@hono/zod-openapi"
import { ISSUER_TIMEZONE_DEFAULT, NUMBER_PREFIX_DEFAULT, type IssuerSettings } from "../invoices/issuer.ts"
import { text, timezone } from "./common.ts"
import { billingAddress } from "./customer.ts"

const TAX_ID_CHARACTERS_MAX = 50

/** Whole: what is left out goes back to its default. */
export const IssuerIn = z
  .strictObject({
    legalName: text().nullable().default(null).openapi({ description: "Null = the partner's name alone" }),
    address: billingAddress.nullable().default(null),
    taxId: text(TAX_ID_CHARACTERS_MAX).nullable().default(null),
    numberPrefix: z
      .string()
      .regex(/^[A-Z0-9](?:[A-Z0-9-]{0,8}[A-Z0-9])?$/, "1 to 10 characters of A-Z 0-9 -")
      .default(NUMBER_PREFIX_DEFAULT)
      .openapi({ description: "Another one begins another series of numbers, at 1" }),
    timezone: timezone
      .default(ISSUER_TIMEZONE_DEFAULT)
      .openapi({ description: "In whose years the numbers count" }),
  })
  .openapi("IssuerSettings")

export const IssuerOut = z
  .object({
    partnerId: z.string(),
    name: z.string(),
    legalName: z.string().nullable(),
    address: billingAddress.nullable(),
    taxId: z.string().nullable(),
    numberPrefix: z.string().openapi({ example: NUMBER_PREFIX_DEFAULT }),
    timezone: z.string(),
  })
  .openapi("Issuer")

export function formatIssuer(
  partner: { readonly id: string; readonly name: string },
  settings: IssuerSettings,
): z.infer<typeof IssuerOut> {
  return { partnerId: partner.id, name: partner.name, ...settings }
}
