import { formatAmount, type SuspenseReason } from "@tollgate/engine"
import type { Context } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"

export interface ProblemRow {
  readonly status: ContentfulStatusCode
  readonly title: string
  /** What `detail` says when the place that refuses has nothing better to say. */
  readonly detail: string
  /** The same request may succeed later, unchanged. */
  readonly isTransient?: true
}

/** Codes that the engine gives, and that HTTP must be able to tell. */
type EngineCode = SuspenseReason

/** One row for each code; a code of the engine without a row does not compile. Rule HTTP-3. */
export const PROBLEMS = {
  invalid_request: { status: 400, title: "Invalid request", detail: "The request is not valid; see errors." },
  unauthenticated: { status: 401, title: "Unauthenticated", detail: "A valid key or token is needed." },
  insufficient_funds: {
    status: 402,
    title: "Insufficient funds",
    detail: "The wallet cannot pay for this. Add credits and try again.",
  },
  forbidden: { status: 403, title: "Forbidden", detail: "This key or token may not do that." },
  not_found: { status: 404, title: "Not found", detail: "There is no such resource." },
  method_not_allowed: { status: 405, title: "Method not allowed", detail: "The path has no such method." },
  id_taken: { status: 409, title: "Id taken", detail: "This id exists with another content." },
  idempotency_key_reused: {
    status: 409,
    title: "Idempotency key reused",
    detail: "This Idempotency-Key came before with another body.",
  },
  sender_taken: { status: 409, title: "Sender taken", detail: "This sender belongs to another partner." },
  wallet_not_active: {
    status: 409,
    title: "Wallet not active",
    detail: "The wallet is suspended or closed.",
  },
  wallet_not_empty: {
    status: 409,
    title: "Wallet not empty",
    detail: "A wallet closes without open holds and with a balance of 0 or more.",
  },
  spend_cap_reached: { status: 409, title: "Spend cap reached", detail: "A cap on spending is reached." },
  frequency_cap_reached: {
    status: 409,
    title: "Frequency cap reached",
    detail: "The recipient has had as many messages as the cap allows.",
  },
  total_changed: {
    status: 409,
    title: "Total changed",
    detail: "The total is another than the one that was shown; see total. Nothing was charged.",
  },
  import_conflict: {
    status: 409,
    title: "Import conflict",
    detail: "What is there is not what this import began with; see reason.",
  },
  link_closed: {
    status: 410,
    title: "Link closed",
    detail: "Nothing can be paid with this link; see linkStatus.",
  },
  precondition_failed: {
    status: 412,
    title: "Precondition failed",
    detail: "It was changed meanwhile; read it again, and send the change with its new ETag.",
  },
  too_large: { status: 413, title: "Too large", detail: "The body is larger than this endpoint takes." },
  unsupported_media_type: {
    status: 415,
    title: "Unsupported media type",
    detail: "This endpoint does not take that content type.",
  },
  unprocessable: { status: 422, title: "Unprocessable", detail: "The request cannot be carried out." },
  import_not_sound: {
    status: 422,
    title: "Import not sound",
    detail: "What came is not what was sent, or does not verify. All of it was removed; see errors.",
  },
  amount_out_of_limits: {
    status: 422,
    title: "Amount out of limits",
    detail: "A top-up is between the smallest and the largest amount; see minTopUp and maxTopUp.",
  },
  billing_details_needed: {
    status: 422,
    title: "Billing details needed",
    detail:
      "The tax of this top-up depends on billing details that are missing; see errors. Nothing was charged.",
  },
  coupon_not_valid: {
    status: 422,
    title: "Coupon not valid",
    detail: "The coupon does not hold for this top-up; see reason.",
  },
  consent_required: {
    status: 422,
    title: "Consent required",
    detail: "These terms of an emergency need the customer's own consent to them; see emergency.consent.",
  },
  currency_mismatch: { status: 422, title: "Currency mismatch", detail: "The currencies differ." },
  not_refundable: { status: 422, title: "Not refundable", detail: "That much cannot be refunded." },
  unknown_sender: { status: 422, title: "Unknown sender", detail: "No wallet pays for this sender." },
  unknown_market: { status: 422, title: "Unknown market", detail: "The market is not known." },
  unknown_category: { status: 422, title: "Unknown category", detail: "The category is not known." },
  no_rate: { status: 422, title: "No rate", detail: "The rate card has no price for this message." },
  no_rate_card: { status: 422, title: "No rate card", detail: "No rate card covers this currency and day." },
  rate_card_outdated: {
    status: 422,
    title: "Rate card outdated",
    detail: "The day is past the last one that the rate card is known for.",
  },
  no_plan_version: {
    status: 422,
    title: "No plan version",
    detail: "The plan has no version at that instant.",
  },
  out_of_range: { status: 422, title: "Out of range", detail: "The instant is too far from now." },
  fact_conflict: { status: 422, title: "Facts conflict", detail: "Two sources told different facts." },
  rate_limited: {
    status: 429,
    title: "Rate limited",
    detail: "Too many requests; see Retry-After.",
    isTransient: true,
  },
  internal: {
    status: 500,
    title: "Internal error",
    detail: "Something failed on our side. The request id finds it in the logs.",
    isTransient: true,
  },
  unavailable: {
    status: 503,
    title: "Unavailable",
    detail: "The service cannot answer now; try again shortly.",
    isTransient: true,
  },
} as const satisfies Record<EngineCode, ProblemRow> & Record<string, ProblemRow>

export type ProblemCode = keyof typeof PROBLEMS

/** One fault of the request: `path` as in `fees[0].percent`, "" for the whole. */
export interface FieldError {
  readonly path: string
  readonly message: string
}

/** Facts become members of the body. A bigint is micros and is written as a decimal string. */
export type ProblemFacts = Readonly<Record<string, string | number | boolean | null | bigint>>

export interface ProblemOptions {
  readonly detail?: string
  readonly facts?: ProblemFacts
  readonly errors?: readonly FieldError[]
  readonly headers?: Readonly<Record<string, string>>
}

export type ProblemBody = Readonly<Record<string, unknown>> & {
  readonly status: ContentfulStatusCode
  readonly code: ProblemCode
}

/** The members of RFC 9457 and ours: what is answered, and what a store keeps for a replay. Rule HTTP-3. */
export function problemBody(code: ProblemCode, { detail, facts, errors }: ProblemOptions = {}): ProblemBody {
  const row: ProblemRow = PROBLEMS[code]
  const told = Object.entries(facts ?? {}).map(([name, fact]) => [
    name,
    typeof fact === "bigint" ? formatAmount(fact) : fact,
  ])
  return {
    // Facts come first, so that none of them can stand for a member of ours.
    ...Object.fromEntries(told),
    type: `/docs#problem-${code}`,
    title: row.title,
    status: row.status,
    code,
    detail: detail ?? row.detail,
    transient: row.isTransient === true,
    ...(errors === undefined ? {} : { errors }),
  }
}

/** The answer to a refused request, as `application/problem+json`. */
export function problem(c: Context, code: ProblemCode, options: ProblemOptions = {}): Response {
  for (const [name, value] of Object.entries(options.headers ?? {})) c.header(name, value)
  c.header("Content-Type", "application/problem+json")
  return c.body(JSON.stringify(problemBody(code, options)), PROBLEMS[code].status)
}

/** Thrown by helpers that are called inside a handler; the app answers it as `problem` does. */
export class ProblemError extends Error {
  override readonly name = "ProblemError"
  readonly code: ProblemCode
  readonly options: ProblemOptions

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(code)
    this.code = code
    this.options = options
  }
}
