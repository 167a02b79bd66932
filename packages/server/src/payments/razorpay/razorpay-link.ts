import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { formatAmount, invariant } from "@tollgate/engine"
import { chooseLanguage } from "../../links/choose-language.ts"
import type { PaymentOrder } from "../payment-provider.ts"
import { RETURNED_PATH } from "../returned-path.ts"
import { toRazorpayAmount } from "./razorpay-amount.ts"
import { TOP_UP_NOTE } from "./razorpay-entity.ts"

/** So long before its top-up is given up a link ends: no one pays one that is over, and clocks may differ. */
export const LINK_MARGIN_MS = 600_000
/** Razorpay takes no link that ends sooner than 15 minutes from now by its clock. */
export const LINK_LIFETIME_MS_MIN = 960_000
const DESCRIPTION_CHARACTERS_MAX = 2_048
/** Of 40 that a reference may have; an id of ours may be longer. */
const REFERENCE_HEX_CHARACTERS = 32

/** What Razorpay keeps unique: the same top-up, or refund, has the same. Rules RAZORPAY-4, RAZORPAY-10. */
export function referenceOf(id: string): string {
  return `tg_${bytesToHex(sha256(utf8ToBytes(id))).slice(0, REFERENCE_HEX_CHARACTERS)}`
}

/**
 * The payment link of a top-up, paid once and whole. Razorpay mails and reminds nobody: the customer is at a page of ours.
 * Rules RAZORPAY-1 to RAZORPAY-3.
 */
export function linkParams(order: PaymentOrder, now: number): object {
  const { topUpId, currency, returnUrl, homeUrl } = order
  invariant(returnUrl !== null || homeUrl !== null, "a checkout is begun where our pages are")
  const endsAt = Math.max(order.expiresAt - LINK_MARGIN_MS, now + LINK_LIFETIME_MS_MIN)
  return {
    amount: toRazorpayAmount(order.total, currency),
    currency,
    accept_partial: false,
    description: descriptionOf(order).slice(0, DESCRIPTION_CHARACTERS_MAX),
    reference_id: referenceOf(topUpId),
    expire_by: Math.floor(endsAt / 1000),
    notify: { sms: false, email: false },
    reminder_enable: false,
    notes: { [TOP_UP_NOTE]: topUpId },
    callback_url: returnUrl ?? new URL(RETURNED_PATH, homeUrl ?? undefined).href,
    callback_method: "get",
  }
}

/** Whom and what for, and the amounts that our own pages show: the link has no lines. */
function descriptionOf(order: PaymentOrder): string {
  const { amount, fee, feeLabel, tax, taxLines, currency, payee, description } = order
  const { text } = chooseLanguage(order.locale, undefined)
  const taxes =
    taxLines.length > 0
      ? taxLines.map((line) => ({ label: `${line.label} ${line.percent} %`, amount: line.amount }))
      : [{ label: "Tax", amount: tax }]
  const lines = [{ label: text.credits, amount }, { label: feeLabel ?? text.fee, amount: fee }, ...taxes]
  const parts = lines
    .filter((line) => line.amount > 0n)
    .map((line) => `${line.label}: ${formatAmount(line.amount)} ${currency}`)
  return [`${payee}: ${description}`, ...parts].join(" · ")
}
