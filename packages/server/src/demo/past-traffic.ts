import { localDay, startOfLocalDay } from "@tollgate/engine"
import { settleEvents, type ToldEvent } from "../spending/settle-events.ts"
import { zoneOf } from "../zones.ts"
import type { DemoCustomer } from "./demo-customer.ts"
import { pastDay } from "./past-day.ts"
import { holdPast, topUpPast, type PastDeps } from "./past-money.ts"

const HOUR_MS = 3_600_000
/** The last webhook is told before the demo begins. */
const MARGIN_MS = 60_000
/** The last days are told by the hour, those before as one each. */
const HOURLY_DAYS = 2

export interface PastTelling {
  /** When the demo began, and its past ends. */
  readonly begunAt: number
  /** Only the last so many days, where that is given. */
  readonly daysMax?: number | undefined
  /** Whether its top-ups have invoices. */
  readonly isInvoiced?: boolean
  /** Awaited between two days. */
  readonly pause?: (() => Promise<void>) | undefined
}

/** One command of the past, and when it was. */
interface Step {
  readonly at: number
  run(deps: PastDeps): Promise<void>
}

/**
 * A customer's top-ups, traffic and hold, through the same decisions as any request, with a clock that walks from the past
 * to `begunAt`: entries stand where they would stand. Told again, nothing is posted twice. Rules DEMO-2, DEMO-3.
 *
 * @returns whether all of it is told, and the server was not told to stop meanwhile
 */
export async function tellPast(
  deps: PastDeps,
  customer: DemoCustomer,
  { begunAt, daysMax = Number.POSITIVE_INFINITY, isInvoiced = false, pause }: PastTelling,
): Promise<boolean> {
  const { past } = customer
  if (past === null) return true
  for (let daysAgo = Math.min(past.days, daysMax) - 1; daysAgo >= 0; daysAgo--) {
    await pause?.()
    if (deps.stopping.aborted) return false
    for (const step of stepsOf(customer, {
      begunAt,
      daysAgo,
      isFirst: daysAgo === daysMax - 1,
      isInvoiced,
    })) {
      await step.run({ ...deps, clock: () => step.at })
    }
  }
  return true
}

function stepsOf(
  { past, senders, timezone, wallet }: DemoCustomer,
  {
    begunAt,
    daysAgo,
    isFirst,
    isInvoiced,
  }: { begunAt: number; daysAgo: number; isFirst: boolean; isInvoiced: boolean },
): readonly Step[] {
  if (past === null) return []
  const zone = zoneOf(timezone)
  const until = begunAt - MARGIN_MS
  const midnight = startOfLocalDay(zone, localDay(zone, until) - daysAgo)
  // A past that begins later has its opening balance then.
  const topUps = past.topUps.filter((one) => one.daysAgo === daysAgo || (isFirst && one.daysAgo > daysAgo))
  const events = pastDay(past, senders, { zone, daysAgo, until })
  const { hold } = past
  const holdAt = hold === null ? undefined : until - hold.hoursAgo * HOUR_MS
  const steps: Step[] = [
    ...topUps.map((one) => ({
      at: midnight,
      run: (deps: PastDeps) => topUpPast(deps, wallet.id, one, isInvoiced),
    })),
    ...piecesOf(events, daysAgo).map((piece) => ({
      at: piece.at(-1)!.occurredAt!,
      run: async (deps: PastDeps) => void (await settleEvents(deps, piece, null)),
    })),
  ]
  if (hold !== null && holdAt !== undefined && daysAgo === localDay(zone, until) - localDay(zone, holdAt)) {
    steps.push({ at: holdAt, run: (deps) => holdPast(deps, wallet.id, hold) })
  }
  return steps.toSorted((a, b) => a.at - b.at)
}

/** None of them empty. */
function piecesOf(events: readonly ToldEvent[], daysAgo: number): readonly (readonly ToldEvent[])[] {
  const byHour = Map.groupBy(events, ({ occurredAt = 0 }) =>
    daysAgo < HOURLY_DAYS ? Math.floor(occurredAt / HOUR_MS) : 0,
  )
  return [...byHour.values()]
}
