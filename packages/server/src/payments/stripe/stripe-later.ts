import type StripeSdk from "stripe"

/** Beside the script, where `wrangler.jsonc` puts it. Not a literal below: the bundler would take it into the script. */
const MODULE: string = "./stripe-sdk.js"

let Stripe: typeof StripeSdk

/**
 * What the Worker's script has in place of Stripe's SDK (`alias` in `wrangler.jsonc`), which is a module of its own:
 * the SDK, once it was loaded.
 */
export { Stripe as default }

export async function loadStripe(): Promise<void> {
  Stripe ??= ((await import(MODULE)) as { readonly Stripe: typeof StripeSdk }).Stripe
}
