import { z } from "@hono/zod-openapi"
import type { Delivery } from "../catalog/delivery-records.ts"
import { formatInstant, instantOut } from "./common.ts"

export const DELIVERY_STATUSES = ["pending", "delivered", "dead"] as const

const attempted = {
  attempts: z.int(),
  nextAttemptAt: instantOut.nullable(),
  fault: z.string().nullable().openapi({
    description: "Why the last attempt failed, in one word",
    example: "timed_out",
  }),
  createdAt: instantOut,
  updatedAt: instantOut,
}

export const WebhookDeliveryOut = z
  .object({
    id: z.string(),
    endpointId: z.string(),
    webhookId: z.string().openapi({ description: "The header webhook-id" }),
    type: z.string(),
    walletId: z.string().nullable(),
    status: z.enum(DELIVERY_STATUSES),
    ...attempted,
    responseStatus: z.int().nullable(),
    response: z.string().openapi({ description: "The beginning of the last answer, at most 1 KiB" }),
    body: z.string().openapi({ description: "As it is sent and signed" }),
  })
  .openapi("WebhookDelivery")

export function formatWebhookDelivery(delivery: Delivery): z.infer<typeof WebhookDeliveryOut> {
  const { id, target, eventId, topic, walletId, responseStatus, response, body } = delivery
  return {
    id,
    endpointId: target,
    webhookId: eventId,
    type: topic,
    walletId: walletId || null,
    status: statusOf(delivery),
    ...formatAttempts(delivery),
    responseStatus: responseStatus || null,
    response,
    body,
  }
}

/** What deliveries of either kind tell of their attempts. */
export function formatAttempts({ status, attempts, dueAt, fault, createdAt, updatedAt }: Delivery) {
  return {
    attempts,
    nextAttemptAt: status === "pending" ? formatInstant(dueAt) : null,
    fault: fault || null,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  }
}

function statusOf({ status }: Delivery): (typeof DELIVERY_STATUSES)[number] {
  return status === "kept" ? "pending" : status
}
