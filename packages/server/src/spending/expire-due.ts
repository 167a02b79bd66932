import { decideExpire, namesOfExpire } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { mapDecision } from "./execute.ts"
import { walletZones } from "./wallet-zones.ts"

const DUE_AT_ONCE_MAX = 100

/** Expire what is due. Rules HOLD-7, GRANT-4. */
export async function expireDue(deps: Deps): Promise<void> {
  const now = deps.clock()
  for (const walletId of await deps.wallets.dueWallets(now, DUE_AT_ONCE_MAX)) {
    const zones = await walletZones(deps, walletId)
    const command = { commandId: deps.ids("cmd") }
    await deps.wallets.execute(walletId, {
      names: () => namesOfExpire(now),
      decide: (state) =>
        mapDecision(decideExpire(state, command, zones, now), (body) => ({ status: 200, body })),
    })
  }
}
