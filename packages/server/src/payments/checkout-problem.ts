import { formatAmount } from "@tollgate/engine"
import type { ProblemCode, ProblemOptions } from "../problem.ts"
import { unknownSender } from "./require-own-sender.ts"
import type { CheckoutRefusal } from "./begin-checkout.ts"

/** What HTTP answers when a checkout is refused. */
export function checkoutProblem(refused: CheckoutRefusal): {
  readonly code: ProblemCode
  readonly options: ProblemOptions
} {
  switch (refused.code) {
    case "not_found":
    case "id_taken":
      return { code: refused.code, options: {} }
    case "no_payment_provider":
      return { code: "unprocessable", options: { detail: "This server takes no payments in this currency." } }
    case "wallet_not_active":
      return { code: "wallet_not_active", options: { facts: { walletStatus: refused.status } } }
    case "amount_out_of_limits": {
      const { minTopUp, maxTopUp } = refused
      const detail = `A top-up is ${formatAmount(minTopUp)} to ${formatAmount(maxTopUp)}.`
      return { code: "amount_out_of_limits", options: { detail, facts: { minTopUp, maxTopUp } } }
    }
    case "amount_not_payable": {
      const detail = `The smallest amount of this currency that can be paid is ${formatAmount(refused.smallest)}.`
      return { code: "unprocessable", options: { detail, facts: { smallest: refused.smallest } } }
    }
    case "too_many_open":
      return {
        code: "rate_limited",
        options: {
          detail: "Too many checkouts of this wallet are open; pay one, or wait until they are given up.",
          headers: { "Retry-After": "3600" },
        },
      }
    case "return_url_not_listed":
      return {
        code: "unprocessable",
        options: { detail: "The return URL is not on an origin that the partner lists." },
      }
    case "billing_details_needed":
      return {
        code: "billing_details_needed",
        options: { errors: refused.missing.map((path) => ({ path, message: "the tax depends on it" })) },
      }
    case "unknown_sender":
      return unknownSender(refused.senderId)
    case "provider_refused":
      return {
        code: "unprocessable",
        options: { detail: `The payment provider does not take this payment: ${refused.reason}.` },
      }
    case "coupon_not_valid": {
      const { reason, minTopUp } = refused
      return { code: "coupon_not_valid", options: { facts: { reason, minTopUp } } }
    }
  }
}
