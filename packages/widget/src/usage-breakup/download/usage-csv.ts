import { formatMicros } from "../../money/amount.ts"
import type { Rank } from "../breakdown/fold-ranks.ts"
import { barsOf, bucketsOf } from "../chart/buckets.ts"
import type { PeriodQuery } from "../period.ts"
import { SERIES } from "../series.ts"
import { ATTACHMENTS, CONVERSATIONS, type Dimension, MEDIA, type Usage } from "../usage.ts"

/** What a spreadsheet would run as a formula when a field begins with it. */
const FORMULA_START = /^[=+\-@\t\r\n]/
const NEEDS_QUOTES = /[",\r\n]/

const COLUMNS = [
  "section",
  "start",
  "name",
  "messages",
  "sent",
  "received",
  "delivered",
  "failed",
  "paid",
  "free",
  "whatsapp_fees",
  "other_fees",
  "amount",
  "currency",
  "sender",
  "period_from",
  "period_to",
  "time_zone",
] as const

type Line = Partial<Record<(typeof COLUMNS)[number], string | number>>

/** What is shown. */
export interface Shown {
  readonly usage: Usage
  readonly query: PeriodQuery
  readonly currency: string
  readonly walletId: string
  /** The one number that is shown alone, or "". */
  readonly senderId: string
  /** The open breakdown. */
  readonly dimension?: Dimension
  readonly ranks?: readonly Rank[]
}

/**
 * What is shown as one table: a line each, of a `section`; period and zone in all of them. Amounts are exact decimal
 * strings, names are keys of no language. An open breakdown comes whole. Rule UI-USE-15.
 */
export function formatUsageCsv(shown: Shown): { readonly csv: string; readonly fileName: string } {
  const { usage, currency, senderId, walletId } = shown
  const common: Line = {
    currency,
    sender: senderId,
    period_from: usage.from,
    period_to: usage.to,
    time_zone: usage.timezone,
  }
  const lines = linesOf(shown).map((line) => {
    const whole: Line = { ...common, ...line }
    return COLUMNS.map((column) => field(whole[column] ?? ""))
  })
  const [from, to] = [usage.from, usage.to].map((at) => at.slice(0, 10))
  return {
    csv: [COLUMNS, ...lines].map((line) => `${line.join(",")}\r\n`).join(""),
    // A colon is allowed in ids, and not in the file names of every system.
    fileName: `usage-${walletId.replaceAll(":", "-")}-${from}-${to}.csv`,
  }
}

function linesOf({ usage, query, dimension, ranks = [] }: Shown): readonly Line[] {
  const { totals, conversationsBreakup, messagesBreakup } = usage
  const { whatsappFees, otherFees, ...counts } = totals
  const buckets = bucketsOf(usage, query.interval)
  const amounts = barsOf(buckets, "amount")
  return [
    { section: "totals", ...counts, whatsapp_fees: whatsappFees, other_fees: otherFees },
    ...barsOf(buckets, "delivered").flatMap(({ key, values }, index) =>
      SERIES.map((series) => ({
        section: `by_${query.interval}`,
        start: key,
        name: series,
        delivered: String(values[series]),
        amount: formatMicros(amounts[index]!.values[series]),
      })).filter(({ delivered, amount }) => delivered !== "0" || amount !== "0"),
    ),
    ...CONVERSATIONS.map((name) => ({
      section: "conversations",
      name,
      delivered: conversationsBreakup[name].delivered,
      whatsapp_fees: conversationsBreakup[name].whatsappFees,
    })),
    ...[...MEDIA, ...ATTACHMENTS].map((name) => ({
      section: "messages",
      name,
      sent: messagesBreakup.sent[name],
      received: messagesBreakup.received[name],
    })),
    ...ranks.map(({ whatsappFees, otherFees, ...rank }) => ({
      section: `by_${dimension}`,
      ...rank,
      whatsapp_fees: whatsappFees,
      other_fees: otherFees,
    })),
  ]
}

/** A number as it is; a text so that no spreadsheet runs it. */
function field(value: string | number): string {
  const text = String(value)
  const isNumber = /^-?\d+(\.\d+)?$/.test(text)
  const safe = !isNumber && FORMULA_START.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
