import { utf8ToBytes } from "@noble/hashes/utils.js"
import { signRazorpay } from "../payments/razorpay/razorpay-signature.ts"

export const RAZORPAY_KEY_ID = "rzp_test_tollgate012345"
export const RAZORPAY_KEY_SECRET = "tollgateKeySecret0123456"
export const RAZORPAY_WEBHOOK_SECRET = "tollgate-webhook-secret"

const REFERENCE_CHARACTERS_MAX = 40
const DESCRIPTION_CHARACTERS_MAX = 2_048
const NOTE_CHARACTERS_MAX = 255
const NOTES_MAX = 15
const LIFETIME_SECONDS = { min: 900, max: 183 * 86_400 }
const UNITS_MIN = 100
const COUNT_DEFAULT = 10
const COUNT_MAX = 100
const LINK_FIELDS =
  "amount currency accept_partial description reference_id expire_by notify reminder_enable notes callback_url callback_method customer"

type Row = Record<string, any> & { readonly id: string }

/** How Razorpay is not there: nothing answers, it fails, it is asked too often, or its answer is lost on the way. */
export type Outage = "unreachable" | "failing" | "too_many" | "answers_lost"

class RazorpayFault extends Error {
  readonly status: number
  readonly description: string
  constructor(status: number, description: string) {
    super(description)
    this.status = status
    this.description = description
  }
}

/**
 * Razorpay's API as it is documented and as others have met it, as far as our provider uses it: basic auth, payment links
 * whose reference is unique for ever, the order that a link makes when it is opened, payments and their capture, its one
 * error code for everything, its signed events. It has no host: `fetch` answers a request, in any runtime.
 */
export class RazorpayServer {
  readonly links = new Map<string, Row>()
  readonly orders = new Map<string, Row>()
  readonly payments = new Map<string, Row>()
  readonly refunds = new Map<string, Row>()
  readonly disputes = new Map<string, Row>()
  readonly #keys = new Map<string, { readonly asked: string; readonly refund: Row }>()
  readonly #clock: () => number
  #made = 0
  outage: Outage | undefined
  /** Whether a list of links takes `reference_id`, as is documented: some have met that it does not. */
  filtersByReference = true
  /** Refunds wait for `settleRefund`. */
  refundsAreSlow = false
  /** This account may ask for its disputes. */
  listsDisputes = true
  /** Whether a list of disputes takes `from` and `to`, as its command line does: its API's page names none. */
  filtersDisputes = true
  /** `POST /v1/payment_links` and the like, as they came. */
  readonly asked: {
    readonly path: string
    readonly query: object
    readonly headers: Headers
    readonly body: any
  }[] = []
  /** What Razorpay would tell, oldest first. */
  readonly events: Row[] = []

  constructor(clock: () => number) {
    this.#clock = clock
  }

