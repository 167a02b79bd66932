import { DurableObject, WorkerEntrypoint } from "cloudflare:workers"

interface Env {
  readonly DATABASE: DurableObjectNamespace<LocalD1>
}
interface Query {
  readonly sql: string
  readonly params?: readonly SqlStorageValue[] | null
}
interface Rows {
  readonly columns: readonly string[]
  readonly rows: readonly SqlStorageValue[][]
}

/** A database as the binding of D1 asks for it, in an object's SQLite. It counts how often it is asked. */
export class LocalD1 extends DurableObject<Env> {
  readonly #storage: DurableObjectStorage
  #trips = 0

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    this.#storage = state.storage
  }

  query(queries: readonly Query[]): readonly Rows[] {
    this.#trips += 1
    return this.#storage.transactionSync(() =>
      queries.map(({ sql, params }) => {
        const cursor = this.#storage.sql.exec(sql, ...(params ?? []))
        return { columns: cursor.columnNames, rows: [...cursor.raw()] }
      }),
    )
  }

  /** How often it was asked since it was last told this. */
  trips(): number {
    const trips = this.#trips
    this.#trips = 0
    return trips
  }
}

const META = {
  served_by: "bench",
  duration: 0,
  changes: 0,
  last_row_id: 0,
  changed_db: false,
  size_after: 0,
  rows_read: 0,
  rows_written: 0,
}

/** What the binding calls: by RPC, or with JSON. Other requests are the benchmark's own. */
export default class LocalD1Entry extends WorkerEntrypoint<Env> {
  async query({ queries }: { readonly queries: readonly Query[] }): Promise<object> {
    const results = await this.#database().query(queries)
    return { results: results.map((rows) => ({ meta: META, data: { kind: "raw", ...rows } })) }
  }

  override async fetch(request: Request): Promise<Response> {
    if (request.method === "GET") return Response.json(await this.#database().trips())
    const asked = await request.json<Query | readonly Query[]>()
    const queries = Array.isArray(asked) ? (asked as readonly Query[]) : [asked as Query]
    try {
      const results = await this.#database().query(queries)
      return Response.json(results.map((rows) => ({ success: true, results: rows, meta: META })))
    } catch (error) {
      return Response.json({ success: false, error: String(error) })
    }
  }

  #database(): DurableObjectStub<LocalD1> {
    return this.env.DATABASE.getByName("catalog")
  }
}
