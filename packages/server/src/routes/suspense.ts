import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { formatAmount, SUSPENSE_REASONS, type SuspendedEvent } from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import type { IntakeEvent } from "../catalog/records.ts"
import type { AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { amountOut, formatInstant, id, instantOut } from "../schemas/common.ts"
import { formatCursor, limit, opaqueCursor, positionCursor } from "../schemas/page.ts"
import { jsonAnswer } from "../schemas/route-parts.ts"
import { retrySuspense } from "../spending/retry-suspense.ts"
import type { ToldEvent } from "../spending/settle-events.ts"

const tags = ["Suspense"]

const SuspendedOut = z
  .object({
    id: z.string(),
    walletId: z.string().nullable().openapi({ description: "null = no wallet pays for the sender" }),
    senderId: z.string(),
    reason: z.enum(SUSPENSE_REASONS),
    messageId: z.string(),
    recipient: z.string(),
    kind: z.string(),
    category: z.string().nullable(),
    unknown: z.object({ field: z.string(), value: z.string() }).nullable(),
    occurredAt: instantOut.nullable(),
    receivedAt: instantOut,
  })
  .openapi("SuspendedEvent")

const listSuspense = createRoute({
  method: "get",
  path: "/v1/suspense",
  tags,
  summary: "Events that could not be rated, and why",
  description: "Those without a wallet first, then by age.",
  ...guard({ who: ["operator"] }),
  request: { query: z.strictObject({ limit, cursor: opaqueCursor.optional(), walletId: id.optional() }) },
  responses: {
    200: jsonAnswer(
      z.object({ data: z.array(SuspendedOut), nextCursor: z.string().nullable() }).openapi("Suspense"),
      "Oldest first",
    ),
  },
})

const retry = createRoute({
  method: "post",
  path: "/v1/suspense/retry",
  tags,
  summary: "Rate again what waits in suspense",
  description:
    "Each event by its own time. What still cannot be rated stays; a conflict of facts waits for an operator.",
  ...guard({ who: ["operator"] }),
  request: {
    body: {
      required: false,
      content: {
        "application/json": { schema: z.strictObject({ walletId: id.optional() }).openapi("RetrySuspense") },
      },
    },
  },
  responses: {
    200: jsonAnswer(
      z
        .object({
          retried: z.number(),
          accepted: z.number(),
          duplicates: z.number(),
          suspended: z.number(),
          charged: amountOut.openapi({ description: "Summed over currencies as numbers: see each wallet" }),
        })
        .openapi("SuspenseRetried"),
      "What became of them",
    ),
  },
})

/** Cursors say which of the two lists they continue. */
const INTAKE = "i"
const WALLETS = "w"

export function suspenseRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(listSuspense, async (c) => {
    const { catalog, wallets } = c.get("deps")
    const { walletId, cursor, ...query } = c.req.valid("query")
    const list = walletId !== undefined ? WALLETS : (cursor?.[0] ?? INTAKE)
    const rest = cursor?.slice(1)
    const data: z.infer<typeof SuspendedOut>[] = []
    if (list === INTAKE) {
      const after = rest === undefined || rest === "" ? undefined : positionCursor.safeParse(rest)
      if (after !== undefined && !after.success) throw badCursor()
      const page = await catalog.intakeEvents(
        {},
        after === undefined ? { limit: query.limit } : { limit: query.limit, after: after.data },
      )
      data.push(...page.rows.map(formatIntake))
      if (page.next !== undefined) return c.json({ data, nextCursor: INTAKE + formatCursor(page.next) }, 200)
    } else if (list !== WALLETS) {
      throw badCursor()
    }
    const left = query.limit - data.length
    if (left === 0) return c.json({ data, nextCursor: WALLETS }, 200)
    const from =
      list === WALLETS && rest !== undefined && rest !== "" ? { limit: left, cursor: rest } : { limit: left }
    const page = await wallets.suspended(walletId === undefined ? {} : { walletId }, from)
    data.push(...page.rows.map((row) => formatSuspended(row.walletId, row.suspended)))
    return c.json({ data, nextCursor: page.next === undefined ? null : WALLETS + page.next }, 200)
  })

  routes.openapi(retry, async (c) => {
    const { walletId } = c.req.valid("json") ?? {}
    const { charged, ...counts } = await retrySuspense(c.get("deps"), walletId)
    return c.json({ ...counts, charged: formatAmount(charged) }, 200)
  })
  return routes
}

function badCursor(): ProblemError {
  return new ProblemError("invalid_request", {
    errors: [{ path: "cursor", message: "not a cursor of this list" }],
  })
}

function formatIntake(row: IntakeEvent): z.infer<typeof SuspendedOut> {
  const event = JSON.parse(row.event) as ToldEvent
  return formatEvent(
    { id: row.key, walletId: null, reason: "unknown_sender", receivedAt: row.receivedAt },
    row.sender,
    event,
  )
}

function formatSuspended(walletId: string, row: SuspendedEvent): z.infer<typeof SuspendedOut> {
  const { key, reason, receivedAt, event } = row
  return formatEvent({ id: key, walletId, reason, receivedAt }, event.senderId, event)
}

function formatEvent(
  row: Pick<z.infer<typeof SuspendedOut>, "id" | "walletId" | "reason"> & { readonly receivedAt: number },
  senderId: string,
  event: Pick<ToldEvent, "messageIds" | "recipient" | "kind" | "category" | "unknown" | "occurredAt">,
): z.infer<typeof SuspendedOut> {
  return {
    id: row.id,
    walletId: row.walletId,
    senderId,
    reason: row.reason,
    messageId: event.messageIds[0] ?? "",
    recipient: event.recipient,
    kind: event.kind,
    category: event.category ?? null,
    unknown: event.unknown ?? null,
    occurredAt: event.occurredAt === undefined ? null : formatInstant(event.occurredAt),
    receivedAt: formatInstant(row.receivedAt),
  }
}
