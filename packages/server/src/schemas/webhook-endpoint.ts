import { z } from "@hono/zod-openapi"
import type { WebhookEndpoint } from "../catalog/delivery-records.ts"
import { EVENT_TYPES, type EventType } from "../webhooks/event-types.ts"
import { formatInstant, instantOut, text } from "./common.ts"

const DESCRIPTION_CHARACTERS_MAX = 200

const eventNames: ReadonlySet<string> = new Set(EVENT_TYPES)

/** Unknown names are refused by name, so that a misspelt one is not silence. Rule HOOK-3. */
export const events = z
  .array(
    z.string().refine((name): name is EventType => eventNames.has(name), {
      error: (issue) =>
        `there is no event ${JSON.stringify(issue.input)}; there are ${EVENT_TYPES.join(", ")}`,
    }),
  )
  .max(EVENT_TYPES.length)
  .transform((names) => [...new Set(names)].sort())
  .openapi({
    type: "array",
    items: { type: "string", enum: [...EVENT_TYPES] },
    description:
      "Empty = all but charge.created, wallet.updated and journal.head, which are many and are named by who wants them (not sent on Workers yet). spend.anomaly may be named and is not sent yet.",
  })

export const url = z.string().openapi({ format: "uri", example: "https://example.com/webhooks" })
export const description = z.union([z.literal(""), text(DESCRIPTION_CHARACTERS_MAX)])

export const WebhookEndpointOut = z
  .object({
    id: z.string(),
    partnerId: z
      .string()
      .nullable()
      .openapi({ description: "Null = the operator's, which hears of all partners" }),
    url: z.string(),
    events: z.array(z.string()),
    description: z.string(),
    status: z.enum(["enabled", "disabled"]),
    disabledReason: z.enum(["owner", "gone", "failing"]).nullable().openapi({
      description: "Switched off by its owner, it answered 410, or nothing succeeded there for five days",
    }),
    failingSince: instantOut.nullable().openapi({ description: "The first failure since the last success" }),
    createdAt: instantOut,
    updatedAt: instantOut,
    secret: z
      .string()
      .optional()
      .openapi({ description: "Shown once, when it is made", example: "whsec_..." }),
  })
  .openapi("WebhookEndpoint")

export function formatEndpoint(endpoint: WebhookEndpoint): z.infer<typeof WebhookEndpointOut> {
  const { id, ownerId, url: to, events: names, description: told, status, disabledReason } = endpoint
  return {
    id,
    partnerId: ownerId === "" ? null : ownerId,
    url: to,
    events: [...names],
    description: told,
    status: status === "enabled" ? "enabled" : "disabled",
    disabledReason: disabledReason === "" ? null : disabledReason,
    failingSince: endpoint.failingSince === null ? null : formatInstant(endpoint.failingSince),
    createdAt: formatInstant(endpoint.createdAt),
    updatedAt: formatInstant(endpoint.updatedAt),
  }
}
