import { CATALOG_TABLE_OF, isOpenSetting } from "./catalog-tables.ts"
import type { CatalogMoving } from "./catalog-moving.ts"
import { rowLine, tableLine, type WalletEnd } from "./format.ts"
import type { Moving } from "./moving.ts"
import type { Rows, RowsCursor, TablePart } from "./rows.ts"
import type { WalletMoving } from "./wallet-moving.ts"
import { WALLET_TABLE_OF } from "./wallet-tables.ts"

/** How often a request is sent before we give up, and how long it is waited between, ms. */
const ATTEMPTS_MAX = 8
const FIRST_PAUSE_MS = 200
const PAUSE_MS_MAX = 10_000
/** What a caller makes something of. */
const KNOWN: ReadonlySet<number> = new Set([200, 204, 400, 404, 409, 422])
const RETRIED: ReadonlySet<number> = new Set([429, 502, 503, 504, 520, 522, 524])

export interface MovingServer {
  /** Without a slash at its end. */
  readonly url: string
  readonly operatorKey: string
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly wait: (ms: number) => Promise<void>
}

/** A server cannot be asked, or refuses; the message is for the person at the terminal. */
export class MovingServerError extends Error {
  override readonly name = "MovingServerError"
}

interface Refusal {
  readonly code?: string
  readonly detail?: string
  readonly reason?: string
  readonly rows?: number
  readonly sha256?: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}
interface Answered {
  readonly status: number
  readonly body: unknown
}

/**
 * The wallets and the catalog of a server, asked over HTTP. Every request may be sent again, and is when nobody answers.
 * Rule MOVE-14.
 */
export function httpMoving(server: MovingServer): Moving {
  const ask = askerOf(server)
  const rows = async (path: string, from: RowsCursor | undefined): Promise<Rows> => {
    const query = from === undefined ? "" : `?cursor=${encodeURIComponent(JSON.stringify(from))}`
    const { status, body } = await ask("GET", path + query)
    if (status === 404) return { parts: [] }
    const { parts, cursor } = body as { readonly parts: readonly TablePart[]; readonly cursor: string | null }
    return cursor === null ? { parts } : { parts, next: JSON.parse(cursor) as RowsCursor }
  }
  const catalogRows = (from: RowsCursor | undefined): Promise<Rows> => rows("/v1/export/catalog", from)
  return { wallets: walletsOf(ask, rows, catalogRows), catalog: catalogOf(ask, catalogRows) }
}

type Ask = (method: string, path: string, body?: object | string) => Promise<Answered>
type ReadRows = (path: string, from: RowsCursor | undefined) => Promise<Rows>

function walletsOf(
  ask: Ask,
  rows: ReadRows,
  catalogRows: (from: RowsCursor | undefined) => Promise<Rows>,
): WalletMoving {
  const pathOf = (walletId: string): string => `/v1/wallets/${encodeURIComponent(walletId)}`
  return {
    // The directory knows all wallets, wherever each one lives.
    walletIds: async ({ limit, after }) => {
      const ids: string[] = []
      let from: RowsCursor | undefined = {
        table: "wallet_place",
        after: after === undefined ? null : [after],
      }
      while (from !== undefined && ids.length < limit) {
        const { parts, next }: Rows = await catalogRows(from)
        const places = parts.filter(({ table }) => table === "wallet_place")
        ids.push(...places.flatMap((part) => part.rows.map((row) => String(row[0]))))
        from = next?.table === "wallet_place" ? next : undefined
      }
      return ids.slice(0, limit)
    },
    rows: (walletId, from) => rows(`${pathOf(walletId)}/export`, from),
    digest: async (walletId) => {
      const { status, body } = await ask("GET", `${pathOf(walletId)}/export/end`)
      return status === 404 ? undefined : (body as WalletEnd)
    },
    begin: async (walletId, file) => {
      const { status, body } = await ask("POST", `${pathOf(walletId)}/import`, { file })
      if (status === 404) {
        throw new MovingServerError(
          `The server's catalog knows no wallet "${walletId}": import the catalog with it.`,
        )
      }
      return kindOf(body)
    },
    put: async (walletId, { file, from, parts }) => {
      const query = `file=${encodeURIComponent(file)}&from=${from}`
      const { status, body } = await ask(
        "POST",
        `${pathOf(walletId)}/import/rows?${query}`,
        linesOf(parts, WALLET_TABLE_OF),
      )
      const refusal = body as Refusal
      if (status === 200) return { kind: "taken", rows: Number(refusal.rows) }
      if (status === 400) return { kind: "bad_row", index: 0, fault: faultOf(refusal) }
      return refusal.reason === "gap" ? { kind: "gap", rows: Number(refusal.rows) } : { kind: "not_begun" }
    },
    finish: async (walletId, file, end) => {
      const { sequence, head, rows, counts, sha256 } = end
      const sent = { file, end: { sequence, head, rows, counts, sha256 } }
      const { status, body } = await ask("POST", `${pathOf(walletId)}/import/finish`, sent)
      if (status === 200) return kindOf(body)
      const refusal = body as Refusal
      if (refusal.code === "invalid_request") throw new MovingServerError(faultOf(refusal))
      if (refusal.code === "import_conflict") return { kind: "not_begun" }
      if (refusal.reason === "differs") return { kind: "differs", expected: end, found: undefined }
      return {
        kind: "unsound",
        findings: (refusal.errors ?? []).map(({ path, message }) =>
          path === "" ? message : `${path}: ${message}`,
        ),
      }
    },
    abandon: async (walletId, file) => {
      await ask("DELETE", `${pathOf(walletId)}/import?file=${encodeURIComponent(file)}`)
    },
  }
}

