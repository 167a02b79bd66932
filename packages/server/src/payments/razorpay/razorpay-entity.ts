import { z } from "zod"

/** On each payment link of ours, its order, its payments and their refunds: what it pays for. */
export const TOP_UP_NOTE = "tollgate_top_up"
/** On each refund that we asked for. */
export const REFUND_NOTE = "tollgate_refund"

const units = z.int().nonnegative()
type Notes = Readonly<Record<string, unknown>>
/** An empty list stands for none. */
const notes = z
  .union([z.record(z.string(), z.unknown()), z.array(z.unknown())])
  .nullish()
  .transform((told): Notes => (told == null || Array.isArray(told) ? {} : told))

/** What is read of a payment link, in an event or asked for. */
export const Link = z.object({
  id: z.string(),
  status: z.string(),
  amount: units,
  amount_paid: units,
  currency: z.string(),
  reference_id: z.string().nullish(),
  short_url: z.string(),
  notes,
  /** Made when somebody opens the page. */
  order_id: z.string().nullish(),
  /** Those that were captured; not in events. */
  payments: z.array(z.object({ payment_id: z.string() })).nullish(),
})
export type Link = z.infer<typeof Link>

/** There is a list of its own for links, and `items` for everything else. */
export const Links = z.object({ payment_links: z.array(Link) })

/** What is read of a payment. Those of a link have its notes. */
export const Payment = z.object({
  id: z.string(),
  status: z.string(),
  amount: units,
  currency: z.string(),
  captured: z.boolean().nullish(),
  /** `customer`: Razorpay's fee is in the amount, which is then more than was asked for. */
  fee_bearer: z.string().nullish(),
  notes,
})
export type Payment = z.infer<typeof Payment>
export const Payments = z.object({ items: z.array(Payment) })

/** What is read of the order that a link makes. It has the link's notes. */
export const Order = z.object({ amount_paid: units, currency: z.string(), notes })

export const Refund = z.object({
  id: z.string(),
  payment_id: z.string(),
  status: z.string(),
  amount: units,
  currency: z.string(),
  created_at: units.nullish(),
  notes,
})
export type Refund = z.infer<typeof Refund>
export const Refunds = z.object({ items: z.array(Refund) })

export const Dispute = z.object({
  id: z.string(),
  payment_id: z.string(),
  status: z.string(),
  phase: z.string(),
  amount: units,
  amount_deducted: units.nullish(),
  currency: z.string(),
  reason_code: z.string().nullish(),
  created_at: units.nullish(),
})
export type Dispute = z.infer<typeof Dispute>
export const Disputes = z.object({ items: z.array(Dispute) })

/** The top-up that something is about, where it is one of ours. */
export function topUpOf(told: { readonly notes: Notes }): string | undefined {
  return noteOf(told, TOP_UP_NOTE)
}

/** Our id of a refund; "" of one that was made at Razorpay. */
export function refundIdOf(refund: Refund): string {
  return noteOf(refund, REFUND_NOTE) ?? ""
}

function noteOf({ notes: told }: { readonly notes: Notes }, key: string): string | undefined {
  const note = told[key]
  return typeof note === "string" ? note : undefined
}
