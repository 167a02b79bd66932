import { formatAmount, type Micros } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { errorFacts } from "../observability/log.ts"
import { ProblemError } from "../problem.ts"
import { checkAmount } from "./check-amount.ts"
import { checkoutProblem } from "./checkout-problem.ts"
import { readCheckoutSettings } from "./checkout-settings.ts"
import type { PaymentProvider } from "./payment-provider.ts"

/** So many top-ups lead from nothing to the threshold at most: a slip of zeros must not charge somebody all day. */
export const RECHARGES_TO_THRESHOLD_MAX = 10n

interface Wanted {
  readonly amount: Micros
  readonly threshold: Micros
  readonly emergency?: { readonly amount: Micros } | null | undefined
}

/**
 * Who will charge without the customer. There is one, the amounts are such that a checkout takes them, and few of them reach
 * the threshold: below it, each top-up is followed by the next one at once. Rule PAY-17.
 */
export async function requireChargeable(
  { payments, catalog }: Pick<Deps, "payments" | "catalog">,
  currency: string,
  { amount, threshold, emergency }: Wanted,
): Promise<PaymentProvider> {
  const settings = await readCheckoutSettings(catalog)
  const provider = payments?.forOrder({ currency, settings })
  if (provider?.canChargeSaved !== true) {
    throw new ProblemError("unprocessable", {
      detail: "No payment provider of this currency charges a saved means of payment.",
    })
  }
  for (const one of [amount, ...(emergency ? [emergency.amount] : [])]) {
    const fault = checkAmount(settings, currency, one, provider.smallestPayable(currency))
    if (fault === undefined) continue
    const { code, options } = checkoutProblem(fault)
    throw new ProblemError(code, options)
  }
  const highest = amount * RECHARGES_TO_THRESHOLD_MAX
  if (threshold <= highest) return provider
  throw new ProblemError("unprocessable", {
    detail: `With this amount the threshold is at most ${formatAmount(highest)}.`,
    facts: { maxThreshold: highest },
  })
}

/** Whether nothing is kept that could be charged; false too where nobody can tell now. Rule AUTO-3. */
export async function isNothingSaved(
  { log }: Pick<Deps, "log">,
  provider: PaymentProvider,
  walletId: string,
): Promise<boolean> {
  try {
    return (await provider.savedMethod?.(walletId)) === null
  } catch (error) {
    log.error(errorFacts(error), "the payment provider does not say what is saved")
    return false
  }
}
