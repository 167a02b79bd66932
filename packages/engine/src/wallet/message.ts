import { messageHash } from "../ledger/fingerprint.ts"
import { AUTHORITIES, type UsageEvent } from "../pricing/usage-event.ts"
import type { WalletDraft } from "./draft.ts"
import { FLAG, type MessageRecord } from "./state.ts"

/** Triggers that were handled, out of a record's flags. */
export const HANDLED: number = FLAG.sent | FLAG.received | FLAG.delivered | FLAG.failed

/** The record of an event's message, made new when none of its ids is known; its other ids become aliases. Rules EVT-2, EVT-3. */
export function findMessage(
  draft: WalletDraft,
  event: UsageEvent,
  recipientRef: string,
): { readonly message: MessageRecord; readonly isChargedTwice: boolean } {
  let found: MessageRecord | undefined
  let isChargedTwice = false
  const unknown: { id: string; hash: number }[] = []
  for (const id of event.messageIds) {
    const hash = messageHash(id)
    const record = recordOf(draft, id, recipientRef, hash)
    if (record === undefined) unknown.push({ id, hash })
    else if (found === undefined) found = record
    else if (found.messageId !== record.messageId) {
      isChargedTwice ||= found.amount > 0 && record.amount > 0 && (found.flags & record.flags & HANDLED) !== 0
      found = joinMessages(draft, found, record)
    }
  }
  const message = found ?? newMessage(event, recipientRef, unknown[0]!.hash)
  for (const { id, hash } of unknown) {
    if (id !== message.messageId) {
      draft.rows.putAlias({ hash, aliasId: id, recipientRef, canonicalId: message.messageId })
    }
  }
  return { message, isChargedTwice }
}

/** The record that an id leads to, through every alias: a message that others were joined to may be joined to another. */
function recordOf(
  draft: WalletDraft,
  id: string,
  recipientRef: string,
  hash: number,
): MessageRecord | undefined {
  const canonicalId = draft.rows.alias(id, recipientRef, hash)?.canonicalId
  if (canonicalId !== undefined) return recordOf(draft, canonicalId, recipientRef, messageHash(canonicalId))
  return draft.rows.message(id, recipientRef, hash)
}

function newMessage(event: UsageEvent, recipientRef: string, hash: number): MessageRecord {
  const messageId = event.messageIds[0]!
  return {
    hash,
    messageId,
    recipientRef,
    recipient: event.recipient,
    senderId: event.senderId,
    flags: 0,
    category: "",
    type: "",
    channel: "",
    mediaType: "",
    market: "",
    isGroup: false,
    factAuthority: 0,
    occurredAt: event.occurredAt ?? 0,
    deliveredAt: 0,
    updatedAt: 0,
    holdId: "",
    charges: [],
    amount: 0,
    suspended: 0,
  }
}

/**
 * Two records turned out to be one message: what either has handled is handled, and the record with the earlier event
 * is kept. The facts are those that it was charged by, else the better authority's; what one lacks the other fills.
 * What both charged stays posted: when both paid for one trigger, an operator is asked. Rule EVT-3.
 */
function joinMessages(draft: WalletDraft, a: MessageRecord, b: MessageRecord): MessageRecord {
  const [first, second] = a.occurredAt <= b.occurredAt ? [a, b] : [b, a]
  const [best, rest] = isBetterKnown(second, first) ? [second, first] : [first, second]
  const isFirstMarket = (first.flags & FLAG.marketTold) !== 0 || (second.flags & FLAG.marketTold) === 0
  const joined: MessageRecord = {
    ...first,
    flags: joinFlags(first.flags, second.flags),
    category: best.category || rest.category,
    type: best.type || rest.type,
    channel: best.channel || rest.channel,
    mediaType: first.mediaType || second.mediaType,
    market: isFirstMarket ? first.market || second.market : second.market,
    isGroup: first.isGroup || second.isGroup,
    factAuthority: best.factAuthority,
    deliveredAt: first.deliveredAt === 0 ? second.deliveredAt : first.deliveredAt,
    holdId: first.holdId === "" ? second.holdId : first.holdId,
    charges: [...first.charges, ...second.charges].sort((x, y) => x - y),
    amount: first.amount + second.amount,
    suspended: first.suspended + moveSuspended(draft, second, first),
  }
  draft.rows.putAlias({
    hash: second.hash,
    aliasId: second.messageId,
    recipientRef: second.recipientRef,
    canonicalId: first.messageId,
  })
  draft.rows.putMessage(joined)
  draft.rows.putMessage({
    ...second,
    flags: second.flags | FLAG.merged,
    charges: [],
    amount: 0,
    suspended: 0,
  })
  return joined
}

