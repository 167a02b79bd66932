import { z } from "@hono/zod-openapi"
import { formatAmount } from "@tollgate/engine"
import { formatTopUpAmounts } from "../reading/top-up-amounts.ts"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"
import type { FollowedPayment } from "./follow-payments.ts"
import type { FoundLink } from "./found-link.ts"
import { LINK_STATUSES } from "./link-status.ts"

/** What a link is, told to who has its address: nothing of the wallet but its currency. Rule LINK-13. */
export const LinkOut = z
  .object({
    status: z
      .enum([...LINK_STATUSES, "unavailable"])
      .openapi({ description: "`open` while something can be paid; `unavailable`: not now" }),
    payee: z.string(),
    customer: z.string(),
    note: z.string().nullable(),
    number: z
      .object({ phoneNumber: z.string(), displayName: z.string().nullable() })
      .nullable()
      .openapi({ description: "The number that is topped up; null = none in particular" }),
    currency: z.string(),
    timezone: z.string(),
    locale: z.string(),
    amount: amountOut.nullable().openapi({ description: "null = the payer chooses" }),
    presets: z.array(amountOut),
    minTopUp: amountOut.nullable(),
    maxTopUp: amountOut.nullable(),
    takesCoupon: z.boolean(),
    isSandbox: z.boolean(),
    expiresAt: instantOut,
    supportEmail: z.string().nullable(),
  })
  .openapi("OpenLink")

/** A payment on a link, by the reference that the way back from the provider names. */
export const LinkPaymentOut = z
  .object({
    reference: z.string(),
    status: z.enum(["pending", "succeeded", "failed", "refunded", "disputed"]),
    amount: amountOut,
    bonus: amountOut,
    fee: amountOut,
    tax: amountOut,
    total: amountOut,
    failureReason: z.string().nullable(),
    checkoutUrl: z.string().optional().openapi({ description: "Where it is paid; while pending" }),
    createdAt: instantOut,
    expiresAt: instantOut.nullable(),
  })
  .openapi("LinkPayment")

export type OpenLinkAnswer = z.infer<typeof LinkOut>
export type LinkPaymentAnswer = z.infer<typeof LinkPaymentOut>

export function formatOpenLink(
  { link, place, customer, partner, terms, sender }: FoundLink,
  status: z.infer<typeof LinkOut>["status"],
): z.infer<typeof LinkOut> {
  return {
    status,
    payee: partner.name,
    customer: customer.name,
    note: link.note,
    number:
      sender === undefined ? null : { phoneNumber: sender.phoneNumber, displayName: sender.displayName },
    currency: place.currency,
    timezone: customer.timezone,
    locale: customer.locale,
    amount: link.amount === null ? null : formatAmount(link.amount),
    presets: link.amount === null ? (terms?.presets ?? []).map(formatAmount) : [],
    minTopUp: terms === undefined ? null : formatAmount(terms.minTopUp),
    maxTopUp: terms === undefined ? null : formatAmount(terms.maxTopUp),
    takesCoupon: link.takesCoupon,
    isSandbox: terms?.isSandbox === true,
    expiresAt: formatInstant(link.expiresAt),
    supportEmail: partner.supportEmail,
  }
}

export function formatLinkPayment({ payment, topUp }: FollowedPayment): z.infer<typeof LinkPaymentOut> {
  const { status, checkoutUrl, failureReason, createdAt, expiresAt } = topUp
  const hasPage = status === "pending" && checkoutUrl !== ""
  return {
    reference: payment.reference,
    status,
    ...formatTopUpAmounts(topUp),
    failureReason: failureReason || null,
    ...(hasPage ? { checkoutUrl } : {}),
    createdAt: formatInstant(createdAt),
    expiresAt: expiresAt === null ? null : formatInstant(expiresAt),
  }
}
