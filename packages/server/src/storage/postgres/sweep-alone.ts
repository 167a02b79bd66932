import type { Timer } from "../../timer.ts"
import type { Postgres } from "./connect.ts"

/** How long a process that died keeps the others from a sweep, ms. */
export const LEASE_MS = 60_000
const RENEW_EVERY_MS = 20_000

/** Runs a sweep unless another process on the same database runs it now. Rule PG-12. */
export type SweepAlone = (name: string, sweep: () => Promise<void>) => Promise<void>

const NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"
const TAKE = `INSERT INTO sweep_lease AS lease (name, holder, until) VALUES ($1, $2, ${NOW} + ${LEASE_MS})
  ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE lease.until < ${NOW} OR lease.holder = excluded.holder RETURNING name`
const GIVE_BACK = "DELETE FROM sweep_lease WHERE name = $1 AND holder = $2"

/** @param self - a name that no other process has */
export function sweepAloneOn(sql: Postgres, self: string, timer: Timer): SweepAlone {
  return async (name, sweep) => {
    const take = (): Promise<readonly object[]> => sql.unsafe(TAKE, [name, self])
    if ((await take()).length === 0) return
    let stop: () => void = () => undefined
    const renew = (): void => {
      stop = timer(RENEW_EVERY_MS, () => {
        // One that fails is followed by another before the lease ends.
        take().catch(() => undefined)
        renew()
      })
    }
    renew()
    try {
      await sweep()
    } finally {
      stop()
      await sql.unsafe(GIVE_BACK, [name, self])
    }
  }
}
