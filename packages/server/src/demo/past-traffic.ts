import { decideTopUp, invariant, namesOfTopUp, parseAmount } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { makeTraffic } from "../simulator/make-traffic.ts"
import { readDelivery } from "../simulator/settle-delivery.ts"
import type { Delivery } from "../simulator/traffic-event.ts"
import { mapDecision } from "../spending/execute.ts"
import { settleEvents } from "../spending/settle-events.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import type { DemoCustomer } from "./demo-tenant.ts"

/** More than there are in any `messagesByDay`. */
export const PAST_DAYS = 8
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Messages of a day begin within these hours before the time of day at which the demo began. */
const DAY_SPAN_MS = 10 * HOUR_MS
/** The last webhook is told before the demo begins. */
const MARGIN_MS = 60_000

type PastDeps = Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "metrics">

/**
 * A week of top-ups and traffic, through the same decisions as any request, with a clock that walks from the past to
 * `begunAt`: entries stand where they would stand. Told again, nothing is posted twice. Rules DEMO-2, DEMO-3.
 */
export async function tellPast(
  deps: PastDeps,
  customer: DemoCustomer,
  { begunAt, seed }: { readonly begunAt: number; readonly seed: number },
): Promise<void> {
  const { sender, ranges } = customer
  const { gupshupAppId, ...number } = sender
  const trafficSender = { ...number, ranges, ...(gupshupAppId === null ? {} : { gupshupAppId }) }
  for (const [day, messages] of customer.messagesByDay.entries()) {
    const daysAgo = customer.messagesByDay.length - 1 - day
    const endsAt = begunAt - daysAgo * DAY_MS - MARGIN_MS
    const startAt = endsAt - DAY_SPAN_MS
    const deliveries = makeTraffic({
      seed: seed * 100 + day,
      senders: [trafficSender],
      provider: "both",
      messages,
      startAt,
      spanMs: DAY_SPAN_MS,
    })
    await topUp({ ...deps, clock: () => startAt }, customer, daysAgo)
    for (const hour of byHour(deliveries)) {
      const receivedAt = hour.at(-1)!.postAt
      const events = hour.flatMap((delivery) => readDelivery(delivery, receivedAt).events)
      await settleEvents({ ...deps, clock: () => receivedAt }, events, null)
    }
  }
}

/** Deliveries of an hour together, so that a week is a few dozen commits; none is empty. */
function byHour(deliveries: readonly Delivery[]): readonly (readonly Delivery[])[] {
  const hours = new Map<number, Delivery[]>()
  for (const delivery of deliveries) {
    const hour = Math.floor(delivery.postAt / HOUR_MS)
    hours.set(hour, [...(hours.get(hour) ?? []), delivery])
  }
  return [...hours.values()]
}

async function topUp(deps: PastDeps, { wallet, topUps }: DemoCustomer, daysAgo: number): Promise<void> {
  for (const one of topUps.filter((planned) => planned.daysAgo === daysAgo)) {
    const amount = parseAmount(one.amount)
    invariant(amount !== undefined, "the demo's amounts are amounts")
    const zones = await walletZones(deps, wallet.id)
    const now = deps.clock()
    // Ids that do not change: the same top-up again is the one that is there.
    const id = `top_${wallet.id}.${one.id}`
    const command = {
      commandId: `demo:${one.id}`,
      id,
      method: "manual",
      amount,
      reference: one.reference,
    } as const
    await deps.wallets.execute(wallet.id, {
      names: () => namesOfTopUp(command, now),
      decide: (state) =>
        mapDecision(decideTopUp(state, command, zones, now), () => ({ status: 201, body: null })),
    })
  }
}