function isBetterKnown(a: MessageRecord, b: MessageRecord): boolean {
  const isDelivered = (record: MessageRecord) => (record.flags & FLAG.delivered) !== 0
  if (isDelivered(a) !== isDelivered(b)) return isDelivered(a)
  return a.factAuthority > b.factAuthority
}

/** Handled is what either handled; `sent` waits for a category, and a delivery for a better word, only if no record is past that. */
function joinFlags(a: number, b: number): number {
  const isOpen = (flags: number, trigger: number, open: number) =>
    (flags & trigger) === 0 || (flags & open) !== 0
  let flags = a | b
  for (const [trigger, open] of [
    [FLAG.sent, FLAG.sentUncategorised],
    [FLAG.delivered, FLAG.provisional],
  ] as const) {
    if (!isOpen(a, trigger, open) || !isOpen(b, trigger, open)) flags &= ~open
  }
  return flags
}

/** Events that wait of one record wait of the other from now on, each kind once. @returns how many more it has */
function moveSuspended(draft: WalletDraft, from: MessageRecord, to: MessageRecord): number {
  let moved = 0
  for (const waiting of draft.rows.suspendedOf(from.hash, keyPrefix(from))) {
    const key = keyPrefix(to) + waiting.key.slice(keyPrefix(from).length)
    const known = draft.rows.suspended(key)
    draft.rows.unsuspend(waiting.key)
    if (known === undefined) moved += 1
    if (known === undefined || waiting.receivedAt < known.receivedAt) {
      draft.rows.suspend({ ...waiting, key, hash: to.hash })
    }
  }
  return moved
}

/** What the keys of a message's suspended events begin with. */
export function keyPrefix({ messageId, recipientRef }: MessageRecord): string {
  return `${messageId}|${recipientRef}|`
}

/** How much an event's word counts, from 1; a record without facts has 0. */
export function rankOf(event: UsageEvent): number {
  return AUTHORITIES.indexOf(event.authority) + 1
}

/** What an event says of its message beside that it happened. */
export function tellsFacts(event: UsageEvent): boolean {
  return event.category !== undefined || event.type !== undefined
}

/** Take over what the event knows: the word of the better authority, and what was still blank. Rules FACT-1, FACT-2. */
export function learn(message: MessageRecord, event: UsageEvent): MessageRecord {
  const rank = rankOf(event)
  const isWord = tellsFacts(event) && rank >= message.factAuthority
  const category = (isWord ? event.category : undefined) ?? (message.category || event.category || "")
  const type = (isWord ? event.type : undefined) ?? (message.type || event.type || "")
  const channel = (isWord ? event.channel : undefined) ?? (message.channel || event.channel || "")
  const mediaType = message.mediaType || event.mediaType || ""
  const isMarketNew = event.market !== undefined && (message.flags & FLAG.marketTold) === 0
  const market = isMarketNew ? event.market : message.market
  const flags = isMarketNew ? message.flags | FLAG.marketTold : message.flags
  const isGroup = message.isGroup || (event.isGroup ?? false)
  const factAuthority = isWord ? rank : message.factAuthority
  const isNew =
    category !== message.category ||
    type !== message.type ||
    channel !== message.channel ||
    mediaType !== message.mediaType ||
    flags !== message.flags ||
    isGroup !== message.isGroup ||
    factAuthority !== message.factAuthority
  if (!isNew) return message
  return { ...message, flags, category, type, channel, mediaType, market, isGroup, factAuthority }
}

/** Whether the event's word on a delivered message is another than the one that it was charged by. Rule FACT-4. */
export function contradicts(message: MessageRecord, event: UsageEvent): boolean {
  if (event.category !== undefined && message.category !== "" && event.category !== message.category)
    return true
  if (
    event.channel !== undefined &&
    event.category === "marketing" &&
    message.channel !== "" &&
    event.channel !== message.channel
  ) {
    return true
  }
  if (event.type === undefined) return false
  // What was told of the type counts, not what was charged: our own allowance makes a "regular" message free too.
  const wasRegular = message.type === "" ? (message.flags & FLAG.paid) !== 0 : message.type === "regular"
  return (event.type === "regular") !== wasRegular
}
