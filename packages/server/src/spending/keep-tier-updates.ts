import type { Deps } from "../deps.ts"
import type { TierUpdate } from "../ingest/reading.ts"

const SENDERS_LOOKED_AT_MAX = 200

/** Remember the volume tiers that a webhook told; a partner's token may tell only of WABAs of its own senders. Rule ROUTE-6. */
export async function keepTierUpdates(
  { catalog, clock }: Pick<Deps, "catalog" | "clock">,
  updates: readonly TierUpdate[],
  partnerId: string | null,
): Promise<void> {
  for (const update of updates) {
    const wabaIds = await wabasOf({ catalog, clock }, update, partnerId)
    for (const wabaId of wabaIds) {
      await catalog.putReportedTier({
        wabaId,
        region: update.region,
        category: update.category,
        from: update.from,
        effectiveMonth: update.effectiveMonth,
        updatedAt: update.updatedAt,
        arrivedAt: clock(),
      })
    }
  }
}

async function wabasOf(
  { catalog }: Pick<Deps, "catalog" | "clock">,
  { wabaId, gupshupAppId }: TierUpdate,
  partnerId: string | null,
): Promise<readonly string[]> {
  if (wabaId !== undefined && partnerId === null) return [wabaId]
  const senders =
    gupshupAppId === undefined
      ? partnerId === null
        ? []
        : (await catalog.senders({ partnerId }, { limit: SENDERS_LOOKED_AT_MAX })).rows
      : await catalog.sendersByApp(gupshupAppId, partnerId)
  const own = new Set(senders.flatMap((sender) => (sender.wabaId === null ? [] : [sender.wabaId])))
  if (wabaId === undefined) return [...own]
  return own.has(wabaId) ? [wabaId] : []
}
