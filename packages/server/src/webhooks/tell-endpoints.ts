import type { WalletPlace } from "../catalog/records.ts"
import type { WebhookEndpoint } from "../catalog/delivery-records.ts"
import type { Deps } from "../deps.ts"
import { formatInstant } from "../schemas/common.ts"
import type { EventData, SentEvent } from "../schemas/webhook-event.ts"
import { deliveryIdOf, eventIdOf } from "./delivery-id.ts"
import { isSubscribed } from "./event-types.ts"

/** The operator's own endpoints hear of all partners. */
export const OPERATOR_OWNER = ""

/** The data of every event that is about a wallet. */
export type About = Pick<WalletPlace, "walletId" | "customerId" | "partnerId">

export interface TellableEvent<E extends SentEvent> {
  readonly type: E
  /** What it is told of: the same source is the same event. */
  readonly source: string
  readonly at: number
  /** Asked for where somebody listens alone. */
  readonly data: () => Promise<Omit<EventData<E>, keyof About>> | Omit<EventData<E>, keyof About>
  /** Only those of this owner. */
  readonly ownerId?: string
}

export type TellDeps = Pick<Deps, "catalog" | "clock">

/** Who listens to events of this kind about a wallet of this partner. Rules HOOK-1, HOOK-3. */
export async function listenersOf(
  { catalog }: Pick<TellDeps, "catalog">,
  partnerId: string,
  type: string,
): Promise<readonly WebhookEndpoint[]> {
  const endpoints = await catalog.enabledWebhookEndpoints()
  return endpoints.filter(
    ({ ownerId, events }) =>
      (ownerId === partnerId || ownerId === OPERATOR_OWNER) && isSubscribed(events, type),
  )
}

/** Puts an event among the deliveries of each endpoint that listens, once however often it is told. Rules HOOK-1 to HOOK-3. */
export async function tellEndpoints<E extends SentEvent>(
  deps: TellDeps,
  { walletId, customerId, partnerId }: About,
  { type, source, at, data, ownerId: only }: TellableEvent<E>,
): Promise<void> {
  const listeners = await listenersOf(deps, partnerId, type)
  const wanted = only === undefined ? listeners : listeners.filter(({ ownerId }) => ownerId === only)
  if (wanted.length === 0) return
  const told = { walletId, customerId, partnerId, ...(await data()) }
  const body = JSON.stringify({ type, timestamp: formatInstant(at), data: told })
  const eventId = eventIdOf(source)
  for (const [ownerId, endpoints] of Map.groupBy(wanted, (endpoint) => endpoint.ownerId)) {
    const deliveries = endpoints.map(({ id }) => ({
      id: deliveryIdOf(eventId, id),
      kind: "webhook" as const,
      target: id,
      eventId,
      topic: type,
      walletId,
      customerId,
      body,
    }))
    await deps.catalog.putDeliveries(ownerId, deliveries, deps.clock())
  }
}
