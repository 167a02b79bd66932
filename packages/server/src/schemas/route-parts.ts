import { z } from "@hono/zod-openapi"
import { id } from "./common.ts"

/** A JSON request body. Always `required`: an empty body is validated as `{}`. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { "application/json": { schema } } } as const
}

/** A JSON answer of a route. */
export function jsonAnswer<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { "application/json": { schema } } } as const
}

/** `{id}` in a path. */
export const idParam = z.strictObject({ id })
