import type { SqlDriver } from "../sql-driver.ts"
import type { UsageDimension, UsageQuery, UsageRow } from "../wallet-store.ts"

const DIMENSION_COLUMNS: Readonly<Record<UsageDimension, string>> = {
  category: "category",
  type: "type",
  direction: "direction",
  mediaType: "media_type",
  channel: "channel",
  senderId: "sender_id",
  market: "market",
}

const SUMS = `SUM(sent) AS sent, SUM(received) AS received, SUM(delivered) AS delivered, SUM(failed) AS failed,
  SUM(paid) AS paid, SUM(free) AS free,
  CAST(SUM(whatsapp_fees) AS TEXT) AS whatsapp_fees, CAST(SUM(other_fees) AS TEXT) AS other_fees`

/** Sums of one cuboid in order of bucket, then of the dimensions as they were asked for: one statement. */
export function readUsage(driver: SqlDriver, walletId: string, query: UsageQuery): readonly UsageRow[] {
  const { cuboid, grain, fromBucket, toBucket, senderId } = query
  const dimensions = [...new Set(query.groupBy)]
  const groups = ["bucket", ...dimensions.map((dimension) => DIMENSION_COLUMNS[dimension])].join(", ")
  const sql = `SELECT ${groups}, ${SUMS} FROM usage_rollup
    WHERE wallet_id = ?1 AND cuboid = ?2 AND grain = ?3 AND bucket >= ?4 AND bucket < ?5
    ${senderId === undefined ? "" : "AND sender_id = ?6"}
    GROUP BY ${groups} ORDER BY ${groups}`
  const rows = driver
    .prepare(sql)
    .all(walletId, cuboid, grain, fromBucket, toBucket, ...(senderId === undefined ? [] : [senderId]))
  return rows.map((row) => {
    const kept: { [D in UsageDimension]?: string } = {}
    for (const dimension of dimensions) kept[dimension] = row[DIMENSION_COLUMNS[dimension]] as string
    return {
      bucket: row["bucket"] as number,
      ...kept,
      sent: row["sent"] as number,
      received: row["received"] as number,
      delivered: row["delivered"] as number,
      failed: row["failed"] as number,
      paid: row["paid"] as number,
      free: row["free"] as number,
      whatsappFees: BigInt(row["whatsapp_fees"] as string),
      otherFees: BigInt(row["other_fees"] as string),
    }
  })
}
