import { FLAG, type MessageRecord } from "@tollgate/engine"

export type MessageStatus = "accepted" | "sent" | "delivered" | "read" | "failed" | "received"

/** How far a message came, by all that is known of it: what speaks for a delivery goes before a failure. */
export function messageStatus({
  flags,
  deliveredAt,
}: Pick<MessageRecord, "flags" | "deliveredAt">): MessageStatus {
  if ((flags & FLAG.read) !== 0) return "read"
  // A delivery that waits in suspense has no flag yet, but it happened.
  if ((flags & FLAG.delivered) !== 0 || deliveredAt !== 0) return "delivered"
  if ((flags & FLAG.failed) !== 0) return "failed"
  if ((flags & FLAG.received) !== 0) return "received"
  if ((flags & FLAG.sent) !== 0) return "sent"
  return "accepted"
}
