import { formatAmount, invariant, parseAmount, type Micros } from "@tollgate/engine"
import { MARKETING_FAILURE } from "../simulator/traffic-mix.ts"
import { BODY_EVENTS_MAX } from "../simulator/traffic-mix.ts"
import type { DemoCustomer } from "./demo-customer.ts"
import { ScenarioMaker, type ScenarioStep } from "./scenario-maker.ts"

/** What the page's buttons do. */
export interface Scenario {
  readonly name: string
  /** What happens, in a few words. */
  readonly note: string
  readonly group: "webhook" | "operator"
  readonly needs?: "gupshup_app" | "operator_key"
  /** Non-empty, but where there is nothing to do. */
  steps(facts: ScenarioFacts, make: ScenarioMaker): readonly ScenarioStep[]
}

export interface ScenarioFacts {
  readonly customer: DemoCustomer
  readonly available: Micros
}

const MARKETING = { category: "marketing", type: "regular" } as const
const CAMPAIGN_MESSAGES = 100
/** Of a campaign, every so many fail. */
const CAMPAIGN_FAILING_EVERY = 16
/** What the operator records as paid in, by currency. */
const TOP_UPS: Readonly<Record<string, string>> = { USD: "50", INR: "2000" }
/** A drained wallet has so many tenths of its low-balance threshold left. */
const DRAINED_TENTHS = 8n

/** In the order of the page. Rule DEMO-9. */
export const SCENARIOS = {
  marketing: {
    name: "Marketing message",
    note: "to India: sent, delivered, read",
    group: "webhook",
    steps: (_, make) => {
      const [message] = make.messages(1)
      return [
        make.webhook("Marketing, sent", 0, [{ ...message!, kind: "sent", pricing: MARKETING }]),
        make.webhook("Marketing, delivered", 400, [{ ...message!, kind: "delivered", pricing: MARKETING }]),
        make.webhook("Marketing, read", 1_500, [{ ...message!, kind: "read" }]),
      ]
    },
  },
  otp: {
    name: "One-time password",
    note: "authentication: sent, delivered",
    group: "webhook",
    steps: (_, make) => {
      const [message] = make.messages(1)
      const pricing = { category: "authentication", type: "regular" } as const
      return [
        make.webhook("Authentication, sent", 0, [{ ...message!, kind: "sent", pricing }]),
        make.webhook("Authentication, delivered", 300, [{ ...message!, kind: "delivered", pricing }]),
      ]
    },
  },
  service: {
    name: "Service reply",
    note: "a user writes, the business answers",
    group: "webhook",
    steps: (_, make) => {
      const [question, answer] = make.messages(2)
      const pricing = { category: "service", type: "free_customer_service" } as const
      const reply = { ...answer!, recipient: question!.recipient }
      return [
        make.webhook("A user writes", 0, [
          { ...question!, kind: "received", type: "text", isReferral: false },
        ]),
        make.webhook("Service, delivered", 600, [{ ...reply, kind: "delivered", pricing }]),
      ]
    },
  },
  failed: {
    name: "Failed message",
    note: "sent, then refused: code 131049",
    group: "webhook",
    steps: (_, make) => {
      const [message] = make.messages(1)
      return [
        make.webhook("Marketing, sent", 0, [{ ...message!, kind: "sent", pricing: MARKETING }]),
        make.webhook("Marketing, failed", 400, [{ ...message!, kind: "failed", failure: MARKETING_FAILURE }]),
      ]
    },
  },
  billing: {
    name: "Gupshup billing event",
    note: "both sources; implies the delivery",
    group: "webhook",
    needs: "gupshup_app",
    steps: (_, make) => {
      const [message] = make.messages(1)
      const billing = { ...message!, kind: "billing", pricing: MARKETING } as const
      return [
        make.webhook("Billing event, source whatsapp", 0, [{ ...billing, source: "whatsapp" }], "gupshup"),
        make.webhook("Billing event, source gupshup", 300, [{ ...billing, source: "gupshup" }], "gupshup"),
      ]
    },
  },
  campaign: {
    name: `Campaign of ${CAMPAIGN_MESSAGES}`,
    note: "authorized and held, then delivered",
    group: "webhook",
    needs: "operator_key",
    steps: ({ customer }, make) => campaign(customer, make),
  },
  top_up: {
    name: "Record a top-up",
    note: "paid by bank transfer",
    group: "operator",
    needs: "operator_key",
    steps: ({ customer: { wallet } }, make) => {
      const amount = TOP_UPS[wallet.currency]
      invariant(amount !== undefined, "the demo has an amount in each of its currencies")
      const body = { amount, method: "manual", reference: make.id("Bank transfer") }
      return [make.call("Top-up", `/v1/wallets/${wallet.id}/top-ups`, body)]
    },
  },
  drain: {
    name: "Drain to low balance",
    note: "an adjustment, signed",
    group: "operator",
    needs: "operator_key",
    steps: ({ customer: { wallet }, available }, make) => {
      const threshold = parseAmount(wallet.lowBalanceThreshold) ?? 0n
      const amount = available - (threshold * DRAINED_TENTHS) / 10n
      if (amount <= 0n) return []
      const body = { amount: formatAmount(-amount), reason: "Demo: drained to a low balance" }
      return [make.call("Adjustment", `/v1/wallets/${wallet.id}/adjustments`, body)]
    },
  },
} as const satisfies Record<string, Scenario>

export type ScenarioKind = keyof typeof SCENARIOS
export const SCENARIO_KINDS = Object.keys(SCENARIOS) as [ScenarioKind, ...ScenarioKind[]]

/** All of it is held before the first is sent; what fails is freed, what arrives is captured. */
function campaign({ wallet, senders }: DemoCustomer, make: ScenarioMaker): readonly ScenarioStep[] {
  const id = make.id("campaign")
  const messages = make.messages(CAMPAIGN_MESSAGES, id)
  const body = {
    id,
    walletId: wallet.id,
    senderId: senders[0].id,
    messages: [{ to: messages[0]!.recipient, category: "marketing", count: messages.length }],
  }
  const parts = Array.from({ length: messages.length / BODY_EVENTS_MAX }, (_, part) =>
    messages.slice(part * BODY_EVENTS_MAX, (part + 1) * BODY_EVENTS_MAX),
  )
  return [
    make.call(`Authorization of ${messages.length}`, "/v1/authorizations", body),
    ...parts.map((part, index) =>
      make.webhook(
        `Campaign, ${part.length} sent`,
        index === 0 ? 1_200 : 150,
        part.map((message) => ({ ...message, kind: "sent", pricing: MARKETING }) as const),
      ),
    ),
    ...parts.map((part, index) =>
      make.webhook(
        `Campaign, ${part.length} delivered or failed`,
        index === 0 ? 800 : 400,
        part.map((message, place) =>
          (index * BODY_EVENTS_MAX + place) % CAMPAIGN_FAILING_EVERY === 0
            ? ({ ...message, kind: "failed", failure: MARKETING_FAILURE } as const)
            : ({ ...message, kind: "delivered", pricing: MARKETING } as const),
        ),
      ),
    ),
  ]
}
