import type { Charge } from "../pricing/charge.ts"
import { CATEGORIES, CHANNELS, DIRECTIONS, MEDIA_TYPES, PRICING_TYPES } from "../pricing/usage-event.ts"
import { localDay, monthOfDay, QUARTER_HOUR_MS, type Zone } from "./calendar.ts"
import { addCounts, countCharge, type MutableCounts } from "./count-charge.ts"
import type { Cuboid, Grain, RollupDelta } from "./rollup.ts"

/** Fees of one call beyond this are summed in parts, so that every sum stays a safe integer. */
const FEES_SUM_MAX: number = 2 ** 52

type Row = MutableCounts & Omit<RollupDelta, keyof MutableCounts>
type Rows = Map<number, Row>

/**
 * What `charges` add to the rollups: `kind`, `sender` and `market` by local day and month, `all` and `kind` by quarter hour, one
 * delta a row unless their fees together pass `FEES_SUM_MAX`. Every row is summed from the next finer one, as offsets
 * and transitions of zones lie on quarter hours. Rules USE-1 to USE-4.
 */
export function rollupsOf(charges: readonly Charge[], zone: Zone): readonly RollupDelta[] {
  if (charges.length > 1 && feesMagnitude(charges) > FEES_SUM_MAX) {
    const middle = charges.length >> 1
    return [...rollupsOf(charges.slice(0, middle), zone), ...rollupsOf(charges.slice(middle), zone)]
  }

  const deltas: Row[] = []
  const kindDays: Rows = new Map()
  const kindMonths: Rows = new Map()
  const kindQuarters: Rows = new Map()
  const marketDays = new Map<string, Rows>()
  for (const markets of quarterRows(charges).values()) {
    const senderDays: Rows = new Map()
    for (const [market, quarters] of markets) {
      const days = rowsUnder(marketDays, market)
      for (const row of quarters.values()) {
        const day = localDay(zone, row.bucket * QUARTER_HOUR_MS)
        const kind = kindCode(row)
        addRow(kindQuarters, row.bucket * KINDS + kind, row, "kind", "quarter", row.bucket)
        addRow(senderDays, day * KINDS + kind, row, "sender", "day", day)
        addRow(days, day * KINDS + codeOf(CATEGORY_CODES, row.category), row, "market", "day", day)
        deltas.push(row)
      }
    }
    const senderMonths: Rows = new Map()
    for (const [key, row] of senderDays) {
      addRow(kindDays, key, row, "kind", "day", row.bucket)
      addMonth(senderMonths, key, row)
      deltas.push(row)
    }
    pushAll(deltas, senderMonths)
  }
  for (const [key, row] of kindDays) addMonth(kindMonths, key, row)
  pushAll(deltas, kindQuarters)
  pushAll(deltas, kindDays)
  pushAll(deltas, kindMonths)
  for (const days of marketDays.values()) {
    const months: Rows = new Map()
    for (const [key, row] of days) addMonth(months, key, row)
    pushAll(deltas, days)
    pushAll(deltas, months)
  }
  return deltas.filter(hasCounts)
}

/** Rows of `all`, by sender, then market, then quarter hour and kind. */
function quarterRows(charges: readonly Charge[]): Map<string, Map<string, Rows>> {
  const senders = new Map<string, Map<string, Rows>>()
  for (const charge of charges) {
    let markets = senders.get(charge.senderId)
    if (markets === undefined) senders.set(charge.senderId, (markets = new Map()))
    const rows = rowsUnder(markets, charge.market)
    const bucket = Math.floor(charge.instant / QUARTER_HOUR_MS)
    const key = bucket * KINDS + kindCode(charge)
    let row = rows.get(key)
    if (row === undefined) rows.set(key, (row = emptyRow(charge, "all", "quarter", bucket)))
    countCharge(row, charge)
  }
  return senders
}

function addRow(rows: Rows, key: number, finer: Row, cuboid: Cuboid, grain: Grain, bucket: number): void {
  let row = rows.get(key)
  if (row === undefined) rows.set(key, (row = emptyRow(finer, cuboid, grain, bucket)))
  addCounts(row, finer)
}

function addMonth(months: Rows, dayKey: number, day: Row): void {
  const month = monthOfDay(day.bucket)
  addRow(months, month * KINDS + (dayKey - day.bucket * KINDS), day, day.cuboid, "month", month)
}

/** No counts, and of `source` the dimensions that `cuboid` keeps (`CUBOID_DIMENSIONS`, written out for speed). */
function emptyRow(source: Charge | Row, cuboid: Cuboid, grain: Grain, bucket: number): Row {
  const hasKind = cuboid !== "market"
  return {
    cuboid,
    grain,
    bucket,
    category: source.category,
    type: hasKind ? source.type : "",
    direction: hasKind ? source.direction : "",
    mediaType: hasKind ? source.mediaType : "",
    channel: hasKind ? source.channel : "",
    senderId: cuboid === "sender" || cuboid === "all" ? source.senderId : "",
    market: cuboid === "market" || cuboid === "all" ? source.market : "",
    sent: 0,
    received: 0,
    delivered: 0,
    failed: 0,
    paid: 0,
    free: 0,
    whatsappFees: 0,
    otherFees: 0,
  }
}

/** Room for the codes of every kind: a key is `bucket * KINDS + code`, a safe integer. */
const KINDS = 8_192

const CATEGORY_CODES = codes(CATEGORIES)
const TYPE_CODES = codes(PRICING_TYPES)
const DIRECTION_CODES = codes(DIRECTIONS)
const MEDIA_CODES = codes(MEDIA_TYPES)
const CHANNEL_CODES = codes(CHANNELS)

function codes(values: readonly string[]): ReadonlyMap<string, number> {
  return new Map(["", ...values].map((value, index) => [value, index]))
}

function codeOf(table: ReadonlyMap<string, number>, value: string): number {
  return table.get(value) as number
}

/** Category, type, direction, media and channel as one number below `KINDS`. */
function kindCode({ category, type, direction, mediaType, channel }: Charge | Row): number {
  let code = codeOf(CATEGORY_CODES, category)
  code = code * TYPE_CODES.size + codeOf(TYPE_CODES, type)
  code = code * DIRECTION_CODES.size + codeOf(DIRECTION_CODES, direction)
  code = code * MEDIA_CODES.size + codeOf(MEDIA_CODES, mediaType)
  return code * CHANNEL_CODES.size + codeOf(CHANNEL_CODES, channel)
}

function rowsUnder(map: Map<string, Rows>, name: string): Rows {
  let rows = map.get(name)
  if (rows === undefined) map.set(name, (rows = new Map()))
  return rows
}

function pushAll(deltas: Row[], rows: Rows): void {
  for (const row of rows.values()) deltas.push(row)
}

function feesMagnitude(charges: readonly Charge[]): number {
  let sum = 0
  for (const { whatsappFee, otherFees } of charges) sum += Math.abs(whatsappFee) + Math.abs(otherFees)
  return sum
}

function hasCounts(row: Row): boolean {
  return (
    (row.sent | row.received | row.delivered | row.failed | row.paid | row.free) !== 0 ||
    row.whatsappFees !== 0 ||
    row.otherFees !== 0
  )
}
