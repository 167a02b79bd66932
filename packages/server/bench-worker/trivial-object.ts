import { DurableObject } from "cloudflare:workers"

interface Env {
  readonly TRIVIAL: DurableObjectNamespace<TrivialObject>
}
interface Body {
  readonly events: readonly { readonly messageId: string }[]
}

/** The least that a durable wallet does: what was seen before is told apart, and a balance is kept. */
export class TrivialObject extends DurableObject<Env> {
  readonly #storage: DurableObjectStorage

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    this.#storage = state.storage
    this.#storage.sql.exec("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
    this.#storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS balance (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL) STRICT",
    )
  }

  override async fetch(request: Request): Promise<Response> {
    const { sql } = this.#storage
    if (request.method === "GET") return Response.json(sql.exec("SELECT amount FROM balance").toArray())
    const { events } = await request.json<Body>()
    const accepted = this.#storage.transactionSync(() => {
      let added = 0
      for (const { messageId } of events) {
        added += sql.exec("INSERT INTO seen (id) VALUES (?) ON CONFLICT DO NOTHING", messageId).rowsWritten
      }
      sql.exec(
        "INSERT INTO balance (id, amount) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET amount = amount + excluded.amount",
        added,
      )
      return added
    })
    return Response.json({ accepted })
  }
}

/** A front that hands a request to the object which the path names, as ours does. */
export default {
  fetch: (request, { TRIVIAL }) => TRIVIAL.getByName(new URL(request.url).pathname).fetch(request),
} satisfies ExportedHandler<Env>
