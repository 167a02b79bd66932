// A file of its own: the SDK's types bring those of Node with them, which are not those of Workers.

/** Another way to Stripe's API than the runtime's network. */
export interface StripeNetwork {
  readonly fetch: typeof globalThis.fetch
  readonly retries: number
}
