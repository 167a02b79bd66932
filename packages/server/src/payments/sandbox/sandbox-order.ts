import { formatAmount, invariant, parseAmount } from "@tollgate/engine"
import type { PaymentOrder } from "../payment-provider.ts"

/** An order as the sandbox keeps it: JSON, amounts as decimal strings. */
export function encodeOrder(order: PaymentOrder): string {
  return JSON.stringify(order, (_, value: unknown) =>
    typeof value === "bigint" ? formatAmount(value) : value,
  )
}

type Written<T> = { readonly [K in keyof T]: T[K] extends bigint ? string : T[K] }

export function decodeOrder(text: string): PaymentOrder {
  const order = JSON.parse(text) as Written<Omit<PaymentOrder, "taxLines">> & {
    readonly taxLines: readonly Written<PaymentOrder["taxLines"][number]>[]
  }
  return {
    ...order,
    amount: micros(order.amount),
    fee: micros(order.fee),
    tax: micros(order.tax),
    total: micros(order.total),
    taxLines: order.taxLines.map((line) => ({ ...line, amount: micros(line.amount) })),
  }
}

function micros(written: string): bigint {
  const amount = parseAmount(written)
  invariant(amount !== undefined, "the sandbox wrote this amount")
  return amount
}
