import postgres from "postgres"

export const CONNECTIONS_MAX = 10
const CONNECT_TIMEOUT_SECONDS = 10
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
    onnotice: () => undefined,
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
