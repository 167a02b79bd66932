import { messageHash } from "../ledger/fingerprint.ts"
import type { UsageEvent } from "../pricing/usage-event.ts"
import { keyPrefix } from "./message.ts"
import type { EventResult, SettleContext } from "./settle-context.ts"
import type { MessageRecord, SuspendedEvent, SuspenseReason } from "./state.ts"

/** Keep an event for later: nothing of the trigger is handled. The same event told again finds its row. Rule EVT-5. */
export function suspendEvent(
  { draft, receivedAt, isRetry }: SettleContext,
  message: MessageRecord,
  event: UsageEvent,
  reason: SuspenseReason,
  charged: number,
): EventResult {
  const suffix = reason === "fact_conflict" || event.unknown !== undefined ? `|${reason}` : ""
  const key = `${keyPrefix(message)}${event.kind}${suffix}`
  const waiting = draft.rows.suspended(key)
  if (waiting === undefined) {
    const row: SuspendedEvent = { key, hash: messageHash(message.messageId), reason, event, receivedAt }
    draft.rows.suspend(row)
    if (!isRetry)
      draft.alert("suspense.created", { reason, messageId: message.messageId, senderId: event.senderId })
  } else if (waiting.reason !== reason) {
    draft.rows.suspend({ ...waiting, reason })
  }
  const suspended = message.suspended + (waiting === undefined ? 1 : 0)
  draft.rows.putMessage({ ...message, suspended, updatedAt: draft.at })
  return { status: "suspended", reason, charged }
}
