import type { Category, UsageEvent } from "../pricing/usage-event.ts"
import { eraAt } from "../rates/eras.ts"
import { dayOf } from "./builders.ts"

const HOUR_MS = 3_600_000
const CONVERSATIONS_UNTIL = dayOf("2025-07-02") * 24 * HOUR_MS

type Span = readonly [from: number, until: number]

interface Contact {
  service: Span | null
  offer: Span | null
  entry: Span | null
  readonly conversations: Map<Category, Span>
}

/** What a sender and a user have open between them, by the letter of rules WIN-1 to WIN-4. */
export class WindowModel {
  readonly #contacts = new Map<string, Contact>()

  /** Whether an event looks at windows at all. Rule WIN-1. */
  static sees(event: UsageEvent): boolean {
    if (event.kind === "received" || event.type === undefined) return true
    return (
      isConversation(event.model) ||
      (event.occurredAt !== undefined && event.occurredAt < CONVERSATIONS_UNTIL)
    )
  }

  inbound(event: UsageEvent, instant: number): void {
    const contact = this.#contact(event)
    const opened: Span = [instant, instant + 24 * HOUR_MS]
    const { service } = contact
    if (service === null) contact.service = opened
    else if (opened[0] <= service[1] && service[0] <= opened[1]) {
      contact.service = [Math.min(opened[0], service[0]), Math.max(opened[1], service[1])]
    } else if (opened[0] > service[0]) contact.service = opened
    if (event.isReferral === true && (contact.offer === null || opened[0] > contact.offer[0]))
      contact.offer = opened
  }

  /** What a delivery meets; it opens the free entry window when one is on offer. */
  delivery(
    event: UsageEvent,
    instant: number,
    localDay: number,
    category: Category | "",
  ): { service: boolean; entry: boolean; conversation: boolean } {
    const contact = this.#contact(event)
    if (isIn(contact.offer, instant) && !isIn(contact.entry, instant)) {
      contact.offer = null
      contact.entry = [instant, instant + 72 * HOUR_MS]
    }
    const conversation = category === "" ? null : (contact.conversations.get(category) ?? null)
    return {
      service: isIn(contact.service, instant),
      entry: isIn(contact.entry, instant),
      conversation:
        usesConversations(event, localDay) && event.kind !== "billing" && isIn(conversation, instant),
    }
  }

  /** A delivery outside an open conversation was rated. Rule WIN-4. */
  delivered(event: UsageEvent, instant: number, localDay: number, category: Category): void {
    if (!usesConversations(event, localDay)) return
    this.#contact(event).conversations.set(category, [instant, instant + 24 * HOUR_MS])
  }

  #contact({ senderId, recipient }: UsageEvent): Contact {
    const key = `${senderId}|${recipient}`
    let contact = this.#contacts.get(key)
    if (contact === undefined) {
      contact = { service: null, offer: null, entry: null, conversations: new Map() }
      this.#contacts.set(key, contact)
    }
    return contact
  }
}

function isIn(span: Span | null, instant: number): boolean {
  return span !== null && instant >= span[0] && instant < span[1]
}

function isConversation(model: UsageEvent["model"]): boolean {
  return model === "CBP" || model === "NBP"
}

function usesConversations({ model }: UsageEvent, localDay: number): boolean {
  return model === undefined ? eraAt(localDay).model === "CBP" : isConversation(model)
}
