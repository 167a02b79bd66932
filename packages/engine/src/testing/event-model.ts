import { parseAmount } from "../money/micros.ts"
import type { SenderFacts } from "../pricing/sender-facts.ts"
import type { Category, PricingType, Trigger, UsageEvent } from "../pricing/usage-event.ts"
import { AUTHORITY, joinMessages, learn, newMessage, type ModelMessage } from "./message-model.ts"
import { localDay } from "../usage/calendar.ts"
import type { SuspenseReason } from "../wallet/state.ts"
import { RatingModel, type ModelPrice, type RatingWorld } from "./rating-model.ts"
import { WindowModel } from "./window-model.ts"

const DAY_MS = 86_400_000

export interface ModelCharge extends ModelPrice {
  readonly messageId: string
  readonly recipient: string
  readonly trigger: Trigger
  readonly instant: number
  readonly category: Category | ""
  readonly isCorrection: boolean
}

export interface ModelResult {
  readonly status: "accepted" | "duplicate" | "suspended"
  readonly reason?: SuspenseReason
  readonly charged: bigint
}

const IMPLIES: Readonly<Record<UsageEvent["kind"], readonly Trigger[]>> = {
  sent: ["sent"],
  received: ["received"],
  failed: ["failed"],
  delivered: ["sent", "delivered"],
  read: ["sent", "delivered"],
  billing: ["sent", "delivered"],
}

/** What a wallet charges for a stream of events, by the letter of rules EVT-1 to EVT-9 and FACT-1 to FACT-4, one event at a time. */
export class EventModel {
  readonly charges: ModelCharge[] = []
  readonly rating: RatingModel
  readonly #messages: ModelMessage[] = []
  readonly #windows = new WindowModel()
  readonly #senders: ReadonlyMap<string, SenderFacts>

  constructor(world: RatingWorld, senders: readonly SenderFacts[]) {
    this.rating = new RatingModel(world)
    this.#senders = new Map(senders.map((sender) => [sender.id, sender]))
  }

  /** Suspended events: message, recipient and kind, with the reason. */
  get waiting(): string[] {
    return this.#messages
      .flatMap((message) =>
        [...message.waiting].map(
          ([key, { reason }]) => `${message.id} ${message.recipient} ${key} ${reason}`,
        ),
      )
      .sort()
  }

  settle(event: UsageEvent, receivedAt: number): ModelResult {
    const before = this.charges.length
    const outcome = this.#handle(event, receivedAt)
    const charged = this.charges
      .slice(before)
      .flatMap(({ fees }) => fees)
      .reduce((sum, { amount }) => sum + amount, 0n)
    return { ...outcome, charged }
  }

  /** Try again what waits of a message under a key; null when nothing does any more. Rule EVT-6. */
  retry(id: string, recipient: string, key: string): ModelResult | null {
    const message = this.#messages.find((one) => one.id === id && one.recipient === recipient)
    const waiting = message?.waiting.get(key)
    if (message === undefined || waiting === undefined) return null
    if (waiting.reason === "fact_conflict")
      return { status: "suspended", reason: "fact_conflict", charged: 0n }
    message.waiting.delete(key)
    return this.settle(waiting.event, waiting.receivedAt)
  }

