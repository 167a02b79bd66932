import type {
  Category,
  Channel,
  MediaType,
  PricingType,
  Trigger,
  UsageEvent,
} from "../pricing/usage-event.ts"
import type { SuspenseReason } from "../wallet/state.ts"

/** What the model knows of one message and recipient. */
export interface ModelMessage {
  readonly id: string
  readonly ids: Set<string>
  readonly recipient: string
  /** Instant of the first event, whatever it was; of a billing event without a time, that of its first charge. */
  firstAt: number | undefined
  readonly handled: Set<Trigger>
  isRead: boolean
  category: Category | ""
  type: PricingType | ""
  channel: Channel | ""
  mediaType: MediaType | ""
  market: string
  isGroup: boolean
  authority: number
  deliveredAt: number | undefined
  awaitsCategory: boolean
  isProvisional: boolean
  isPaid: boolean
  /** Of all its charges. */
  amount: bigint
  readonly waiting: Map<string, { event: UsageEvent; reason: SuspenseReason; receivedAt: number }>
}

export const AUTHORITY = { api: 1, gupshup: 2, meta: 3 } as const

export function newMessage(event: UsageEvent): ModelMessage {
  return {
    id: event.messageIds[0]!,
    ids: new Set(event.messageIds),
    recipient: event.recipient,
    firstAt: event.occurredAt,
    handled: new Set(),
    isRead: false,
    category: "",
    type: "",
    channel: "",
    mediaType: "",
    market: "",
    isGroup: false,
    authority: 0,
    deliveredAt: undefined,
    awaitsCategory: false,
    isProvisional: false,
    isPaid: false,
    amount: 0n,
    waiting: new Map(),
  }
}

/** Rules FACT-1, FACT-2. */
export function learn(message: ModelMessage, event: UsageEvent): void {
  const rank = AUTHORITY[event.authority]
  const isWord = (event.category !== undefined || event.type !== undefined) && rank >= message.authority
  if (isWord || message.category === "") message.category = event.category ?? message.category
  if (isWord || message.type === "") message.type = event.type ?? message.type
  if (isWord || message.channel === "") message.channel = event.channel ?? message.channel
  message.mediaType ||= event.mediaType ?? ""
  message.market ||= event.market ?? ""
  message.isGroup ||= event.isGroup ?? false
  if (isWord) message.authority = rank
}

/** Two records are one message: the one with the earlier event takes over what the other knows. Rule EVT-3. */
export function joinMessages(a: ModelMessage, b: ModelMessage): { kept: ModelMessage; gone: ModelMessage } {
  const [kept, gone] = (a.firstAt ?? 0) <= (b.firstAt ?? 0) ? [a, b] : [b, a]
  const isGoneBetter =
    kept.handled.has("delivered") === gone.handled.has("delivered")
      ? gone.authority > kept.authority
      : gone.handled.has("delivered")
  const [best, rest] = isGoneBetter ? [gone, kept] : [kept, gone]
  const facts = {
    category: best.category || rest.category,
    type: best.type || rest.type,
    channel: best.channel || rest.channel,
    authority: best.authority,
    mediaType: kept.mediaType || gone.mediaType,
    market: kept.market || gone.market,
    isGroup: kept.isGroup || gone.isGroup,
  }
  const isPast = (trigger: Trigger, isOpen: (one: ModelMessage) => boolean) =>
    [kept, gone].some((one) => one.handled.has(trigger) && !isOpen(one))
  const awaitsCategory =
    (kept.awaitsCategory || gone.awaitsCategory) && !isPast("sent", (one) => one.awaitsCategory)
  const isProvisional =
    (kept.isProvisional || gone.isProvisional) && !isPast("delivered", (one) => one.isProvisional)
  for (const id of gone.ids) kept.ids.add(id)
  for (const trigger of gone.handled) kept.handled.add(trigger)
  for (const [key, waiting] of gone.waiting) {
    const known = kept.waiting.get(key)
    if (known === undefined || waiting.receivedAt < known.receivedAt) kept.waiting.set(key, waiting)
  }
  Object.assign(kept, facts, {
    awaitsCategory,
    isProvisional,
    isRead: kept.isRead || gone.isRead,
    isPaid: kept.isPaid || gone.isPaid,
    deliveredAt: kept.deliveredAt ?? gone.deliveredAt,
    amount: kept.amount + gone.amount,
  })
  return { kept, gone }
}
