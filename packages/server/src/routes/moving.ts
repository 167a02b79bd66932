import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi"
import type { Finding } from "@tollgate/engine"
import { guard } from "../auth/guard.ts"
import { requireWallet } from "../auth/require.ts"
import type { AppContext, AppEnv } from "../http/app-env.ts"
import { decodeText, LARGE_BODY_BYTES_MAX } from "../http/read-body.ts"
import { ProblemError } from "../problem.ts"
import { idParam, jsonAnswer, jsonBody } from "../schemas/route-parts.ts"
import { CATALOG_PART_ROWS_MAX } from "../storage/moving/catalog-moving.ts"
import { CATALOG_TABLES } from "../storage/moving/catalog-tables.ts"
import { cursorSchema } from "../storage/moving/cursor.ts"
import type { Moving } from "../storage/moving/moving.ts"
import { PartError, readPart } from "../storage/moving/read-part.ts"
import type { RowsCursor, TablePart } from "../storage/moving/rows.ts"
import { WALLET_TABLES } from "../storage/moving/wallet-tables.ts"

const tags = ["Moving"]
const ROWS_TYPE = "application/x-ndjson"
const FINDINGS_TOLD_MAX = 20

const file = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, "1 to 64 visible ASCII characters")
  .openapi({ description: "The id of the export, which its first line has" })
const count = z.int().min(0)
const flag = z.enum(["0", "1"]).default("0")

const RowsOut = z
  .object({
    parts: z.array(
      z.object({ table: z.string(), rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))) }),
    ),
    cursor: z.string().nullable().openapi({ description: "Where to go on; null at the end" }),
  })
  .openapi("MovedRows", {
    description: "Rows as lines of an export have them: 64-bit amounts are decimal text.",
  })

const walletEnd = z.strictObject({
  sequence: count,
  head: z.string().max(64),
  rows: count,
  counts: z.record(z.string().max(64), count),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 hex digits"),
})
const WalletEndOut = walletEnd.openapi("MovedWalletEnd")
const There = z.object({ state: z.literal("there"), sequence: z.int(), head: z.string() })

const exportWallet = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/export",
  tags,
  summary: "Rows of a wallet, part by part",
  description: "All that the store keeps of it, in the order of an export, its own row first.",
  ...guard({ who: ["operator"] }),
  request: { params: idParam, query: z.strictObject({ cursor: cursorSchema(WALLET_TABLES).optional() }) },
  responses: { 200: jsonAnswer(RowsOut, "The next rows") },
})

const exportEnd = createRoute({
  method: "get",
  path: "/v1/wallets/{id}/export/end",
  tags,
  summary: "What the export of a wallet ends with",
  description:
    "Reads the wallet again, whole: rows that were read before are of one moment when this is their digest.",
  ...guard({ who: ["operator"] }),
  request: { params: idParam },
  responses: { 200: jsonAnswer(WalletEndOut, "Counts, digest, and the head of the journal") },
})

const exportCatalog = createRoute({
  method: "get",
  path: "/v1/export/catalog",
  tags,
  summary: "Rows of the catalog, part by part",
  description: "Without the settings that are secrets.",
  ...guard({ who: ["operator"] }),
  request: { query: z.strictObject({ cursor: cursorSchema(CATALOG_TABLES).optional() }) },
  responses: { 200: jsonAnswer(RowsOut, "The next rows") },
})

const rowsBody = {
  required: true,
  content: { [ROWS_TYPE]: { schema: z.string() } },
} as const

const importCatalog = createRoute({
  method: "post",
  path: "/v1/import/catalog",
  tags,
  summary: "Take rows of a catalog",
  description:
    `Lines of an export: a table's, then rows, at most ${CATALOG_PART_ROWS_MAX}. Rows are added and never changed; ` +
    "what is there with another content refuses all, unless `keep` leaves it alone. `check` only looks.",
  ...guard({ who: ["operator"], body: "raw", bodyBytesMax: LARGE_BODY_BYTES_MAX }),
  "x-refusals": ["import_conflict"],
  request: { query: z.strictObject({ check: flag, keep: flag }), body: rowsBody },
  responses: {
    200: jsonAnswer(
      z.object({ added: z.int(), same: z.int(), kept: z.int() }).openapi("CatalogImported"),
      "How many were added, were there, and were left alone",
    ),
  },
})

