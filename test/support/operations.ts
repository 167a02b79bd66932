import { invoiceIdOf } from "@tollgate/server/invoices/invoice-id.ts"
import type { Caller } from "./client.ts"
import { postEvents } from "./events.ts"
import { topUp, type Tenant } from "./tenant.ts"

/** One operation of the API, with every `{id}` filled in with one that exists. */
export interface Operation {
  readonly name: string
  readonly method: string
  readonly path: string
  /** Who may call it, as the OpenAPI document says; empty = anyone. */
  readonly callers: readonly string[]
  readonly takesJson: boolean
  /** Whether the path names something of the tenant's. */
  readonly isOwned: boolean
}

/** What the `{id}` of each path stands for. */
async function makeIds(tenant: Tenant): Promise<Record<string, string>> {
  const { partner, walletId, customerId, senderId, name } = tenant
  const plan = { id: `${name}-plan`, basePlanId: "gupshup", fees: [PARTNER_FEE] }
  await partner.must(partner.post("/v1/plans", plan))
  const messages = [{ to: "919410031234", category: "marketing" }]
  const hold = await partner.must(partner.post("/v1/authorizations", { walletId, messages }))
  const key = await partner.must(partner.post("/v1/keys", { kind: "wallet", walletId, name: "spare" }))
  const token = await partner.must(partner.post("/v1/ingest-tokens", { name: "spare" }))
  // Without a payment provider no link is made: then one that does not exist stands for it.
  const link = await partner.post(`/v1/wallets/${walletId}/payment-links`, {})
  await postEvents(tenant, [{ messageId: "made", at: Date.UTC(2026, 10, 22), category: "utility" }])
  const topUpId = await topUp(tenant, "5")
  const hook = { url: "https://hooks.example.com/", events: ["spend.anomaly"] }
  const endpoint = await partner.must(partner.post("/v1/webhook-endpoints", hook))
  const ping = await partner.must(partner.post(`/v1/webhook-endpoints/${endpoint.id}/ping`, {}))
  return {
    "webhook-endpoints": endpoint.id,
    "webhook-deliveries": ping.deliveryId,
    // Made a moment later, where the host sweeps: one that does not exist stands for it.
    mails: "eml_none",
    partners: name,
    customers: customerId,
    wallets: walletId,
    senders: senderId,
    plans: plan.id,
    authorizations: hold.id,
    keys: key.id,
    "ingest-tokens": token.id,
    "payment-links": link.body.id ?? "lnk_none",
    pay: String(link.body.url ?? "none")
      .split("/")
      .at(-1)!,
    "top-ups": topUpId,
    // Issued a moment later, where the host sweeps.
    invoices: invoiceIdOf(walletId, topUpId),
  }
}

/** A coupon is the operator's: none need exist for its callers to be refused. */
const COUPON_CODE = "WELCOME"

const PARTNER_FEE = {
  kind: "per_message",
  label: "Service",
  group: "Messages : Partner",
  amount: "0.0001",
  on: ["sent"],
}

/** Every operation that the OpenAPI document lists, on the things of one tenant. */
export async function operationsOn(tenant: Tenant): Promise<readonly Operation[]> {
  const { operator } = tenant
  const ids = await makeIds(tenant)
  const { paths } = await operator.must(operator.get("/openapi.json"))
  return Object.entries<Record<string, any>>(paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, operation]): Operation => {
      const resource = template.split("/")[2] ?? ""
      const isOwned = template.includes("{id}")
      if (isOwned && ids[resource] === undefined) throw new Error(`no id for ${template}`)
      return {
        name: `${method.toUpperCase()} ${template}`,
        method: method.toUpperCase(),
        path: template
          .replace("{id}", ids[resource] ?? "")
          .replace("{senderId}", tenant.senderId)
          .replace("{messageId}", "made")
          .replace("{secret}", ids["pay"] ?? "")
          .replace("{reference}", "none")
          .replace("{code}", COUPON_CODE)
          .replace("{provider}", "sandbox"),
        callers: (operation["x-callers"] ?? []) as string[],
        takesJson: operation.requestBody?.content?.["application/json"] !== undefined,
        isOwned,
      }
    }),
  )
}

/** Sends an operation without looking at what it takes. */
export function call(caller: Caller, { method, path, takesJson }: Operation, body?: unknown) {
  return caller.send(method, path, takesJson ? { body: body ?? {} } : {})
}
