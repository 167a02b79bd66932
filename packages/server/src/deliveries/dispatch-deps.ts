import type { Catalog } from "../catalog/catalog.ts"
import type { DeliveryQueue } from "../catalog/deliveries.ts"
import type { Deps } from "../deps.ts"
import type { WebhookPost } from "../webhooks/webhook-post.ts"

/** All that sending deliveries needs. */
export interface DispatchDeps extends Pick<
  Deps,
  "clock" | "timer" | "random" | "log" | "metrics" | "config" | "mail" | "invoicePdf"
> {
  readonly queue: DeliveryQueue
  readonly catalog: Catalog
  readonly post: WebhookPost
}
