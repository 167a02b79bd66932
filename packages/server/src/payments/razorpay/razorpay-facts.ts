import type { ProviderFacts } from "../loaded-later.ts"
import { razorpayCollects, smallestOfRazorpay } from "./razorpay-amount.ts"

export const RAZORPAY_FACTS: ProviderFacts = {
  name: "razorpay",
  isSandbox: false,
  canChargeSaved: false,
  collects: razorpayCollects,
  smallestPayable: smallestOfRazorpay,
}
