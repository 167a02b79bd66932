import { OpenAPIHono } from "@hono/zod-openapi"
import { curlCommands } from "../demo/curl-commands.ts"
import { demoOperatorKey } from "../demo/demo-key.ts"
import { demoToken } from "../demo/demo-token.ts"
import { isDemoRequest, isOwnRequest } from "../demo/is-demo-request.ts"
import { renderHowPage } from "../demo/portal/how-page.ts"
import { renderMailPage } from "../demo/portal/mail-page.ts"
import { PORTAL_ICON } from "../demo/portal/portal-icon.ts"
import { MAIL_PAGE_POLICY, MAIL_POLICY, PORTAL_POLICY } from "../demo/portal/portal-policy.ts"
import { PORTAL_SCRIPT } from "../demo/portal/portal-script.ts"
import { PORTAL_STYLE } from "../demo/portal/portal-style.ts"
import { parseView } from "../demo/portal/portal-view.ts"
import { renderWalletPage } from "../demo/portal/wallet-page.ts"
import { readDemoInvoices } from "../demo/read-invoices.ts"
import { readAttached, readDemoMail, readDemoMails } from "../demo/read-mails.ts"
import { readDemoMessages } from "../demo/read-messages.ts"
import { readDemoState } from "../demo/read-state.ts"
import { readScenario } from "../demo/read-scenario.ts"
import { SCENARIO_KINDS } from "../demo/scenarios.ts"
import { toldPercent } from "../demo/seed.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { pageHeaders } from "../http/page-headers.ts"
import { ProblemError } from "../problem.ts"

const FILES = [
  ["/demo/portal.css", "text/css; charset=utf-8", PORTAL_STYLE],
  ["/demo/portal.js", "text/javascript; charset=utf-8", PORTAL_SCRIPT],
  ["/demo/icon.svg", "image/svg+xml", PORTAL_ICON],
] as const

/** The demo's portal and what its pages ask for: mounted in demo mode only. Rules DEMO-5 to DEMO-9, DEMO-11. */
export function demoRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.get("/", async (c) => {
    requireDemoRequest(c)
    const deps = c.get("deps")
    const view = parseView(c.req.query())
    const isOwn = isOwnRequest(c)
    const [percent, invoices, key] = await Promise.all([
      toldPercent(deps, view.customer),
      readDemoInvoices(deps, view.customer.wallet.id),
      isOwn ? demoOperatorKey(deps) : Promise.resolve(undefined),
    ])
    const panel = isOwn ? { hasOperatorKey: key !== undefined } : null
    return sendPage(c, renderWalletPage({ view, invoices, toldPercent: percent, panel }))
  })

  routes.get("/demo/how", async (c) => {
    requireDemoRequest(c)
    const deps = c.get("deps")
    const view = parseView(c.req.query())
    const isOwn = isOwnRequest(c)
    const [messages, key] = await Promise.all([
      readDemoMessages(deps, view.customer.wallet.id),
      isOwn ? demoOperatorKey(deps) : Promise.resolve(undefined),
    ])
    const { origin } = new URL(c.req.url)
    const baseUrl = isOwn ? origin : (deps.config.publicUrl ?? origin)
    const commands = curlCommands({ customer: view.customer, baseUrl, at: deps.clock(), key, isOwn })
    return sendPage(c, renderHowPage({ view, messages, commands }))
  })

  routes.get("/demo/mails", async (c) => {
    requireDemoRequest(c)
    const deps = c.get("deps")
    const query = c.req.query()
    const view = parseView(query)
    const mails = await readDemoMails(deps, view.customer.id)
    const mail = mails.find(({ id }) => id === query["mail"]) ?? mails[0]
    const opened = mail === undefined ? undefined : { mail, attached: await readAttached(deps, mail) }
    const page = renderMailPage({ view, mails, opened, isKept: deps.mail === undefined })
    return sendPage(c, page, MAIL_PAGE_POLICY)
  })

  routes.get("/demo/mail", async (c) => {
    requireDemoRequest(c)
    const query = c.req.query()
    const found = await readDemoMail(c.get("deps"), parseView(query).customer.id, query["mail"] ?? "")
    if (found === undefined) throw new ProblemError("not_found")
    const headers = {
      ...pageHeaders(MAIL_POLICY),
      "X-Frame-Options": "SAMEORIGIN",
      "Cache-Control": "no-store",
    }
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
    return c.html(found.mail.html.replace("<head>", '<head><base target="_blank" />'))
  })

  for (const [path, type, content] of FILES) {
    routes.get(path, (c) => {
      requireDemoRequest(c)
      return c.body(content, 200, { "Content-Type": type, "Cache-Control": "no-cache" })
    })
  }

  routes.get("/demo/state", async (c) => {
    requireDemoRequest(c)
    return c.json(await readDemoState(c.get("deps")))
  })

  routes.get("/demo/told", async (c) => {
    requireDemoRequest(c)
    return c.json({ percent: await toldPercent(c.get("deps"), parseView(c.req.query()).customer) })
  })

  routes.get("/demo/token", async (c) => {
    requireDemoRequest(c)
    return c.json(await demoToken(c.get("deps"), parseView(c.req.query()).customer, isOwnRequest(c)))
  })

  routes.get("/demo/scenario", async (c) => {
    if (!isOwnRequest(c)) throw new ProblemError("not_found")
    const query = c.req.query()
    const kind = SCENARIO_KINDS.find((one) => one === query["kind"])
    if (kind === undefined) {
      throw new ProblemError("invalid_request", {
        errors: [{ path: "kind", message: `must be one of ${SCENARIO_KINDS.join(", ")}` }],
      })
    }
    return c.json(await readScenario(c.get("deps"), parseView(query).customer, kind))
  })
  return routes
}

function requireDemoRequest(c: AppContext): void {
  if (!isDemoRequest(c)) throw new ProblemError("not_found")
}

function sendPage(
  c: AppContext,
  page: ReturnType<typeof renderHowPage>,
  policy = PORTAL_POLICY,
): Response | Promise<Response> {
  for (const [name, value] of Object.entries(pageHeaders(policy))) c.header(name, value)
  return c.html(page)
}
