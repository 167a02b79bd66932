import { join } from "node:path"
import {
  DAY_MS,
  MARKETS,
  monthOfDay,
  localDay,
  QUARTER_HOUR_MS,
  type Category,
  type Channel,
  type Direction,
  type MediaType,
  type PricingType,
  type RollupDelta,
} from "@tollgate/engine"
import { changesOf } from "../src/storage/conformance-rows.ts"
import { makeTenant, testApp, type TestApp } from "../src/testing/test-app.ts"
import { zoneOf } from "../src/zones.ts"

export const SENDERS = 40
const DAYS = 365
/** Days of quarter hours that are filled: those that a period of the last hours can touch. */
const QUARTER_DAYS = 2
const DELTAS_A_COMMIT = 20_000
const ZONE = zoneOf("Asia/Kolkata")

type Kind = readonly [Category | "", PricingType | "", Direction, MediaType, Channel | ""]

/** What a number sends and gets on a day. */
const KINDS: readonly Kind[] = [
  ["marketing", "regular", "outbound", "template", "cloud_api"],
  ["marketing", "regular", "outbound", "image", "cloud_api"],
  ["marketing", "regular", "outbound", "template", "mm_lite"],
  ["utility", "regular", "outbound", "template", "cloud_api"],
  ["utility", "free_customer_service", "outbound", "template", "cloud_api"],
  ["authentication", "regular", "outbound", "template", "cloud_api"],
  ["service", "free_customer_service", "outbound", "text", "cloud_api"],
  ["service", "regular", "outbound", "text", "cloud_api"],
  ["", "", "inbound", "text", ""],
  ["", "", "inbound", "image", ""],
]
const CATEGORIES = ["marketing", "utility", "authentication", "service", ""] as const

/** A wallet of 40 numbers that sent to all markets on every day of a year, behind the real app, on a file. */
export interface WideWallet {
  readonly test: TestApp
  /** GET of a path below the wallet's. */
  ask(path: string): Promise<Response>
}

export async function openWideWallet(folder: string): Promise<WideWallet> {
  const test = testApp({}, {}, join(folder, "wide.sqlite"))
  const { key, customerId } = await makeTenant(test, "wide")
  const must = async (method: string, path: string, body: unknown): Promise<void> => {
    const answer = await test.send(method, path, { key, body })
    if (answer.status > 299) throw new Error(JSON.stringify(answer.body))
  }
  await must("POST", "/v1/wallets", { id: "wal_wide", customerId, currency: "USD" })
  for (let n = 0; n < SENDERS; n++) {
    await must("PUT", `/v1/senders/${senderId(n)}`, {
      walletId: "wal_wide",
      phoneNumber: `+1415555${1000 + n}`,
    })
  }
  let waiting: RollupDelta[] = []
  const flush = async (): Promise<void> => {
    const rollups = waiting
    waiting = []
    await test.deps.wallets.execute("wal_wide", {
      names: () => ({ dueBy: 0 }),
      decide: () => ({ answer: { status: 200, body: null }, changes: changesOf({ rollups }) }),
    })
  }
  for (const delta of rollups(test.now)) {
    waiting.push(delta)
    if (waiting.length >= DELTAS_A_COMMIT) await flush()
  }
  await flush()
  return {
    test,
    ask: async (path) =>
      test.app.request(`/v1/wallets/wal_wide${path}`, { headers: { authorization: `Bearer ${key}` } }),
  }
}

export function senderId(n: number): string {
  return String(106_540_352_242_922 + n)
}

function* rollups(now: number): Iterable<RollupDelta> {
  const today = localDay(ZONE, now)
  for (let day = today - DAYS; day <= today; day++) {
    const buckets = [
      ["day", day],
      ["month", monthOfDay(day)],
    ] as const
    for (const [grain, bucket] of buckets) {
      for (const kind of KINDS) {
        yield delta({ cuboid: "kind", grain, bucket, ...named(kind) })
        for (let n = 0; n < SENDERS; n++) {
          yield delta({ cuboid: "sender", grain, bucket, ...named(kind), senderId: senderId(n) })
        }
      }
      for (const market of MARKETS) {
        for (const category of CATEGORIES) yield delta({ cuboid: "market", grain, bucket, category, market })
      }
    }
  }
  const lastQuarter = Math.floor(now / QUARTER_HOUR_MS)
  for (
    let bucket = lastQuarter - (QUARTER_DAYS * DAY_MS) / QUARTER_HOUR_MS;
    bucket <= lastQuarter;
    bucket++
  ) {
    for (const kind of KINDS) yield delta({ cuboid: "kind", grain: "quarter", bucket, ...named(kind) })
    for (let n = 0; n < SENDERS; n++) {
      for (const [index, kind] of KINDS.entries()) {
        const market = MARKETS[(n * KINDS.length + index + bucket) % MARKETS.length] ?? ""
        yield delta({
          cuboid: "all",
          grain: "quarter",
          bucket,
          ...named(kind),
          senderId: senderId(n),
          market,
        })
      }
    }
  }
}

function named([category, type, direction, mediaType, channel]: Kind) {
  return { category, type, direction, mediaType, channel }
}

function delta(given: Pick<RollupDelta, "cuboid" | "grain" | "bucket"> & Partial<RollupDelta>): RollupDelta {
  const kind = { category: "", type: "", direction: "", mediaType: "", channel: "" } as const
  return {
    ...kind,
    senderId: "",
    market: "",
    sent: 3,
    received: 0,
    delivered: 2,
    failed: 1,
    paid: 2,
    free: 0,
    whatsappFees: 23_600,
    otherFees: 3_416,
    ...given,
  }
}
