import { messageHash } from "../ledger/fingerprint.ts"
import { parseAmount } from "../money/micros.ts"
import type { Charge } from "../pricing/charge.ts"
import type { CompiledPlan } from "../pricing/compile-plan.ts"
import { segmentAt, type Meter, type Meters } from "../pricing/meters.ts"
import { PRICE_MICROS_MAX } from "../pricing/price.ts"
import type { Rated } from "../pricing/apply-fees.ts"
import { rate } from "../pricing/rate.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import {
  AUTHORITIES,
  type Channel,
  type EventKind,
  type MediaType,
  type Trigger,
  type UsageEvent,
} from "../pricing/usage-event.ts"
import { invariant } from "../result.ts"
import type { WalletDraft } from "./draft.ts"
import { freeUnitFor, lineFor } from "./holds.ts"
import { contradicts, findMessage, HANDLED, keyPrefix, learn, rankOf, tellsFacts } from "./message.ts"
import {
  EVENT_AHEAD_MAX_MS,
  FLAG,
  MESSAGE_MEMORY_MS,
  type MessageRecord,
  type SuspendedEvent,
  type SuspenseReason,
} from "./state.ts"
import {
  needsWindows,
  NO_WINDOWS,
  openConversation,
  openOnInbound,
  usesConversations,
  windowsAt,
} from "./windows.ts"

/** What settling needs to know besides the wallet: facts of the catalog, and the clock's reading. */
export interface SettleContext {
  readonly draft: WalletDraft
  readonly meters: Meters
  readonly plan: CompiledPlan
  readonly senders: ReadonlyMap<string, SenderFacts>
  readonly refOf: (recipient: string) => string
  readonly receivedAt: number
  /** False when the event that brings a waiting one out does not see windows: then they were not loaded. */
  readonly seesWindows?: boolean
  /** The event comes out of suspense: going back is no news. */
  readonly isRetry: boolean
  /** Each fee line posted, to be summed by the caller. */
  readonly onCharge: (charge: Charge) => void
}

export type EventStatus = "accepted" | "duplicate" | "suspended"

export interface EventResult {
  readonly status: EventStatus
  readonly reason?: SuspenseReason
  /** Micros that this event, and those it brought out of suspense, were charged. */
  readonly charged: number
}

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
  if (isChargedTwice) suspend(context, found, event, "fact_conflict", 0)
  const known = isChargedTwice ? (draft.message(found.messageId, ref, found.hash) ?? found) : found
  if (event.unknown !== undefined) return suspend(context, known, event, "unknown_category", 0)
  const at = event.occurredAt
  if (at !== undefined && (at < receivedAt - MESSAGE_MEMORY_MS || at > receivedAt + EVENT_AHEAD_MAX_MS)) {
    return suspend(context, known, event, "out_of_range", 0)
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
    if (late.suspended) return suspend(context, message, event, "fact_conflict", charged)
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
  if (handled.reason !== undefined) return suspend(context, message, event, handled.reason, charged)
  if (isNews || message !== known) draft.putMessage({ ...message, updatedAt: draft.at })
  if (isChargedTwice) return { status: "suspended", reason: "fact_conflict", charged }
  return { status: isNews ? "accepted" : "duplicate", charged }
}

function impliesDelivery(kind: EventKind): boolean {
  return kind === "delivered" || kind === "read" || kind === "billing"
}