  readonly fetch = async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    if (this.outage === "unreachable") throw new TypeError("fetch failed")
    if (this.outage === "failing") return new Response("<html>Bad gateway</html>", { status: 502 })
    if (this.outage === "too_many") return fault(429, "Too many requests")
    const response = await this.#answer(request)
    if (this.outage === "answers_lost") throw new TypeError("fetch failed")
    return response
  }

  async #answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const text = await request.text()
    const query = Object.fromEntries(url.searchParams)
    const { headers, method } = request
    const body: any = text === "" ? undefined : JSON.parse(text)
    this.asked.push({ path: `${method} ${url.pathname}`, query, headers, body })
    if (headers.get("authorization") !== `Basic ${btoa(`${RAZORPAY_KEY_ID}:${RAZORPAY_KEY_SECRET}`)}`) {
      return fault(401, "Authentication failed")
    }
    // Others come meanwhile.
    await new Promise((resolve) => void setTimeout(resolve))
    try {
      const answered =
        method === "GET" ? this.#get(url.pathname, query) : this.#post(url.pathname, body, headers)
      // As JSON writes it now: what an answer said does not change.
      return new Response(JSON.stringify(answered), { headers: { "content-type": "application/json" } })
    } catch (error) {
      if (!(error instanceof RazorpayFault)) throw error
      return fault(error.status, error.description)
    }
  }

  #get(path: string, query: Readonly<Record<string, string>>): object {
    const [, , what = "", id = "", part = ""] = path.split("/")
    if (what === "payment_links" && id === "") return this.#list(query)
    if (what === "payment_links") return found(this.links, id)
    if (what === "orders" && part === "payments") {
      const { id: order_id } = found(this.orders, id)
      return collection([...this.payments.values()].filter((one) => one["order_id"] === order_id))
    }
    if (what === "payments" && part === "") return found(this.payments, id)
    if (what === "payments" && part === "refunds") {
      const { id: payment_id } = found(this.payments, id)
      const all = [...this.refunds.values()].filter((one) => one["payment_id"] === payment_id)
      return collection(page(all.toReversed(), query))
    }
    if (what === "refunds" && id === "") return collection(page(within(this.refunds, query), query))
    if (what === "disputes" && id === "" && this.listsDisputes) {
      return collection(page(within(this.disputes, this.filtersDisputes ? query : {}), query))
    }
    throw new RazorpayFault(400, "The requested URL was not found on the server.")
  }

  #list(query: Readonly<Record<string, string>>): object {
    const { reference_id, from } = query
    const since = Number(from ?? 0)
    const newest = [...this.links.values()].filter((link) => link["created_at"] >= since).toReversed()
    const all =
      reference_id === undefined
        ? newest
        : newest.filter((link) => this.filtersByReference && link["reference_id"] === reference_id)
    // Of links alone the list has a name of its own.
    return { payment_links: page(all, query) }
  }

  #post(path: string, body: Record<string, any>, headers: Headers): object {
    if (path === "/v1/payment_links") return this.#makeLink(body)
    const captured = /^\/v1\/payments\/(\w+)\/capture$/.exec(path)?.[1]
    if (captured !== undefined) return this.#captureAsked(found(this.payments, captured), body)
    const refunded = /^\/v1\/payments\/(\w+)\/refund$/.exec(path)?.[1]
    if (refunded !== undefined) return this.#refundAsked(found(this.payments, refunded), body, headers)
    throw new RazorpayFault(400, "The requested URL was not found on the server.")
  }

  #refundAsked(payment: Row, body: Record<string, any>, headers: Headers): object {
    const key = headers.get("x-refund-idempotency")
    if (key !== null && !/^[\w-]{10,}$/.test(key)) {
      throw invalid("The idempotency key must be at least 10 characters long.")
    }
    known(body, ["amount", "speed", "notes", "receipt"])
    const asked = JSON.stringify([payment.id, body])
    const kept = key === null ? undefined : this.#keys.get(key)
    if (kept !== undefined) {
      if (kept.asked === asked) return kept.refund
      const description = "Different request with the same idempotency key has already been processed."
      throw new RazorpayFault(409, description)
    }
    const refund = this.refund(payment.id, body["amount"], body)
    if (key !== null) this.#keys.set(key, { asked, refund })
    return refund
  }

  /** What Razorpay remembers of refunds that were asked for; nobody says for how long. */
  forgetKeys(): void {
    this.#keys.clear()
  }

  /** A refund: asked for, or made in the dashboard. */
  refund(
    paymentId: string,
    units: number,
    { notes = [], receipt = null, speed = "normal" }: Record<string, any> = {},
  ): Row {
    const payment = found(this.payments, paymentId)
    if (payment["captured"] !== true)
      throw invalid("The payment status should be captured for action to be taken")
    if (payment["status"] === "refunded") throw invalid("The payment has been fully refunded already.")
    if (units < UNITS_MIN) throw invalid("The amount must be at least INR 1.00")
    if (units > payment["amount"] - payment["amount_refunded"]) {
      throw invalid("The refund amount provided is greater than amount captured")
    }
    const refund: Row = {
      id: this.#id("rfnd"),
      entity: "refund",
      amount: units,
      currency: payment["currency"],
      payment_id: payment.id,
      notes,
      receipt,
      acquirer_data: { arn: null },
      created_at: Math.floor(this.#clock() / 1000),
      batch_id: null,
      status: "pending",
      speed_requested: speed,
    }
    this.refunds.set(refund.id, refund)
    payment["amount_refunded"] += units
    if (payment["amount_refunded"] === payment["amount"]) payment["status"] = "refunded"
    this.#tell("refund.created", { refund, payment })
    if (!this.refundsAreSlow) this.settleRefund(refund.id, true)
    return refund
  }

  /** What became of a refund in the end. */
  settleRefund(refundId: string, isProcessed: boolean): void {
    const refund = found(this.refunds, refundId)
    const payment = found(this.payments, refund["payment_id"])
    refund["status"] = isProcessed ? "processed" : "failed"
    if (!isProcessed) {
      payment["amount_refunded"] -= refund["amount"]
      payment["status"] = "captured"
    }
    this.#tell(isProcessed ? "refund.processed" : "refund.failed", { refund, payment })
  }

  /** A bank asks, or claims the money back. */
  dispute(paymentId: string, phase: string = "chargeback"): Row {
    const payment = found(this.payments, paymentId)
    const dispute: Row = {
      id: this.#id("disp"),
      entity: "dispute",
      payment_id: payment.id,
      amount: payment["amount"],
      currency: payment["currency"],
      amount_deducted: 0,
      reason_code: "goods_or_services_not_received_or_partially_received",
      respond_by: Math.floor(this.#clock() / 1000) + 86_400,
      status: "open",
      phase,
      created_at: Math.floor(this.#clock() / 1000),
    }
    this.disputes.set(dispute.id, dispute)
    this.#tell("payment.dispute.created", { payment, dispute })
    return dispute
  }

  /** How a dispute ends. */
  endDispute(disputeId: string, status: "won" | "lost" | "closed"): void {
    const dispute = found(this.disputes, disputeId)
    dispute["status"] = status
    if (status === "lost") dispute["amount_deducted"] = dispute["amount"]
    this.#tell(`payment.dispute.${status}`, { payment: found(this.payments, dispute["payment_id"]), dispute })
  }

  #makeLink(body: Record<string, any>): object {
    const now = Math.floor(this.#clock() / 1000)
    known(body, LINK_FIELDS.split(" "))
    const { amount, currency = "INR", reference_id = "", notes = null, expire_by = 0 } = body
    if (!Number.isInteger(amount)) throw invalid("amount: cannot be blank.")
    if (amount < UNITS_MIN) throw invalid(`amount: amount should be minimum 1.00 for ${currency}.`)
    if (!/^[A-Z]{3}$/.test(currency)) throw invalid("currency: wrong input fields sent.")
    if (reference_id.length > REFERENCE_CHARACTERS_MAX) {
      throw invalid("reference_id: the length must be no more than 40.")
    }
    if ([...this.links.values()].some((link) => link["reference_id"] === reference_id)) {
      throw invalid(
        `payment link with given reference_id: ${reference_id} already exists. Please create a payment link with a different reference_id`,
      )
    }
    if ((body["description"] ?? "").length > DESCRIPTION_CHARACTERS_MAX)
      throw invalid("description: too long")
    if (Object.keys(notes ?? {}).length > NOTES_MAX) throw invalid("notes: too many")
    if (Object.values<string>(notes ?? {}).some((value) => value.length > NOTE_CHARACTERS_MAX)) {
      throw invalid("value: the length must not be greater than 255.")
    }
    const seconds = expire_by - now
    if (expire_by !== 0 && seconds < LIFETIME_SECONDS.min) {
      throw invalid("expire_by: timestamp must be atleast 15 minutes in future")
    }
    if (seconds > LIFETIME_SECONDS.max) throw invalid("expire_by: cannot be more than six months")
    if (body["callback_url"] !== undefined && body["callback_method"] !== "get") {
      throw invalid("callback_method: must be get")
    }
    const id = this.#id("plink")
    const link: Row = {
      id,
      accept_partial: false,
      amount,
      amount_paid: 0,
      callback_method: body["callback_method"] ?? "",
      callback_url: body["callback_url"] ?? "",
      cancelled_at: 0,
      created_at: now,
      currency,
      customer: body["customer"] ?? {},
      description: body["description"] ?? "",
      expire_by,
      expired_at: 0,
      first_min_partial_amount: 0,
      notes,
      notify: { email: false, sms: false, whatsapp: false, ...body["notify"] },
      payments: null,
      reference_id,
      reminder_enable: body["reminder_enable"] ?? false,
      reminders: [],
      short_url: `https://rzp.io/rzp/${id.slice(6)}`,
      status: "created",
      updated_at: now,
      upi_link: false,
      user_id: "",
      whatsapp_link: false,
    }
    this.links.set(id, link)
    return link
  }

  #captureAsked(payment: Row, { amount, currency }: Record<string, any>): object {
    if (!Number.isInteger(amount)) throw invalid("The amount must be an integer.")
    if (payment["status"] !== "authorized") throw invalid("This payment has already been captured")
    if (amount !== payment["amount"] || currency !== payment["currency"]) {
      throw invalid("Capture amount must be equal to the amount authorized.")
    }
    if (found(this.orders, payment["order_id"])["status"] === "paid") {
      throw invalid("Your payment has been declined as the order is already paid.")
    }
    this.#capture(payment)
    return payment
  }

  #capture(payment: Row): void {
    const order = found(this.orders, payment["order_id"])
    const link = this.#linkOf(order)
    const now = Math.floor(this.#clock() / 1000)
    payment["status"] = "captured"
    payment["captured"] = true
    order["status"] = "paid"
    order["amount_paid"] = order["amount"]
    order["amount_due"] = 0
    // A link that has ended stays so.
    if (link["status"] === "created") link["status"] = "paid"
    link["amount_paid"] = order["amount"]
    link["payments"] = [
      {
        amount: order["amount"],
        created_at: now,
        method: payment["method"],
        payment_id: payment.id,
        plink_id: link.id,
        status: "captured",
        updated_at: now,
      },
    ]
    this.#tell("payment.captured", { payment })
    this.#tell("order.paid", { payment, order })
    if (link["status"] === "paid") this.#tell("payment_link.paid", { payment_link: link, order, payment })
  }

  #linkOf(order: Row): Row {
    return [...this.links.values()].find((link) => link["order_id"] === order.id)!
  }

  /** The customer opens the page: the link makes its order. */
  open(linkId: string): Row {
    const link = found(this.links, linkId)
    const known = this.orders.get(String(link["order_id"]))
    if (known !== undefined) return known
    const order: Row = {
      id: this.#id("order"),
      entity: "order",
      amount: link["amount"],
      amount_due: link["amount"],
      amount_paid: 0,
      attempts: 0,
      created_at: Math.floor(this.#clock() / 1000),
      currency: link["currency"],
      notes: link["notes"] ?? [],
      offer_id: null,
      receipt: link["reference_id"],
      status: "created",
    }
    this.orders.set(order.id, order)
    link["order_id"] = order.id
    return order
  }

  /** The customer tries a card or UPI on the page that does not go through: the page stays open. */
  tryMethod(linkId: string): void {
    const payment = this.#pay(linkId)
    payment["status"] = "failed"
    payment["error_code"] = "BAD_REQUEST_ERROR"
    payment["error_reason"] = "payment_failed"
    this.#tell("payment.failed", { payment })
  }

  /**
   * The customer pays on the page.
   *
   * @param isLate - the bank says so after Razorpay has stopped waiting for it: nobody takes the money by itself
   * @param feeBearer - `customer`: Razorpay's fee comes on top
   */
  pay(
    linkId: string,
    {
      isLate = false,
      method = "upi",
      feeBearer = "platform",
    }: {
      readonly isLate?: boolean
      readonly method?: string
      readonly feeBearer?: "platform" | "customer"
    } = {},
  ): Row {
    const link = found(this.links, linkId)
    if (link["status"] !== "created" && !isLate) throw new Error("the page has ended")
    const payment = this.#pay(linkId)
    payment["method"] = method
    payment["status"] = "authorized"
    payment["fee_bearer"] = feeBearer
    if (feeBearer === "customer") {
      payment["fee"] = 236
      payment["amount"] += 236
    }
    this.#tell("payment.authorized", { payment })
    if (!isLate) this.#capture(payment)
    return payment
  }

  #pay(linkId: string): Row {
    const order = this.open(linkId)
    order["attempts"] += 1
    const payment: Row = {
      id: this.#id("pay"),
      entity: "payment",
      amount: order["amount"],
      amount_refunded: 0,
      captured: false,
      created_at: Math.floor(this.#clock() / 1000),
      currency: order["currency"],
      description: `#${linkId.slice(6)}`,
      email: "void@razorpay.com",
      contact: "+919876543210",
      error_code: null,
      error_reason: null,
      fee: null,
      fee_bearer: "platform",
      method: "upi",
      notes: order["notes"],
      order_id: order.id,
      refund_status: null,
      status: "created",
    }
    this.payments.set(payment.id, payment)
    return payment
  }

  /** The operator ends a link in the dashboard. */
  cancel(linkId: string): void {
    const link = found(this.links, linkId)
    link["status"] = "cancelled"
    this.#tell("payment_link.cancelled", { payment_link: link })
  }

  /** Ends the links whose time is over, as Razorpay does by itself. */
  expire(): void {
    for (const link of this.links.values()) {
      if (link["status"] !== "created" || link["expire_by"] * 1000 > this.#clock()) continue
      link["status"] = "expired"
      this.#tell("payment_link.expired", { payment_link: link })
    }
  }

  #id(prefix: string): string {
    return `${prefix}_${String(++this.#made).padStart(14, "0")}`
  }

  #tell(event: string, entities: Readonly<Record<string, Row>>): void {
    const payload = Object.fromEntries(Object.entries(entities).map(([name, entity]) => [name, { entity }]))
    const told = {
      entity: "event",
      account_id: "acc_00000000000001",
      event,
      contains: Object.keys(entities),
      payload: JSON.parse(JSON.stringify(payload)) as object,
      created_at: Math.floor(this.#clock() / 1000),
    }
    // Its id is a header.
    this.events.push(Object.assign(told, { id: "" }))
  }
}

/** The signature of a webhook, as Razorpay's own SDK checks it. */
export function signWebhook(payload: string, secret: string = RAZORPAY_WEBHOOK_SECRET): string {
  return signRazorpay(secret, utf8ToBytes(payload))
}

function page(
  rows: readonly Row[],
  { count, skip }: { readonly count?: string; readonly skip?: string },
): readonly Row[] {
  const first = Number(skip ?? 0)
  return rows.slice(first, first + Math.min(Number(count ?? COUNT_DEFAULT), COUNT_MAX))
}

/** Those that were made between two times, both of them too; the newest first. */
function within(
  rows: ReadonlyMap<string, Row>,
  { from, to }: { readonly from?: string; readonly to?: string },
): readonly Row[] {
  const isWithin = ({ created_at: at }: Row): boolean =>
    at >= Number(from ?? 0) && at <= Number(to ?? Number.MAX_SAFE_INTEGER)
  return [...rows.values()].filter(isWithin).toReversed()
}

function collection(items: readonly Row[]): object {
  return { entity: "collection", count: items.length, items }
}

function found(rows: ReadonlyMap<string, Row>, id: unknown): Row {
  const row = rows.get(String(id))
  if (row === undefined) throw invalid("The id provided does not exist")
  return row
}

function known(body: object, names: readonly string[]): void {
  const stranger = Object.keys(body).find((name) => !names.includes(name))
  if (stranger !== undefined) throw invalid(`${stranger} is/are not required and should not be sent`)
}

function invalid(description: string): RazorpayFault {
  return new RazorpayFault(400, description)
}

/** Whatever is wrong has the same code, also another's keys. */
function fault(status: number, description: string): Response {
  const error = {
    code: "BAD_REQUEST_ERROR",
    description,
    source: null,
    step: null,
    reason: null,
    metadata: {},
  }
  return Response.json({ error }, { status })
}
