import type { Bundle } from "../locales.ts"
import { addCredits } from "./add-credits.ts"
import { billingDetails } from "./billing-details.ts"
import { billingForm } from "./billing-form.ts"
import { common } from "./common.ts"
import { numberBalances } from "./number-balances.ts"
import { usageBreakup } from "./usage-breakup.ts"
import { walletBalance } from "./wallet-balance.ts"

export const bundle: Bundle = {
  addCredits: { ...addCredits, ...billingForm },
  billingDetails: { ...billingDetails, ...billingForm },
  common,
  numberBalances,
  usageBreakup,
  walletBalance,
}
