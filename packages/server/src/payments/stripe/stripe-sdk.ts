// A module beside the Worker's script, which is loaded when Stripe is first asked for something.
export { default as Stripe } from "stripe"

/** Wrangler bundles what has a default export; nobody calls it. */
export default {}
