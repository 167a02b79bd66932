import { formatDate, localDay, startOfLocalDay, usageTotals } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { readUsage } from "../reading/read-usage.ts"
import { formatTotals } from "../reading/usage-answer.ts"
import { readLiveWallet } from "../reading/live-wallet-answer.ts"
import { zoneOf } from "../zones.ts"

/** What a stream tells of a wallet, as of one journal entry; texts are JSON. */
export interface LiveState {
  readonly sequence: number
  readonly balance: string
  readonly usage: string
  /** The customer's local day that `usage` is of. */
  readonly day: number
  readonly zoneId: string
}

type LiveDeps = Pick<Deps, "catalog" | "wallets" | "clock">

/** The wallet and its customer's day as they are now; `undefined` when there is no such wallet. */
export async function readLiveState(
  { catalog, wallets, clock }: LiveDeps,
  walletId: string,
): Promise<LiveState | undefined> {
  const wallet = await wallets.wallet(walletId)
  const customer = wallet === undefined ? undefined : await catalog.customer(wallet.customerId)
  if (wallet === undefined || customer === undefined) return undefined
  const now = clock()
  const zone = zoneOf(customer.timezone)
  const day = localDay(zone, now)
  const period = { from: startOfLocalDay(zone, day), to: startOfLocalDay(zone, day + 1) }
  const table = await readUsage({ wallets, wallet, now }, { zone, interval: "day", groupBy: [], ...period })
  const usage = {
    timezone: customer.timezone,
    day: formatDate(day),
    ...formatTotals(usageTotals(table.rows())),
  }
  return {
    sequence: wallet.sequence,
    balance: JSON.stringify(await readLiveWallet({ wallets }, wallet, customer.timezone)),
    usage: JSON.stringify(usage),
    day,
    zoneId: zone.id,
  }
}
