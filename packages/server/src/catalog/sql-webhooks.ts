import { all, run, write } from "../storage/sql/request.ts"
import type { Catalog } from "./catalog.ts"
import type { CatalogDb } from "./catalog-db.ts"
import type { WebhookEndpoint } from "./delivery-records.ts"
import { WEBHOOK_ENDPOINT } from "./tables.ts"

type Webhooks = Pick<
  Catalog,
  | "insertWebhookEndpoint"
  | "changeWebhookEndpoint"
  | "webhookEndpoint"
  | "enabledWebhookEndpoints"
  | "webhookEndpoints"
>

const ENABLED = `SELECT ${WEBHOOK_ENDPOINT.columns} FROM webhook_endpoint
  WHERE status = 'enabled' ORDER BY owner_id, created_at, id`

/** Where webhooks go. All enabled ones are one list in memory: they are few, and every event asks for them. Rule HOOK-1. */
export function sqlWebhooks(db: CatalogDb): Webhooks {
  return {
    insertWebhookEndpoint: async (endpoint) =>
      db.write(() => write(WEBHOOK_ENDPOINT, WEBHOOK_ENDPOINT.insert, [endpoint])),
    changeWebhookEndpoint: async (id, change) =>
      db.write(function* () {
        const endpoint = yield* db.one<WebhookEndpoint>(WEBHOOK_ENDPOINT, "webhook_endpoint", { id })
        if (endpoint === undefined) return undefined
        const changed = change(endpoint)
        if (changed !== endpoint) yield* run(WEBHOOK_ENDPOINT.upsert, ...WEBHOOK_ENDPOINT.encode(changed))
        return changed
      }),
    webhookEndpoint: async (id) =>
      db.cached(`webhook endpoint ${id}`, () =>
        db.one<WebhookEndpoint>(WEBHOOK_ENDPOINT, "webhook_endpoint", { id }),
      ),
    enabledWebhookEndpoints: async () =>
      db.cached("webhook endpoints", function* () {
        return (yield* all(ENABLED)).map(WEBHOOK_ENDPOINT.decode)
      }),
    webhookEndpoints: async ({ ownerId }, page) =>
      db.page(
        {
          table: WEBHOOK_ENDPOINT,
          name: "webhook_endpoint",
          where: { owner_id: ownerId },
          order: ["created_at", "id"],
          positionOf: (row: WebhookEndpoint) => ({ at: row.createdAt, id: row.id }),
        },
        page,
      ),
  }
}
