import { findPostgres, startPostgres } from "@tollgate/server/testing/start-postgres.ts"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Answer } from "../support/client.ts"
import { usageEvent } from "../support/events.ts"
import { dataFolder, startProcess, type ServerProcess } from "../support/process-host.ts"
import { makeTenant, type Tenant } from "../support/tenant.ts"
import {
  gupshupBillingV2,
  gupshupBillingV3,
  metaInbound,
  metaStatus,
  postGupshup,
  postMeta,
  RECIPIENT,
} from "../support/webhooks.ts"

const found = await findPostgres()

/** What Postgres does not keep as it is: U+0000, and halves of surrogate pairs, which have no UTF-8. */
const UNKEPT = { NUL: "a\u0000b", "a high surrogate": "a\ud800b", "a low surrogate": "\udc00" }

type Ask = (tenant: Tenant, text: string) => Promise<Answer>
const AT = Date.now() - 60_000

/** Every place where a caller writes text of its own. */
const PLACES: Readonly<Record<string, Ask>> = {
  "the name of a partner": ({ operator }, name) => operator.post("/v1/partners", { id: "p2", name }),
  "the name of a customer": ({ partner, customerId }, name) =>
    partner.patch(`/v1/customers/${customerId}`, { name }),
  "the address of a customer": ({ partner, customerId }, line1) =>
    partner.patch(`/v1/customers/${customerId}`, {
      billingAddress: { line1, city: "c", postalCode: "1", country: "IN" },
    }),
  "the contact of a customer": ({ partner, customerId }, name) =>
    partner.patch(`/v1/customers/${customerId}`, { contact: { name, email: "a@example.com" } }),
  "the name of a key": ({ operator, name: partnerId }, name) =>
    operator.post("/v1/keys", { kind: "partner", partnerId, name }),
  "the name of credits": ({ partner, wallet }, creditName) => partner.patch(wallet, { creditName }),
  "the reason of an adjustment": ({ operator, wallet }, reason) =>
    operator.post(`${wallet}/adjustments`, { amount: "1", reason }),
  "the reference of a top-up": ({ operator, wallet }, reference) =>
    operator.post(`${wallet}/top-ups`, { amount: "1", method: "manual", reference }),
  "the code of a coupon": ({ partner, wallet }, couponCode) =>
    partner.post(`${wallet}/top-ups/preview`, { amount: "1", couponCode }),
  "a label of a plan": ({ operator }, label) =>
    operator.post("/v1/plans", {
      id: "own",
      currency: "USD",
      rateCard: "meta",
      fees: [{ kind: "per_message", label, group: "g", amount: "1", on: ["delivered"] }],
    }),
  "a cap of a sender": ({ partner, walletId, senderId }, cap) =>
    partner.put(`/v1/senders/${senderId}`, { walletId, phoneNumber: "+1", capOverrides: { [cap]: "1" } }),
  "the sender of an authorization": ({ partner }, senderId) =>
    partner.post("/v1/authorizations", { senderId, messages: [{ to: RECIPIENT, category: "marketing" }] }),
  "the message of an authorization": ({ partner, senderId }, messageId) =>
    partner.post("/v1/authorizations", {
      senderId,
      messages: [{ to: RECIPIENT, category: "marketing", messageId }],
    }),
  "the id of an event": (tenant, messageId) =>
    tenant.partner.post("/v1/events", {
      events: [usageEvent(tenant, { messageId, at: AT }), usageEvent(tenant, { messageId: "well", at: AT })],
    }),
  "the sender of an event": (tenant, senderId) =>
    tenant.partner.post("/v1/events", {
      events: [usageEvent({ senderId }, { messageId: "m", at: AT })],
    }),
  "the authorization of an event": (tenant, authorizationId) =>
    tenant.partner.post("/v1/events", {
      events: [usageEvent(tenant, { messageId: "m", at: AT, authorizationId })],
    }),
  "the recipient of an event": (tenant, recipient) =>
    tenant.partner.post("/v1/events", {
      events: [usageEvent(tenant, { messageId: "m", at: AT, recipient })],
    }),
  "the id of a status of Meta's": ({ operator, senderId }, messageId) =>
    postMeta(
      operator,
      metaStatus({ senderId, messageId, status: "delivered", at: AT, category: "marketing" }),
    ),
  "the sender of a status of Meta's": ({ operator }, senderId) =>
    postMeta(
      operator,
      metaStatus({ senderId, messageId: "w", status: "delivered", at: AT, category: "marketing" }),
    ),
  "the category and type of a status of Meta's": ({ operator, senderId }, category) =>
    postMeta(
      operator,
      metaStatus({ senderId, messageId: "w2", status: "delivered", at: AT, category, type: category }),
    ),
  "the data of a status of Meta's": ({ operator, senderId }, callbackData) =>
    postMeta(
      operator,
      metaStatus({
        senderId,
        messageId: "w3",
        status: "delivered",
        at: AT,
        category: "utility",
        callbackData,
      }),
    ),
  "a message that Meta tells of": ({ operator, senderId }, messageId) =>
    postMeta(operator, metaInbound(senderId, messageId, AT)),
  "the id of a billing event of Gupshup's": ({ operator, appId }, messageId) =>
    postGupshup(operator, gupshupBillingV3({ appId, messageId, gsId: "g", source: "whatsapp" })),
  "the other id of it": ({ operator, appId }, gsId) =>
    postGupshup(operator, gupshupBillingV2({ appId, messageId: "w5", gsId, source: "whatsapp" })),
  "the app of it": ({ operator }, appId) =>
    postGupshup(operator, gupshupBillingV2({ appId, messageId: "w6", gsId: "g6", source: "whatsapp" })),
  "the category of it": ({ operator, appId }, category) =>
    postGupshup(
      operator,
      gupshupBillingV3({ appId, messageId: "w7", gsId: "g7", source: "whatsapp", category }),
    ),
}

