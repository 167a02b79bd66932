import type { z } from "@hono/zod-openapi"
import type { Context } from "hono"
import { problem, type FieldError } from "../problem.ts"

export const ERRORS_TOLD_MAX = 20

type Issue = z.core.$ZodIssue

/** What validation found, as `{path, message}`; at most `ERRORS_TOLD_MAX` of them. Rule HTTP-4. */
export function fieldErrors(issues: readonly Issue[]): FieldError[] {
  const errors: FieldError[] = []
  for (const issue of issues) {
    if (errors.length >= ERRORS_TOLD_MAX) break
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys.slice(0, ERRORS_TOLD_MAX)) {
        errors.push({ path: formatPath([...issue.path, key.slice(0, 64)]), message: "unknown field" })
      }
    } else if (issue.code === "invalid_union" && issue.errors[0] !== undefined) {
      const inner = issue.errors[0].map((each) => ({ ...each, path: [...issue.path, ...each.path] }))
      errors.push(...fieldErrors(inner))
    } else {
      errors.push({ path: formatPath(issue.path), message: issue.message })
    }
  }
  return errors.slice(0, ERRORS_TOLD_MAX)
}

/** `fees[0].percent`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = ""
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`
    else text += text === "" ? String(part) : `.${String(part)}`
  }
  return text
}

/** The hook of every route: 400 `invalid_request` for what its schemas refuse. */
export function refuseInvalid(
  result: { readonly success: true } | { readonly success: false; readonly error: z.core.$ZodError },
  c: Context,
): Response | undefined {
  if (result.success) return undefined
  return problem(c, "invalid_request", { errors: fieldErrors(result.error.issues) })
}
