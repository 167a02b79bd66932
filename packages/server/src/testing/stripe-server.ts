import Stripe from "stripe"
import { StripeBacks } from "./stripe-backs.ts"
import { found, invalid, known, missing, StripeFault, unitsOf, type StripeRow } from "./stripe-faults.ts"
import { parseForm, type FormValue } from "./stripe-form.ts"

export const STRIPE_SECRET_KEY = "sk_test_tollgate0123456789"
export const STRIPE_WEBHOOK_SECRET = "whsec_tollgate0123456789"

const KEYS_KEPT_MS = 86_400_000
const SESSION_SECONDS = { min: 1_800, max: 86_400 }
/** Stripe's own is 0.50 of a dollar; as far as the tests need it. */
const UNITS_MIN = 50
const UNITS_MAX = 99_999_999

type Row = StripeRow
interface Reply {
  readonly status: number
  readonly body: object
}

/** What a card does: as Stripe's test cards, it succeeds, is declined, or wants its owner. */
export type Card = "pays" | "insufficient_funds" | "authentication_required" | "requires_action" | "is_slow"

/** How Stripe is not there: nothing answers, it fails, or it does what is asked and its answer is lost. */
export type Outage = "unreachable" | "failing" | "answers_lost"

/** The last digits of Stripe's test card that does so. */
const LAST4: Readonly<Record<Card, string>> = {
  pays: "4242",
  insufficient_funds: "9995",
  authentication_required: "3184",
  requires_action: "3220",
  is_slow: "0077",
}

function methodAsTold({
  id,
  customer,
  card,
}: {
  readonly id: string
  readonly customer: string
  readonly card: Card
}) {
  return { id, object: "payment_method", type: "card", customer, card: { brand: "visa", last4: LAST4[card] } }
}

/**
 * Stripe's API as it is documented, as far as our provider uses it: form-encoded requests, idempotency keys that are
 * remembered with their parameters for a day, its checks of amounts and times, its errors, its signed events. It has no
 * host: `fetch` answers a request, in any runtime.
 */
export class StripeServer {
  readonly sessions = new Map<string, Row>()
  readonly intents = new Map<string, Row>()
  readonly customers = new Map<string, Row>()
  /** What goes back. */
  readonly backs: StripeBacks = new StripeBacks({
    row: (prefix, content) => this.#row(prefix, content),
    tell: (type, object) => this.#tell(type, object),
    intents: this.intents,
  })
  readonly #methods: { readonly id: string; readonly customer: string; readonly card: Card }[] = []
  readonly #keys = new Map<string, { readonly asked: string; readonly at: number; readonly reply: Reply }>()
  readonly #underWay = new Set<string | null>()
  readonly #clock: () => number
  #made = 0
  outage: Outage | undefined
  /** `POST /v1/checkout/sessions` and the like, as they came. */
  readonly asked: { readonly path: string; readonly key: string | null; readonly params: any }[] = []
  /** What Stripe would tell, oldest first. */
  readonly events: Row[] = []

  constructor(clock: () => number) {
    this.#clock = clock
  }