/** Every place of a path or a query. They carry bytes: a half of a surrogate pair is no text there. */
const PATHS = [
  "/v1/partners/%00",
  "/v1/customers/a%00b",
  "/v1/wallets/a%00b",
  "/v1/wallets/a%00b/summary",
  "/v1/senders/%00",
  "/v1/authorizations/%00",
  "/v1/authorizations/hld_a.b%00",
  "/v1/top-ups/%00",
  "/v1/top-ups/top_acme-wallet.%00",
  "/v1/plans/%00",
  "/v1/coupons/a%00b",
  "/v1/payment-links/%00",
  "/v1/wallets?customerId=%00",
  "/v1/senders?walletId=%00",
  "/v1/suspense?walletId=%00",
  "/v1/wallets/acme-wallet/messages?senderId=%00",
  "/v1/wallets/acme-wallet/usage?senderId=%00",
  "/v1/wallets/acme-wallet/statement?senderId=%00",
  `/v1/wallets/acme-wallet/messages?cursor=${cursorOf([1, 2, "\u0000", "\u0000"])}`,
  `/v1/wallets/acme-wallet/top-ups?cursor=${cursorOf([1, "\u0000"])}`,
  `/v1/suspense?cursor=${cursorOf([1, "\u0000", "\ud800"])}`,
  "/v1/wallets/acme-wallet/top-ups?cursor=%00",
  "/v1/wallets/%ff",
  "/pay/a%00b",
]

function cursorOf(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url")
}

describe.skipIf("reason" in found)(
  `text that Postgres does not keep${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    const folders = [dataFolder(), dataFolder()]
    let stopPostgres = async (): Promise<void> => undefined
    let servers: ServerProcess[] = []
    let tenants: Tenant[] = []

    beforeAll(async () => {
      if ("reason" in found) return
      const postgres = await startPostgres(found.binaries)
      stopPostgres = () => postgres.stop()
      const url = await postgres.create()
      servers = await Promise.all([
        startProcess(folders[0]!.path),
        startProcess(folders[1]!.path, { DATABASE_URL: url }),
      ])
      tenants = await Promise.all(
        servers.map(({ operator }) => makeTenant(operator, "acme", { credit: "100" })),
      )
    })
    afterAll(async () => {
      await Promise.all(servers.map((server) => server.end("SIGTERM")))
      await stopPostgres()
      for (const folder of folders) folder.remove()
    })

    /** The answers of both stores, but for made ids. */
    const both = (ask: (tenant: Tenant) => Promise<Answer>): Promise<string[]> =>
      Promise.all(
        tenants.map(async (tenant) => {
          const { status, body } = await ask(tenant)
          const { code, errors, results, rejected } = (body ?? {}) as Record<string, unknown>
          return JSON.stringify({ status, code, errors, results, rejected })
        }),
      )

    it.each(
      Object.entries(UNKEPT).flatMap(([kind, text]) =>
        Object.keys(PLACES).map((place) => [kind, place, text] as const),
      ),
    )("[HTTP-17] %s in %s is answered alike on every store", async (_, place, text) => {
      const [sqlite, postgres] = await both((tenant) => PLACES[place]!(tenant, text))
      expect(postgres).toBe(sqlite)
      expect(JSON.parse(postgres ?? "").status).toBeLessThan(500)
    })

    it.each(PATHS)("[HTTP-17] %s is answered alike on every store", async (path) => {
      const [sqlite, postgres] = await both(({ operator }) => operator.get(path))
      expect(postgres).toBe(sqlite)
      expect(JSON.parse(postgres ?? "").status).toBeLessThan(500)
    })
  },
)
