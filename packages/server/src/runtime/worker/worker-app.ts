import type { OpenAPIHono } from "@hono/zod-openapi"
import { invariant } from "@tollgate/engine"
import { createApp } from "../../app.ts"
import type { Deps } from "../../deps.ts"
import type { AppEnv } from "../../http/app-env.ts"

let app: OpenAPIHono<AppEnv> | undefined
const depsOfRequest = new WeakMap<Request, Deps>()

/**
 * What the app answers with these dependencies. The front and all objects of an isolate, which share its memory, have one app
 * between them.
 */
export async function answer(request: Request, deps: Deps): Promise<Response> {
  depsOfRequest.set(request, deps)
  app ??= createApp(deps, (asked) => {
    const found = depsOfRequest.get(asked)
    invariant(found !== undefined, "a request comes with its dependencies")
    return found
  })
  return app.fetch(request)
}