/** The hold that this message draws on, found once: named by the event, by Meta's callback data, or bound before. Rule HOLD-5. */
function bindHold({ draft }: SettleContext, message: MessageRecord, event: UsageEvent): MessageRecord {
  if (message.holdId !== "") return message
  const named = [event.authorizationId, event.callbackData].find(
    (id) => id !== undefined && draft.hold(id) !== undefined,
  )
  const listed = [...event.messageIds, message.messageId]
    .map((id) => draft.holdIdOfMessage(id))
    .find((id) => id !== undefined)
  const holdId = named ?? listed
  return holdId === undefined ? message : { ...message, holdId }
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
  const posted = post(context, { ...corrected, flags }, "delivered", message.deliveredAt, outcome.rated, true)
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
      const posted = post(context, message, "sent", message.occurredAt, outcome.rated, true)
      message = posted.message
      charged += posted.charged
    }
  }
  if (message.suspended === 0) return { message, charged }
  for (const waiting of context.draft.suspendedOf(message.hash, keyPrefix(message))) {
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
      context.draft.suspend({ ...waiting, reason: retried.reason })
    } else {
      context.draft.unsuspend(waiting.key)
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
    const posted = post(context, message, trigger, instant, outcome.rated, false)
    message = posted.message
    charged += posted.charged
  }
  if (event.kind === "read" && reason === undefined && (message.flags & FLAG.read) === 0)
    message = { ...message, flags: message.flags | FLAG.read }
  return reason === undefined ? { message, charged } : { message, charged, reason }
}

