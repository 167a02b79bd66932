import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import { EVENTS_PER_BATCH_MAX } from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import { partnerScope } from "../auth/require.ts"
import type { AppEnv } from "../http/app-env.ts"
import { fieldErrors } from "../http/refuse-invalid.ts"
import { REPLAY_KEPT_MS, replayOf } from "../idempotency.ts"
import { ProblemError, type FieldError } from "../problem.ts"
import { amountOut } from "../schemas/common.ts"
import { jsonAnswer } from "../schemas/route-parts.ts"
import { toToldEvent, usageEvent } from "../schemas/usage-event.ts"
import { countOutcomes, settleEvents, type ToldEvent } from "../spending/settle-events.ts"

const newEvents = z.strictObject({ events: z.array(z.unknown()).min(1).max(EVENTS_PER_BATCH_MAX) })

const EventsOut = z
  .object({
    accepted: z.number(),
    duplicates: z.number(),
    suspended: z.number(),
    rejected: z.number().openapi({ description: "Events that are not valid: see results" }),
    charged: amountOut,
    results: z.array(
      z.object({
        index: z.number(),
        status: z.enum(["accepted", "duplicate", "suspended", "rejected"]),
        reason: z.string().optional(),
        charged: amountOut,
        errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
      }),
    ),
  })
  .openapi("EventsAnswer")

const postEvents = createRoute({
  method: "post",
  path: "/v1/events",
  tags: ["Spending"],
  summary: "Report what happened to messages",
  description:
    "Idempotent by content: an event told again is a duplicate and charges nothing. An event that is not valid is " +
    "reported by its index and the rest go in; when none is valid, the answer is 400.",
  ...guard({ who: ["operator", "partner"], keysKeptMs: REPLAY_KEPT_MS }),
  "x-refusals": ["idempotency_key_reused"],
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z
            .strictObject({ events: z.array(usageEvent).min(1).max(EVENTS_PER_BATCH_MAX) })
            .openapi("Events"),
        },
      },
    },
  },
  responses: { 200: jsonAnswer(EventsOut, "What became of each event") },
})

export function eventRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  // Validated here rather than by the route: one bad event must not keep the others out.
  routes.openAPIRegistry.registerPath(postEvents)
  routes.on("POST", ["/v1/events"], ...postEvents.middleware, async (c) => {
    const deps = c.get("deps")
    const { told, places, rejected } = readEvents(c.get("body"))
    const replay = replayOf(c, REPLAY_KEPT_MS)
    const outcomes = await settleEvents(deps, told, partnerScope(c.get("principal")) ?? null, replay)
    const results: z.infer<typeof EventsOut>["results"] = [
      ...outcomes.map((outcome, at) => ({ index: places[at]!, ...outcome })),
      ...rejected.map(({ index, errors }) => ({
        index,
        status: "rejected" as const,
        reason: "invalid_request",
        charged: "0",
        errors: [...errors],
      })),
    ].sort((a, b) => a.index - b.index)
    const body = { ...countOutcomes(outcomes), rejected: rejected.length, results }
    // Kept whole: a sender that is known by then must not change what the same request is told.
    if (replay !== undefined) await deps.catalog.saveReplay(replay, { status: 200, body })
    return c.json(body, 200)
  })
  return routes
}

/** Told of each event: a thousand events' are kept in one row of a database that takes 2 MB. */
const EVENT_ERRORS_TOLD_MAX = 5

interface EventsRead {
  readonly told: readonly ToldEvent[]
  /** Where each stands in the request. */
  readonly places: readonly number[]
  readonly rejected: readonly { readonly index: number; readonly errors: readonly FieldError[] }[]
}

/** The valid events of a body, and the faults of the others; 400 when there is no valid one. Rule ROUTE-5. */
function readEvents(body: unknown): EventsRead {
  const parsed = newEvents.safeParse(body)
  if (!parsed.success) throw new ProblemError("invalid_request", { errors: fieldErrors(parsed.error.issues) })
  const told: ToldEvent[] = []
  const places: number[] = []
  const rejected: { index: number; errors: FieldError[] }[] = []
  for (const [index, candidate] of parsed.data.events.entries()) {
    const event = usageEvent.safeParse(candidate)
    if (event.success) {
      told.push(toToldEvent(event.data))
      places.push(index)
      continue
    }
    const errors = fieldErrors(event.error.issues).slice(0, EVENT_ERRORS_TOLD_MAX)
    rejected.push({ index, errors: errors.map((error) => ({ ...error, path: inEvent(index, error.path) })) })
  }
  if (told.length === 0) {
    throw new ProblemError("invalid_request", { errors: rejected.slice(0, 20).flatMap((one) => one.errors) })
  }
  return { told, places, rejected }
}

function inEvent(index: number, path: string): string {
  return path === "" ? `events[${index}]` : `events[${index}].${path}`
}
