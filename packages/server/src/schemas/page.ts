import { z } from "@hono/zod-openapi"
import type { ListPage, PageRequest, Position } from "../catalog/catalog.ts"

export const PAGE_ROWS_MAX = 200
export const PAGE_ROWS_DEFAULT = 50
const CURSOR_CHARACTERS_MAX = 512

/** `limit` of a list: 1 to 200, 50 when absent. Rule HTTP-11. */
export const limit = z
  .string()
  .regex(/^[0-9]{1,3}$/, "a whole number")
  .transform(Number)
  .refine((rows) => rows >= 1 && rows <= PAGE_ROWS_MAX, `1 to ${PAGE_ROWS_MAX}`)
  .default(PAGE_ROWS_DEFAULT)
  .openapi({ type: "integer", minimum: 1, maximum: PAGE_ROWS_MAX, default: PAGE_ROWS_DEFAULT })

/** A cursor that its own store reads; opaque to callers. */
export const opaqueCursor = z.string().min(1).max(CURSOR_CHARACTERS_MAX)

/** A cursor of a catalog list, read. One that we did not write is refused. */
export const positionCursor = opaqueCursor
  .transform((cursor, context): Position => {
    const position = parseCursor(cursor)
    if (position !== undefined) return position
    context.addIssue({ code: "custom", message: "not a cursor of this list" })
    return z.NEVER
  })
  .openapi({ type: "string" })

/** The query of every catalog list; extend it with filters. */
export const pageQuery = z.strictObject({ limit, cursor: positionCursor.optional() })

/** A list's answer: `{data, nextCursor}`. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), nextCursor: z.string().nullable() })
}

/** What a catalog's list is asked for. */
export function pageRequest(query: {
  readonly limit: number
  readonly cursor?: Position | undefined
}): PageRequest {
  return query.cursor === undefined ? { limit: query.limit } : { limit: query.limit, after: query.cursor }
}

/** A page as it is answered. */
export function formatPage<T, U>(
  { rows, next }: ListPage<T>,
  format: (row: T) => U,
): { data: U[]; nextCursor: string | null } {
  return { data: rows.map(format), nextCursor: next === undefined ? null : formatCursor(next) }
}

/** A position as a cursor: `positionCursor` reads it again. */
export function formatCursor({ at, id }: Position): string {
  return btoa(`${at} ${id}`).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

function parseCursor(cursor: string): Position | undefined {
  try {
    const match = /^([0-9]{1,15}) ([\x21-\x7e]{1,128})$/.exec(
      atob(cursor.replaceAll("-", "+").replaceAll("_", "/")),
    )
    return match === null ? undefined : { at: Number(match[1]), id: match[2] as string }
  } catch {
    return undefined
  }
}
