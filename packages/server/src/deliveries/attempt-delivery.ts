import type { AttemptEnd } from "../catalog/deliveries.ts"
import type { Delivery } from "../catalog/delivery-records.ts"
import { attemptMail } from "../mail/attempt-mail.ts"
import { retryAt } from "../webhooks/retry-at.ts"
import { attemptWebhook } from "./attempt-webhook.ts"
import type { Attempted } from "./attempted.ts"
import { disableEndpoint, noteFailure } from "./endpoint-health.ts"
import type { DispatchDeps } from "./dispatch-deps.ts"

const RANDOM_RANGE = 256

/** Makes one attempt at a claimed delivery and keeps what came of it. Rules HOOK-9, HOOK-10, MAIL-6. */
export async function attemptDelivery(
  deps: DispatchDeps,
  delivery: Delivery,
  stopping: AbortSignal,
): Promise<void> {
  const { queue, clock, metrics, log } = deps
  const { id, kind, topic, target, walletId } = delivery
  const attempted =
    kind === "webhook"
      ? await attemptWebhook(deps, delivery, stopping)
      : await attemptMail(deps, delivery, stopping)
  const end = endOf(deps, delivery, attempted)
  await queue.endAttempt(delivery, end, clock())
  if (attempted.kind === "stopped") return
  metrics.count("delivery_attempts_total", { kind, outcome: attempted.kind })
  if (attempted.kind === "delivered") return
  const { responseStatus, fault, attempts, status } = end
  log.warn(
    { deliveryId: id, kind, topic, target, walletId, responseStatus, fault, attempts, status },
    "not delivered",
  )
  if (kind !== "webhook") return
  if (attempted.kind === "gone") await disableEndpoint(deps, target, "gone")
  if (attempted.kind === "failed") await noteFailure(deps, target)
}

function endOf({ clock, random }: DispatchDeps, delivery: Delivery, attempted: Attempted): AttemptEnd {
  const now = clock()
  if (attempted.kind === "stopped") {
    const { attempts, responseStatus, response, fault } = delivery
    return { status: "pending", dueAt: now, attempts, responseStatus, response, fault }
  }
  const { responseStatus = 0, response = "" } = attempted
  const attempts = delivery.attempts + 1
  // Postgres keeps no such character.
  const shared = { attempts, responseStatus, response: response.replaceAll("\0", "\uFFFD") }
  switch (attempted.kind) {
    case "delivered":
      return { ...shared, status: "delivered", dueAt: now, fault: "" }
    case "gone":
      return { ...shared, status: "dead", dueAt: now, fault: "gone" }
    case "dead":
      return { ...shared, status: "dead", dueAt: now, fault: attempted.fault }
    case "failed": {
      const at = retryAt(
        { attempts, now, retryAfter: attempted.retryAfter ?? null },
        random(1)[0]! / RANDOM_RANGE,
      )
      return at === undefined
        ? { ...shared, status: "dead", dueAt: now, fault: attempted.fault }
        : { ...shared, status: "pending", dueAt: at, fault: attempted.fault }
    }
  }
}
