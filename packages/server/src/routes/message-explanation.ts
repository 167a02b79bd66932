import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { guard, READERS } from "../auth/guard.ts"
import type { AppEnv } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import { readCustomerWallet } from "../reading/customer-wallet.ts"
import { MessageExplanationOut } from "../reading/explain-answer.ts"
import { explainMessage } from "../reading/explain-message.ts"
import { id } from "../schemas/common.ts"
import { messageId } from "../schemas/messages-to-send.ts"
import { jsonAnswer } from "../schemas/route-parts.ts"

/** Most recipients of one message id that are explained at once. */
export const RECIPIENTS_EXPLAINED_MAX = 50

const getExplanation = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/messages/{messageId}",
  tags: ["Reading"],
  summary: "Why a message cost what it did",
  description:
    "By any id of the message, URL-encoded; an element for each recipient, of the first 50. Card, market, tier, plan version, rules, allowance and caps of each charge, and all of it in sentences.",
  ...guard({ who: READERS, scope: "usage:read" }),
  request: { params: z.strictObject({ id, messageId }) },
  responses: {
    200: jsonAnswer(z.object({ data: z.array(MessageExplanationOut) }), "The message, explained"),
  },
})

export function messageExplanationRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(getExplanation, async (c) => {
    const params = c.req.valid("param")
    const { wallet, zone } = await readCustomerWallet(c, params.id, "usage:read")
    const { wallets, catalog } = c.get("deps")
    const found = await wallets.messagesById(wallet.id, params.messageId)
    if (found.length === 0) throw new ProblemError("not_found", { detail: "There is no such message." })
    const isMasked = c.get("principal").kind === "portal"
    const asked = { catalog, wallet, zone, isMasked }
    const data: z.infer<typeof MessageExplanationOut>[] = []
    for (const one of found.slice(0, RECIPIENTS_EXPLAINED_MAX)) data.push(await explainMessage(one, asked))
    return c.json({ data }, 200)
  })
  return routes
}
