import type { EventKind } from "@tollgate/engine"

const KINDS: ReadonlyMap<string, EventKind> = new Map<string, EventKind>([
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "read"],
  ["played", "read"],
  ["failed", "failed"],
])

/** The kind of event that a message's status is, in any case; `undefined` for a status that we do not know. Rule META-2. */
export function parseStatusKind(status: unknown): EventKind | undefined {
  return typeof status === "string" ? KINDS.get(status.toLowerCase()) : undefined
}
