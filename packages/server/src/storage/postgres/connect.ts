import postgres from "postgres"

export const CONNECTIONS_MAX = 10
const CONNECT_TIMEOUT_SECONDS = 10
/**
 * Between two tries of a connection, s. The driver's own pause triples with each failure of any connection of the pool: ten
 * of them that fail once would keep a server that is back already waiting for 20 s.
 */
const RECONNECT_SECONDS = 0.2
/** Longer than any statement of ours takes; one that takes longer is lost, and is better ended. */
const STATEMENT_TIMEOUT_MS = 30_000
/** How long a command waits for its wallet, ms. */
const LOCK_TIMEOUT_MS = 10_000
/** A process that stopped amid a transaction must not hold a wallet for ever. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000

type Types = { readonly bigint: number }
export type Postgres = postgres.Sql<Types>
export type ReservedPostgres = postgres.ReservedSql<Types>

/** A pool of connections; none is made before it is needed. Rule PG-2. */
export function connectPostgres(url: string, connectionsMax: number = CONNECTIONS_MAX): Postgres {
  return postgres<{ bigint: postgres.PostgresType<number> }>(url, {
    max: connectionsMax,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: () => RECONNECT_SECONDS,
    onnotice: () => undefined,
    // It would ask each connection for them, and end the process where that one is lost meanwhile.
    fetch_types: false,
    types: { bigint: { to: 20, from: [20], parse: safeInteger, serialize: String } },
    connection: {
      application_name: "tollgate",
      // Each statement is planned once a connection: all of them find their rows by the wallet, whoever it is.
      plan_cache_mode: "force_generic_plan",
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    },
  })
}

/** Amounts are read as text; every other integer must be one that a number holds. */
function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError("an integer past 2^53 was read as a number")
  return value
}
