import { decideExpire, namesOfExpire } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { mapDecision } from "./execute.ts"
import { walletZones } from "./wallet-zones.ts"

const DUE_AT_ONCE_MAX = 100

/**
 * Expire what is due. A wallet for which that fails holds up no other one. Rules HOLD-7, GRANT-4, RUN-5.
 *
 * @throws what failed first, when all others are done
 */
export async function expireDue(deps: Deps): Promise<void> {
  const now = deps.clock()
  const failures: unknown[] = []
  for (const walletId of await deps.wallets.dueWallets(now, DUE_AT_ONCE_MAX)) {
    try {
      await expireWallet(deps, walletId, now)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

async function expireWallet(deps: Deps, walletId: string, now: number): Promise<void> {
  const zones = await walletZones(deps, walletId)
  const command = { commandId: deps.ids("cmd") }
  await deps.wallets.execute(walletId, {
    names: () => namesOfExpire(now),
    decide: (state) =>
      mapDecision(decideExpire(state, command, zones, now), (body) => ({ status: 200, body })),
  })
}
