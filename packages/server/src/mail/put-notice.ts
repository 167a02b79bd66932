import { html } from "hono/html"
import type { Deps } from "../deps.ts"
import { mailIdOf } from "../webhooks/delivery-id.ts"
import { OPERATOR_OWNER } from "../webhooks/tell-endpoints.ts"
import { MAIL_TARGET, type Mail } from "./mail.ts"
import { oneLine } from "./one-line.ts"

export type NoticeDeps = Pick<Deps, "catalog" | "clock" | "config" | "mail">

/** Something that people who run it must look at, in English. */
export interface Notice {
  /** Of what it is: told once each. */
  readonly source: string
  readonly topic: string
  /** Partners by id, the operator by `OPERATOR_OWNER`; who has no address is not told. */
  readonly to: readonly string[]
  readonly about?: { readonly walletId: string; readonly customerId: string }
  readonly subject: string
  readonly body: string
  readonly rows: readonly (readonly [label: string, value: string])[]
}

/** Puts a mail to the operator or to partners among their deliveries, once for each thing. Rule MAIL-8. */
export async function putNotice(deps: NoticeDeps, notice: Notice): Promise<void> {
  const { source, topic, about = { walletId: "", customerId: "" } } = notice
  for (const ownerId of notice.to) {
    const to = await addressOf(deps, ownerId)
    if (to === undefined) continue
    const id = mailIdOf(`notice ${ownerId} ${source}`)
    const body = JSON.stringify(await write(notice, to))
    const isKept = deps.mail === undefined
    const delivery = {
      id,
      kind: "mail" as const,
      target: MAIL_TARGET,
      eventId: id,
      topic,
      ...about,
      body,
      isKept,
    }
    await deps.catalog.putDeliveries(ownerId, [delivery], deps.clock())
  }
}

interface Address {
  readonly toName: string
  readonly to: string
}

async function addressOf({ catalog, config }: NoticeDeps, ownerId: string): Promise<Address | undefined> {
  if (ownerId === OPERATOR_OWNER)
    return config.operatorEmail === undefined ? undefined : { toName: "", to: config.operatorEmail }
  const partner = await catalog.partner(ownerId)
  const to = partner?.supportEmail
  return partner === undefined || to == null ? undefined : { toName: oneLine(partner.name), to }
}

async function write({ subject, body, rows }: Notice, address: Address): Promise<Mail> {
  const text = [body, "", ...rows.map(([label, value]) => `${label}: ${oneLine(value)}`), ""].join("\n")
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${oneLine(subject)}</title>
      </head>
      <body>
        <pre style="font:16px/1.5 system-ui,sans-serif;white-space:pre-wrap;overflow-wrap:anywhere">
${text}</pre>
      </body>
    </html> `
  return {
    kind: "notice",
    ...address,
    fromName: "Tollgate",
    replyTo: null,
    subject: oneLine(subject),
    text,
    html: String(page),
    invoice: null,
  }
}
