import { Dispatcher, NODE_LIMITS } from "../../src/deliveries/dispatcher.ts"
import { deliverOutbox } from "../../src/outbox/deliver-outbox.ts"
import { payingApp, type PayingApp } from "../../src/payments/testing-checkout.ts"
import { nodeWebhookPost } from "../../src/runtime/post-webhook.ts"
import type { TestApp } from "../../src/testing/test-app.ts"
import { startReceiver, type WebhookReceiver } from "./webhook-receiver.ts"
import type { WebhookPost } from "../../src/webhooks/webhook-post.ts"

/** A server that sends webhooks to a receiver on this machine, when it is told to. */
export interface HookedApp extends PayingApp {
  readonly receiver: WebhookReceiver
  /** An endpoint at this path of the receiver; its id and secret. */
  subscribe(
    path: string,
    options?: { readonly key?: string; readonly events?: readonly string[] },
  ): Promise<{ readonly id: string; readonly secret: string }>
  /** Everything out of the outbox, and what is due of the deliveries. */
  sendAll(): Promise<void>
  dispatcher(post?: WebhookPost): Dispatcher
  topUpByHand(amount?: string): Promise<string>
}

export function dispatcherOf(
  { deps }: Pick<TestApp, "deps">,
  post: WebhookPost = nodeWebhookPost({ allowsLoopback: true }),
): Dispatcher {
  return new Dispatcher({ ...deps, queue: deps.catalog, post }, NODE_LIMITS)
}

export async function hookedApp(): Promise<HookedApp> {
  const paying = await payingApp({ allowsLoopbackWebhooks: true })
  const receiver = await startReceiver()
  const hooked: Omit<HookedApp, keyof PayingApp> = {
    receiver,
    subscribe: async (path, { key = paying.tenant.key, events = [] } = {}) => {
      const made = await paying.send("POST", "/v1/webhook-endpoints", {
        key,
        body: { url: `${receiver.url}${path}`, events },
      })
      return made.body as { id: string; secret: string }
    },
    sendAll: async () => {
      await deliverOutbox(paying.deps)
      await dispatcherOf(paying).drain()
    },
    dispatcher: (post) => dispatcherOf(paying, post),
    topUpByHand: async (amount = "10") => {
      const made = await paying.send("POST", `${paying.wallet}/top-ups`, {
        body: { amount, method: "manual" },
      })
      return made.body.id as string
    },
  }
  return Object.assign(paying, hooked)
}
