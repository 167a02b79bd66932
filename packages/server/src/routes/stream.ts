import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { credentialOf, hasScope } from "../auth/authenticate.ts"
import { guard, READERS } from "../auth/guard.ts"
import { isStillAdmitted } from "../auth/is-still-admitted.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppEnv } from "../http/app-env.ts"
import { parseLastEventId } from "../live/event-text.ts"
import { liveStreamsOf } from "../live/live-streams.ts"
import { idParam } from "../schemas/route-parts.ts"

const SCOPE = "balance:read"

const getStream = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/stream",
  tags: ["Reading"],
  summary: "Server-sent events of a wallet as it changes",
  description:
    "`balance` (a wallet), `usage` (today's totals, with their day and time zone; needs `usage:read`) and `topup` (a " +
    "top-up), each with the sequence of the wallet's journal as its id. It begins with what is there; a reader that " +
    "sends `Last-Event-ID` gets what changed since. A burst is told by its latest state. Read it with `fetch`: a token " +
    "in the query is never taken. It ends with its token.",
  ...guard({ who: READERS, scope: SCOPE }),
  "x-refusals": ["rate_limited", "unavailable"],
  request: {
    params: idParam,
    headers: z.object({
      "last-event-id": z.string().optional().openapi({ description: "The `id` of the last event read" }),
    }),
  },
  responses: {
    200: {
      description: "Events, until the token ends or the server stops",
      content: { "text/event-stream": { schema: z.string() } },
    },
  },
})

const HEADERS: Readonly<Record<string, string>> = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // A proxy that packs or gathers would hold events back.
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
}

export function streamRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.openapi(getStream, async (c) => {
    const { walletId } = await requireWallet(c, c.req.valid("param").id, SCOPE)
    const deps = c.get("deps")
    const principal = c.get("principal")
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value)
    if (c.req.method === "HEAD") return c.body(null, 200) as never
    const admission = {
      credential: credentialOf(c.req.header("authorization")) ?? "",
      origin: c.req.header("origin"),
      walletId,
      scope: SCOPE,
    } as const
    const events = await liveStreamsOf(deps).open({
      walletId,
      hasUsage: hasScope(principal, "usage:read"),
      lastEventId: parseLastEventId(c.req.header("last-event-id")),
      expiresAt: principal.kind === "portal" ? principal.expiresAt : undefined,
      isAdmitted: () => isStillAdmitted(deps, admission),
    })
    return c.body(events, 200) as never
  })
  return routes
}
