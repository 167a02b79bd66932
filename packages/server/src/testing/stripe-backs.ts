import { found, invalid, known, unitsOf, type StripeRow } from "./stripe-faults.ts"

type Row = StripeRow

interface StripeHost {
  row(prefix: string, content: object): Row
  tell(type: string, object: Row): void
  readonly intents: ReadonlyMap<string, Row>
}

/** By which Stripe has the money no longer. */
const TAKES_MONEY = new Set(["needs_response", "under_review", "lost"])

/** Refunds and disputes of the imitated Stripe: asked for by its API, or made at its dashboard and by banks. */
export class StripeBacks {
  readonly refunds = new Map<string, Row>()
  readonly disputes = new Map<string, Row>()
  readonly #host: StripeHost
  /** Refunds are paid back later, as those of banks are. */
  isSlow = false

  constructor(host: StripeHost) {
    this.#host = host
  }

  /** `POST /v1/refunds`. */
  refund(params: Record<string, any>): Row {
    known(params, ["payment_intent", "amount", "reason", "metadata"])
    const intent = found(this.#host.intents, params["payment_intent"])
    const { currency } = intent
    const left = this.#unrefunded(intent)
    const amount = params["amount"] === undefined ? left : unitsOf(params["amount"], currency)
    if (intent["status"] !== "succeeded") throw invalid("payment_intent", "payment_intent_unexpected_state")
    if ([...this.disputes.values()].some((one) => one["payment_intent"] === intent.id && takesMoney(one))) {
      throw invalid("payment_intent", "charge_disputed")
    }
    if (left === 0) throw invalid("payment_intent", "charge_already_refunded")
    if (amount > left || amount === 0) throw invalid("amount", "amount_too_large")
    const refund = this.#host.row("re", {
      object: "refund",
      payment_intent: intent.id,
      charge: `ch_of_${intent.id}`,
      amount,
      currency,
      status: this.isSlow ? "pending" : "succeeded",
      reason: params["reason"] ?? null,
      metadata: params["metadata"] ?? {},
    })
    this.refunds.set(refund.id, refund)
    this.#host.tell("refund.created", refund)
    if (!this.isSlow) this.#tellCharge(intent)
    return refund
  }

  /** At the dashboard: nothing says what it is for. */
  refundAtDashboard(intent: string, amount: number): string {
    return this.refund({ payment_intent: intent, amount: String(amount) }).id
  }

  /** What was pending is paid back, or is not. */
  settleRefund(id: string, isPaid: boolean): void {
    const refund = found(this.refunds, id)
    if (refund["status"] !== "pending") throw new Error("the refund has ended")
    refund["status"] = "succeeded"
    if (!isPaid) return this.failRefund(id)
    this.#host.tell("refund.updated", refund)
    this.#tellCharge(found(this.#host.intents, refund["payment_intent"]))
  }

  /** The bank sends it back. */
  failRefund(id: string): void {
    const refund = found(this.refunds, id)
    if (refund["status"] !== "succeeded") throw new Error("the refund has ended")
    refund["status"] = "failed"
    refund["failure_reason"] = "lost_or_stolen_card"
    this.#host.tell("refund.updated", refund)
    this.#host.tell("refund.failed", refund)
  }

  /** A payer goes to the bank. @param isInquiry - it asks first, and takes no money */
  dispute(intentId: string, amount: number, isInquiry = false): string {
    const intent = found(this.#host.intents, intentId)
    const dispute = this.#host.row("dp", {
      object: "dispute",
      payment_intent: intent.id,
      charge: `ch_of_${intent.id}`,
      amount,
      currency: intent["currency"],
      status: isInquiry ? "warning_needs_response" : "needs_response",
      reason: "fraudulent",
      metadata: {},
    })
    this.disputes.set(dispute.id, dispute)
    this.#host.tell("charge.dispute.created", dispute)
    if (!isInquiry) this.#host.tell("charge.dispute.funds_withdrawn", dispute)
    return dispute.id
  }

  /** The bank asks for the money after all. */
  escalate(id: string): void {
    const dispute = found(this.disputes, id)
    dispute["status"] = "needs_response"
    this.#host.tell("charge.dispute.updated", dispute)
    this.#host.tell("charge.dispute.funds_withdrawn", dispute)
  }

  closeDispute(id: string, status: "won" | "lost" | "warning_closed"): void {
    const dispute = found(this.disputes, id)
    dispute["status"] = status
    this.#host.tell("charge.dispute.closed", dispute)
    if (status === "won") this.#host.tell("charge.dispute.funds_reinstated", dispute)
  }

  /** What Stripe holds of all payments, in units. */
  get held(): number {
    const received = sum([...this.#host.intents.values()].map(({ amount_received }) => amount_received))
    const refunded = [...this.refunds.values()].filter(({ status }) => status === "succeeded")
    const disputed = [...this.disputes.values()].filter(takesMoney)
    return received - sum([...refunded, ...disputed].map(({ amount }) => amount))
  }

  #unrefunded(intent: Row): number {
    const made = [...this.refunds.values()].filter(
      ({ payment_intent, status }) => payment_intent === intent.id && status !== "failed",
    )
    return Number(intent["amount_received"]) - sum(made.map(({ amount }) => amount))
  }

  #tellCharge(intent: Row): void {
    const refunded = Number(intent["amount_received"]) - this.#unrefunded(intent)
    this.#host.tell("charge.refunded", {
      id: `ch_of_${intent.id}`,
      created: intent.created,
      object: "charge",
      payment_intent: intent.id,
      amount_refunded: refunded,
      metadata: intent["metadata"],
    })
  }
}

function takesMoney({ status }: Row): boolean {
  return TAKES_MONEY.has(status)
}

function sum(units: readonly any[]): number {
  return units.reduce((all: number, one) => all + Number(one), 0)
}
