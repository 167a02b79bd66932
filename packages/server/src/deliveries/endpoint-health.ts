import type { WebhookEndpoint } from "../catalog/delivery-records.ts"
import { putNotice } from "../mail/put-notice.ts"
import type { DispatchDeps } from "./dispatch-deps.ts"

/** An endpoint at which nothing has succeeded for so long is disabled. */
export const FAILING_MS_MAX = 5 * 86_400_000

/** Counts from the first failure after a success; after days of nothing else the endpoint is disabled. Rule HOOK-10. */
export async function noteFailure(deps: DispatchDeps, endpointId: string): Promise<void> {
  const { catalog, clock } = deps
  const now = clock()
  const known = await catalog.webhookEndpoint(endpointId)
  if (known === undefined || known.status !== "enabled") return
  if (known.failingSince === null) {
    await catalog.changeWebhookEndpoint(endpointId, (endpoint) =>
      endpoint.failingSince === null ? { ...endpoint, failingSince: now } : endpoint,
    )
  } else if (now - known.failingSince >= FAILING_MS_MAX) await disableEndpoint(deps, endpointId, "failing")
}

/** No more is sent there; what waits is dead, and can be sent again by hand. Its owner is told by mail. Rule HOOK-10. */
export async function disableEndpoint(
  deps: DispatchDeps,
  endpointId: string,
  reason: "gone" | "failing",
): Promise<void> {
  const { catalog, clock, log } = deps
  const now = clock()
  let wasEnabled = false
  const endpoint = await catalog.changeWebhookEndpoint(endpointId, (before): WebhookEndpoint => {
    wasEnabled = before.status === "enabled"
    return wasEnabled ? { ...before, status: "disabled", disabledReason: reason, updatedAt: now } : before
  })
  if (endpoint === undefined || !wasEnabled) return
  log.warn({ endpointId, reason }, "webhook endpoint disabled")
  await putNotice(deps, {
    source: `endpoint_disabled ${endpointId} ${now}`,
    topic: "webhook.disabled",
    to: [endpoint.ownerId],
    subject: "A webhook endpoint was disabled",
    body:
      reason === "gone"
        ? "It answered 410, that it is gone. Nothing more is sent there until it is enabled again."
        : "Nothing that was sent there has succeeded for five days. Nothing more is sent there until it is enabled again.",
    rows: [
      ["Endpoint", endpointId],
      ["URL", endpoint.url],
    ],
  })
  await catalog.endTarget(endpoint.ownerId, endpointId, "endpoint_disabled", now)
}
