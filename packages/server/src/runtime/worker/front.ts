import type { Deps } from "../../deps.ts"
import { errorFacts } from "../../observability/log.ts"
import { sweepNews } from "../../payments/sweep-news.ts"
import { walletOfMadeId } from "../../spending/made-id.ts"
import { retryIntake } from "../../spending/retry-suspense.ts"
import { createUnavailable } from "./answer-unavailable.ts"
import { frontStore } from "./front-store.ts"
import { objectOf, walletPlaces } from "./wallet-places.ts"
import { answer } from "./worker-app.ts"
import { workerDeps } from "./worker-deps.ts"
import { ELSEWHERE_MOVING, workerCatalogMoving } from "./worker-moving.ts"
import type { WorkerEnv } from "./worker-env.ts"

/** Of a path below a wallet: which. An id needs no unescaping. */
const WALLET_PATH = /^\/v1\/wallets\/([A-Za-z0-9_.:-]{1,160})(?:\/|$)/
/** Nobody listens in the front: streams are answered by the wallet's object. */
const NO_FEED: Deps["feed"] = { subscribe: () => () => {} }

const MINUTE_MS = 60_000
const NEWS_EVERY_MINUTES = 10

export interface Front {
  fetch(request: Request): Promise<Response>
  /** What nobody asks for and is no wallet's own matter, every minute. */
  sweep(): Promise<void>
}

/** Where requests come in: it answers what is of the catalog, and hands the rest to the wallets' objects. Rule WORK-1. */
export function createFront(env: WorkerEnv): Front {
  const { paymentsOf, ...common } = workerDeps(env)
  const deps: Deps = {
    ...common,
    ...paymentsOf((request) => answer(request, deps)),
    wallets: frontStore(env),
    moving: { wallets: ELSEWHERE_MOVING, catalog: workerCatalogMoving(env, common.catalog) },
    places: walletPlaces(env),
    feed: NO_FEED,
  }

  const unavailable = createUnavailable(deps)
  const sweeps: readonly [string, () => Promise<void>][] = [
    [
      "intake",
      async () => {
        const { accepted } = await retryIntake(deps)
        if (accepted > 0) deps.log.info({ accepted }, "suspended events rated")
      },
    ],
    ["replays", () => deps.catalog.forgetReplays(deps.clock())],
    ["refunds and disputes", () => sweepAllNews(env, deps)],
  ]

  return {
    async fetch(request) {
      const walletId = walletOf(request)
      // An object is woken for a wallet that is known alone: whoever guesses ids makes none.
      if (walletId === undefined || !(await isKnown(deps, walletId))) return answer(request, deps)
      try {
        return await objectOf(env, walletId).fetch(request)
      } catch (error) {
        deps.log.error({ walletId, ...errorFacts(error) }, "a wallet's object does not answer")
        return unavailable(request)
      }
    },
    async sweep() {
      for (const [sweep, run] of sweeps) {
        try {
          await run()
        } catch (error) {
          deps.log.error({ sweep, ...errorFacts(error) }, "sweep failed")
        }
      }
    },
  }
}

/** Preflights are answered by the front. */
function walletOf({ method, url }: Request): string | undefined {
  return method === "OPTIONS" ? undefined : WALLET_PATH.exec(new URL(url).pathname)?.[1]
}

/** At its time only: this is asked every minute. */
async function sweepAllNews(env: WorkerEnv, deps: Deps): Promise<void> {
  if (Math.floor(deps.clock() / MINUTE_MS) % NEWS_EVERY_MINUTES !== 0) return
  await sweepNews(deps, async (provider, event) => {
    const walletId = walletOfMadeId("top", event.topUpId)
    // Another installation at the same provider has wallets of its own.
    if (walletId === undefined || !(await isKnown(deps, walletId))) return "unknown_top_up"
    return objectOf(env, walletId).applyPaymentEvent(provider, event)
  })
}

async function isKnown({ catalog, log }: Deps, walletId: string): Promise<boolean> {
  try {
    return (await catalog.walletPlace(walletId)) !== undefined
  } catch (error) {
    // The app comes to the same, and answers as for any other request.
    log.error(errorFacts(error), "the catalog does not answer")
    return false
  }
}
