import type { DemoCustomer, DemoSender } from "./demo-customer.ts"

/** A command to copy, and what it shows. */
export interface CurlCommand {
  readonly title: string
  readonly text: string
  readonly command: string
}

export interface CurlOptions {
  /** Whose number and wallet they are about. */
  readonly customer: DemoCustomer
  readonly baseUrl: string
  /** Milliseconds since 1970 UTC: when the messages happened, and what their ids end in. */
  readonly at: number
  /** The demo's operator key; without it the commands ask for one. */
  readonly key: string | undefined
  /** Whether they are for a shell on this machine: only there unsigned webhooks are taken. */
  readonly isOwn: boolean
}

/** Commands that work as they stand. Rule DEMO-8. */
export function curlCommands({ customer, baseUrl, at, key, isOwn }: CurlOptions): readonly CurlCommand[] {
  const reads = readCommands(baseUrl, key, customer.wallet.id)
  return isOwn ? [...postCommands(baseUrl, at, customer.senders[0]), ...reads] : reads
}

function postCommands(baseUrl: string, at: number, sender: DemoSender): readonly CurlCommand[] {
  const run = at.toString(36)
  const byMeta = metaBody(run, Math.floor(at / 1000), sender)
  const meta = {
    title: "Post a Meta webhook",
    text: "A delivered marketing message to India. Post it again: it is a duplicate, and charges nothing.",
    command: post(`${baseUrl}/v1/ingest/meta`, byMeta),
  }
  if (sender.gupshupAppId === null) return [meta]
  const byGupshup = gupshupBody(run, sender.gupshupAppId)
  return [
    meta,
    {
      title: "Post a Gupshup billing event",
      text: "The event of Gupshup's own fee. It implies the delivery, so both fees are charged, once.",
      command: post(`${baseUrl}/v1/ingest/gupshup`, byGupshup),
    },
  ]
}

function readCommands(baseUrl: string, key: string | undefined, walletId: string): readonly CurlCommand[] {
  const read = (path: string): string =>
    `curl "${baseUrl}${path}" \\\n  -H "Authorization: Bearer $TOLLGATE_KEY"`
  return [
    {
      title: "Set the key",
      text:
        key === undefined
          ? "Your operator key, for the commands below."
          : "The demo's operator key, for the commands below. Every start prints it.",
      command: `export TOLLGATE_KEY=${key ?? "<your operator key>"}`,
    },
    {
      title: "Read the wallet",
      text: "Balance, held, spendable.",
      command: read(`/v1/wallets/${walletId}`),
    },
    {
      title: "Read usage",
      text: "This month by day and category, in the customer's time zone.",
      command: read(`/v1/wallets/${walletId}/usage?interval=day&groupBy=category`),
    },
    {
      title: "Read the statement",
      text: "Opening balance, rows, closing balance; add format=csv for a file.",
      command: read(`/v1/wallets/${walletId}/statement?by=day`),
    },
  ]
}

function post(url: string, body: unknown): string {
  return `curl "${url}" \\\n  -H "Content-Type: application/json" \\\n  -d '${JSON.stringify(body)}'`
}

function metaBody(run: string, seconds: number, { id, phoneNumber, wabaId }: DemoSender): unknown {
  const status = {
    id: `wamid.demo-${run}`,
    status: "delivered",
    timestamp: String(seconds),
    recipient_id: "919876543210",
    pricing: { billable: true, pricing_model: "PMP", type: "regular", category: "marketing" },
  }
  const metadata = { display_phone_number: phoneNumber, phone_number_id: id }
  const value = { messaging_product: "whatsapp", metadata, statuses: [status] }
  const entry = [{ id: wabaId, changes: [{ value, field: "messages" }] }]
  return { object: "whatsapp_business_account", entry }
}

function gupshupBody(run: string, appId: string): unknown {
  const deductions = {
    billable: true,
    category: "marketing",
    model: "PMP",
    source: "gupshup",
    type: "regular",
  }
  const references = { destination: "919410031234", gs_id: `gs-${run}`, id: `gupshup-${run}` }
  const change = { field: "billing-event", value: { billing: { deductions, references } } }
  return { entry: [{ changes: [change] }], gs_app_id: appId, object: "whatsapp_business_account" }
}
