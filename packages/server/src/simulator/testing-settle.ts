import { parseAmount } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { readGupshupWebhook } from "../ingest/gupshup.ts"
import { readMetaWebhook } from "../ingest/meta.ts"
import type { WebhookReading } from "../ingest/reading.ts"
import { countOutcomes, settleEvents } from "../spending/settle-events.ts"
import type { IngestCounts } from "./tally.ts"
import type { Delivery } from "./traffic-event.ts"

/** What one body says, read as the webhook routes read it; Meta's counts as signed. */
export function readDelivery({ provider, body }: Delivery, receivedAt: number): WebhookReading {
  return provider === "meta"
    ? readMetaWebhook(body, { receivedAt, authority: "meta" })
    : readGupshupWebhook(body, { receivedAt })
}

/** Take one body in as the webhook routes do, without the way over HTTP: for tests. */
export async function settleDelivery(
  deps: Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "metrics">,
  delivery: Delivery,
): Promise<IngestCounts> {
  const { events } = readDelivery(delivery, deps.clock())
  const { charged, ...counts } = countOutcomes(await settleEvents(deps, events, null))
  return { ...counts, charged: parseAmount(charged) ?? 0n }
}
