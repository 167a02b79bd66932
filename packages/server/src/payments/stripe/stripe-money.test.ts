import { it } from "vitest"
import { expectMoneyAgrees } from "./testing-money.ts"
import { openStripeApp } from "./testing-stripe.ts"

const RUNS = 30

it("[BACK-6] whatever happens in whatever order, the ledger's processor account is what Stripe holds", () =>
  expectMoneyAgrees(() => openStripeApp({ isDirect: true }), { numRuns: RUNS }))
