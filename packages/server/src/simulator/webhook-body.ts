import type { InboundType } from "./traffic-mix.ts"
import type { Provider, TrafficEvent, TrafficSender } from "./traffic-event.ts"

type Json = Readonly<Record<string, unknown>>

const ERRORS_PAGE = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"

/**
 * The body that a provider posts for these events of one number: Meta's envelope, or Gupshup's v3 around it, whose
 * billing events are changes of their own. Rule SIM-5.
 */
export function webhookBody(
  provider: Provider,
  sender: TrafficSender,
  events: readonly TrafficEvent[],
): Json {
  const statuses = events.filter(isStatus).map(statusOf)
  const messages = events.filter((event) => event.kind === "received").map(messageOf)
  const changes: Json[] = []
  const metadata = { display_phone_number: sender.phoneNumber, phone_number_id: sender.id }
  const told = { messaging_product: "whatsapp", metadata }
  if (statuses.length > 0) changes.push({ value: { ...told, statuses }, field: "messages" })
  if (messages.length > 0) {
    const users = new Set(messages.map(({ from }) => from))
    const contacts = [...users].map((from) => ({ profile: { name: "A customer" }, wa_id: from }))
    changes.push({ value: { ...told, contacts, messages }, field: "messages" })
  }
  for (const event of events) {
    if (event.kind === "billing")
      changes.push({ field: "billing-event", value: { billing: billingOf(event) } })
  }
  const entry = [{ ...(sender.wabaId === undefined ? {} : { id: sender.wabaId }), changes }]
  const envelope = { object: "whatsapp_business_account", entry }
  return provider === "gupshup" ? { ...envelope, gs_app_id: sender.gupshupAppId ?? "" } : envelope
}

type Told<K extends TrafficEvent["kind"]> = Extract<TrafficEvent, { readonly kind: K }>
type StatusEvent = Told<"sent" | "delivered" | "read"> | Told<"failed">

function isStatus(event: TrafficEvent): event is StatusEvent {
  return event.kind !== "received" && event.kind !== "billing"
}

function statusOf(event: StatusEvent): Json {
  return {
    id: event.messageId,
    ...(event.provider === "gupshup" ? { gs_id: event.gupshupId } : {}),
    status: event.kind,
    timestamp: secondsOf(event.at),
    recipient_id: event.recipient,
    ...(event.callbackData === undefined ? {} : { biz_opaque_callback_data: event.callbackData }),
    ...(event.kind === "failed"
      ? { errors: [{ ...event.failure, message: event.failure.title, href: ERRORS_PAGE }] }
      : {}),
    ...(event.kind !== "failed" && event.pricing !== undefined
      ? { pricing: { billable: event.pricing.type === "regular", pricing_model: "PMP", ...event.pricing } }
      : {}),
  }
}

function messageOf(event: Told<"received">): Json & { readonly from: string } {
  return {
    from: event.recipient,
    id: event.messageId,
    timestamp: secondsOf(event.at),
    type: event.type,
    [event.type]: CONTENT[event.type],
    ...(event.isReferral
      ? {
          referral: {
            source_url: "https://fb.me/3cr4Wqqkv",
            source_id: "120226305854810726",
            source_type: "ad",
          },
        }
      : {}),
  }
}

const CONTENT: Readonly<Record<InboundType, Json>> = {
  text: { body: "Is this still available?" },
  image: { id: "1003383421387256", mime_type: "image/jpeg" },
  button: { payload: "yes", text: "Yes" },
  audio: { id: "1908647269898587", mime_type: "audio/ogg; codecs=opus", voice: true },
  document: { id: "1376223850470843", mime_type: "application/pdf", filename: "order.pdf" },
  video: { id: "1218153396152338", mime_type: "video/mp4" },
  location: { latitude: 19.076, longitude: 72.8777 },
  sticker: { id: "1018153396152338", mime_type: "image/webp", animated: false },
  reaction: { message_id: "wamid.of-another-message", emoji: "👍" },
}

function billingOf(event: Told<"billing">): Json {
  return {
    deductions: {
      billable: event.pricing.type === "regular",
      model: "PMP",
      source: event.source,
      ...event.pricing,
    },
    references: { destination: event.recipient, gs_id: event.gupshupId, id: event.messageId },
  }
}

/** Unix seconds as text, as Meta writes them. */
function secondsOf(at: number): string {
  return String(Math.floor(at / 1000))
}
