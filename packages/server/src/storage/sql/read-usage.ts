import { CUBOID_DIMENSIONS } from "@tollgate/engine"
import { all, type Sql } from "./request.ts"
import type { UsageDimension, UsageQuery, UsageRow } from "../wallet-store.ts"

/** In the order of the table's key, in which sums come out without being sorted. */
const DIMENSION_COLUMNS = {
  senderId: "sender_id",
  market: "market",
  category: "category",
  type: "type",
  direction: "direction",
  mediaType: "media_type",
  channel: "channel",
} as const satisfies Readonly<Record<UsageDimension, string>>
const KEY_ORDER = Object.keys(DIMENSION_COLUMNS) as readonly UsageDimension[]

const SUMS = `CAST(SUM(sent) AS INTEGER) AS sent, CAST(SUM(received) AS INTEGER) AS received, CAST(SUM(delivered) AS INTEGER) AS delivered, CAST(SUM(failed) AS INTEGER) AS failed,
  CAST(SUM(paid) AS INTEGER) AS paid, CAST(SUM(free) AS INTEGER) AS free,
  CAST(SUM(whatsapp_fees) AS TEXT) AS whatsapp_fees, CAST(SUM(other_fees) AS TEXT) AS other_fees`
const ROWS = `FROM usage_rollup
  WHERE wallet_id = ?1 AND cuboid = ?2 AND grain = ?3 AND bucket >= ?4 AND bucket < ?5`
/** A range would be gone through whole: one number's rows lie together only within a bucket. */
const ROWS_OF_SENDER = `FROM asked CROSS JOIN usage_rollup
  WHERE wallet_id = ?1 AND cuboid = ?2 AND grain = ?3 AND bucket = number AND sender_id = ?6`
const ASKED = `WITH RECURSIVE asked (number) AS
  (SELECT CAST(?4 AS INTEGER) WHERE CAST(?4 AS INTEGER) < CAST(?5 AS INTEGER)
    UNION ALL SELECT number + 1 FROM asked WHERE number + 1 < CAST(?5 AS INTEGER))`

/** Sums of one cuboid in order of bucket, then of the dimensions as they were asked for: one statement. */
export function* readUsage(walletId: string, query: UsageQuery): Sql<readonly UsageRow[]> {
  const { cuboid, grain, fromBucket, toBucket, senderId } = query
  const dimensions = [...new Set(query.groupBy)]
  const sql = usageSql(query, dimensions)
  const rows = yield* all(
    sql,
    walletId,
    cuboid,
    grain,
    fromBucket,
    toBucket,
    ...(senderId === undefined ? [] : [senderId]),
  )
  return rows.map((row) => {
    // One object a row, as a report may have thousands.
    const sums: UsageRow & { [D in UsageDimension]?: string } = {
      bucket: row["bucket"] as number,
      sent: row["sent"] as number,
      received: row["received"] as number,
      delivered: row["delivered"] as number,
      failed: row["failed"] as number,
      paid: row["paid"] as number,
      free: row["free"] as number,
      whatsappFees: BigInt(row["whatsapp_fees"] as string),
      otherFees: BigInt(row["other_fees"] as string),
    }
    for (const dimension of dimensions) sums[dimension] = row[DIMENSION_COLUMNS[dimension]] as string
    return sums
  })
}

function usageSql({ cuboid, senderId }: UsageQuery, dimensions: readonly UsageDimension[]): string {
  const columns = (names: readonly UsageDimension[]): string =>
    ["bucket", ...names.map((name) => DIMENSION_COLUMNS[name])].join(", ")
  // Columns that the cuboid leaves empty change no group, and fill the gaps of the key.
  const grouped = KEY_ORDER.filter(
    (name) => dimensions.includes(name) || !CUBOID_DIMENSIONS[cuboid].includes(name),
  )
  const inKeyOrder = KEY_ORDER.filter((name) => dimensions.includes(name))
  const isInKeyOrder = inKeyOrder.every((name, index) => name === dimensions[index])
  const [head, rows] = senderId === undefined ? ["", ROWS] : [ASKED, ROWS_OF_SENDER]
  return `${head} SELECT ${columns(dimensions)}, ${SUMS} ${rows}
    GROUP BY ${columns(grouped)} ORDER BY ${columns(isInKeyOrder ? grouped : dimensions)}`
}
