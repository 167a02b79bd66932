import { parseAmount } from "../money/micros.ts"
import type { Rated } from "../pricing/apply-fees.ts"
import { segmentAt } from "../pricing/meters.ts"
import { PRICE_MICROS_MAX } from "../pricing/price.ts"
import { rate } from "../pricing/rate.ts"
import type { Trigger, UsageEvent } from "../pricing/usage-event.ts"
import { HANDLED } from "./message.ts"
import { channelOf, senderOf, type SettleContext } from "./settle-context.ts"
import { FLAG, type MessageRecord, type SuspenseReason } from "./state.ts"
import {
  needsWindows,
  NO_WINDOWS,
  openConversation,
  openOnInbound,
  usesConversations,
  windowsAt,
} from "./windows.ts"

type Outcome =
  | { readonly ok: true; readonly rated: Rated }
  | { readonly ok: false; readonly reason: SuspenseReason }

/**
 * Price one trigger of a message by what is known of it, and move the windows that it meets. Rules EVT-4, WIN-1 to WIN-4.
 *
 * @param lateCategory - only the rules that waited for the category (PLAN-8)
 */
export function rateTrigger(
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
