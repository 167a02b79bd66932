import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { AUTHENTICATION_REQUIRED, formatAmount, parseAmount, type Micros } from "@tollgate/engine"
import { z } from "zod"
import type { Catalog } from "../../catalog/catalog.ts"
import type { SandboxPayment } from "../../catalog/records.ts"
import type { PaymentEvent, PaymentOrder, PaymentProvider, SavedMethod } from "../payment-provider.ts"
import { smallestPayable } from "../price-top-up.ts"
import { backEvents, decodeBacks, leftOf, NO_BACKS, SandboxBacks, withRefund } from "./sandbox-backs.ts"
import { decodeOrder, encodeOrder } from "./sandbox-order.ts"
import { SANDBOX_SIGNATURE_HEADER, signSandbox, verifySandbox } from "./sandbox-signature.ts"

export const SANDBOX = "sandbox"
export const SANDBOX_WEBHOOK_PATH = "/v1/payments/sandbox/webhook"
export const SANDBOX_PAGE_PATH = "/sandbox/pay/"

const SECRET_SETTING = "sandbox_webhook_secret"
const SECRET_BYTES = 32
/** Of a page's address: nobody guesses it. */
const ID_BYTES = 16
/** As the test cards of payment providers do: a saved card declines what ends in so many hundredths. */
const DECLINED_HUNDREDTHS = 13n
/** The same, of a card that wants its owner. */
const AUTHENTICATED_HUNDREDTHS = 14n
const MICROS_OF_HUNDREDTH = 10_000n
/** What every customer of the sandbox has. */
const TEST_CARD: SavedMethod = { type: "card", brand: "visa", last4: "4242" }

const Webhook = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.enum(["payment.paid", "payment.failed"]),
    topUpId: z.string(),
    total: z.string(),
    currency: z.string(),
    reason: z.string(),
  }),
  z.strictObject({
    type: z.literal("payment.given_back"),
    topUpId: z.string(),
    currency: z.string(),
    givenBack: SandboxBacks,
  }),
])

export interface SandboxDeps {
  readonly catalog: Catalog
  readonly clock: () => number
  readonly random: (bytes: number) => Uint8Array
  /** Runs a task after the answer. */
  readonly defer: (task: () => Promise<void>) => void
  /** Posts a webhook to our own server, through all that a request from outside goes through. */
  readonly post: (request: Request) => Response | Promise<Response>
}

export interface SandboxProvider extends PaymentProvider {
  /** What the page of this id is to collect. */
  payment(id: string): Promise<{ readonly payment: SandboxPayment; readonly order: PaymentOrder } | undefined>
  /** The customer's answer on the page: the first one counts, and is told by webhook. */
  answer(id: string, answer: "pay" | "decline"): Promise<SandboxPayment | undefined>
  /** As somebody at the provider's dashboard, or the payer's bank: of all that is left of a payment, or of an amount. */
  giveBack(id: string, what: GivenBack): Promise<SandboxPayment | undefined>
}

/** What may happen to a payment beside this server. */
export interface GivenBack {
  readonly what: "refund" | "dispute" | "win" | "lose"
  /** Of a refund or a dispute; absent = all that is left. */
  readonly amount?: Micros
}

export function isSandbox(provider: PaymentProvider): provider is SandboxProvider {
  return provider.isSandbox
}

/**
 * A provider that moves no money and behaves like one that does: a page of its own, its own books, signed webhooks. Rules
 * PAY-13 to PAY-16.
 */
