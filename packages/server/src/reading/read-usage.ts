import {
  DAY_MS,
  planUsage,
  QUARTER_HOUR_MS,
  QUARTER_ROLLUP_DAYS,
  type UsagePart,
  type UsageReport,
  UsageTable,
  type Wallet,
} from "@tollgate/engine"
import { ProblemError } from "../problem.ts"
import type { WalletStore } from "../storage/wallet-store.ts"

/** Most charges that one answer reads one by one, where no rollup serves it. */
export const USAGE_CHARGES_MAX = 250_000
/** Most rows of one answer. */
export const USAGE_ROWS_MAX = 50_000

export interface UsageReader {
  readonly wallets: WalletStore
  readonly wallet: Wallet
  readonly now: number
}

/** Reads a report from rollups, and from charges where there are none. 422 past the limits. Rules READ-5 and READ-6. */
export async function readUsage(
  { wallets, wallet, now }: UsageReader,
  report: UsageReport,
): Promise<UsageTable> {
  let zoneId = wallet.rollupZone
  for (;;) {
    const table = await readParts({ wallets, wallet, now }, report, zoneId)
    // Days of another zone: the rollups were rebuilt while we read.
    const zoneIdAfter = (await wallets.wallet(wallet.id))?.rollupZone ?? zoneId
    if (zoneIdAfter === zoneId) return table
    zoneId = zoneIdAfter
  }
}

async function readParts(
  { wallets, wallet, now }: UsageReader,
  report: UsageReport,
  zoneId: string,
): Promise<UsageTable> {
  // One quarter hour less than is kept, as the oldest may be dropped while we read.
  const quartersFrom = now - QUARTER_ROLLUP_DAYS * DAY_MS + QUARTER_HOUR_MS
  const table = new UsageTable(report)
  for (const part of planUsage(report, { zoneId, quartersFrom })) {
    if (part.source === "rollups") await addRollups(wallets, wallet.id, part, report, table)
    else await addCharges(wallets, wallet.id, part, table)
    if (table.size > USAGE_ROWS_MAX) {
      throw tooMuch(
        `This has more than ${USAGE_ROWS_MAX} rows: ask for a shorter period, a longer interval or fewer groups.`,
      )
    }
  }
  return table
}

async function addRollups(
  wallets: WalletStore,
  walletId: string,
  part: UsagePart & { readonly source: "rollups" },
  { groupBy, senderId }: UsageReport,
  table: UsageTable,
): Promise<void> {
  const { cuboid, grain, fromBucket, toBucket } = part
  const query = {
    cuboid,
    grain,
    fromBucket,
    toBucket,
    groupBy,
    ...(senderId === undefined ? {} : { senderId }),
  }
  table.addRollups(grain, await wallets.usage(walletId, query))
}

async function addCharges(
  wallets: WalletStore,
  walletId: string,
  part: UsagePart & { readonly source: "charges" },
  table: UsageTable,
): Promise<void> {
  let charges = 0
  for await (const charge of wallets.scanCharges(walletId, part.from, part.to)) {
    charges++
    if (charges > USAGE_CHARGES_MAX) {
      throw tooMuch(
        `No totals are kept for this grouping beyond ${QUARTER_ROLLUP_DAYS} days: ask for a shorter period, or for fewer groups.`,
      )
    }
    table.addCharge(charge)
  }
}

function tooMuch(detail: string): ProblemError {
  return new ProblemError("unprocessable", { detail })
}
