import { decideAllotNumber, invariant, namesOfAllot, parseAmount } from "@tollgate/engine"
import { mapDecision } from "../spending/execute.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import type { DemoCustomer } from "./demo-customer.ts"
import type { PastDeps } from "./past-money.ts"

const DONE = { status: 200, body: null } as const

/** The numbers' own parts, at the end of the past; one that the balance has too little for has none. Rule DEMO-2. */
export async function allotPast(
  deps: Omit<PastDeps, "clock">,
  { wallet, senders }: DemoCustomer,
  now: number,
): Promise<void> {
  for (const { id, part } of senders) {
    if (part === undefined) continue
    const amount = parseAmount(part)
    invariant(amount !== undefined, "the demo's amounts are amounts")
    const zones = await walletZones(deps, wallet.id)
    const command = { commandId: `demo:part ${id}`, senderId: id, amount }
    await deps.wallets.execute(wallet.id, {
      names: () => namesOfAllot(now),
      decide: (state) => mapDecision(decideAllotNumber(state, command, zones, now), () => DONE),
    })
  }
}
