import { waitUntil } from "cloudflare:workers"
import { errorFacts } from "../../observability/log.ts"
import { consoleLogger } from "./console-log.ts"
import { createFront, type Front } from "./front.ts"
import type { WorkerEnv } from "./worker-env.ts"

export { CouponObject } from "./coupon-object.ts"
export { DeliveryObject } from "./delivery-object.ts"
export { IssuerObject } from "./issuer-object.ts"
export { IntakeObject } from "./intake-object.ts"
export { WalletObject } from "./wallet-object.ts"

/** Made at the first request of an isolate. */
let front: Front | undefined

export default {
  async fetch(request, env) {
    try {
      front ??= createFront(env)
    } catch (error) {
      consoleLogger.error(errorFacts(error), "this Worker is not configured rightly")
      return new Response("This server is not configured rightly; its log says what is wrong.\n", {
        status: 503,
      })
    }
    const answered = front.fetch(request)
    // The platform drops a request whose caller hangs up, half done: its key would be busy, and a part of its wallets settled.
    waitUntil(answered.catch(() => undefined))
    return answered
  },
  async scheduled(_controller, env) {
    front ??= createFront(env)
    await front.sweep()
  },
} satisfies ExportedHandler<WorkerEnv>
