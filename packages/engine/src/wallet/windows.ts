import { ERAS, type Era } from "../rates/eras.ts"
import type { Category, UsageEvent } from "../pricing/usage-event.ts"
import { DAY_MS } from "../usage/calendar.ts"
import type { WalletDraft } from "./draft.ts"
import type { ContactWindow } from "./state.ts"

const CONVERSATION_MS = 24 * 3_600_000

/** The end of conversation-based billing, a day later for the sake of zones. */
const CONVERSATIONS_UNTIL = (ERAS.find((era) => era.model === "PMP")!.fromDay + 1) * DAY_MS

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
 * Whether an event needs the windows of its sender and user: it opens one, or does not say what it costs. Others
 * neither see nor move them, so that no answer depends on what else was loaded. Rule WIN-1.
 */
export function needsWindows(event: UsageEvent): boolean {
  return (
    event.kind === "received" ||
    event.type === undefined ||
    isConversationModel(event) ||
    (event.occurredAt ?? Number.POSITIVE_INFINITY) < CONVERSATIONS_UNTIL
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
  const known = draft.rows.window(event.senderId, recipientRef) ?? blank(event.senderId, recipientRef)
  const until = instant + era.customerServiceWindowMs
  const entryOfferedUntil =
    event.isReferral === true
      ? Math.max(known.entryOfferedUntil, instant + era.freeEntryReplyMs)
      : known.entryOfferedUntil
  // Inbound messages may come in any order: windows that touch are one, of two apart the later one is kept.
  const touches = instant <= known.serviceUntil && until >= known.serviceFrom
  const isLater = instant > known.serviceFrom
  const serviceFrom = touches ? Math.min(known.serviceFrom, instant) : isLater ? instant : known.serviceFrom
  const serviceUntil = touches || !isLater ? Math.max(known.serviceUntil, touches ? until : 0) : until
  draft.rows.putWindow({ ...known, serviceFrom, serviceUntil, entryOfferedUntil })
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
  let window = draft.rows.window(event.senderId, recipientRef)
  if (window === undefined) return NO_WINDOWS
  const isOffered =
    instant >= window.entryOfferedUntil - era.freeEntryReplyMs && instant < window.entryOfferedUntil
  if (isOffered && !(instant >= window.entryFrom && instant < window.entryUntil)) {
    window = {
      ...window,
      entryOfferedUntil: 0,
      entryFrom: instant,
      entryUntil: instant + era.freeEntryWindowMs,
    }
    draft.rows.putWindow(window)
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
  const known = draft.rows.window(event.senderId, recipientRef) ?? blank(event.senderId, recipientRef)
  draft.rows.putWindow({
    ...known,
    conversations: { ...known.conversations, [category]: [instant, instant + CONVERSATION_MS] },
  })
}
