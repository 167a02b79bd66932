import type { Micros } from "@tollgate/engine"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import type { CheckoutTerms } from "../payments/checkout-settings.ts"
import type { LinkPaymentAnswer } from "./link-answer.ts"
import type { TopUpPrice } from "../payments/price-top-up.ts"

/** Whom a payment is for: names and words that others wrote, to be shown as text. */
export interface LinkSubject {
  readonly partnerName: string
  readonly customerName: string
  readonly note: string | null
  /** The number that is topped up, as its customer calls it, else its digits; null = none in particular. */
  readonly number: string | null
  readonly currency: string
  /** An IANA zone: dates are the customer's. */
  readonly timezone: string
  readonly supportEmail: string | null
  readonly expiresAt: number
  readonly isSandbox: boolean
}

/** A payment that was begun, as its top-up stands. */
export interface PaymentState {
  readonly amount: Micros
  readonly total: Micros
  readonly topUpId: string
  /** As the page's `<add-credits>` follows it. */
  readonly told: LinkPaymentAnswer
}

/** Everything that the page can show. */
export type PageView =
  | {
      readonly kind: "choose"
      readonly subject: LinkSubject
      readonly terms: CheckoutTerms
      readonly hasFault: boolean
      /** What the payer typed, where it is at fault. */
      readonly typed: string
    }
  | {
      readonly kind: "review"
      readonly subject: LinkSubject
      readonly price: TopUpPrice
      readonly isFixed: boolean
      /** The payer saw another total. */
      readonly hasChanged: boolean
    }
  | {
      readonly kind: "pending"
      readonly subject: LinkSubject
      readonly payment: PaymentState
      readonly checkoutUrl: string
      /** Whether the page asks again by itself. */
      readonly isWatching: boolean
    }
  | { readonly kind: "paid" | "failed"; readonly subject: LinkSubject; readonly payment: PaymentState }
  | { readonly kind: "used" | "expired" | "revoked" | "unavailable"; readonly subject: LinkSubject }
  | { readonly kind: "not_found" | "too_many" | "elsewhere" }
  /** Of a checkout that came from no page: what became of it, the provider tells us alone. */
  | { readonly kind: "returned" }

/** What HTTP says beside. Rule LINK-4. */
export function pageStatus(view: PageView): ContentfulStatusCode {
  if (view.kind === "choose" && view.hasFault) return 422
  if (view.kind === "review" && view.hasChanged) return 409
  return STATUS[view.kind]
}

const STATUS = {
  choose: 200,
  review: 200,
  pending: 200,
  paid: 200,
  failed: 200,
  returned: 200,
  not_found: 404,
  used: 410,
  expired: 410,
  revoked: 410,
  unavailable: 503,
  too_many: 429,
  elsewhere: 403,
} as const satisfies Record<PageView["kind"], ContentfulStatusCode>
