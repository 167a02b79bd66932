import { loadPages } from "#load-later"
import { formatDate, invariant, localDay, parseAmount, type Micros, type OutboxRow } from "@tollgate/engine"
import type { Invoice } from "../catalog/invoice-records.ts"
import type { Deps } from "../deps.ts"
import { formatDay, formatMinute, formatPayable } from "../links/format-for-payer.ts"
import { readPayer, type Payer } from "../payments/payer.ts"
import { mailIdOf } from "../webhooks/delivery-id.ts"
import { zoneOf } from "../zones.ts"
import { MAIL_TARGET, type Mail } from "./mail.ts"
import { wantsNotices } from "./mail-notices.ts"
import { oneLine } from "./one-line.ts"
import { rechargeFacts } from "./recharge-facts.ts"
import type { MailKind } from "./text/mail-text.ts"

type MailDeps = Pick<Deps, "catalog" | "wallets" | "clock" | "mail" | "invoicePdf">

const KINDS: Partial<Record<OutboxRow["topic"], MailKind>> = {
  "topup.succeeded": "receipt",
  "topup.refunded": "refund",
  "topup.failed": "topUpFailed",
  "autorecharge.failed": "rechargeFailed",
  "autorecharge.disabled": "rechargeStopped",
  "balance.low": "lowBalance",
  "balance.overdrawn": "overdrawn",
}
/** Sent whatever the customer wants: they are the proof of what was paid. */
const RECEIPTS: ReadonlySet<MailKind> = new Set(["receipt", "refund"])
const BALANCES: ReadonlySet<MailKind> = new Set(["lowBalance", "overdrawn"])
/** At most one a local day: anybody with a payment link may let payments fail. */
const ONCE_A_DAY: ReadonlySet<MailKind> = new Set([...BALANCES, "topUpFailed", "rechargeStopped"])
const RECHARGES: ReadonlySet<MailKind> = new Set(["rechargeFailed", "rechargeStopped"])

/**
 * Puts the mail that a row of the outbox asks for among the deliveries of the customer's partner: once, however often the row
 * is handled. Without a contact there is none. Rules MAIL-1, MAIL-4, MAIL-5, MAIL-7.
 */
export async function mailOutboxRow(
  deps: MailDeps,
  row: OutboxRow,
  issued: Invoice | undefined,
): Promise<void> {
  const kind = KINDS[row.topic]
  if (kind === undefined) return
  const payer = await readPayer(deps, String(row.payload["walletId"]))
  const contact = payer?.customer.contact
  if (payer === undefined || contact == null || contact.email === "") return
  const { customer, partner, wallet } = payer
  if (!RECEIPTS.has(kind) && !(await wantsNotices(deps.catalog, customer.id))) return
  // The last failure turns it off, and that mail says both.
  if (kind === "rechargeFailed" && row.payload["failuresLeft"] === 0) return
  if (kind === "topUpFailed" && (await isAutomatic(deps, row))) return
  const mail = await write(deps, { kind, row, payer, to: contact, issued })
  const id = mailIdOf(sourceOf(kind, row, payer))
  const delivery = {
    id,
    kind: "mail" as const,
    target: MAIL_TARGET,
    eventId: id,
    topic: row.topic,
    walletId: wallet.id,
    customerId: customer.id,
    body: JSON.stringify(mail),
    isKept: deps.mail === undefined,
  }
  await deps.catalog.putDeliveries(partner.id, [delivery], deps.clock())
}

/** The same source is the same mail. Setting auto-recharge anew begins to count its failures anew, and its mails not. Rule MAIL-4. */
function sourceOf(kind: MailKind, { id, at, payload }: OutboxRow, { customer, wallet }: Payer): string {
  const isCounted = kind === "rechargeFailed"
  if (!isCounted && !ONCE_A_DAY.has(kind)) return `${kind} ${id}`
  const daily = `${kind} ${wallet.id} ${formatDate(localDay(zoneOf(customer.timezone), at))}`
  return isCounted ? `${daily} ${String(payload["failures"] ?? id)}` : daily
}

/** Auto-recharge tells of its failures itself. */
async function isAutomatic({ wallets }: MailDeps, { payload }: OutboxRow): Promise<boolean> {
  const topUp = await wallets.topUp(String(payload["walletId"]), String(payload["topUpId"]))
  return topUp?.source === "auto"
}

async function write(
  deps: MailDeps,
  {
    kind,
    row,
    payer,
    to,
    issued,
  }: {
    readonly kind: MailKind
    readonly row: OutboxRow
    readonly payer: Payer
    readonly to: { readonly name: string; readonly email: string }
    readonly issued: Invoice | undefined
  },
): Promise<Mail> {
  const { customer, partner, wallet } = payer
  const { payload, at } = row
  const { mailLanguage, writeMail } = await loadPages()
  const language = mailLanguage(customer.locale)
  const { locale, text } = language
  const money = (micros: bigint): string => formatPayable(micros, wallet.currency, locale)
  const amount = typeof payload["amount"] === "string" ? money(BigInt(payload["amount"])) : ""
  const told = payload[kind === "lowBalance" ? "available" : "balance"]
  const balance = money(typeof told === "string" ? BigInt(told) : wallet.balance - wallet.held)
  const isBalance = BALANCES.has(kind)
  const payUrl = payload["payUrl"]
  const { labels } = text
  const recharge = RECHARGES.has(kind)
    ? rechargeFacts(payload, text, (time) => formatMinute(time, locale, customer.timezone))
    : undefined
  const rows: (readonly [string, string])[] = [
    [labels.wallet, wallet.id],
    isBalance ? [labels.balance, balance] : [labels.amount, amount],
    ...(issued === undefined
      ? []
      : ([
          [kind === "refund" ? labels.paidBack : labels.total, money(totalOf(issued))],
          [labels.document, issued.number],
        ] as const)),
    [labels.at, formatDay(at, locale, customer.timezone)],
    ...(recharge?.rows ?? []),
  ]
  const written = await writeMail({
    language,
    kind,
    name: oneLine(to.name),
    facts: { amount, balance, number: issued?.number ?? "", partner: partner.name },
    rows,
    note: recharge?.note ?? null,
    partner: oneLine(partner.name),
    support: partner.supportEmail,
    payUrl: typeof payUrl === "string" && payUrl !== "" ? payUrl : null,
    isAttached: issued !== undefined && deps.invoicePdf !== undefined,
  })
  return {
    kind,
    toName: oneLine(to.name),
    to: to.email,
    fromName: oneLine(partner.name),
    replyTo: partner.supportEmail,
    ...written,
    invoice: issued === undefined ? null : { issuerId: issued.issuerId, id: issued.id },
  }
}

/** With fee and tax. */
function totalOf({ content }: Invoice): Micros {
  const total = parseAmount(content.total)
  invariant(total !== undefined, "an invoice has its total")
  return total
}
