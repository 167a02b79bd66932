import type { Era } from "../rates/eras.ts"
import type { Category, UsageEvent } from "../pricing/usage-event.ts"
import type { WalletDraft } from "./draft.ts"
import type { ContactWindow } from "./state.ts"

const CONVERSATION_MS = 24 * 3_600_000

/** What our own clock knows of a sender and a user at an instant. Rules WIN-1 to WIN-4. */
export interface OpenWindows {
  readonly service: boolean
  readonly entry: boolean
  readonly conversation: boolean
}

export const NO_WINDOWS: OpenWindows = { service: false, entry: false, conversation: false }

function blank(senderId: string, recipientRef: string): ContactWindow {
  return {
    senderId,
    recipientRef,
    serviceFrom: 0,
    serviceUntil: 0,
    entryOfferedUntil: 0,
    entryFrom: 0,
    entryUntil: 0,
    conversations: {},
  }
}

/**
 * Whether an event needs the windows of its sender and user: it opens one, or nobody said what it costs. Rule WIN-1.
 * `conversationsUntil` is the end of conversation-based billing, with a day to spare for zones.
 */
export function needsWindows(event: UsageEvent, conversationsUntil: number): boolean {
  return (
    event.kind === "received" ||
    event.type === undefined ||
    isConversationModel(event) ||
    (event.occurredAt ?? Number.POSITIVE_INFINITY) < conversationsUntil
  )
}

function isConversationModel(event: UsageEvent): boolean {
  return event.model === "CBP" || event.model === "NBP"
}

/** A user wrote: the customer service window opens or goes on, and an ad offers a free entry point. Rules WIN-2, WIN-3. */
export function openOnInbound(
  draft: WalletDraft,
  event: UsageEvent,
  recipientRef: string,
  instant: number,
  era: Era,
): void {
  const known = draft.window(event.senderId, recipientRef) ?? blank(event.senderId, recipientRef)
  const isOpen = instant >= known.serviceFrom && instant < known.serviceUntil
  draft.putWindow({
    ...known,
    serviceFrom: isOpen ? known.serviceFrom : instant,
    serviceUntil: Math.max(isOpen ? known.serviceUntil : 0, instant + era.customerServiceWindowMs),
    entryOfferedUntil: event.isReferral === true ? instant + era.freeEntryReplyMs : known.entryOfferedUntil,
  })
}

/** Which windows an outbound message meets; the first answer to an ad opens the free entry window. Rule WIN-3. */
export function windowsAt(
  draft: WalletDraft,
  event: UsageEvent,
  recipientRef: string,
  instant: number,
  era: Era,
  category: Category | "",
): OpenWindows {
  let window = draft.window(event.senderId, recipientRef)
  if (window === undefined) return NO_WINDOWS
  if (instant < window.entryOfferedUntil && !(instant >= window.entryFrom && instant < window.entryUntil)) {
    window = {
      ...window,
      entryOfferedUntil: 0,
      entryFrom: instant,
      entryUntil: instant + era.freeEntryWindowMs,
    }
    draft.putWindow(window)
  }
  const conversation = category === "" ? undefined : window.conversations[category]
  return {
    service: instant >= window.serviceFrom && instant < window.serviceUntil,
    entry: instant >= window.entryFrom && instant < window.entryUntil,
    conversation:
      usesConversations(event, era) &&
      event.kind !== "billing" &&
      conversation !== undefined &&
      instant >= conversation[0] &&
      instant < conversation[1],
  }
}

/** Conversation-based billing holds in its era, and where the provider says so. */
export function usesConversations(event: UsageEvent, era: Era): boolean {
  return event.model === undefined ? era.model === "CBP" : isConversationModel(event)
}

/** A delivery opened a conversation: those of its category in the next 24 hours belong to it. Rule WIN-4. */
export function openConversation(
  draft: WalletDraft,
  event: UsageEvent,
  recipientRef: string,
  instant: number,
  category: Category,
): void {
  const known = draft.window(event.senderId, recipientRef) ?? blank(event.senderId, recipientRef)
  draft.putWindow({
    ...known,
    conversations: { ...known.conversations, [category]: [instant, instant + CONVERSATION_MS] },
  })
}
