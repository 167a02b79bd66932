import { createHmac } from "node:crypto"
import type { Answer, Caller } from "./client.ts"
import { GUPSHUP_TOKEN, META_APP_SECRET } from "./secrets.ts"

export interface MetaStatus {
  readonly senderId: string
  readonly messageId: string
  readonly status: "sent" | "delivered" | "read" | "failed"
  /** Milliseconds since 1970; sent as whole seconds, as Meta does. */
  readonly at: number
  readonly recipient?: string
  readonly category?: string
  readonly type?: string
  readonly billable?: boolean
  readonly callbackData?: string
}

/** India, where marketing costs $0.0118 since 2026-10. */
export const RECIPIENT = "919410031234"

/** A Cloud API webhook with one status; `pricing` only with a category. */
export function metaStatus({
  senderId,
  messageId,
  status,
  at,
  recipient = RECIPIENT,
  category,
  type,
  billable,
  callbackData,
}: MetaStatus): object {
  return metaEnvelope(senderId, {
    statuses: [
      {
        id: messageId,
        status,
        timestamp: String(Math.floor(at / 1000)),
        recipient_id: recipient,
        ...(callbackData === undefined ? {} : { biz_opaque_callback_data: callbackData }),
        ...(category === undefined
          ? {}
          : {
              pricing: {
                billable: billable ?? true,
                pricing_model: "PMP",
                category,
                ...(type === undefined ? {} : { type }),
              },
            }),
        ...(status === "failed" ? { errors: [{ code: 131_026, title: "Message undeliverable" }] } : {}),
      },
    ],
  })
}

/** A Cloud API webhook with one text that a user wrote. */
export function metaInbound(senderId: string, messageId: string, at: number, recipient = RECIPIENT): object {
  const timestamp = String(Math.floor(at / 1000))
  return metaEnvelope(senderId, {
    contacts: [{ profile: { name: "A user" }, wa_id: recipient }],
    messages: [{ from: recipient, id: messageId, timestamp, type: "text", text: { body: "hello" } }],
  })
}

function metaEnvelope(senderId: string, value: object): object {
  const metadata = { display_phone_number: "14155550100", phone_number_id: senderId }
  const change = { field: "messages", value: { messaging_product: "whatsapp", metadata, ...value } }
  return { object: "whatsapp_business_account", entry: [{ id: "102290129340398", changes: [change] }] }
}

export interface GupshupBilling {
  readonly appId: string
  readonly messageId: string
  readonly gsId: string
  readonly source: "whatsapp" | "gupshup"
  readonly category?: string
  readonly recipient?: string
}

/** The billing event of seed 002, its masked ids made concrete. */
export function gupshupBillingV3({
  appId,
  messageId,
  gsId,
  source,
  category = "marketing",
  recipient = RECIPIENT,
}: GupshupBilling): object {
  const deductions = { billable: true, category, model: "PMP", source, type: "regular" }
  const references = { destination: recipient, gs_id: gsId, id: messageId }
  const value = { billing: { deductions, references } }
  return {
    entry: [{ changes: [{ field: "billing-event", value }] }],
    gs_app_id: appId,
    object: "whatsapp_business_account",
  }
}

/** The same event in Gupshup's older envelope. */
export function gupshupBillingV2({
  appId,
  messageId,
  gsId,
  source,
  category = "marketing",
  recipient = RECIPIENT,
}: GupshupBilling): object {
  const deductions = { type: "regular", model: "PMP", source, billable: true, category }
  const references = { id: messageId, gsId, destination: recipient }
  return {
    app: appId,
    timestamp: 1_795_300_005_791,
    version: 2,
    type: "billing-event",
    payload: { deductions, references },
  }
}

export function metaSignature(body: string, secret: string = META_APP_SECRET): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`
}

/** Posts a Cloud API webhook, signed. */
export function postMeta(caller: Caller, webhook: object): Promise<Answer> {
  const body = JSON.stringify(webhook)
  return caller
    .as("")
    .send("POST", "/v1/ingest/meta", { body, headers: { "x-hub-signature-256": metaSignature(body) } })
}

/** Posts a Gupshup callback, with the operator's token unless another is given. */
export function postGupshup(caller: Caller, webhook: object, token: string = GUPSHUP_TOKEN): Promise<Answer> {
  return caller
    .as("")
    .send("POST", "/v1/ingest/gupshup", { body: webhook, headers: { "x-tollgate-token": token } })
}
