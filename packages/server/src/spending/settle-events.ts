import {
  decideSettle,
  EVENTS_PER_BATCH_MAX,
  formatAmount,
  namesOfSettle,
  parseAmount,
  type EventResult,
  type SenderFacts,
  type UsageEvent,
} from "@tollgate/engine"
import type { IntakeEvent, Sender } from "../catalog/records.ts"
import type { Deps } from "../deps.ts"
import { canonicalJson, fingerprintOf } from "../idempotency.ts"
import type { IngestEvent, IngestSender } from "../ingest/reading.ts"
import { ProblemError } from "../problem.ts"
import type { Replay } from "../storage/wallet-store.ts"
import { executePriced, mapDecision } from "./execute.ts"
import { routeEvent, type Routed } from "./find-sender.ts"
import { senderFacts } from "./pricing.ts"
import { readSendersOnce } from "./read-once.ts"
import type { SettledPart, WalletPart } from "./wallet-places.ts"

/** Those of moved senders ask earlier wallets, which may live far away. */
const ROUTED_AT_ONCE = 100

/** What became of one event. */
export interface EventOutcome {
  readonly status: EventResult["status"]
  readonly reason?: string
  /** A decimal amount. */
  readonly charged: string
}

/** An event still to be routed: as told, by a phone number id or a Gupshup app. */
export type ToldEvent = Omit<IngestEvent, "path">

type SettleDeps = Pick<Deps, "catalog" | "wallets" | "places" | "clock" | "ids" | "metrics">

interface Part {
  readonly events: UsageEvent[]
  /** Places of these events in the request. */
  readonly indexes: number[]
}

/**
 * Route events to their wallets, settle each wallet's part in its own commit, and answer in the order of the events.
 * Events of senders that nobody pays for wait in the intake. Rules ROUTE-1 to ROUTE-4.
 *
 * @param partnerId - whose senders may be meant; null = any
 * @param replay - the request's; each wallet keeps its part of the answer
 */
export async function settleEvents(
  deps: SettleDeps,
  told: readonly ToldEvent[],
  partnerId: string | null,
  replay?: Replay,
): Promise<readonly EventOutcome[]> {
  const outcomes = new Array<EventOutcome>(told.length)
  const routing = { ...deps, catalog: readSendersOnce(deps.catalog) }
  const { parts, unknown } = await divide(routing, told, partnerId)
  const settled = [...parts].map(async ([walletId, { events, indexes }]) => {
    const part = { events, ...(replay === undefined ? {} : { replay }) }
    const answer = await (deps.places?.settle(walletId, part) ?? settlePart(routing, walletId, part))
    if (answer.kind === "refused") throw new ProblemError(answer.code)
    for (const [place, index] of indexes.entries()) outcomes[index] = answer.outcomes[place]!
  })
  const finished = await Promise.allSettled([...settled, takeIn(deps, unknown, partnerId)])
  // Every wallet's part is whole or not there; a caller that repeats the request completes it.
  for (const one of finished) if (one.status === "rejected") throw one.reason
  for (const { place } of unknown) {
    outcomes[place] = { status: "suspended", reason: "unknown_sender", charged: "0" }
  }
  const { accepted, duplicates, suspended } = countOutcomes(outcomes)
  for (const [status, count] of Object.entries({ accepted, duplicates, suspended })) {
    if (count > 0) deps.metrics.count("events_total", { status }, count)
  }
  return outcomes
}

interface UnknownEvent {
  readonly event: ToldEvent
  readonly place: number
}

async function divide(
  deps: SettleDeps,
  told: readonly ToldEvent[],
  partnerId: string | null,
): Promise<{ parts: Map<string, Part>; unknown: UnknownEvent[] }> {
  const parts = new Map<string, Part>()
  const unknown: UnknownEvent[] = []
  const known = await deps.catalog.readSenders(distinct(told.flatMap(({ sender }) => idOf(sender))))
  // Nobody's are not asked for once more, one by one.
  const isNobodys = ({ sender }: ToldEvent): boolean => idOf(sender).some((id) => !known.has(id))
  const route = async (event: ToldEvent): Promise<Routed | undefined> =>
    isNobodys(event) ? undefined : routeEvent(deps, event.sender, event, partnerId)
  const routes: (Routed | undefined)[] = []
  for (let from = 0; from < told.length; from += ROUTED_AT_ONCE) {
    routes.push(...(await Promise.all(told.slice(from, from + ROUTED_AT_ONCE).map(route))))
  }
  for (const [place, event] of told.entries()) {
    const routed = routes[place]
    if (routed === undefined) {
      unknown.push({ event, place })
      continue
    }
    const { sender, walletId } = routed
    let part = parts.get(walletId)
    if (part === undefined) parts.set(walletId, (part = { events: [], indexes: [] }))
    part.events.push(toUsageEvent(event, sender))
    part.indexes.push(place)
  }
  return { parts, unknown }
}

