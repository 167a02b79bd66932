import {
  decideRetry,
  namesOfRetry,
  RETRIES_AT_ONCE_MAX,
  type SenderFacts,
  type SuspendedEvent,
} from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import type { Position } from "../catalog/catalog.ts"
import { executePriced, mapDecision } from "./execute.ts"
import { routeEvent } from "./find-sender.ts"
import { senderFacts } from "./pricing.ts"
import { countOutcomes, settleEvents, type ToldEvent } from "./settle-events.ts"
import type { WalletPlaces } from "./wallet-places.ts"
import { parseAmount } from "@tollgate/engine"

export interface RetryCounts {
  retried: number
  accepted: number
  duplicates: number
  suspended: number
  charged: bigint
}

type RetryDeps = Pick<Deps, "catalog" | "wallets" | "places" | "clock" | "ids" | "metrics">

const PLACES_AT_ONCE = 100
const NAMES_AT_ONCE = 500

/** Rate again all that waits, of one wallet or everywhere. Rules EVT-6, ROUTE-9. */
export async function retrySuspense(deps: RetryDeps, walletId?: string): Promise<RetryCounts> {
  const counts = walletId === undefined ? await retryIntake(deps) : noCounts()
  if (walletId === undefined && deps.places !== undefined) await retryPlaces(deps.places, counts)
  else await retryHere(deps, walletId, counts)
  return counts
}

async function retryHere(deps: RetryDeps, walletId: string | undefined, counts: RetryCounts): Promise<void> {
  let cursor: string | undefined
  do {
    const page = await deps.wallets.suspended(
      walletId === undefined ? {} : { walletId },
      cursor === undefined ? { limit: RETRIES_AT_ONCE_MAX } : { limit: RETRIES_AT_ONCE_MAX, cursor },
    )
    const byWallet = Map.groupBy(page.rows, (row) => row.walletId)
    for (const [id, rows] of byWallet)
      await retryWallet(
        deps,
        id,
        rows.map((row) => row.suspended),
        counts,
      )
    cursor = page.next
  } while (cursor !== undefined)
}

/** Each wallet where it lives, some at a time. One that does not answer keeps no other waiting. */
async function retryPlaces(places: WalletPlaces, counts: RetryCounts): Promise<void> {
  const failures: unknown[] = []
  let after: string | undefined
  do {
    const walletIds = await places.inSuspense(
      after === undefined ? { limit: PLACES_AT_ONCE } : { limit: PLACES_AT_ONCE, after },
    )
    for (const one of await Promise.allSettled(walletIds.map((id) => places.retry(id)))) {
      if (one.status === "fulfilled") add(counts, one.value)
      else failures.push(one.reason)
    }
    after = walletIds.length < PLACES_AT_ONCE ? undefined : walletIds.at(-1)
  } while (after !== undefined)
  if (failures.length > 0) throw failures[0]
}

function noCounts(): RetryCounts {
  return { retried: 0, accepted: 0, duplicates: 0, suspended: 0, charged: 0n }
}

function add(counts: RetryCounts, more: RetryCounts): void {
  counts.retried += more.retried
  counts.accepted += more.accepted
  counts.duplicates += more.duplicates
  counts.suspended += more.suspended
  counts.charged += more.charged
}

/**
 * Events of unknown senders, whose senders may have become known. Those of others are not even read: there may be many, and
 * this is done every minute. A wallet that does not answer keeps its own events waiting, and nobody else's. Rule ROUTE-9.
 */
export async function retryIntake(deps: RetryDeps): Promise<RetryCounts> {
  const { catalog } = deps
  const counts = noCounts()
  const failures: unknown[] = []
  let after: string | undefined
  do {
    const named = await catalog.intakeSenders({
      limit: NAMES_AT_ONCE,
      ...(after === undefined ? {} : { after }),
    })
    const known = await catalog.knownNames(named.map(({ sender }) => sender))
    for (const { sender, events } of named) {
      if (known.has(sender)) {
        await retrySender(deps, sender, counts).catch((error: unknown) => failures.push(error))
      } else {
        counts.retried += events
        counts.suspended += events
      }
    }
    after = named.length < NAMES_AT_ONCE ? undefined : named.at(-1)?.sender
  } while (after !== undefined)
  if (failures.length > 0) throw failures[0]
  return counts
}

async function retrySender(deps: RetryDeps, sender: string, counts: RetryCounts): Promise<void> {
  let after: Position | undefined
  do {
    const page = await deps.catalog.intakeEvents(
      { sender },
      after === undefined ? { limit: RETRIES_AT_ONCE_MAX } : { limit: RETRIES_AT_ONCE_MAX, after },
    )
    for (const [partnerId, rows] of Map.groupBy(page.rows, (row) => row.partnerId)) {
      const known: { key: string; told: ToldEvent }[] = []
      for (const row of rows) {
        const told = JSON.parse(row.event) as ToldEvent
        counts.retried += 1
        if ((await routeEvent(deps, told.sender, told, partnerId)) === undefined) counts.suspended += 1
        else known.push({ key: row.key, told })
      }
      if (known.length === 0) continue
      const outcomes = await settleEvents(
        deps,
        known.map((one) => one.told),
        partnerId,
      )
      await deps.catalog.dropIntakeEvents(known.map((one) => one.key))
      const settled = countOutcomes(outcomes)
      counts.accepted += settled.accepted
      counts.duplicates += settled.duplicates
      counts.suspended += settled.suspended
      counts.charged += parseAmount(settled.charged) ?? 0n
    }
    after = page.next
  } while (after !== undefined)
}

async function retryWallet(
  deps: RetryDeps,
  walletId: string,
  waiting: readonly SuspendedEvent[],
  counts: RetryCounts,
): Promise<void> {
  const senders = new Map<string, SenderFacts>()
  for (const { event } of waiting) {
    if (senders.has(event.senderId)) continue
    const sender = await deps.catalog.sender(event.senderId)
    if (sender !== undefined) senders.set(event.senderId, await senderFacts(deps.catalog, sender))
  }
  const command = { commandId: deps.ids("cmd"), waiting, senders }
  const now = deps.clock()
  const executed = await executePriced(deps, walletId, {
    names: (wallet) => namesOfRetry(wallet, command, now),
    decide: (state, facts) =>
      mapDecision(decideRetry(state, command, facts, now), (retried) => ({ status: 200, body: retried })),
  })
  if (executed.kind !== "answered") return
  add(counts, executed.answer.body as RetryCounts)
}
