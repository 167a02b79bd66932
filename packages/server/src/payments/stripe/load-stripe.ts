import * as sdk from "stripe"

const { loadStripe: load } = sdk as { readonly loadStripe?: () => Promise<void> }

/** Stripe's SDK is there afterwards: in a Worker's script something stands for it (`stripe-later.ts`), elsewhere it is there at once. */
export async function loadStripe(): Promise<void> {
  await load?.()
}