const beginImport = createRoute({
  method: "post",
  path: "/v1/wallets/{id}/import",
  tags,
  summary: "Begin the import of a wallet, or go on with it",
  description:
    "The catalog knows the wallet's place already. What another export left of it is removed. A wallet that is there stays as it is.",
  ...guard({ who: ["operator"] }),
  request: { params: idParam, body: jsonBody(z.strictObject({ file }).openapi("NewImport")) },
  responses: {
    200: jsonAnswer(
      z
        .union([
          There,
          z.object({
            state: z.literal("begun"),
            rows: z.int().openapi({ description: "So many of the export's rows are in" }),
          }),
        ])
        .openapi("ImportBegun"),
      "Where it is",
    ),
  },
})

const importRows = createRoute({
  method: "post",
  path: "/v1/wallets/{id}/import/rows",
  tags,
  summary: "Take rows of a wallet",
  description:
    "Lines of an export, tables' and rows'. `from` is the number of the first row in the wallet's section, from 0: rows that are in already count once.",
  ...guard({ who: ["operator"], body: "raw", bodyBytesMax: LARGE_BODY_BYTES_MAX }),
  "x-refusals": ["import_conflict"],
  request: {
    params: idParam,
    query: z.strictObject({
      file,
      from: z
        .string()
        .regex(/^[0-9]{1,15}$/, "a whole number")
        .transform(Number)
        .openapi({ type: "integer" }),
    }),
    body: rowsBody,
  },
  responses: {
    200: jsonAnswer(z.object({ rows: z.int() }).openapi("RowsTaken"), "So many rows of the export are in"),
  },
})

const finishImport = createRoute({
  method: "post",
  path: "/v1/wallets/{id}/import/finish",
  tags,
  summary: "Verify what came, and make it a wallet",
  description:
    "All rows are read again and compared with the export's end, then verified. Where something differs all of it is removed.",
  ...guard({ who: ["operator"] }),
  "x-refusals": ["import_conflict", "import_not_sound"],
  request: {
    params: idParam,
    body: jsonBody(z.strictObject({ file, end: walletEnd }).openapi("ImportEnd")),
  },
  responses: {
    200: jsonAnswer(
      z
        .union([There, z.object({ state: z.literal("finished"), entries: z.int(), charges: z.int() })])
        .openapi("ImportFinished"),
      "It is a wallet now, or was one before",
    ),
  },
})

const abandonImport = createRoute({
  method: "delete",
  path: "/v1/wallets/{id}/import",
  tags,
  summary: "Remove what came of an export",
  description: "A wallet that is finished stays.",
  ...guard({ who: ["operator"] }),
  request: { params: idParam, query: z.strictObject({ file }) },
  responses: { 204: { description: "Nothing of it is there" } },
})

