import { seededRandom } from "../simulator/seeded-random.ts"
import type { Provider, TrafficEvent, TrafficSender } from "../simulator/traffic-event.ts"
import { webhookBody } from "../simulator/webhook-body.ts"
import type { DemoSender } from "./demo-customer.ts"

/** A request of a scenario: the page posts it so many milliseconds after the one before. */
export interface ScenarioStep {
  readonly name: string
  readonly afterMs: number
  readonly path: string
  /** Whether it is the operator's own, and carries the key. */
  readonly isOperators: boolean
  /** JSON. */
  readonly body: Readonly<Record<string, unknown>>
}

/** A message that is not told of yet. */
export type NewMessage = Pick<TrafficEvent, "messageId" | "gupshupId" | "recipient" | "callbackData">

/** Everything goes to India, which has a price on every card of the demo. */
const RECIPIENT_PREFIX = "9198"

/** Makes the messages of one scenario, and the webhooks that tell of them. The same for the same seed. */
export class ScenarioMaker {
  readonly #random
  readonly #sender: TrafficSender
  #at: number

  /** @param at - milliseconds since 1970 UTC: when the first event happened */
  constructor({ id, phoneNumber, wabaId, gupshupAppId }: DemoSender, seed: number, at: number) {
    this.#random = seededRandom(seed)
    this.#at = at
    this.#sender = { id, phoneNumber, wabaId, ...(gupshupAppId === null ? {} : { gupshupAppId }) }
  }

  /** An id for what is not a message. */
  id(prefix: string): string {
    return `${prefix}-${this.#random.hex(8)}`
  }

  messages(count: number, callbackData?: string): readonly NewMessage[] {
    return Array.from({ length: count }, () => {
      const random = this.#random
      return {
        messageId: `wamid.HBgM${random.hex(28).toUpperCase()}`,
        gupshupId: `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`,
        recipient: RECIPIENT_PREFIX + String(random.whole(10_000_000, 99_999_999)),
        ...(callbackData === undefined ? {} : { callbackData }),
      }
    })
  }

  /** One webhook that tells these things, each of them `afterMs` later than the last. */
  webhook(
    name: string,
    afterMs: number,
    told: readonly (NewMessage & Told)[],
    provider: Provider = "meta",
  ): ScenarioStep {
    this.#at += afterMs
    const at = this.#at
    const events = told.map((event): TrafficEvent => ({ ...event, at, provider }))
    const body = webhookBody(provider, this.#sender, events)
    return { name, afterMs, path: `/v1/ingest/${provider}`, isOperators: false, body }
  }

  /** A call of the API with the operator's key. */
  call(name: string, path: string, body: ScenarioStep["body"]): ScenarioStep {
    return { name, afterMs: 0, path, isOperators: true, body }
  }
}

/** What is told of a message, whoever tells it. */
type Told = TrafficEvent extends infer E
  ? E extends TrafficEvent
    ? Omit<E, keyof NewMessage | "at" | "provider">
    : never
  : never