export function sandboxProvider({ catalog, clock, random, defer, post }: SandboxDeps): SandboxProvider {
  const secret = async (): Promise<string> =>
    (await catalog.setting(SECRET_SETTING)) ??
    catalog.putSettingOnce(SECRET_SETTING, bytesToHex(random(SECRET_BYTES)))

  const keep = async (order: PaymentOrder): Promise<SandboxPayment> => {
    const { record } = await catalog.insertSandboxPayment({
      id: bytesToHex(random(ID_BYTES)),
      topUpId: order.topUpId,
      paymentOrder: encodeOrder(order),
      state: "open",
      reason: "",
      givenBack: JSON.stringify(NO_BACKS),
      createdAt: clock(),
      updatedAt: clock(),
    })
    return record
  }

  const end = (id: string, state: "paid" | "failed", reason: string) =>
    catalog.endSandboxPayment(id, { state, reason, updatedAt: clock() })

  const tell = (payment: SandboxPayment): Promise<void> => {
    const { total, currency } = decodeOrder(payment.paymentOrder)
    return postSigned({
      type: payment.state === "paid" ? "payment.paid" : "payment.failed",
      topUpId: payment.topUpId,
      total: formatAmount(total),
      currency,
      reason: payment.reason,
    })
  }

  const tellBacks = ({ topUpId, paymentOrder, givenBack }: SandboxPayment): Promise<void> => {
    const { currency } = decodeOrder(paymentOrder)
    return postSigned({ type: "payment.given_back", topUpId, currency, givenBack: decodeBacks(givenBack) })
  }

  const postSigned = async (told: z.infer<typeof Webhook>): Promise<void> => {
    const body = utf8ToBytes(JSON.stringify(told))
    const signature = signSandbox(await secret(), clock(), body)
    const response = await post(
      new Request(`http://localhost${SANDBOX_WEBHOOK_PATH}`, {
        method: "POST",
        headers: { "content-type": "application/json", [SANDBOX_SIGNATURE_HEADER]: signature },
        body: new Uint8Array(body),
      }),
    )
    // What was not taken is found by the sweep.
    await response.arrayBuffer()
  }

  return {
    name: SANDBOX,
    isSandbox: true,
    canChargeSaved: true,
    collects: () => "yes",
    smallestPayable,

    async beginCheckout(order) {
      const { id } = await keep(order)
      return { checkoutUrl: `${SANDBOX_PAGE_PATH}${id}`, providerReference: id }
    },

    async chargeSaved(order) {
      const { id, state, reason } = await keep(order)
      if (state === "failed") return { kind: "declined", reason }
      if (state === "paid") return { kind: "accepted" }
      const declined = declineReason(order)
      if (declined !== undefined) {
        await end(id, "failed", declined)
        return { kind: "declined", reason: declined }
      }
      const ended = await end(id, "paid", "")
      if (ended !== undefined) defer(() => tell(ended))
      return { kind: "accepted" }
    },

    savedMethod: async () => TEST_CARD,

    async parseWebhook(headers, rawBody) {
      const header = headers.get(SANDBOX_SIGNATURE_HEADER)
      if (!verifySandbox(await secret(), header, { rawBody, now: clock() })) {
        return { kind: "refused", code: "bad_signature" }
      }
      const told = Webhook.safeParse(parseJson(rawBody))
      if (!told.success) return { kind: "refused", code: "malformed" }
      const { topUpId, currency } = told.data
      if (told.data.type === "payment.given_back") {
        return backEvents(told.data.givenBack, { topUpId, currency })
      }
      const { type, total, reason } = told.data
      const paid = parseAmount(total)
      if (paid === undefined) return { kind: "refused", code: "malformed" }
      return [
        type === "payment.paid"
          ? { kind: "paid", topUpId, paid, currency, paymentReference: topUpId }
          : { kind: "failed", topUpId, reason },
      ]
    },

    async find({ id: topUpId }) {
      const payment = await catalog.sandboxPayment({ topUpId })
      return payment === undefined ? [] : eventsOf(payment)
    },

    async refund({ topUpId, refundId, amount }) {
      let refusal: string | undefined
      const id = `re_${bytesToHex(random(ID_BYTES))}`
      const payment = await catalog.changeSandboxBacks(
        topUpId,
        ({ state, paymentOrder, givenBack }) => {
          const backs = decodeBacks(givenBack)
          const { total } = decodeOrder(paymentOrder)
          refusal = undefined
          if (backs.refunds.some((refund) => refund.refundId === refundId)) return undefined
          if (state !== "paid") refusal = "payment_not_paid"
          else if (backs.disputes.some((dispute) => dispute.state !== "won")) refusal = "charge_disputed"
          else if (leftOf(total, backs) < amount) refusal = "amount_too_large"
          if (refusal !== undefined) return undefined
          const isDeclined = (amount / MICROS_OF_HUNDREDTH) % 100n === DECLINED_HUNDREDTHS
          const status = isDeclined ? "failed" : "succeeded"
          return JSON.stringify(withRefund(backs, { id, refundId, amount, status }))
        },
        clock(),
      )
      if (payment === undefined) return { kind: "refused", reason: "payment_not_found" }
      if (refusal !== undefined) return { kind: "refused", reason: refusal }
      defer(() => tellBacks(payment))
      return { kind: "accepted" }
    },

    async giveBack(id, given) {
      const payment = await catalog.sandboxPayment({ id })
      if (payment?.state !== "paid") return payment
      const newId = bytesToHex(random(ID_BYTES))
      const changed = await catalog.changeSandboxBacks(
        payment.topUpId,
        ({ paymentOrder, givenBack }) => {
          const backs = changeBacks(decodeBacks(givenBack), given, {
            total: decodeOrder(paymentOrder).total,
            newId,
          })
          return backs && JSON.stringify(backs)
        },
        clock(),
      )
      if (changed !== undefined) await tellBacks(changed)
      return changed
    },

    async payment(id) {
      const payment = await catalog.sandboxPayment({ id })
      return payment === undefined ? undefined : { payment, order: decodeOrder(payment.paymentOrder) }
    },

    async answer(id, answer) {
      const payment = await catalog.sandboxPayment({ id })
      if (payment === undefined || payment.state !== "open") return payment
      const isOver = decodeOrder(payment.paymentOrder).expiresAt <= clock()
      const ended = isOver
        ? await end(id, "failed", "expired")
        : await end(id, answer === "pay" ? "paid" : "failed", answer === "pay" ? "" : "declined")
      if (ended !== undefined) await tell(ended)
      return ended
    },
  }
}

