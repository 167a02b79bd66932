import type { TopUp } from "./top-up.ts"

/** A top-up of which nothing was given back. */
export const NOTHING_BACK: Pick<TopUp, "refunded" | "refunds" | "disputes"> = {
  refunded: 0n,
  refunds: [],
  disputes: [],
}

/** A top-up that no provider was asked to collect. */
export const NOT_ORDERED: Pick<
  TopUp,
  "failureReason" | "provider" | "providerReference" | "paymentReference" | "checkoutUrl"
> = {
  failureReason: "",
  provider: "",
  providerReference: "",
  paymentReference: "",
  checkoutUrl: "",
}
