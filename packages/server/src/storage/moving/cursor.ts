import { z } from "@hono/zod-openapi"
import type { MovedTable } from "./moved-table.ts"
import type { RowsCursor } from "./rows.ts"

const CURSOR_CHARACTERS_MAX = 4096

/** A cursor of rows, read. One that we did not write is refused. */
export function cursorSchema(tables: readonly MovedTable[]) {
  return z
    .string()
    .max(CURSOR_CHARACTERS_MAX)
    .transform((text, context): RowsCursor => {
      const cursor = parseCursor(text, tables)
      if (cursor !== undefined) return cursor
      context.addIssue({ code: "custom", message: "not a cursor of these rows" })
      return z.NEVER
    })
    .openapi({ type: "string" })
}

function parseCursor(text: string, tables: readonly MovedTable[]): RowsCursor | undefined {
  let told: unknown
  try {
    told = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof told !== "object" || told === null) return undefined
  const { table: name, after } = told as { table?: unknown; after?: unknown }
  const table = tables.find((one) => one.name === name)
  if (table === undefined) return undefined
  if (after === null) return { table: table.name, after }
  if (!Array.isArray(after) || table.keyFaultOf(after) !== undefined) return undefined
  return { table: table.name, after: after as NonNullable<RowsCursor["after"]> }
}
