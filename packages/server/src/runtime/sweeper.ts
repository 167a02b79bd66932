import { DELIVERIES_KEPT_MS } from "../deliveries/kept.ts"
import type { Deps } from "../deps.ts"
import { errorFacts } from "../observability/log.ts"
import { deliverOutbox } from "../outbox/deliver-outbox.ts"
import { RowRests } from "../outbox/row-rests.ts"
import { sweepNews } from "../payments/sweep-news.ts"
import { sweepPayments, sweepUnsettled } from "../payments/sweep-payments.ts"
import { expireDue } from "../spending/expire-due.ts"
import { keepInStep } from "../spending/keep-in-step.ts"
import { retrySuspense } from "../spending/retry-suspense.ts"
import { JournalFollower } from "./journal-follower.ts"

const DUE_EVERY_MS = 1_000
const SUSPENSE_EVERY_MS = 60_000
const PAYMENTS_EVERY_MS = 60_000
const UNSETTLED_EVERY_MS = 600_000
const FORGET_EVERY_MS = 3_600_000
const PLACES_AT_ONCE = 200

/** Does what nobody asks for: holds and grants that fall due, suspended events whose facts have come, alerts, payments, refunds and disputes that nobody told of, old rows. */
export interface Sweeper {
  /** Resolves when the sweep under way has ended; none begins after it. */
  stop(): Promise<void>
}

/**
 * Sweeps of the store run one after the other. Those that ask others do not stand in their way: a payment provider that does
 * not answer must not hold up what falls due. A failed one is logged and tried again at the next turn. Rule RUN-5.
 */
export function startSweeper(deps: Deps): Sweeper {
  const alone = deps.sweepAlone ?? ((_name: string, sweep: () => Promise<void>) => sweep())
  const rests = new RowRests()
  const follower = new JournalFollower(deps)
  const sweeps = [
    { every: DUE_EVERY_MS, line: "store", run: () => expireDue(deps) },
    {
      every: DUE_EVERY_MS,
      line: "outbox",
      run: () => alone("outbox", async () => void (await deliverOutbox(deps, rests))),
    },
    { every: DUE_EVERY_MS, line: "journals", run: () => follower.look() },
    { every: PAYMENTS_EVERY_MS, line: "payments", run: () => alone("payments", () => sweepPayments(deps)) },
    {
      every: UNSETTLED_EVERY_MS,
      line: "payments",
      run: () =>
        alone("refunds", async () => {
          await sweepUnsettled(deps)
          await sweepNews(deps)
        }),
    },
    { every: SUSPENSE_EVERY_MS, line: "store", run: () => alone("suspense", () => retryAll(deps)) },
    { every: FORGET_EVERY_MS, line: "store", run: () => alone("zones", () => keepAllInStep(deps)) },
    { every: FORGET_EVERY_MS, line: "store", run: () => alone("forget", () => forget(deps)) },
  ]
  const running = new Map<string, Promise<void>>()
  const timers = sweeps.map(({ every, line, run }) => {
    let isWaiting = false
    return setInterval(() => {
      // One that has not begun yet does what this one would.
      if (isWaiting) return
      isWaiting = true
      const sweep = async (): Promise<void> => {
        isWaiting = false
        await run().catch((error: unknown) => deps.log.error(errorFacts(error), "sweep failed"))
      }
      running.set(line, (running.get(line) ?? Promise.resolve()).then(sweep))
    }, every)
  })
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running.values())
    },
  }
}

async function retryAll(deps: Deps): Promise<void> {
  const { accepted } = await retrySuspense(deps)
  if (accepted > 0) deps.log.info({ accepted }, "suspended events rated")
}

async function forget({ wallets, catalog, clock }: Deps): Promise<void> {
  await wallets.forget(clock())
  await catalog.forgetReplays(clock())
  await catalog.forgetDeliveries(clock() - DELIVERIES_KEPT_MS)
}

/** A change that was interrupted is taken up again here. Rule RUN-6. */
async function keepAllInStep(deps: Deps): Promise<void> {
  let after: { at: number; id: string } | undefined
  do {
    const page = await deps.catalog.walletPlaces(
      {},
      after === undefined ? { limit: PLACES_AT_ONCE } : { limit: PLACES_AT_ONCE, after },
    )
    for (const place of page.rows) await keepInStep(deps, place)
    after = page.next
  } while (after !== undefined)
}