/** Wallets and catalog, out and in, for the operator. Rules MOVE-13, MOVE-14. */
export function movingRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>()

  routes.openapi(exportWallet, async (c) => {
    const walletId = await requirePlace(c, c.req.valid("param").id)
    const { parts, next } = await movingOf(c).wallets.rows(walletId, c.req.valid("query").cursor)
    if (parts.length === 0 && c.req.valid("query").cursor === undefined) throw new ProblemError("not_found")
    return c.json(formatRows(parts, next), 200)
  })
  routes.openapi(exportEnd, async (c) => {
    const end = await movingOf(c).wallets.digest(await requirePlace(c, c.req.valid("param").id))
    if (end === undefined) throw new ProblemError("not_found")
    return c.json(end, 200)
  })
  routes.openapi(exportCatalog, async (c) => {
    const { parts, next } = await movingOf(c).catalog.rows(c.req.valid("query").cursor)
    return c.json(formatRows(parts, next), 200)
  })

  routes.openapi(importCatalog, async (c) => {
    const { check, keep } = c.req.valid("query")
    const parts = bodyParts(c, CATALOG_TABLES)
    const rows = parts.reduce((sum, part) => sum + part.rows.length, 0)
    if (parts.length > 1 || rows > CATALOG_PART_ROWS_MAX) {
      throw badBody(`Send rows of one table, at most ${CATALOG_PART_ROWS_MAX}.`)
    }
    const [part] = parts
    if (part === undefined) return c.json({ added: 0, same: 0, kept: 0 }, 200)
    const options = { isCheck: check === "1", keepsTarget: keep === "1" }
    const put = await movingOf(c).catalog.put(part.table, part.rows, options)
    if (put.kind === "bad_row") throw badBody(put.fault)
    if (put.kind === "differs") {
      const errors = put.keys.map((message) => ({ path: part.table, message }))
      throw new ProblemError("import_conflict", {
        detail: "The catalog has these with another content; nothing of this part was taken.",
        facts: { reason: "differs" },
        errors,
      })
    }
    const { added, same, kept } = put
    return c.json({ added, same, kept }, 200)
  })

  routes.openapi(beginImport, async (c) => {
    const walletId = await requirePlace(c, c.req.valid("param").id)
    const { kind: state, ...begun } = await movingOf(c).wallets.begin(walletId, c.req.valid("json").file)
    return c.json({ state, ...begun } as never, 200)
  })
  routes.openapi(importRows, async (c) => {
    const walletId = await requirePlace(c, c.req.valid("param").id)
    const parts = bodyParts(c, WALLET_TABLES)
    const put = await movingOf(c).wallets.put(walletId, { ...c.req.valid("query"), parts })
    if (put.kind === "bad_row") throw badBody(put.fault)
    if (put.kind === "gap") {
      throw new ProblemError("import_conflict", {
        detail: "Rows before these are missing.",
        facts: { reason: "gap", rows: put.rows },
      })
    }
    if (put.kind === "not_begun") throw notBegun()
    return c.json({ rows: put.rows }, 200)
  })
  routes.openapi(finishImport, async (c) => {
    const walletId = await requirePlace(c, c.req.valid("param").id)
    const { file: of, end } = c.req.valid("json")
    const finished = await movingOf(c).wallets.finish(walletId, of, end)
    switch (finished.kind) {
      case "finished":
      case "there": {
        const { kind: state, ...rest } = finished
        return c.json({ state, ...rest } as never, 200)
      }
      case "not_begun":
        throw notBegun()
      case "differs":
        throw new ProblemError("import_not_sound", {
          facts: { reason: "differs", rows: finished.found?.rows ?? 0, sha256: finished.found?.sha256 ?? "" },
        })
      case "unsound":
        throw new ProblemError("import_not_sound", {
          facts: { reason: "unsound" },
          errors: finished.findings.slice(0, FINDINGS_TOLD_MAX).map(formatFinding),
        })
    }
  })
  routes.openapi(abandonImport, async (c) => {
    const walletId = await requirePlace(c, c.req.valid("param").id)
    await movingOf(c).wallets.abandon(walletId, c.req.valid("query").file)
    return c.body(null, 204)
  })
  return routes
}

function formatRows(parts: readonly TablePart[], next: RowsCursor | undefined): z.infer<typeof RowsOut> {
  return {
    parts: parts as z.infer<typeof RowsOut>["parts"],
    cursor: next === undefined ? null : JSON.stringify(next),
  }
}

function movingOf(c: AppContext): Moving {
  const { moving } = c.get("deps")
  if (moving === undefined)
    throw new ProblemError("unprocessable", { detail: "This server moves no wallets." })
  return moving
}

/** The catalog's part comes before the wallets: on Workers it says where each one lives. */
async function requirePlace(c: AppContext, walletId: string): Promise<string> {
  return (await requireWallet(c, walletId)).walletId
}

function bodyParts(c: AppContext, tables: typeof WALLET_TABLES): readonly TablePart[] {
  const type = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase()
  if (type !== ROWS_TYPE) {
    throw new ProblemError("unsupported_media_type", { detail: `Send the lines as ${ROWS_TYPE}.` })
  }
  try {
    return readPart(decodeText(c.get("bytes")), tables)
  } catch (error) {
    if (error instanceof PartError) throw badBody(error.message)
    throw error
  }
}

function badBody(message: string): ProblemError {
  return new ProblemError("invalid_request", { errors: [{ path: "", message }] })
}

function notBegun(): ProblemError {
  return new ProblemError("import_conflict", {
    detail: "This import is not under way: another one began with the wallet, or none did.",
    facts: { reason: "not_begun" },
  })
}

function formatFinding(finding: Finding | string): { path: string; message: string } {
  if (typeof finding === "string") return { path: "", message: finding }
  const { sequence, what, which, expected, found } = finding
  const message = `${what}${which === undefined ? "" : ` ${which}`}: expected ${expected}, found ${found}`
  return { path: sequence === undefined ? "books" : `entry ${sequence}`, message }
}
