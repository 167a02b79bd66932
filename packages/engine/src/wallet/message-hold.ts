import type { Rated } from "../pricing/apply-fees.ts"
import type { Meter } from "../pricing/meters.ts"
import type { UsageEvent } from "../pricing/usage-event.ts"
import { freeUnitFor, lineFor } from "./holds.ts"
import { channelOf, type SettleContext } from "./settle-context.ts"
import { FLAG, type MessageRecord } from "./state.ts"

/** The hold that this message draws on, found once: named by the event, by Meta's callback data, or bound before. Rule HOLD-5. */
export function bindHold({ draft }: SettleContext, message: MessageRecord, event: UsageEvent): MessageRecord {
  if (message.holdId !== "") return message
  const named = [event.authorizationId, event.callbackData].find(
    (id) => id !== undefined && draft.hold(id) !== undefined,
  )
  const listed = [...event.messageIds, message.messageId]
    .map((id) => draft.rows.holdIdOfMessage(id))
    .find((id) => id !== undefined)
  const holdId = named ?? listed
  return holdId === undefined ? message : { ...message, holdId }
}

/** The allowance counter of which this message's hold reserves a unit: while the message is rated, the unit is its own. Rule ALLOW-3. */
export function reservedUnitOf(
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

/** A delivery captures the message's unit of its hold, a failure frees it, once. Rule HOLD-5. */
export function moveHold(
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