function idOf(sender: IngestSender): readonly string[] {
  return "phoneNumberId" in sender ? [sender.phoneNumberId] : []
}

function distinct(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)]
}

export function toUsageEvent(
  { sender: _, ...event }: ToldEvent & { path?: string },
  sender: Sender,
): UsageEvent {
  const { path: __, ...rest } = event
  return { ...rest, senderId: sender.id }
}

/**
 * Settle events of one wallet where it lives, each batch in its own commit. Rule ROUTE-4.
 *
 * @param part - of senders that are in the catalog
 */
export async function settlePart(
  deps: SettleDeps,
  walletId: string,
  { events, replay }: WalletPart,
): Promise<SettledPart> {
  const senders = await sendersOf(deps.catalog, events)
  const outcomes: EventOutcome[] = []
  for (let from = 0; from < events.length; from += EVENTS_PER_BATCH_MAX) {
    const batch = events.slice(from, from + EVENTS_PER_BATCH_MAX)
    const now = deps.clock()
    const command = { commandId: deps.ids("cmd"), events: batch, senders }
    const executed = await executePriced(deps, walletId, {
      names: (wallet) => namesOfSettle(wallet, command, now),
      decide: (state, facts) =>
        mapDecision(decideSettle(state, command, facts, now), ({ results }) => ({
          status: 200,
          body: results.map(formatResult),
        })),
      ...(replay === undefined ? {} : { replay: { ...replay, key: `${replay.key} ${from}` } }),
    })
    if (executed.kind === "key_reused") return { kind: "refused", code: "idempotency_key_reused" }
    if (executed.kind === "no_wallet") return { kind: "refused", code: "unavailable" }
    outcomes.push(...(executed.answer.body as readonly EventOutcome[]))
  }
  return { kind: "settled", outcomes }
}

/** What rating needs to know of the events' senders. */
async function sendersOf(
  catalog: Deps["catalog"],
  events: readonly UsageEvent[],
): Promise<ReadonlyMap<string, SenderFacts>> {
  const senders = new Map<string, SenderFacts>()
  const ids = distinct(events.map(({ senderId }) => senderId))
  const known = await catalog.readSenders(ids)
  for (const id of ids.filter((one) => known.has(one))) {
    const sender = await catalog.sender(id)
    if (sender !== undefined) senders.set(id, await senderFacts(catalog, sender))
  }
  return senders
}

function formatResult({ status, reason, charged }: EventResult): EventOutcome {
  const amount = charged === 0 ? "0" : formatAmount(BigInt(charged))
  return reason === undefined ? { status, charged: amount } : { status, reason, charged: amount }
}

async function takeIn(
  deps: SettleDeps,
  unknown: readonly UnknownEvent[],
  partnerId: string | null,
): Promise<void> {
  if (unknown.length === 0) return
  const receivedAt = deps.clock()
  await deps.catalog.putIntakeEvents(
    unknown.map(({ event }): IntakeEvent => ({
      key: fingerprintOf({ event, partnerId }),
      sender: senderName(event.sender),
      partnerId,
      event: canonicalJson(event),
      receivedAt,
    })),
  )
}

export function senderName(sender: IngestSender): string {
  return "phoneNumberId" in sender ? sender.phoneNumberId : sender.gupshupAppId
}

/** The four numbers of an answer to events. */
export function countOutcomes(outcomes: readonly EventOutcome[]): {
  accepted: number
  duplicates: number
  suspended: number
  charged: string
} {
  const counts = { accepted: 0, duplicate: 0, suspended: 0 }
  let charged = 0n
  for (const outcome of outcomes) {
    counts[outcome.status] += 1
    if (outcome.charged !== "0") charged += parseAmount(outcome.charged) ?? 0n
  }
  const { accepted, duplicate, suspended } = counts
  return { accepted, duplicates: duplicate, suspended, charged: formatAmount(charged) }
}
