import { timeOf } from "../../engine/bench/measure.ts"
import { connectPostgres, type Postgres } from "../src/storage/postgres/connect.ts"
import { arraysOf } from "../src/storage/postgres/combine.ts"
import type { ColumnType } from "../src/storage/sql/column.ts"
import { translate, translateMany } from "../src/storage/postgres/dialect.ts"
import type { Commit } from "./recording-driver.ts"

/** One statement of a bare commit, ready to be sent. */
interface BareStatement {
  readonly text: string
  readonly values: readonly unknown[]
}
export type BareCommit = readonly BareStatement[]

/** The store's own tables in a database of their own, with nothing around them. */
export interface BareTables {
  /** Commits that a store had written, as statements: the rows of a table in one commit are one `unnest` insert. */
  prepare(commits: readonly Commit[]): BareCommit[]
  /**
   * One transaction a commit, its statements sent without a wait in between, each lane on a connection of its own.
   *
   * @returns milliseconds
   */
  write(lanes: readonly (readonly BareCommit[])[]): Promise<number>
  close(): Promise<void>
}

const INSERT = /^INSERT INTO (\w+) \(([^)]+)\) VALUES/
const OF_ROWS = /^INSERT INTO \w+ \([^)]+\) VALUES \((?:\?|CAST\(\? AS INTEGER\)|, )+\)/

export async function openBareTables(url: string, connections: number): Promise<BareTables> {
  const sql = connectPostgres(url, connections)
  const columns = await sql<{ table_name: string; column_name: string; data_type: string }[]>`
    SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'`
  const types = new Map(
    columns.map((row) => [
      `${row.table_name}.${row.column_name}`,
      row.data_type === "bigint" ? ("integer" as const) : ("text" as const),
    ]),
  )
  const statements = new Map<string, ManyRows>()
  const textOf = (statement: string): ManyRows => {
    let many = statements.get(statement)
    if (many === undefined) statements.set(statement, (many = manyOf(statement, types)))
    return many
  }

  return {
    prepare: (commits) =>
      commits.map((rows) =>
        [...Map.groupBy(rows, (row) => row.sql)].flatMap(([statement, list]): BareStatement[] => {
          const lists = list.map(({ values }) => values)
          // Statements that are not of a row as it stands are sent one by one.
          if (!OF_ROWS.test(statement)) {
            return lists.map((values) => ({ text: textOf(statement).text, values }))
          }
          const { text, types: own } = textOf(statement)
          return [{ text, values: arraysOf(lists, own) }]
        }),
      ),
    write: (lanes) =>
      timeOf(async () => {
        await Promise.all(
          lanes.map(async (commits) => {
            const connection = await sql.reserve()
            for (const commit of commits) {
              const sent = [connection.unsafe("BEGIN").execute()]
              for (const { text, values } of commit) {
                sent.push(connection.unsafe(text, values as never[], { prepare: true }).execute())
              }
              sent.push(connection.unsafe("COMMIT").execute())
              await Promise.all(sent)
            }
            connection.release()
          }),
        )
      }),
    close: () => sql.end({ timeout: 1 }),
  }
}

interface ManyRows {
  readonly text: string
  readonly types: readonly ColumnType[]
}

/** The insert of a row as that of many. */
function manyOf(statement: string, types: ReadonlyMap<string, ColumnType>): ManyRows {
  const { text } = translate(statement)
  if (!OF_ROWS.test(statement)) return { text, types: [] }
  const [, table = "", names = ""] = INSERT.exec(text) ?? []
  const own = names.split(", ").map((name) => types.get(`${table}.${name}`) ?? "text")
  return { text: translateMany(statement, own), types: own }
}

/** The least that anybody would write for one command: a guarded update, an entry, and a key that is there once. */
export interface BareCommands {
  /** Lanes that each take the next command's wallet, one after the other. @returns milliseconds */
  run(walletIds: readonly string[], inFlight: number): Promise<number>
  close(): Promise<void>
}

const BARE_TABLES = `
  CREATE TABLE bare_wallet (id TEXT PRIMARY KEY, balance BIGINT NOT NULL, sequence BIGINT NOT NULL);
  CREATE TABLE bare_entry (wallet_id TEXT, sequence BIGINT, amount BIGINT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (wallet_id, sequence));
  CREATE TABLE bare_key (wallet_id TEXT, key TEXT, PRIMARY KEY (wallet_id, key));`
const BARE_COMMAND = `
  WITH spent AS (
    UPDATE bare_wallet SET balance = balance - $2, sequence = sequence + 1
    WHERE id = $1 AND balance >= $2 RETURNING id, sequence
  ), entry AS (
    INSERT INTO bare_entry (wallet_id, sequence, amount, body) SELECT id, sequence, $2, $4 FROM spent
  ), once AS (
    INSERT INTO bare_key (wallet_id, key) SELECT id, $3 FROM spent
  ) SELECT id FROM spent`
const BALANCE = 1_000_000_000_000_000
/** About what an entry of ours holds besides its numbers. */
const BODY = "x".repeat(400)

/** In one statement, which is one transaction and one round trip. */
export async function openBareCommands(
  url: string,
  connections: number,
  walletIds: readonly string[],
): Promise<BareCommands> {
  const sql: Postgres = connectPostgres(url, connections)
  await sql.unsafe(BARE_TABLES)
  await sql.unsafe(`INSERT INTO bare_wallet SELECT id, ${BALANCE}, 0 FROM unnest($1::text[]) AS id`, [
    `{${walletIds.join(",")}}`,
  ])
  let keys = 0
  return {
    run: (wallets, inFlight) =>
      timeOf(async () => {
        const waiting = wallets.values()
        const lane = async (): Promise<void> => {
          for (const walletId of waiting) {
            keys += 1
            await sql.unsafe(BARE_COMMAND, [walletId, 1_000, `key-${keys}`, BODY], { prepare: true })
          }
        }
        await Promise.all(Array.from({ length: inFlight }, lane))
      }),
    close: () => sql.end({ timeout: 1 }),
  }
}
