import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import {
  BREAKUP_DIMENSIONS,
  type BreakupRow,
  conversationsBreakup,
  csvField,
  csvRow,
  DAY_MS,
  INTERVALS,
  messagesBreakup,
  type ReportRow,
  type UsageDimension,
  type UsageReport,
  usageTotals,
  type Zone,
} from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import type { AppEnv } from "../http/app-env.ts"
import { sendCsv } from "../reading/csv-answer.ts"
import { readCustomerWallet } from "../reading/customer-wallet.ts"
import { formatLocal } from "../reading/local-time.ts"
import { invalidPeriod, periodQuery, resolvePeriod } from "../reading/period.ts"
import { readUsage } from "../reading/read-usage.ts"
import {
  ConversationsBreakupOut,
  formatConversationsBreakup,
  formatMessagesBreakup,
  formatTotals,
  MessagesBreakupOut,
  UsageTotalsOut,
} from "../reading/usage-answer.ts"
import { formatInstant, id, instantOut, timezone } from "../schemas/common.ts"
import { idParam } from "../schemas/route-parts.ts"
import { zoneOf } from "../zones.ts"

/** The longest period of a report by the hour. */
export const HOURLY_DAYS_MAX = 62

/** What `groupBy` calls each dimension. */
const DIMENSION_OF = {
  category: "category",
  type: "type",
  market: "market",
  sender: "senderId",
  direction: "direction",
  media: "mediaType",
  channel: "channel",
} as const satisfies Record<string, UsageDimension>
type Group = keyof typeof DIMENSION_OF
const GROUPS = Object.keys(DIMENSION_OF) as Group[]

const groupBy = z
  .string()
  .transform((written, context): readonly Group[] => {
    const names = written === "" ? [] : written.split(",")
    const groups = GROUPS.filter((group) => names.includes(group))
    // As many as were written: each is known, and none comes twice. They stay in the order asked for.
    if (groups.length === names.length) return names as Group[]
    context.addIssue({
      code: "custom",
      message: `some of ${GROUPS.join(",")}, each once, with commas between`,
    })
    return z.NEVER
  })
  .default([])
  .openapi({ type: "string", example: "category,type" })

const UsageQuery = z.strictObject({
  ...periodQuery,
  interval: z.enum(INTERVALS).default("day"),
  groupBy,
  senderId: id.optional(),
  timezone: timezone.optional().openapi({ description: "Zone of the rows; the customer's unless given" }),
  format: z.enum(["json", "csv"]).default("json"),
})

const group = z.string().optional()
const UsageOut = z
  .object({
    timezone: z.string(),
    from: instantOut,
    to: instantOut,
    totals: UsageTotalsOut,
    messagesBreakup: MessagesBreakupOut,
    conversationsBreakup: ConversationsBreakupOut,
    rows: z.array(
      UsageTotalsOut.extend({
        start: instantOut,
        category: group,
        type: group,
        market: group,
        sender: group,
        direction: group,
        media: group,
        channel: group,
      }).openapi("UsageRow"),
    ),
  })
  .openapi("Usage")

const getUsage = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/usage",
  tags: ["Reading"],
  summary: "What was sent, received and charged",
  description:
    "By the instant at which it happened; rows where something did. This month unless a period is given.",
  ...guard({ who: READERS, scope: "usage:read" }),
  "x-refusals": ["unprocessable"],
  request: { params: idParam, query: UsageQuery },
  responses: {
    200: {
      description: "Totals, breakups, and a row for each interval and group",
      content: { "application/json": { schema: UsageOut }, "text/csv": { schema: z.string() } },
    },
  },
})

export function usageRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(getUsage, async (c) => {
    const { wallets, clock } = c.get("deps")
    const { wallet, zone: customerZone } = await readCustomerWallet(c, c.req.valid("param").id, "usage:read")
    const query = c.req.valid("query")
    const now = clock()
    const period = resolvePeriod(query, customerZone, now)
    if (query.interval === "hour" && period.to - period.from > HOURLY_DAYS_MAX * DAY_MS) {
      throw invalidPeriod("to", `by the hour, a period has at most ${HOURLY_DAYS_MAX} days`)
    }
    const report: UsageReport = {
      ...period,
      zone: query.timezone === undefined ? customerZone : zoneOf(query.timezone),
      interval: query.interval,
      groupBy: query.groupBy.map((name) => DIMENSION_OF[name]),
      ...(query.senderId === undefined ? {} : { senderId: query.senderId }),
    }
    const reader = { wallets, wallet, now }
    const rows = (await readUsage(reader, report)).rows()
    if (query.format === "csv") {
      const lines = csvLines(rows, query.groupBy, report, wallet.currency)
      // Typed as no answer: a stream has no schema to be checked against.
      return await sendCsv(c, { what: "usage", walletId: wallet.id, period }, lines)
    }
    const breakup = await readUsage(reader, { ...report, interval: "month", groupBy: BREAKUP_DIMENSIONS })
    const startOf = onceEach(formatInstant)
    const breakupRows = breakup.rows().map(breakupRow)
    return c.json(
      {
        timezone: report.zone.id,
        from: formatInstant(period.from),
        to: formatInstant(period.to),
        totals: formatTotals(usageTotals(rows)),
        messagesBreakup: formatMessagesBreakup(messagesBreakup(breakupRows)),
        conversationsBreakup: formatConversationsBreakup(conversationsBreakup(breakupRows)),
        rows: rows.map((row) => ({
          start: startOf(row.start),
          ...groupsOf(row, query.groupBy),
          ...formatTotals(usageTotals([row])),
        })),
      },
      200,
    )
  })
  return routes
}

/** Rows of one interval all begin at the same instant. */
function onceEach(format: (at: number) => string): (at: number) => string {
  const known = new Map<number, string>()
  return (at) => {
    let text = known.get(at)
    if (text === undefined) known.set(at, (text = format(at)))
    return text
  }
}

function groupsOf({ groups }: ReportRow, names: readonly Group[]): Partial<Record<Group, string>> {
  return Object.fromEntries(names.map((name, index) => [name, groups[index] ?? ""]))
}

function breakupRow(row: ReportRow): BreakupRow {
  const [category = "", type = "", mediaType = ""] = row.groups
  return { ...row, category, type, mediaType }
}

const COUNT_COLUMNS = ["messages", "sent", "received", "delivered", "failed", "paid", "free"] as const
const AMOUNT_COLUMNS = ["whatsappFees", "otherFees", "amount"] as const

function* csvLines(
  rows: readonly ReportRow[],
  names: readonly Group[],
  { zone, interval }: UsageReport,
  currency: string,
): Iterable<string> {
  yield csvRow(["period", "start", ...names, ...COUNT_COLUMNS, "currency", ...AMOUNT_COLUMNS])
  for (const row of rows) {
    const totals = formatTotals(usageTotals([row]))
    yield csvRow([
      periodName(zone, interval, row.start),
      formatInstant(row.start),
      ...row.groups.map(csvField),
      ...COUNT_COLUMNS.map((column) => String(totals[column])),
      currency,
      ...AMOUNT_COLUMNS.map((column) => totals[column]),
    ])
  }
}

/** `2026-11`, `2026-11-22` or `2026-11-22 09:30`, local. */
function periodName(zone: Zone, interval: UsageReport["interval"], start: number): string {
  const { date, time } = formatLocal(zone, start)
  if (interval === "month") return date.slice(0, 7)
  return interval === "day" ? date : `${date} ${time.slice(0, 5)}`
}
