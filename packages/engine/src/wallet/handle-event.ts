import type { Rated } from "../pricing/apply-fees.ts"
import { AUTHORITIES, type EventKind, type Trigger, type UsageEvent } from "../pricing/usage-event.ts"
import { contradicts, findMessage, HANDLED, keyPrefix, learn, rankOf, tellsFacts } from "./message.ts"
import { bindHold, moveHold, reservedUnitOf } from "./message-hold.ts"
import { postCharge } from "./post-charge.ts"
import { rateTrigger } from "./rate-trigger.ts"
import { channelOf, type EventResult, type SettleContext } from "./settle-context.ts"
import {
  EVENT_AHEAD_MAX_MS,
  FLAG,
  MESSAGE_MEMORY_MS,
  type MessageRecord,
  type SuspenseReason,
} from "./state.ts"
import { suspendEvent } from "./suspend-event.ts"
import { needsWindows } from "./windows.ts"

/** Flags that an event which is no duplicate changes. Rule EVT-9. */
const NEWS = HANDLED | FLAG.read
const API_RANK = AUTHORITIES.indexOf("api") + 1

/** Which triggers an event implies, in the order in which they are handled. Rule EVT-4. */
const IMPLIED: Readonly<Record<EventKind, readonly Trigger[]>> = {
  sent: ["sent"],
  delivered: ["sent", "delivered"],
  read: ["sent", "delivered"],
  failed: ["failed"],
  received: ["received"],
  billing: ["sent", "delivered"],
}

/**
 * Handle one event: find its message, take over what it tells, charge the triggers not handled yet, move its hold.
 * Rules EVT-1 to EVT-8, FACT-1 to FACT-4, HOLD-5.
 */
export function handleEvent(context: SettleContext, event: UsageEvent): EventResult {
  const { draft, receivedAt } = context
  const ref = context.refOf(event.recipient)
  const { message: found, isChargedTwice } = findMessage(draft, event, ref)
  if (isChargedTwice) suspendEvent(context, found, event, "fact_conflict", 0)
  const known = isChargedTwice ? (draft.rows.message(found.messageId, ref, found.hash) ?? found) : found
  if (event.unknown !== undefined) return suspendEvent(context, known, event, "unknown_category", 0)
  const at = event.occurredAt
  if (at !== undefined && (at < receivedAt - MESSAGE_MEMORY_MS || at > receivedAt + EVENT_AHEAD_MAX_MS)) {
    return suspendEvent(context, known, event, "out_of_range", 0)
  }

  let message = bindHold(context, known, event)
  let charged = 0
  if ((message.flags & FLAG.delivered) !== 0 && tellsFacts(event)) {
    const late = lateWord(context, message, event)
    message = late.message
    charged += late.charged
    if (message.mediaType === "" && event.mediaType !== undefined) {
      message = { ...message, mediaType: event.mediaType }
    }
    if (late.suspended) return suspendEvent(context, message, event, "fact_conflict", charged)
  } else {
    message = learn(message, event)
  }
  if (impliesDelivery(event.kind) && at !== undefined && message.deliveredAt === 0) {
    message = { ...message, deliveredAt: at }
  }

  if (message.category !== "") {
    const caughtUp = catchUp(context, message, event)
    message = caughtUp.message
    charged += caughtUp.charged
  }
  const handled = handleTriggers(context, message, event, at ?? (message.deliveredAt || receivedAt))
  charged += handled.charged
  message = handled.message
  const isNews = ((message.flags ^ known.flags) & NEWS) !== 0 || charged > 0
  if (handled.reason !== undefined) return suspendEvent(context, message, event, handled.reason, charged)
  if (isNews || message !== known) draft.rows.putMessage({ ...message, updatedAt: draft.at })
  if (isChargedTwice) return { status: "suspended", reason: "fact_conflict", charged }
  return { status: isNews ? "accepted" : "duplicate", charged }
}

function impliesDelivery(kind: EventKind): boolean {
  return kind === "delivered" || kind === "read" || kind === "billing"
}

/**
 * A word on a message that was delivered and charged. A better authority turns a provisional "free" into a charge; any
 * other contradiction of the same or a better authority is for an operator. Rules FACT-3, FACT-4.
 */