  #handle(event: UsageEvent, receivedAt: number): Omit<ModelResult, "charged"> {
    const { message, isChargedTwice } = this.#find(event)
    if (isChargedTwice) this.#suspend(message, event, receivedAt, "fact_conflict")
    if (event.unknown !== undefined) return this.#suspend(message, event, receivedAt, "unknown_category")
    const at = event.occurredAt
    if (at !== undefined && (receivedAt - at > 400 * DAY_MS || at - receivedAt > 30 * DAY_MS)) {
      return this.#suspend(message, event, receivedAt, "out_of_range")
    }
    const before = this.charges.length
    const wasRead = message.isRead
    const handledBefore = message.handled.size
    if (message.handled.has("delivered") && (event.category !== undefined || event.type !== undefined)) {
      if (this.#lateWord(message, event) === "conflict") {
        return this.#suspend(message, event, receivedAt, "fact_conflict")
      }
    } else {
      learn(message, event)
    }
    const isDelivery = IMPLIES[event.kind].includes("delivered")
    if (isDelivery && at !== undefined) message.deliveredAt ??= at
    if (message.category !== "") this.#catchUp(message, event)
    const problem = this.#triggers(
      message,
      event,
      at ?? message.deliveredAt ?? receivedAt,
      WindowModel.sees(event),
    )
    if (problem !== undefined) return this.#suspend(message, event, receivedAt, problem)
    if (event.kind === "read") message.isRead = true
    if (isChargedTwice) return { status: "suspended", reason: "fact_conflict" }
    const isCharged = this.charges.slice(before).some(({ fees }) => fees.length > 0)
    const isNews = message.handled.size > handledBefore || message.isRead !== wasRead || isCharged
    return { status: isNews ? "accepted" : "duplicate" }
  }

  /** Rules EVT-2, EVT-3. */
  #find(event: UsageEvent): { message: ModelMessage; isChargedTwice: boolean } {
    const ours = this.#messages.filter(({ recipient }) => recipient === event.recipient)
    const [known, ...others] = new Set(
      event.messageIds.flatMap((id) => ours.find(({ ids }) => ids.has(id)) ?? []),
    )
    if (known !== undefined) {
      let [message, isChargedTwice] = [known, false]
      for (const other of others) {
        const isSameTrigger = [...message.handled].some((trigger) => other.handled.has(trigger))
        isChargedTwice ||= message.amount > 0n && other.amount > 0n && isSameTrigger
        const { kept, gone } = joinMessages(message, other)
        this.#messages.splice(this.#messages.indexOf(gone), 1)
        message = kept
      }
      for (const id of event.messageIds) message.ids.add(id)
      return { message, isChargedTwice }
    }
    const message = newMessage(event)
    this.#messages.push(message)
    return { message, isChargedTwice: false }
  }

  /** Each kind of event waits once, beside those that wait for an operator. */
  #suspend(
    message: ModelMessage,
    event: UsageEvent,
    receivedAt: number,
    reason: SuspenseReason,
  ): Omit<ModelResult, "charged"> {
    const isApart = reason === "fact_conflict" || event.unknown !== undefined
    const key = isApart ? `${event.kind}|${reason}` : event.kind
    const first = message.waiting.get(key)
    message.waiting.set(key, {
      event: first?.event ?? event,
      receivedAt: first?.receivedAt ?? receivedAt,
      reason,
    })
    return { status: "suspended", reason }
  }

  /** Rules FACT-3, FACT-4. */
  #lateWord(message: ModelMessage, event: UsageEvent): "conflict" | "fine" {
    const rank = AUTHORITY[event.authority]
    if (rank < message.authority) return "fine"
    const isBetter = rank > message.authority
    const isSameCategory = event.category === undefined || event.category === message.category
    if (message.isProvisional && isBetter && event.type === "regular") {
      const told = {
        ...message,
        handled: message.handled,
        waiting: message.waiting,
        type: "" as PricingType | "",
      }
      learn(told, event)
      const price = this.#price(
        told,
        event,
        "delivered",
        message.deliveredAt!,
        false,
        WindowModel.sees(event),
      )
      if (typeof price === "string") return "conflict"
      Object.assign(message, told, { isProvisional: false })
      this.#charge(message, "delivered", message.deliveredAt!, price, true)
      return "fine"
    }
    const isSameChannel =
      event.category !== "marketing" ||
      event.channel === undefined ||
      event.channel === (message.channel || event.channel)
    if (!isSameCategory || !isSameChannel) return "conflict"
    if (event.type !== undefined) {
      const saysFree = event.type !== "regular"
      const wasFree = message.type === "" ? !message.isPaid : message.type !== "regular"
      if (saysFree !== wasFree) return "conflict"
      if (isBetter) message.isProvisional = false
    }
    message.authority = rank
    return "fine"
  }

  /** Rules PLAN-8 and EVT-6. */
  #catchUp(message: ModelMessage, event: UsageEvent): void {
    const sees = WindowModel.sees(event)
    if (message.awaitsCategory) {
      message.awaitsCategory = false
      const instant = message.firstAt!
      const price = this.#price(message, event, "sent", instant, true, sees)
      if (typeof price !== "string" && price.fees.length > 0)
        this.#charge(message, "sent", instant, price, true)
    }
    const byReceipt = [...message.waiting].sort(
      ([a, one], [b, two]) => one.receivedAt - two.receivedAt || (a < b ? -1 : 1),
    )
    for (const [key, waiting] of byReceipt) {
      if (waiting.reason !== "unknown_category" || waiting.event.unknown !== undefined) continue
      const problem = this.#triggers(
        message,
        waiting.event,
        waiting.event.occurredAt ?? waiting.receivedAt,
        sees,
      )
      if (problem === undefined) {
        message.waiting.delete(key)
        if (waiting.event.kind === "read") message.isRead = true
      } else message.waiting.set(key, { ...waiting, reason: problem })
    }
  }

  /** Handle what an event implies and was not handled. @returns why the first that could not be rated was not */
  #triggers(
    message: ModelMessage,
    event: UsageEvent,
    instant: number,
    sees: boolean,
  ): SuspenseReason | undefined {
    let problem: SuspenseReason | undefined
    for (const trigger of IMPLIES[event.kind]) {
      if (message.handled.has(trigger)) continue
      const price = this.#price(message, event, trigger, instant, false, sees)
      if (typeof price === "string") {
        problem ??= price
        continue
      }
      message.handled.add(trigger)
      if (trigger === "sent" && message.category === "") message.awaitsCategory = true
      if (trigger === "delivered") {
        message.deliveredAt ??= instant
        message.channel ||= this.#senders.get(event.senderId)!.defaultChannel
        const isFree = message.type !== "" && message.type !== "regular"
        message.isProvisional = isFree && message.authority === AUTHORITY.api
      }
      this.#charge(message, trigger, instant, price, false)
    }
    return problem
  }

  #price(
    message: ModelMessage,
    event: UsageEvent,
    trigger: Trigger,
    instant: number,
    onlyCategoryRules: boolean,
    sees: boolean,
  ): ModelPrice | SuspenseReason {
    const sender = this.#senders.get(event.senderId)!
    const day = localDay(sender.zone, instant)
    let windows = { service: false, entry: false, conversation: false }
    if (trigger === "received") this.#windows.inbound(event, instant)
    if (trigger === "delivered" && sees) {
      windows = this.#windows.delivery(event, instant, day, message.category)
    }
    let toldCost: bigint | null = null
    if (trigger === "delivered" && event.cost !== undefined) {
      if (event.cost.currency !== this.rating.world.currency) return "currency_mismatch"
      const amount = parseAmount(event.cost.amount)
      if (amount === undefined || amount < 0n || amount > 1_000_000_000_000n) return "fact_conflict"
      toldCost = amount
    }
    const handledBefore = new Set(message.handled)
    if (onlyCategoryRules) handledBefore.delete("sent")
    const price = this.rating.price({
      trigger,
      handledBefore,
      onlyCategoryRules,
      instant,
      sender,
      recipient: event.recipient,
      toldMarket: message.market,
      category: trigger === "received" ? "" : message.category,
      type: message.type,
      channel: trigger === "received" ? "cloud_api" : message.channel || sender.defaultChannel,
      mediaType: message.mediaType,
      isGroup: message.isGroup,
      toldCost,
      windows,
    })
    if (typeof price === "string") return price
    if (trigger === "delivered" && message.category !== "" && sees && !windows.conversation) {
      this.#windows.delivered(event, instant, day, message.category)
    }
    return price
  }

  #charge(
    message: ModelMessage,
    trigger: Trigger,
    instant: number,
    price: ModelPrice,
    isCorrection: boolean,
  ): void {
    if (trigger === "delivered") message.isPaid ||= price.fees.some(({ rule }) => rule === "whatsapp")
    message.firstAt ??= instant
    message.amount += price.fees.reduce((sum, { amount }) => sum + amount, 0n)
    const { id: messageId, recipient, category } = message
    this.charges.push({ ...price, messageId, recipient, trigger, instant, category, isCorrection })
  }
}
