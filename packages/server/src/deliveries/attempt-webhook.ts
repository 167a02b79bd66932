import type { Delivery, WebhookEndpoint } from "../catalog/delivery-records.ts"
import { signingSecrets } from "../webhooks/endpoint-secret.ts"
import { webhookHeaders } from "../webhooks/sign-webhook.ts"
import { urlFault } from "../webhooks/check-url.ts"
import { AddressRefusedError } from "../webhooks/webhook-post.ts"
import { FAULT_CHARACTERS_MAX, type Attempted } from "./attempted.ts"
import type { DispatchDeps } from "./dispatch-deps.ts"

/** A receiver that has not answered by then counts as failed. */
export const ATTEMPT_MS_MAX = 15_000
const GONE = 410
const USER_AGENT = "Tollgate-Webhooks"

/** One attempt at a webhook. Rules HOOK-5, HOOK-8 to HOOK-10. */
export async function attemptWebhook(
  deps: DispatchDeps,
  delivery: Delivery,
  stopping: AbortSignal,
): Promise<Attempted> {
  const { catalog, clock, post, config } = deps
  const endpoint = await catalog.webhookEndpoint(delivery.target)
  if (endpoint === undefined || endpoint.status === "deleted")
    return { kind: "dead", fault: "endpoint_deleted" }
  if (endpoint.status === "disabled") return { kind: "dead", fault: "endpoint_disabled" }
  const secrets = await signingSecrets({ catalog, clock }, endpoint.id)
  if (secrets.length === 0) return { kind: "failed", fault: "no_secret" }
  // What was allowed when the endpoint was made need not be now.
  if (urlFault(endpoint.url, { allowsLoopback: config.allowsLoopbackWebhooks === true }) !== undefined) {
    return { kind: "failed", fault: "address_refused" }
  }
  const { eventId: id, body } = delivery
  const late = new AbortController()
  // Taken back when the answer is there: a timer that is left keeps an object from its rest.
  const inTime = deps.timer(ATTEMPT_MS_MAX, () => late.abort())
  try {
    const answer = await post({
      url: endpoint.url,
      headers: { ...webhookHeaders({ id, body, at: clock(), secrets }), "user-agent": USER_AGENT },
      body,
      signal: AbortSignal.any([stopping, late.signal]),
    })
    const { status: responseStatus, body: response, retryAfter } = answer
    if (responseStatus >= 200 && responseStatus < 300) {
      await noteSuccess(deps, endpoint)
      return { kind: "delivered", responseStatus, response }
    }
    if (responseStatus === GONE) return { kind: "gone", responseStatus, response }
    const fault = responseStatus >= 300 && responseStatus < 400 ? "redirect_not_followed" : "refused"
    return { kind: "failed", fault, responseStatus, response, retryAfter }
  } catch (error) {
    // The server stops: it was no attempt.
    if (stopping.aborted) return { kind: "stopped" }
    return { kind: "failed", fault: late.signal.aborted ? "timed_out" : faultOf(error) }
  } finally {
    inTime()
  }
}

/** Written where it changes alone: most deliveries succeed. */
async function noteSuccess({ catalog }: DispatchDeps, { id, failingSince }: WebhookEndpoint): Promise<void> {
  if (failingSince === null) return
  await catalog.changeWebhookEndpoint(id, (endpoint) =>
    endpoint.failingSince === null ? endpoint : { ...endpoint, failingSince: null },
  )
}

/** In one word, without addresses or words of the network's. */
function faultOf(error: unknown): string {
  if (error instanceof AddressRefusedError) return "address_refused"
  if (!(error instanceof Error)) return "unreachable"
  const code = "code" in error && typeof error.code === "string" ? error.code.toLowerCase() : "unreachable"
  return code.slice(0, FAULT_CHARACTERS_MAX)
}
