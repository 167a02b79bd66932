import { OpenAPIHono, z } from "@hono/zod-openapi"
import type { AppEnv } from "../http/app-env.ts"
import { PROBLEMS, type ProblemCode } from "../problem.ts"
import { webhookBodies } from "../schemas/webhook-event.ts"

const PROBLEM_MEDIA_TYPE = "application/problem+json"

/** The members of an operation that are read or completed here. */
export interface Operation {
  tags?: string[]
  summary?: string
  description?: string
  security?: Record<string, string[]>[]
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: unknown }[]
  requestBody?: { content: Record<string, { schema?: unknown }> }
  responses: Record<string, { description: string; content?: Record<string, { schema?: unknown }> }>
  "x-callers"?: string[]
  "x-refusals"?: ProblemCode[]
}

export interface ApiDocument {
  info: { title: string; version: string; description?: string }
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, unknown> }
}

const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key with the same body answers the same again; with another body, 409.",
  schema: { type: "string", maxLength: 255 },
}

const documents = new WeakMap<OpenAPIHono<AppEnv>, ApiDocument>()

/** OpenAPI 3.1 of every mounted route, made once and from the schemas that validate. Rule HTTP-13. */
export function apiDocument(app: OpenAPIHono<AppEnv>, version: string): ApiDocument {
  let document = documents.get(app)
  if (document === undefined) {
    document = makeDocument(app, version)
    documents.set(app, document)
  }
  return document
}

function makeDocument(app: OpenAPIHono<AppEnv>, version: string): ApiDocument {
  const registry = app.openAPIRegistry
  registry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "An operator key (tg_op_), a partner key (tg_pk_), a wallet key (tg_wk_) or a portal token.",
  })
  registry.register("Problem", PROBLEM)
  for (const [type, schema] of webhookBodies()) {
    registry.registerWebhook({
      method: "post",
      path: type,
      tags: ["Webhooks"],
      summary: `The event ${type}`,
      request: { body: { required: true, content: { "application/json": { schema } } } },
      responses: { 200: { description: "Any answer from 200 to 299 says that it was received" } },
    })
  }
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Tollgate",
      version,
      description: "Prepaid wallets and usage billing for business messaging.",
      license: { name: "Apache-2.0" },
    },
  }) as unknown as ApiDocument
  for (const methods of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) completeOperation(method, operation)
  }
  return document
}

const PROBLEM = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  detail: z.string(),
  transient: z.boolean().openapi({ description: "The same request may succeed later, unchanged" }),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

/** Adds what every route may answer, and the `Idempotency-Key` that those which write take. */
function completeOperation(method: string, operation: Operation): void {
  for (const code of problemsOf(method, operation)) {
    const { status, title } = PROBLEMS[code]
    const known = operation.responses[status]
    if (known === undefined) operation.responses[status] = problemResponse(`${title}: \`${code}\``)
    else if (known.content?.[PROBLEM_MEDIA_TYPE] !== undefined) known.description += `, \`${code}\``
  }
  operation.responses["default"] ??= problemResponse("Any other problem")
  const isWrite = method === "post" || method === "put"
  if (isWrite && (operation.security ?? []).length > 0) {
    operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY]
  }
}

function problemsOf(method: string, operation: Operation): Set<ProblemCode> {
  const codes = new Set<ProblemCode>()
  const hasBody = operation.requestBody !== undefined
  const isSecured = (operation.security ?? []).length > 0
  if (hasBody || operation.parameters !== undefined) codes.add("invalid_request")
  if (isSecured) codes.add("unauthenticated").add("forbidden")
  if (operation.parameters?.some((parameter) => parameter.in === "path") === true) codes.add("not_found")
  if (isSecured && (method === "post" || method === "put")) codes.add("idempotency_key_reused")
  if (hasBody) codes.add("too_large").add("unsupported_media_type")
  for (const code of operation["x-refusals"] ?? []) codes.add(code)
  return codes
}

function problemResponse(description: string): Operation["responses"][string] {
  return {
    description,
    content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: "#/components/schemas/Problem" } } },
  }
}

export function openapiRoutes(app: OpenAPIHono<AppEnv>): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()
  routes.get("/openapi.json", (c) => {
    c.header("Cache-Control", "public, max-age=60")
    return c.json(apiDocument(app, c.get("deps").config.version))
  })
  return routes
}
