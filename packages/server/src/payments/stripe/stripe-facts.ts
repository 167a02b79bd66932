import type { ProviderFacts } from "../loaded-later.ts"
import { smallestOfStripe } from "./stripe-amount.ts"

export const STRIPE_FACTS: ProviderFacts = {
  name: "stripe",
  isSandbox: false,
  canChargeSaved: true,
  // What it does not take it says itself.
  collects: () => "yes",
  smallestPayable: smallestOfStripe,
}
