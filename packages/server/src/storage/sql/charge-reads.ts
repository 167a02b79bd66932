import type { Charge } from "@tollgate/engine"
import type { WalletStore } from "../wallet-store.ts"
import { chargesBetween, chargesByNumber, readCharges } from "./read-ledger.ts"
import type { Sql } from "./request.ts"
import type { SqlHost } from "./sql-host.ts"

export type ChargeRange = Parameters<WalletStore["charges"]>[1]

/** Numbers `(after, last]`, at most `limit` of them. `isExact` as of the port. */
export interface NumberRange {
  readonly after: number
  readonly last: number
  readonly limit: number
  readonly isExact?: boolean
}

/** Where charges are read, wherever they lie. All answers are in order of number. */
export interface ChargeReads {
  ofRange(walletId: string, range: ChargeRange): Promise<readonly Charge[]>
  /** As many as `limit` where there are so many. */
  between(walletId: string, range: NumberRange): Promise<readonly Charge[]>
  byNumber(walletId: string, numbers: readonly number[]): Promise<readonly Charge[]>
  /** The last charge that is no row of the table any more. Absent where all are rows. */
  readonly lastArchived?: (walletId: string) => Sql<number>
}

/** All of them in the table. */
export function tableCharges(host: SqlHost): ChargeReads {
  return {
    ofRange: (walletId, range) => host.read(readCharges(walletId, range)),
    between: (walletId, range) => host.read(chargesBetween(walletId, range)),
    byNumber: async (walletId, numbers) => host.read(chargesByNumber(walletId, numbers)),
  }
}