  readonly fetch = async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    if (this.outage === "unreachable") throw new TypeError("fetch failed")
    if (this.outage === "failing") {
      // Nothing was begun, so nothing is remembered.
      return Response.json(errorBody({ type: "api_error", message: "down" }), {
        status: 500,
        headers: { "stripe-should-retry": "false" },
      })
    }
    const { status, body } = await this.#answer(request)
    if (this.outage === "answers_lost") throw new TypeError("fetch failed")
    return Response.json(body, { status, headers: { "request-id": `req_${this.#made}` } })
  }

  async #answer(request: Request): Promise<Reply> {
    const url = new URL(request.url)
    const text = new TextDecoder().decode(await request.arrayBuffer())
    const params = parseForm(request.method === "GET" ? url.searchParams : new URLSearchParams(text))
    const key = request.headers.get("idempotency-key")
    this.asked.push({ path: `${request.method} ${url.pathname}`, key, params })
    if (request.headers.get("authorization") !== `Bearer ${STRIPE_SECRET_KEY}`) {
      return refusal(401, { type: "invalid_request_error", message: "Invalid API Key provided: sk_test_***" })
    }
    if (request.method === "GET") return this.#run(() => this.#get(url.pathname, params))
    const isForm = request.headers.get("content-type") === "application/x-www-form-urlencoded"
    if (!isForm) return refusal(400, { type: "invalid_request_error", message: "not form-encoded" })
    const asked = `${url.pathname} ${JSON.stringify(params)}`
    const kept = key === null ? undefined : this.#keys.get(key)
    if (kept !== undefined && kept.at + KEYS_KEPT_MS > this.#clock()) {
      if (kept.asked === asked) return kept.reply
      return refusal(400, {
        type: "idempotency_error",
        message:
          "Keys for idempotent requests can only be used with the same parameters they were first used with.",
      })
    }
    if (key !== null && this.#underWay.has(key)) {
      return refusal(409, {
        type: "idempotency_error",
        code: "idempotency_key_in_use",
        message: "There is currently another in-progress request using this Idempotency-Key.",
      })
    }
    this.#underWay.add(key)
    // Others come meanwhile.
    await new Promise((resolve) => void setTimeout(resolve))
    this.#underWay.delete(key)
    const reply = this.#run(() => this.#post(url.pathname, params))
    // What did not pass the checks was not begun.
    const isKept = reply.status < 400 || reply.status === 402
    if (key !== null && isKept) this.#keys.set(key, { asked, at: this.#clock(), reply })
    return reply
  }

  #run(work: () => object): Reply {
    try {
      // As JSON writes it now: what an answer said does not change.
      return { status: 200, body: JSON.parse(JSON.stringify(work())) as object }
    } catch (error) {
      if (!(error instanceof StripeFault)) throw error
      return refusal(error.status, error.facts)
    }
  }

  #get(path: string, params: Record<string, FormValue>): object {
    const [, , , second = "", third = ""] = path.split("/")
    if (path === "/v1/checkout/sessions") return list(path, this.sessions.values(), params)
    if (path.startsWith("/v1/checkout/sessions/")) {
      const session = found(this.sessions, path.split("/")[4] ?? "")
      const isExpanded = (params["expand"] as readonly string[] | undefined)?.includes("payment_intent")
      return isExpanded === true
        ? { ...session, payment_intent: this.intents.get(String(session["payment_intent"])) ?? null }
        : session
    }
    if (path === "/v1/payment_intents") return list(path, this.intents.values(), params)
    if (third === "" && path.startsWith("/v1/payment_intents/")) return found(this.intents, second)
    if (path.startsWith("/v1/customers/") && path.endsWith("/payment_methods")) {
      const { id } = found(this.customers, second)
      const methods = this.#methods.filter(({ customer }) => customer === id).toReversed()
      const limit = Number(params["limit"] ?? 10)
      return { object: "list", url: path, has_more: false, data: methods.slice(0, limit).map(methodAsTold) }
    }
    if (path === "/v1/refunds") return list(path, this.backs.refunds.values(), params)
    if (path === "/v1/disputes") return list(path, this.backs.disputes.values(), params)
    if (path === "/v1/events") return list(path, this.events, params)
    throw missing(path)
  }

  #post(path: string, params: Record<string, any>): object {
    if (path === "/v1/checkout/sessions") return this.#makeSession(params)
    if (path === "/v1/payment_intents") return this.#charge(params)
    if (path === "/v1/refunds") return this.backs.refund(params)
    if (path === "/v1/customers") {
      known(params, ["metadata"])
      const customer = this.#row("cus", { object: "customer", metadata: params["metadata"] ?? {} })
      this.customers.set(customer.id, customer)
      return customer
    }
    const cancelled = /^\/v1\/payment_intents\/(\w+)\/cancel$/.exec(path)?.[1]
    if (cancelled !== undefined) {
      const intent = found(this.intents, cancelled)
      if (intent["status"] === "succeeded") throw invalid("status", "payment_intent_unexpected_state")
      intent["status"] = "canceled"
      return intent
    }
    throw missing(path)
  }

  #makeSession(params: Record<string, any>): object {
    known(
      params,
      "mode client_reference_id metadata line_items adaptive_pricing payment_intent_data customer success_url cancel_url locale expires_at".split(
        " ",
      ),
    )
    if (params["mode"] !== "payment") throw invalid("mode")
    if (typeof params["success_url"] !== "string") throw invalid("success_url", "parameter_missing")
    if (params["client_reference_id"]?.length > 200) throw invalid("client_reference_id")
    if (params["customer"] !== undefined) found(this.customers, params["customer"])
    const seconds = Number(params["expires_at"]) - this.#clock() / 1000
    if (!(seconds >= SESSION_SECONDS.min && seconds <= SESSION_SECONDS.max)) throw invalid("expires_at")
    const lines = params["line_items"] as readonly any[]
    let total = 0
    let currency = ""
    for (const { quantity, price_data } of lines) {
      if (price_data.product_data.name === undefined)
        throw invalid("line_items[0][price_data][product_data][name]")
      total += Number(quantity) * unitsOf(price_data.unit_amount, price_data.currency)
      currency = price_data.currency
    }
    requireInLimits(total)
    const session = this.#row("cs_test", {
      object: "checkout.session",
      livemode: false,
      mode: "payment",
      status: "open",
      payment_status: "unpaid",
      amount_total: total,
      currency,
      client_reference_id: params["client_reference_id"] ?? null,
      customer: params["customer"] ?? null,
      metadata: params["metadata"] ?? {},
      payment_intent: null,
      expires_at: Number(params["expires_at"]),
      locale: params["locale"] ?? null,
      success_url: params["success_url"],
      cancel_url: params["cancel_url"] ?? null,
      // Of the session, and not shown by Stripe: what the PaymentIntent is made of.
      intent_data: params["payment_intent_data"] ?? {},
      lines,
    })
    session["url"] = `https://checkout.stripe.com/c/pay/${session.id}`
    this.sessions.set(session.id, session)
    return session
  }

  #charge(params: Record<string, any>): object {
    known(
      params,
      "amount currency customer payment_method off_session confirm automatic_payment_methods description metadata".split(
        " ",
      ),
    )
    const amount = unitsOf(params["amount"], params["currency"])
    requireInLimits(amount)
    found(this.customers, params["customer"])
    const method = this.#methods.find(({ id }) => id === params["payment_method"])
    if (method?.customer !== params["customer"]) throw missing("payment_method")
    if (params["off_session"] !== "true" || params["confirm"] !== "true") throw invalid("off_session")
    const { card } = method!
    const intent = this.#intent(amount, { ...params, payment_method: method!.id })
    if (card === "insufficient_funds" || card === "authentication_required") {
      const fault = {
        type: "card_error",
        code: card === "authentication_required" ? card : "card_declined",
        decline_code: card,
        message: "Your card was declined.",
      }
      intent["status"] = "requires_payment_method"
      intent["last_payment_error"] = fault
      this.#tell("payment_intent.payment_failed", intent)
      throw new StripeFault(402, { ...fault, payment_intent: intent })
    }
    intent["status"] = STATUS_OF[card]
    if (card === "pays") this.#succeed(intent)
    return intent
  }

  #intent(
    amount: number,
    { currency, customer, metadata, description, payment_method }: Record<string, any>,
  ): Row {
    const intent = this.#row("pi", {
      object: "payment_intent",
      status: "requires_payment_method",
      amount,
      amount_received: 0,
      currency,
      customer: customer ?? null,
      payment_method: payment_method ?? null,
      metadata: metadata ?? {},
      description: description ?? null,
      last_payment_error: null,
    })
    this.intents.set(intent.id, intent)
    return intent
  }

  #succeed(intent: Row): void {
    intent["status"] = "succeeded"
    intent["amount_received"] = intent["amount"]
    this.#tell("payment_intent.succeeded", intent)
  }

  /** The customer tries a card on the page that does not go through: the page stays open. */
  tryCard(sessionId: string): void {
    const session = found(this.sessions, sessionId)
    const intent = this.#intentOf(session)
    intent["last_payment_error"] = {
      type: "card_error",
      code: "card_declined",
      decline_code: "generic_decline",
    }
    this.#tell("payment_intent.payment_failed", intent)
  }

  /** The customer pays on the page: at once, or by a bank that takes days. */
  pay(
    sessionId: string,
    { isSlow = false, card = "pays" }: { readonly isSlow?: boolean; readonly card?: Card } = {},
  ): void {
    const session = found(this.sessions, sessionId)
    if (session["status"] !== "open") throw new Error("the page has ended")
    const intent = this.#intentOf(session)
    session["status"] = "complete"
    session["url"] = null
    const { customer } = session
    if (customer !== null && session["intent_data"].setup_future_usage === "off_session") {
      this.#methods.push({ id: `pm_${++this.#made}`, customer, card })
    }
    if (isSlow) {
      intent["status"] = "processing"
    } else {
      session["payment_status"] = "paid"
      this.#succeed(intent)
    }
    this.#tell("checkout.session.completed", session)
  }

  /** What a customer left is removed, as in Stripe's dashboard. */
  removeMethods(): void {
    this.#methods.length = 0
  }

  /** The bank's word about what was paid slowly. */
  settle(sessionId: string, isPaid: boolean): void {
    const session = found(this.sessions, sessionId)
    const intent = this.#intentOf(session)
    if (isPaid) {
      session["payment_status"] = "paid"
      this.#succeed(intent)
    } else {
      intent["status"] = "requires_payment_method"
      intent["last_payment_error"] = {
        type: "invalid_request_error",
        code: "payment_intent_payment_attempt_failed",
      }
      this.#tell("payment_intent.payment_failed", intent)
    }
    this.#tell(`checkout.session.async_payment_${isPaid ? "succeeded" : "failed"}`, session)
  }

  /** What was charged slowly without the customer. */
  settleIntent(intentId: string): void {
    this.#succeed(found(this.intents, intentId))
  }

  /** Ends the pages whose time is over, as Stripe does by itself. */
  expire(): void {
    for (const session of this.sessions.values()) {
      if (session["status"] !== "open" || session["expires_at"] * 1000 > this.#clock()) continue
      session["status"] = "expired"
      session["url"] = null
      this.#tell("checkout.session.expired", session)
    }
  }

  #intentOf(session: Row): Row {
    const known = this.intents.get(String(session["payment_intent"]))
    if (known !== undefined) return known
    const { amount_total, currency, customer, intent_data } = session
    const intent = this.#intent(amount_total, { currency, customer, ...intent_data })
    session["payment_intent"] = intent.id
    return intent
  }

  #row(prefix: string, content: object): Row {
    return { id: `${prefix}_${++this.#made}`, created: Math.floor(this.#clock() / 1000), ...content }
  }

  #tell(type: string, object: Row): void {
    const data = { object: JSON.parse(JSON.stringify(object)) as object }
    this.events.push(this.#row("evt", { object: "event", api_version: Stripe.API_VERSION, type, data }))
  }
}

