/** Stripe's account that collects. */
export interface StripeConfig {
  /** `sk_...`, or a restricted `rk_...`. */
  readonly secretKey: string
  /** `whsec_...`: signs the webhooks of the endpoint. */
  readonly webhookSecret: string
  /** Where Stripe's API is in tests; else Stripe's own. */
  readonly url?: string
}

/** Razorpay's account that collects. */
export interface RazorpayConfig {
  /** `rzp_test_...` or `rzp_live_...`. */
  readonly keyId: string
  readonly keySecret: string
  /** Signs the webhooks: chosen by the operator when the webhook is set up. */
  readonly webhookSecret: string
  /** Where Razorpay's API is in tests; else Razorpay's own. */
  readonly url?: string
}

/** A provider to take payments with, as the environment names it. */
export type PaymentConfig =
  /** Moves no money. */
  | { readonly name: "sandbox" }
  | ({ readonly name: "stripe" } & StripeConfig)
  | ({ readonly name: "razorpay" } & RazorpayConfig)
