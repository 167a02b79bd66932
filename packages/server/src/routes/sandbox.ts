import { loadPages } from "#load-later"
import { OpenAPIHono } from "@hono/zod-openapi"
import { guard } from "../auth/guard.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { isSandbox, SANDBOX_PAGE_PATH, type SandboxProvider } from "../payments/sandbox/sandbox-provider.ts"
import { ProblemError } from "../problem.ts"
import { pageHeaders } from "../http/page-headers.ts"

const FORM_BYTES_MAX = 1_024

/** The sandbox's checkout page: mounted only where the sandbox takes payments. Rule PAY-14. */
export function sandboxRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  const path = `${SANDBOX_PAGE_PATH}:id`

  const show = async (c: AppContext, id: string) => {
    const found = await sandboxOf(c).payment(id)
    if (found === undefined) throw new ProblemError("not_found")
    const { renderSandboxPage, sandboxPolicy } = await loadPages()
    for (const [name, value] of Object.entries(pageHeaders(sandboxPolicy(found.order)))) c.header(name, value)
    return c.html(renderSandboxPage(found.order, found.payment, c.get("deps").clock()))
  }

  routes.get(path, (c) => show(c, c.req.param("id")))

  const { middleware } = guard({ who: [], body: "raw", bodyBytesMax: FORM_BYTES_MAX })
  routes.on("POST", [path], ...middleware, async (c) => {
    const id = c.req.param("id") ?? ""
    const answer = new URLSearchParams(new TextDecoder().decode(c.get("bytes"))).get("answer")
    const sandbox = sandboxOf(c)
    if (answer === "pay" || answer === "decline") await sandbox.answer(id, answer)
    else if (answer === "refund" || answer === "dispute" || answer === "win" || answer === "lose") {
      await sandbox.giveBack(id, { what: answer })
      return c.redirect(c.req.path, 303)
    } else {
      throw new ProblemError("invalid_request", {
        errors: [{ path: "answer", message: "must be pay, decline, refund, dispute, win or lose" }],
      })
    }
    const found = await sandbox.payment(id)
    if (found === undefined) throw new ProblemError("not_found")
    return c.redirect(found.order.returnUrl ?? c.req.path, 303)
  })
  return routes
}

function sandboxOf(c: AppContext): SandboxProvider {
  const sandbox = c.get("deps").payments?.all.find(isSandbox)
  if (sandbox === undefined) throw new ProblemError("not_found")
  return sandbox
}
