import type { Deps } from "../deps.ts"
import { Dispatcher, NODE_LIMITS } from "../deliveries/dispatcher.ts"
import { errorFacts } from "../observability/log.ts"
import type { WebhookPost } from "../webhooks/webhook-post.ts"

const LOOK_EVERY_MS = 500

/** Sends what is due while the server runs. */
export interface Dispatching {
  /** Begins no more, and cuts off what is under way: it is sent by whoever looks next. */
  stop(): Promise<void>
}

/** Looks for what is due twice a second; attempts run on beside it. Rule HOOK-7. */
export function startDispatching(deps: Deps, post: WebhookPost): Dispatching {
  const { catalog } = deps
  const dispatcher = new Dispatcher({ ...deps, queue: catalog, post }, NODE_LIMITS)
  let looking: Promise<void> | undefined
  const look = async (): Promise<void> => {
    try {
      await dispatcher.begin()
    } catch (error) {
      deps.log.error(errorFacts(error), "deliveries could not be looked for")
    } finally {
      looking = undefined
    }
  }
  const timer = setInterval(() => void (looking ??= look()), LOOK_EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await looking
      await dispatcher.stop()
    },
  }
}