/** The allowance counter of which this message's hold reserves a unit: while the message is rated, the unit is its own. Rule ALLOW-3. */
function reservedUnitOf(
  context: SettleContext,
  message: MessageRecord,
  event: UsageEvent,
): Meter | undefined {
  const { draft, meters } = context
  if (message.holdId === "" || (message.flags & FLAG.holdDone) !== 0) return undefined
  const hold = draft.hold(message.holdId)
  if (hold === undefined || hold.state !== "open") return undefined
  const ids = [message.messageId, ...event.messageIds]
  const channel = channelOf(context, message, "delivered")
  const { market, category } = message
  const line = hold.lines[lineFor(hold, { ids, market, category, channel })]
  const reserves = line?.reserves ?? null
  return reserves === null ? undefined : meters.meter(reserves[0], reserves[1])
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

type Outcome =
  | { readonly ok: true; readonly rated: Rated }
  | { readonly ok: false; readonly reason: SuspenseReason }

function rateTrigger(
  context: SettleContext,
  message: MessageRecord,
  event: UsageEvent,
  trigger: Trigger,
  instant: number,
  lateCategory: boolean,
): Outcome {
  const { draft, meters, plan } = context
  const sender = senderOf(context, event)
  const { era } = segmentAt(plan, meters.book(sender), instant)
  let windows = NO_WINDOWS
  const seesWindows = context.seesWindows !== false && needsWindows(event)
  if (trigger === "received") openOnInbound(draft, event, message.recipientRef, instant, era)
  else if (trigger === "delivered" && seesWindows) {
    windows = windowsAt(draft, event, message.recipientRef, instant, era, message.category)
  }
  const told = trigger === "delivered" ? toldCost(event, draft.wallet.currency) : -1
  if (typeof told === "string") return { ok: false, reason: told }
  const rated = rate(plan, meters, sender, {
    trigger,
    handled: message.flags & HANDLED & (lateCategory ? ~FLAG.sent : ~0),
    lateCategory,
    instant,
    recipient: event.recipient,
    market: (message.flags & FLAG.marketTold) !== 0 ? message.market : "",
    category: trigger === "received" ? "" : message.category,
    type: message.type,
    channel: channelOf(context, message, trigger),
    mediaType: message.mediaType,
    isGroup: message.isGroup,
    toldCost: told,
    inServiceWindow: windows.service,
    inEntryWindow: windows.entry,
    inConversation: windows.conversation,
  })
  if (!rated.ok) return rated
  const opens = trigger === "delivered" && !windows.conversation && usesConversations(event, era)
  if (opens && seesWindows && message.category !== "") {
    openConversation(draft, event, message.recipientRef, instant, message.category)
  }
  return { ok: true, rated }
}

/** Micros that the event says Meta charges, -1 when it says nothing. Rule FREE-6. */
function toldCost({ cost }: UsageEvent, currency: string): number | SuspenseReason {
  if (cost === undefined) return -1
  if (cost.currency !== currency) return "currency_mismatch"
  const micros = parseAmount(cost.amount)
  if (micros === undefined || micros < 0n || micros > PRICE_MICROS_MAX) return "fact_conflict"
  return Number(micros)
}

function channelOf({ senders }: SettleContext, message: MessageRecord, trigger: Trigger): Channel {
  if (trigger === "received") return "cloud_api"
  return message.channel || (senders.get(message.senderId)?.defaultChannel ?? "cloud_api")
}

function mediaTypeOf(message: MessageRecord): MediaType {
  if (message.mediaType !== "") return message.mediaType
  if (message.category === "") return "other"
  return message.category === "service" || message.category === "referral_conversion" ? "text" : "template"
}

function moveHold(
  context: SettleContext,
  message: MessageRecord,
  event: UsageEvent,
  trigger: "delivered" | "failed",
  rated: Rated,
): MessageRecord {
  const { draft, meters } = context
  if (message.holdId === "" || (message.flags & FLAG.holdDone) !== 0) return message
  const hold = draft.hold(message.holdId)
  if (hold !== undefined && hold.state === "open") {
    const channel = channelOf(context, message, trigger)
    const ids = [message.messageId, ...event.messageIds]
    const wanted = { ids, market: rated.market, category: message.category, channel }
    freeUnitFor(draft, meters, hold, wanted, trigger === "delivered" ? "captured" : "released")
  }
  return { ...message, flags: message.flags | FLAG.holdDone }
}

/** Write the charge of one trigger. Rules EVT-7, LED-5. */
function post(
  context: SettleContext,
  message: MessageRecord,
  trigger: Trigger,
  instant: number,
  rated: Rated,
  isCorrection: boolean,
): { message: MessageRecord; charged: number } {
  const { draft, onCharge } = context
  const number = draft.nextChargeNumber()
  const charge: Charge = {
    number,
    sequence: draft.nextSequence,
    messageId: message.messageId,
    recipient: message.recipient,
    recipientRef: message.recipientRef,
    senderId: message.senderId,
    trigger,
    instant,
    postedAt: draft.at,
    direction: trigger === "received" ? "inbound" : "outbound",
    category: message.category,
    type: message.type,
    channel: channelOf(context, message, trigger),
    mediaType: mediaTypeOf(message),
    market: rated.market,
    isGroup: message.isGroup,
    whatsappFee: rated.whatsappFee,
    otherFees: rated.otherFees,
    fees: rated.fees,
    rateCard: rated.rateCard,
    tierFrom: rated.tierFrom,
    planVersion: rated.planVersion,
    reason: rated.reason,
    counted: rated.counted,
    isCorrection,
  }
  draft.charge(charge)
  onCharge(charge)
  const charged = rated.whatsappFee + rated.otherFees
  return {
    charged,
    message: {
      ...message,
      market: (message.flags & FLAG.marketTold) !== 0 ? message.market : rated.market,
      occurredAt: message.occurredAt === 0 ? instant : message.occurredAt,
      charges: [...message.charges, number],
      amount: message.amount + charged,
      updatedAt: draft.at,
    },
  }
}

/** Keep an event for later: nothing of the trigger is handled. The same event told again finds its row. Rule EVT-5. */
function suspend(
  { draft, receivedAt, isRetry }: SettleContext,
  message: MessageRecord,
  event: UsageEvent,
  reason: SuspenseReason,
  charged: number,
): EventResult {
  const suffix = reason === "fact_conflict" || event.unknown !== undefined ? `|${reason}` : ""
  const key = `${keyPrefix(message)}${event.kind}${suffix}`
  const waiting = draft.suspended(key)
  if (waiting === undefined) {
    const row: SuspendedEvent = { key, hash: messageHash(message.messageId), reason, event, receivedAt }
    draft.suspend(row)
    if (!isRetry)
      draft.alert("suspense.created", { reason, messageId: message.messageId, senderId: event.senderId })
  } else if (waiting.reason !== reason) {
    draft.suspend({ ...waiting, reason })
  }
  const suspended = message.suspended + (waiting === undefined ? 1 : 0)
  draft.putMessage({ ...message, suspended, updatedAt: draft.at })
  return { status: "suspended", reason, charged }
}

function senderOf({ senders }: SettleContext, event: UsageEvent): SenderFacts {
  const sender = senders.get(event.senderId)
  invariant(sender !== undefined, "the server sends only events of this wallet's senders")
  return sender
}