function catalogOf(ask: Ask, rows: CatalogMoving["rows"]): CatalogMoving {
  return {
    rows,
    put: async (table, told, { isCheck, keepsTarget }) => {
      const query = `check=${isCheck ? 1 : 0}&keep=${keepsTarget ? 1 : 0}`
      // Secrets do not go over the wire: a server has them from its environment.
      const sent = table === "setting" ? told.filter(([name]) => isOpenSetting(String(name))) : told
      const lines = linesOf([{ table, rows: sent }], CATALOG_TABLE_OF)
      const { status, body } = await ask("POST", `/v1/import/catalog?${query}`, lines)
      if (status === 200) {
        const { added, same, kept } = body as { added: number; same: number; kept: number }
        return { kind: "taken", added, same, kept: kept + told.length - sent.length }
      }
      const refusal = body as Refusal
      if (status === 400) return { kind: "bad_row", index: 0, fault: faultOf(refusal) }
      return { kind: "differs", keys: (refusal.errors ?? []).map(({ message }) => message) }
    },
  }
}

/** What is told as `state` is a `kind` of ours. */
function kindOf(body: unknown): never {
  const { state, ...rest } = body as { readonly state: string }
  return { kind: state, ...rest } as never
}

function linesOf(parts: readonly TablePart[], tables: typeof WALLET_TABLE_OF): string {
  return parts
    .flatMap(({ table, rows }) => [tableLine(tables.get(table)!), ...rows.map(rowLine)])
    .map((line) => `${line}\n`)
    .join("")
}

function faultOf({ detail, errors = [] }: Refusal): string {
  return errors.map(({ message }) => message).join("; ") || (detail ?? "the server refuses a row")
}

/** Sends a request until somebody answers it. What was refused for a reason that a caller knows is given back. */
function askerOf({ url, operatorKey, fetch, wait }: MovingServer): Ask {
  return async (method, path, body) => {
    for (let attempt = 1; ; attempt += 1) {
      const answered = await attemptOnce()
      if (answered.status === 0 || RETRIED.has(answered.status)) {
        if (attempt < ATTEMPTS_MAX) {
          await wait(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), PAUSE_MS_MAX))
          continue
        }
        throw new MovingServerError(
          `${url} does not answer (${answered.status === 0 ? String(answered.body) : answered.status}). Run the same command again: it goes on where it was.`,
        )
      }
      if (answered.status === 401 || answered.status === 403)
        throw new MovingServerError(`${url} does not take the key of TOLLGATE_OPERATOR_KEY as an operator's.`)
      if (KNOWN.has(answered.status) && !isForeign(answered)) return answered
      throw new MovingServerError(
        `${url} answered ${answered.status} to ${method} ${path.split("?")[0]}: ${JSON.stringify(answered.body).slice(0, 300)}`,
      )
    }

    async function attemptOnce(): Promise<Answered> {
      try {
        const response = await fetch(url + path, {
          method,
          headers: {
            authorization: `Bearer ${operatorKey}`,
            ...(body === undefined
              ? {}
              : { "content-type": typeof body === "string" ? "application/x-ndjson" : "application/json" }),
          },
          ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        })
        const text = await response.text()
        const isJson = response.headers.get("content-type")?.includes("json") === true
        return { status: response.status, body: isJson && text !== "" ? (JSON.parse(text) as unknown) : text }
      } catch (error) {
        const { cause, message } = error as Error & { cause?: { code?: string } }
        return { status: 0, body: cause?.code ?? message }
      }
    }
  }
}

/** Another server is there, or one that moves no wallets. */
function isForeign({ status, body }: Answered): boolean {
  const { code, detail } = (typeof body === "object" ? body : {}) as Refusal
  return (
    code === "unprocessable" ||
    (status === 404 && (code === undefined || detail === "There is no such path."))
  )
}
