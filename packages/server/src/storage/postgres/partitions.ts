import type { SqlWrite } from "../sql/request.ts"
import { CHARGE } from "../sql/tables.ts"
import type { Postgres } from "./connect.ts"
import type { BeforeWrite } from "./run-async.ts"
import { RetryAfter } from "./transaction.ts"

const MONTHS_AHEAD = 3
/** Of the columns of a charge, behind the wallet. */
const POSTED_AT = CHARGE.columns.split(", ").indexOf("posted_at") + 1

/** The months of charges that have a partition: made ahead, and when a charge of another month comes. Rule PG-8. */
export interface Partitions {
  readonly beforeWrite: BeforeWrite
  /** Makes those of this month and the next ones. */
  ensureAround(now: number): Promise<void>
}

export function createPartitions(sql: Postgres): Partitions {
  const known = new Set<number>()

  const ensure = async (month: number): Promise<void> => {
    if (known.has(month)) return
    const from = Date.UTC(1970, month)
    const until = Date.UTC(1970, month + 1)
    const name = `charge_${new Date(from)
      .toISOString()
      .slice(0, 7)
      .replace("-", "_")
      .replace(/[^0-9_]/g, "x")}`
    await sql.begin(async (transaction) => {
      // Two who find it missing make it one after the other, and the second finds it there.
      await transaction.unsafe(
        "SELECT pg_advisory_xact_lock(hashtextextended('tollgate charge partitions', 0))",
      )
      await transaction.unsafe(
        `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF charge FOR VALUES FROM (${from}) TO (${until})`,
      )
    })
    known.add(month)
  }

  return {
    beforeWrite: ({ sql: text, rows }: SqlWrite) => {
      if (text !== CHARGE.insert) return
      const missing = new Set(
        [...rows].map((row) => monthOf(Number(row[POSTED_AT]))).filter((month) => !known.has(month)),
      )
      if (missing.size === 0) return
      throw new RetryAfter(async () => {
        for (const month of missing) await ensure(month)
      })
    },
    ensureAround: async (now) => {
      const month = monthOf(now)
      for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) await ensure(month + ahead)
    },
  }
}

/** Months since January 1970 UTC. */
function monthOf(at: number): number {
  const date = new Date(at)
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
}