/** Why the test card is not charged, by the last two digits of the total. Rule PAY-16. */
function declineReason({ total }: PaymentOrder): string | undefined {
  const hundredths = (total / MICROS_OF_HUNDREDTH) % 100n
  if (hundredths === DECLINED_HUNDREDTHS) return "card_declined"
  return hundredths === AUTHENTICATED_HUNDREDTHS ? AUTHENTICATION_REQUIRED : undefined
}

/** What becomes of a payment's refunds and disputes; undefined where nothing does. */
function changeBacks(
  backs: SandboxBacks,
  given: GivenBack,
  { total, newId }: { readonly total: Micros; readonly newId: string },
): SandboxBacks | undefined {
  if (given.what === "win" || given.what === "lose") {
    if (!backs.disputes.some(({ state }) => state === "opened")) return undefined
    const ended = given.what === "win" ? "won" : "lost"
    return {
      ...backs,
      disputes: backs.disputes.map((one) => (one.state === "opened" ? { ...one, state: ended } : one)),
    }
  }
  const left = leftOf(total, backs)
  const amount = given.amount ?? left
  if (amount <= 0n || amount > left) return undefined
  if (given.what === "refund") {
    return withRefund(backs, { id: `re_${newId}`, refundId: "", amount, status: "succeeded" })
  }
  const dispute = { id: `dp_${newId}`, amount: formatAmount(amount), state: "opened" as const }
  return { ...backs, disputes: [...backs.disputes, dispute] }
}

function eventsOf({
  state,
  topUpId,
  reason,
  paymentOrder,
  givenBack,
}: SandboxPayment): readonly PaymentEvent[] {
  if (state === "open") return []
  if (state === "failed") return [{ kind: "failed", topUpId, reason }]
  const { total, currency } = decodeOrder(paymentOrder)
  return [
    { kind: "paid", topUpId, paid: total, currency, paymentReference: topUpId },
    ...backEvents(decodeBacks(givenBack), { topUpId, currency }),
  ]
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
