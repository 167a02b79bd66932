// The payment providers that are asked over the network, with Stripe's SDK: a module beside the Worker's script (`load-later.ts`).
export { razorpayProvider } from "./razorpay/razorpay-provider.ts"
export { stripeProvider } from "./stripe/stripe-provider.ts"

/** Wrangler bundles what has a default export; nobody calls it. */
export default {}
