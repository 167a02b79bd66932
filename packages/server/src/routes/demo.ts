import { OpenAPIHono } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import { curlCommands } from "../demo/curl-commands.ts"
import { demoOperatorKey } from "../demo/demo-key.ts"
import { liveFragments, renderDemoPage } from "../demo/page.ts"
import { DEMO_POLICY } from "../demo/page-policy.ts"
import { readDemoState } from "../demo/read-state.ts"
import { isDemoRequest, isOwnRequest } from "../demo/is-demo-request.ts"
import type { RunKind, TrafficRuns } from "../demo/traffic-runs.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { pageHeaders } from "../http/page-headers.ts"
import { ProblemError } from "../problem.ts"

const FORM_BYTES_MAX = 1_024
const RETRY_AFTER_SECONDS = "5"

/** The demo's page and what it asks for: mounted in demo mode only. Rules DEMO-5 to DEMO-9. */
export function demoRoutes(runs: TrafficRuns): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.get("/", async (c) => {
    requireDemoRequest(c)
    const deps = c.get("deps")
    const maySend = isOwnRequest(c)
    const [state, key] = await Promise.all([
      readDemoState(deps),
      maySend ? demoOperatorKey(deps) : Promise.resolve(undefined),
    ])
    const { origin } = new URL(c.req.url)
    const baseUrl = maySend ? origin : (deps.config.publicUrl ?? origin)
    const commands = curlCommands({ baseUrl, at: deps.clock(), key, isOwn: maySend })
    for (const [name, value] of Object.entries(pageHeaders(DEMO_POLICY))) c.header(name, value)
    return c.html(renderDemoPage({ state, run: runs.state(), maySend, commands }))
  })

  routes.get("/demo/state", async (c) => {
    requireDemoRequest(c)
    const state = await readDemoState(c.get("deps"))
    const run = runs.state()
    const fragments = Object.entries(liveFragments({ state, run }))
    const html = await Promise.all(fragments.map(async ([name, part]) => [name, String(await part)] as const))
    return c.json({ ...state, run, html: Object.fromEntries(html) })
  })

  const { middleware } = guard({ who: [], body: "raw", bodyBytesMax: FORM_BYTES_MAX })
  routes.on("POST", ["/demo/simulate"], ...middleware, async (c) => {
    if (!isOwnRequest(c)) throw new ProblemError("not_found")
    const started = await runs.start(readRunKind(c))
    if ("code" in started) throw refusalOf(started.code)
    // Without the page's script the browser goes where the form leads: back.
    if (c.req.header("accept")?.includes("text/html") === true) return c.redirect("/", 303)
    return c.json(started, 202)
  })
  return routes
}

function requireDemoRequest(c: AppContext): void {
  if (!isDemoRequest(c)) throw new ProblemError("not_found")
}

function readRunKind(c: AppContext): RunKind {
  const run = new URLSearchParams(new TextDecoder().decode(c.get("bytes"))).get("run")
  if (run === "one" || run === "traffic") return run
  throw new ProblemError("invalid_request", { errors: [{ path: "run", message: "must be one or traffic" }] })
}

function refusalOf(code: "too_many" | "no_senders"): ProblemError {
  return code === "too_many"
    ? new ProblemError("rate_limited", {
        detail: "Traffic is under way; wait for its end.",
        headers: { "Retry-After": RETRY_AFTER_SECONDS },
      })
    : new ProblemError("unprocessable", { detail: "The demo's numbers are gone; nobody can send." })
}