function lateWord(
  context: SettleContext,
  message: MessageRecord,
  event: UsageEvent,
): { message: MessageRecord; charged: number; suspended: boolean } {
  const rank = rankOf(event)
  if (rank < message.factAuthority) return { message, charged: 0, suspended: false }
  const isProvisional = (message.flags & FLAG.provisional) !== 0
  if (!contradicts(message, event)) {
    const confirmed = rank > message.factAuthority && event.type !== undefined
    const flags = confirmed ? message.flags & ~FLAG.provisional : message.flags
    const changed = flags !== message.flags || rank > message.factAuthority
    return {
      message: changed ? { ...message, flags, factAuthority: rank } : message,
      charged: 0,
      suspended: false,
    }
  }
  const isCorrection = isProvisional && rank > message.factAuthority && event.type === "regular"
  if (!isCorrection) return { message, charged: 0, suspended: true }
  const corrected = learn({ ...message, type: "" }, event)
  const outcome = rateTrigger(context, corrected, event, "delivered", message.deliveredAt, false)
  if (!outcome.ok) return { message, charged: 0, suspended: true }
  const flags = (corrected.flags & ~FLAG.provisional) | (outcome.rated.whatsappFee > 0 ? FLAG.paid : 0)
  const posted = postCharge(
    context,
    { ...corrected, flags },
    "delivered",
    message.deliveredAt,
    outcome.rated,
    true,
  )
  return { ...posted, suspended: false }
}

/** With the category known: the rules that waited for it at `sent`, and the message's events in suspense. Rules PLAN-8, EVT-6. */
function catchUp(
  context: SettleContext,
  message: MessageRecord,
  event: UsageEvent,
): { message: MessageRecord; charged: number } {
  let charged = 0
  if ((message.flags & FLAG.sentUncategorised) !== 0) {
    message = { ...message, flags: message.flags & ~FLAG.sentUncategorised }
    const outcome = rateTrigger(context, message, event, "sent", message.occurredAt, true)
    if (outcome.ok && outcome.rated.fees.length > 0) {
      const posted = postCharge(context, message, "sent", message.occurredAt, outcome.rated, true)
      message = posted.message
      charged += posted.charged
    }
  }
  if (message.suspended === 0) return { message, charged }
  for (const waiting of context.draft.rows.suspendedOf(message.hash, keyPrefix(message))) {
    if (waiting.reason !== "unknown_category" || waiting.event.unknown !== undefined) continue
    const retried = handleTriggers(
      { ...context, seesWindows: needsWindows(event) },
      message,
      waiting.event,
      waiting.event.occurredAt ?? waiting.receivedAt,
    )
    charged += retried.charged
    message = retried.message
    if (retried.reason !== undefined) {
      context.draft.rows.suspend({ ...waiting, reason: retried.reason })
    } else {
      context.draft.rows.unsuspend(waiting.key)
      message = { ...message, suspended: message.suspended - 1 }
    }
  }
  return { message, charged }
}

/** Charge each trigger that the event implies and that was not handled before. Rules EVT-4, EVT-5. */
function handleTriggers(
  context: SettleContext,
  message: MessageRecord,
  event: UsageEvent,
  instant: number,
): { message: MessageRecord; charged: number; reason?: SuspenseReason } {
  let charged = 0
  let reason: SuspenseReason | undefined
  for (const trigger of IMPLIED[event.kind]) {
    if ((message.flags & FLAG[trigger]) !== 0) continue
    const lent = trigger === "delivered" ? reservedUnitOf(context, message, event) : undefined
    if (lent !== undefined) lent.reserved -= 1
    const outcome = rateTrigger(context, message, event, trigger, instant, false)
    if (lent !== undefined) lent.reserved += 1
    if (!outcome.ok) {
      reason ??= outcome.reason
      continue
    }
    message = { ...message, flags: flagsAfter(message, trigger, outcome.rated) }
    if (trigger === "delivered") {
      // From here on it is the channel that was charged: another word on it is a contradiction.
      const channel = channelOf(context, message, trigger)
      message = { ...message, channel, deliveredAt: message.deliveredAt || instant }
    }
    if (trigger === "delivered" || trigger === "failed")
      message = moveHold(context, message, event, trigger, outcome.rated)
    const posted = postCharge(context, message, trigger, instant, outcome.rated, false)
    message = posted.message
    charged += posted.charged
  }
  if (event.kind === "read" && reason === undefined && (message.flags & FLAG.read) === 0)
    message = { ...message, flags: message.flags | FLAG.read }
  return reason === undefined ? { message, charged } : { message, charged, reason }
}

function flagsAfter(message: MessageRecord, trigger: Trigger, rated: Rated): number {
  let flags = message.flags | FLAG[trigger]
  if (trigger === "sent" && message.category === "") flags |= FLAG.sentUncategorised
  if (trigger !== "delivered") return flags
  if (rated.whatsappFee > 0) flags |= FLAG.paid
  // Free because the API said so, and nobody better spoke.
  const isToldFree = message.type !== "" && message.type !== "regular"
  if (isToldFree && message.factAuthority === API_RANK) flags |= FLAG.provisional
  return flags
}
