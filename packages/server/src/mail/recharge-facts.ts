import type { OutboxRow } from "@tollgate/engine"
import type { MailText, RechargeReason } from "./text/mail-text.ts"

type Row = readonly [label: string, value: string]

export interface RechargeFacts {
  readonly rows: readonly Row[]
  /** What the customer is to do; null where nothing helps but turning it on again. */
  readonly note: string | null
}

/** What a mail says of a failure of auto-recharge: why, when it is tried again, and what the customer is to do. Rule MAIL-7. */
export function rechargeFacts(
  payload: OutboxRow["payload"],
  { recharge }: MailText,
  formatTime: (at: number) => string,
): RechargeFacts {
  const { reason, nextAttemptAt, failuresLeft, action } = payload
  const rows: Row[] = [[recharge.reason, recharge.reasons[reasonOf(recharge, reason)]]]
  const isTriedAgain = typeof nextAttemptAt === "number"
  if (isTriedAgain) rows.push([recharge.nextAttempt, formatTime(nextAttemptAt)])
  if (isTriedAgain && typeof failuresLeft === "number")
    rows.push([recharge.failuresLeft, String(failuresLeft)])
  switch (action) {
    case "pay":
    case "add_method":
    case "add_billing_details":
      return { rows, note: recharge.actions[action] }
    default:
      return { rows, note: isTriedAgain ? recharge.actions.none : null }
  }
}

/** A provider has many words for a decline, and none of them says more to a customer than that. */
function reasonOf({ reasons }: MailText["recharge"], told: unknown): RechargeReason {
  return typeof told === "string" && Object.hasOwn(reasons, told) ? (told as RechargeReason) : "declined"
}
