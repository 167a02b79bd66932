import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import { AUTHENTICATION_REQUIRED, formatAmount, parseAmount } from "@tollgate/engine"
import { z } from "zod"
import type { Catalog } from "../../catalog/catalog.ts"
import type { SandboxPayment } from "../../catalog/records.ts"
import type { PaymentEvent, PaymentOrder, PaymentProvider, SavedMethod } from "../payment-provider.ts"
import { smallestPayable } from "../price-top-up.ts"
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

const Webhook = z.strictObject({
  type: z.enum(["payment.paid", "payment.failed"]),
  topUpId: z.string(),
  total: z.string(),
  currency: z.string(),
  reason: z.string(),
})

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
      createdAt: clock(),
      updatedAt: clock(),
    })
    return record
  }

  const end = (id: string, state: "paid" | "failed", reason: string) =>
    catalog.endSandboxPayment(id, { state, reason, updatedAt: clock() })

  const tell = async (payment: SandboxPayment): Promise<void> => {
    const { total, currency } = decodeOrder(payment.paymentOrder)
    const body = utf8ToBytes(
      JSON.stringify({
        type: payment.state === "paid" ? "payment.paid" : "payment.failed",
        topUpId: payment.topUpId,
        total: formatAmount(total),
        currency,
        reason: payment.reason,
      } satisfies z.infer<typeof Webhook>),
    )
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
      const paid = told.success ? parseAmount(told.data.total) : undefined
      if (!told.success || paid === undefined) return { kind: "refused", code: "malformed" }
      const { type, topUpId, currency, reason } = told.data
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

    refund: async () => ({ kind: "refused", reason: "not_supported" }),

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

function eventsOf({ state, topUpId, reason, paymentOrder }: SandboxPayment): readonly PaymentEvent[] {
  if (state === "open") return []
  if (state === "failed") return [{ kind: "failed", topUpId, reason }]
  const { total, currency } = decodeOrder(paymentOrder)
  return [{ kind: "paid", topUpId, paid: total, currency, paymentReference: topUpId }]
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
