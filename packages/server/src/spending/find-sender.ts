import { MESSAGE_MEMORY_MS } from "@tollgate/engine"
import type { Sender } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import type { IngestSender } from "../ingest/reading.ts"

/** Which sender and which of its wallets an event belongs to. */
export interface Routed {
  readonly sender: Sender
  readonly walletId: string
}

interface Told {
  readonly messageIds: readonly string[]
  readonly recipient: string
}

/**
 * The wallet that pays for an event; undefined when no sender of the partner is meant. An event of a moved sender goes to
 * the earlier wallet that knows the message, else to the present one. Rules ROUTE-1 to ROUTE-3.
 *
 * @param partnerId - null = any partner's sender
 */
export async function routeEvent(
  deps: Pick<Deps, "catalog" | "wallets" | "clock">,
  named: IngestSender,
  told: Told,
  partnerId: string | null,
): Promise<Routed | undefined> {
  const { catalog } = deps
  if ("phoneNumberId" in named) {
    const sender = await catalog.sender(named.phoneNumberId)
    if (sender === undefined) return undefined
    const walletId = await walletFor(deps, sender, told, partnerId)
    return walletId === undefined ? undefined : { sender, walletId }
  }
  const candidates = await catalog.sendersByApp(named.gupshupAppId, partnerId)
  const [first] = candidates
  if (first === undefined) return undefined
  if (candidates.length === 1) {
    const walletId = await walletFor(deps, first, told, partnerId)
    return walletId === undefined ? undefined : { sender: first, walletId }
  }
  // One app of several numbers does not say which number sent: the one whose wallet knows the message did.
  for (const sender of candidates) {
    const walletId = await walletFor(deps, sender, told, partnerId)
    if (walletId === undefined) continue
    if (await deps.wallets.knowsMessage(walletId, told.messageIds, told.recipient))
      return { sender, walletId }
  }
  return undefined
}

/** An earlier wallet that knows the message, else the present one; of a partner's token or key, only its own. */
async function walletFor(
  { catalog, wallets, clock }: Pick<Deps, "catalog" | "wallets" | "clock">,
  sender: Sender,
  told: Told,
  partnerId: string | null,
): Promise<string | undefined> {
  const present = partnerId === null || sender.partnerId === partnerId ? sender.walletId : undefined
  const assignments = await catalog.assignments(sender.id)
  if (assignments.length <= 1) return present
  const since = clock() - MESSAGE_MEMORY_MS
  for (const { walletId, toAt } of assignments) {
    if (toAt === null || toAt < since || walletId === sender.walletId) continue
    const place = partnerId === null ? undefined : await catalog.walletPlace(walletId)
    if (partnerId !== null && place?.partnerId !== partnerId) continue
    if (await wallets.knowsMessage(walletId, told.messageIds, told.recipient)) return walletId
  }
  return present
}
