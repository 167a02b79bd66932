import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { formatAmount, type ReportRow, usageTotals } from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import type { Sender } from "../catalog/records.ts"
import type { Catalog } from "../catalog/catalog.ts"
import type { AppEnv } from "../http/app-env.ts"
import { readCustomerWallet } from "../reading/customer-wallet.ts"
import { periodQuery, resolvePeriod } from "../reading/period.ts"
import { readUsage } from "../reading/read-usage.ts"
import { CloudApiReasonOut, whyCloudApi } from "../reading/why-cloud-api.ts"
import { amountOut, formatInstant, instantOut } from "../schemas/common.ts"
import { idParam, jsonAnswer } from "../schemas/route-parts.ts"

const ChannelUseOut = z
  .object({
    sent: z.int(),
    delivered: z.int(),
    whatsappFees: amountOut,
    otherFees: amountOut,
    amount: amountOut,
  })
  .openapi("ChannelUse")
const channels = { cloud_api: ChannelUseOut, mm_lite: ChannelUseOut }

const ChannelReportOut = z
  .object({
    timezone: z.string(),
    currency: z.string(),
    from: instantOut,
    to: instantOut,
    totals: z.object(channels),
    rows: z.array(
      z
        .object({
          senderId: z.string(),
          phoneNumber: z
            .string()
            .nullable()
            .openapi({ description: "Null of a number that is known no more" }),
          ...channels,
          mmLite: z
            .object({ tosAccepted: z.boolean(), autoRouting: z.boolean(), apiVersion: z.string() })
            .nullable()
            .openapi({ description: "As known now" }),
          reasons: z
            .array(CloudApiReasonOut)
            .openapi({ description: "Why its marketing goes by Cloud API; none where none went so" }),
        })
        .openapi("ChannelReportRow"),
    ),
  })
  .openapi("ChannelReport")

const getChannelReport = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/channel-report",
  tags: ["Reading"],
  summary: "By which channel marketing goes, why by Cloud API, and what to do",
  description:
    "A row for each number that sent marketing, those with the most by Cloud API first. What MM Lite would save tells `POST /v1/estimates`. This month unless a period is given.",
  ...guard({ who: READERS, scope: "usage:read" }),
  "x-refusals": ["unprocessable"],
  request: { params: idParam, query: z.strictObject(periodQuery) },
  responses: { 200: jsonAnswer(ChannelReportOut, "Marketing by number and channel") },
})

export function channelReportRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(getChannelReport, async (c) => {
    const { wallets, catalog, clock } = c.get("deps")
    const { wallet, zone } = await readCustomerWallet(c, c.req.valid("param").id, "usage:read")
    const now = clock()
    const period = resolvePeriod(c.req.valid("query"), zone, now)
    const groupBy = ["category", "senderId", "channel"] as const
    const table = await readUsage({ wallets, wallet, now }, { ...period, zone, interval: "month", groupBy })
    const marketing = table.rows().filter(({ groups }) => groups[0] === "marketing")
    const ids = [...new Set(marketing.map(({ groups }) => groups[1] ?? ""))]
    const senders = await sendersOf(catalog, wallet.id, ids)
    const rows = ids
      .map((senderId) =>
        formatRow(
          senderId,
          senders.get(senderId),
          marketing.filter(({ groups }) => groups[1] === senderId),
        ),
      )
      .toSorted((a, b) => b.cloud_api.delivered - a.cloud_api.delivered || (a.senderId < b.senderId ? -1 : 1))
    return c.json(
      {
        timezone: zone.id,
        currency: wallet.currency,
        from: formatInstant(period.from),
        to: formatInstant(period.to),
        totals: byChannel(marketing),
        rows,
      },
      200,
    )
  })
  return routes
}

/** Those of the wallet at once, and those that moved away one by one. */
async function sendersOf(
  catalog: Catalog,
  walletId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Sender>> {
  const known = new Map((await catalog.sendersOfWallet(walletId)).map((sender) => [sender.id, sender]))
  for (const id of ids) {
    if (known.has(id)) continue
    const sender = await catalog.sender(id)
    if (sender !== undefined) known.set(id, sender)
  }
  return known
}

function formatRow(senderId: string, sender: Sender | undefined, rows: readonly ReportRow[]) {
  const use = byChannel(rows)
  const hasCloudApi = use.cloud_api.sent + use.cloud_api.delivered > 0
  const mmLite = sender?.mmLite ?? null
  return {
    senderId,
    phoneNumber: sender?.phoneNumber ?? null,
    ...use,
    mmLite,
    reasons: hasCloudApi ? whyCloudApi(mmLite) : [],
  }
}

function byChannel(rows: readonly ReportRow[]) {
  const of = (channel: string) => {
    const totals = usageTotals(rows.filter(({ groups }) => groups[2] === channel))
    return {
      sent: totals.sent,
      delivered: totals.delivered,
      whatsappFees: formatAmount(totals.whatsappFees),
      otherFees: formatAmount(totals.otherFees),
      amount: formatAmount(totals.amount),
    }
  }
  return { cloud_api: of("cloud_api"), mm_lite: of("mm_lite") }
}