const STATUS_OF: Readonly<Record<Card, string>> = {
  pays: "succeeded",
  is_slow: "processing",
  requires_action: "requires_action",
  insufficient_funds: "requires_payment_method",
  authentication_required: "requires_payment_method",
}

/** The header of a webhook, made by the SDK's own helper. */
export function signStripe(
  payload: string,
  at: number,
  secret: string = STRIPE_WEBHOOK_SECRET,
): Promise<string> {
  return Stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret,
    timestamp: Math.floor(at / 1000),
    cryptoProvider: Stripe.createSubtleCryptoProvider(),
  })
}

function list(url: string, rows: Iterable<Row>, params: Record<string, any>): object {
  const from = Number(params["created"]?.gte ?? 0)
  const to = Number(params["created"]?.lt ?? Number.POSITIVE_INFINITY)
  const types = params["types"] as readonly string[] | undefined
  const newest = [...rows]
    .filter(({ created }) => created >= from && created < to)
    .filter((row) => types?.includes(row["type"]) !== false)
    .filter((row) =>
      ["customer", "payment_intent"].every((key) => params[key] === undefined || row[key] === params[key]),
    )
    .toReversed()
  const after = newest.findIndex(({ id }) => id === params["starting_after"]) + 1
  const limit = Number(params["limit"] ?? 10)
  const data = newest.slice(after, after + limit)
  return { object: "list", url, has_more: newest.length > after + limit, data }
}

function requireInLimits(units: number): void {
  if (units < UNITS_MIN) throw invalid("amount", "amount_too_small")
  if (units > UNITS_MAX) throw invalid("amount", "amount_too_large")
}

function refusal(status: number, facts: object): Reply {
  return { status, body: errorBody(facts) }
}

function errorBody(facts: object): object {
  return { error: facts }
}
