import type { Charge, RollupDelta } from "@tollgate/engine"
import { tableLedger, type LedgerReads } from "./ledger-reads.ts"
import { run, write, type Sql } from "./request.ts"
import type { SqlHost } from "./sql-host.ts"
import type { GroupScope } from "./group-scope.ts"
import { chargesBetween } from "./read-ledger.ts"
import { ROLLUP_ADD, RollupSums } from "./rollup-sums.ts"
import { CHARGES_AT_ONCE } from "./scan-charges.ts"
import { ROLLUP } from "./tables.ts"

const DROP = "DELETE FROM usage_rollup WHERE wallet_id = ?"

type RollupsOf = (charges: readonly Charge[]) => readonly RollupDelta[]

/** Sums under way: every charge up to `lastCharge` is in them. */
export interface Rebuild {
  readonly sums: RollupSums
  readonly lastCharge: number
}

/** Sums all charges that are there now, a page at a time, while commands go on. */
export async function sumCharges(
  host: SqlHost,
  walletId: string,
  {
    rollupsOf,
    ledger = tableLedger(host),
    pause,
  }: {
    readonly rollupsOf: RollupsOf
    readonly ledger?: LedgerReads
    readonly pause: () => Promise<void>
  },
): Promise<Rebuild> {
  const sums = new RollupSums()
  let lastCharge = 0
  for (;;) {
    const charges = await ledger.chargesBetween(walletId, pageAfter(lastCharge))
    for (const delta of rollupsOf(charges)) sums.add(delta)
    lastCharge = charges.at(-1)?.number ?? lastCharge
    if (charges.length < CHARGES_AT_ONCE) return { sums, lastCharge }
    await pause()
  }
}

function pageAfter(lastCharge: number) {
  return { after: lastCharge, last: Number.MAX_SAFE_INTEGER, limit: CHARGES_AT_ONCE }
}

/** Adds what came since, and puts the sums in the place of the wallet's rollups. Within the group's transaction. */
export function* replaceRollups(
  scope: GroupScope,
  walletId: string,
  {
    rebuild,
    rollupsOf,
    zoneId,
  }: { readonly rebuild: Rebuild; readonly rollupsOf: RollupsOf; readonly zoneId: string },
): Sql<void> {
  // Deltas of this group that wait to be written belong to the rollups that go.
  yield* scope.flush()
  let { lastCharge } = rebuild
  let isLast = false
  while (!isLast) {
    ;({ lastCharge, isLast } = yield* addPage(walletId, { sums: rebuild.sums, lastCharge }, rollupsOf))
  }
  yield* run(DROP, walletId)
  for (const rows of rebuild.sums.rounds()) yield* write(ROLLUP, ROLLUP_ADD, rows, walletId)
  yield* scope.setRollupZone(walletId, zoneId)
}

function* addPage(
  walletId: string,
  { sums, lastCharge }: Rebuild,
  rollupsOf: RollupsOf,
): Sql<{ lastCharge: number; isLast: boolean }> {
  const charges = yield* chargesBetween(walletId, pageAfter(lastCharge))
  for (const delta of rollupsOf(charges)) sums.add(delta)
  return { lastCharge: charges.at(-1)?.number ?? lastCharge, isLast: charges.length < CHARGES_AT_ONCE }
}
