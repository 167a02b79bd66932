import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { CATEGORIES } from "@tollgate/engine"
import { guard, READERS } from "../auth/guard.ts"
import type { AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { readCustomerWallet } from "../reading/customer-wallet.ts"
import { formatMessage, MESSAGE_STATUSES, MessageOut } from "../reading/message-answer.ts"
import { instantOf, invalidPeriod, periodQuery } from "../reading/period.ts"
import { id } from "../schemas/common.ts"
import { limit, listOf, opaqueCursor } from "../schemas/page.ts"
import { idParam, jsonAnswer } from "../schemas/route-parts.ts"
import { InvalidCursorError } from "../storage/cursor.ts"
import type { MessageFilter } from "../storage/wallet-store.ts"

const listMessages = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/messages",
  tags: ["Reading"],
  summary: "List messages and what each cost",
  description: "Newest first, by the instant of a message's first event.",
  ...guard({ who: READERS, scope: "usage:read" }),
  request: {
    params: idParam,
    query: z.strictObject({
      limit,
      cursor: opaqueCursor.optional(),
      status: z.enum(MESSAGE_STATUSES).optional(),
      category: z.enum(CATEGORIES).optional(),
      senderId: id.optional(),
      ...periodQuery,
    }),
  },
  responses: { 200: jsonAnswer(listOf(MessageOut), "Newest first") },
})

export function messageRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(listMessages, async (c) => {
    const { wallet, zone } = await readCustomerWallet(c, c.req.valid("param").id, "usage:read")
    const { status, category, senderId, from, to, limit: rows, cursor } = c.req.valid("query")
    const filter: MessageFilter = {
      ...(status === undefined ? {} : { status }),
      ...(category === undefined ? {} : { category }),
      ...(senderId === undefined ? {} : { senderId }),
      ...(from === undefined ? {} : { from: instantOf(from, zone) }),
      ...(to === undefined ? {} : { to: instantOf(to, zone) }),
    }
    if (filter.from !== undefined && filter.to !== undefined && filter.from >= filter.to) {
      throw invalidPeriod("from", "from must be before to")
    }
    const { wallets } = c.get("deps")
    const page = await wallets
      .messages(wallet.id, filter, { limit: rows, ...(cursor === undefined ? {} : { cursor }) })
      .catch(refuseCursor)
    const isMasked = c.get("principal").kind === "portal"
    return c.json(
      { data: page.rows.map((row) => formatMessage(row, isMasked)), nextCursor: page.next ?? null },
      200,
    )
  })
  return routes
}

/** 400 for a cursor that the store did not write; anything else goes on. */
function refuseCursor(error: unknown): never {
  if (!(error instanceof InvalidCursorError)) throw error
  throw new ProblemError("invalid_request", { errors: [{ path: "cursor", message: error.message }] })
}
