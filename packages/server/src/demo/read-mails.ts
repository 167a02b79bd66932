import type { Delivery } from "../catalog/delivery-records.ts"
import type { Invoice } from "../catalog/invoice-records.ts"
import type { Deps } from "../deps.ts"
import type { Mail } from "../mail/mail.ts"
import { MAIL_KINDS } from "../mail/text/mail-text.ts"
import { DEMO_PARTNER } from "./demo-tenant.ts"

export const MAILS_SHOWN = 50
/** The catalog lists the oldest first. */
const PAGE = 200

export interface DemoMail {
  readonly id: string
  readonly at: number
  readonly mail: Mail
}

/** The last mails to a customer of the demo, the newest first; not those to its partner. Rule DEMO-11. */
export async function readDemoMails(
  { catalog }: Pick<Deps, "catalog">,
  customerId: string,
): Promise<readonly DemoMail[]> {
  const filter = { ownerId: DEMO_PARTNER.id, kind: "mail" as const }
  let last: readonly DemoMail[] = []
  let after: Parameters<typeof catalog.deliveries>[1]["after"]
  do {
    const page = await catalog.deliveries(filter, { limit: PAGE, ...(after === undefined ? {} : { after }) })
    const own = page.rows.flatMap((row) => mailTo(customerId, row) ?? [])
    last = [...last, ...own].slice(-MAILS_SHOWN)
    after = page.next
  } while (after !== undefined)
  return last.toReversed()
}

/** One of them; undefined where it is of somebody else. Rule DEMO-11. */
export async function readDemoMail(
  { catalog }: Pick<Deps, "catalog">,
  customerId: string,
  id: string,
): Promise<DemoMail | undefined> {
  const row = await catalog.delivery({ ownerId: DEMO_PARTNER.id, id })
  return row === undefined ? undefined : mailTo(customerId, row)
}

/** The invoice or credit note that goes with a mail. */
export async function readAttached(
  { catalog, invoicePdf }: Pick<Deps, "catalog" | "invoicePdf">,
  { mail }: DemoMail,
): Promise<Invoice | undefined> {
  return mail.invoice === null || invoicePdf === undefined ? undefined : catalog.invoice(mail.invoice)
}

const TO_CUSTOMERS: ReadonlySet<string> = new Set(MAIL_KINDS)

function mailTo(customerId: string, row: Delivery): DemoMail | undefined {
  if (row.kind !== "mail" || row.customerId !== customerId) return undefined
  const mail = JSON.parse(row.body) as Mail
  return TO_CUSTOMERS.has(mail.kind) ? { id: row.id, at: row.createdAt, mail } : undefined
}
