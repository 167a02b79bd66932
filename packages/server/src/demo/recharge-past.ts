import { decideSetRecharge, invariant, namesOfSetRecharge, parseAmount, type Micros } from "@tollgate/engine"
import { mapDecision } from "../spending/execute.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import type { DemoCustomer } from "./demo-customer.ts"
import type { PastDeps } from "./past-money.ts"

const DONE = { status: 200, body: null } as const
/** What `<add-credits>` shows. */
const TEXT_ID = "add-credits.recharge.1"

/** Auto-recharge, with the customer's consent, at the end of the past; what was set since stays. Rule DEMO-2. */
export async function rechargePast(
  deps: Omit<PastDeps, "clock">,
  { wallet, recharge, locale, contact }: DemoCustomer,
  now: number,
): Promise<void> {
  const stored = await deps.wallets.wallet(wallet.id)
  if (recharge === undefined || stored?.recharge !== null) return
  const consent = { textId: TEXT_ID, locale, acceptedBy: contact.email, basis: "explicit" } as const
  const zones = await walletZones(deps, wallet.id)
  const command = {
    commandId: "demo:recharge",
    enabled: true,
    threshold: amountOf(recharge.threshold),
    amount: amountOf(recharge.amount),
    monthlyLimit: amountOf(recharge.monthlyLimit),
    consent,
    impliedConsent: consent,
    setBy: "portal demo",
  }
  await deps.wallets.execute(wallet.id, {
    names: () => namesOfSetRecharge(now),
    decide: (state) => mapDecision(decideSetRecharge(state, command, zones, now), () => DONE),
  })
}

function amountOf(written: string): Micros {
  const amount = parseAmount(written)
  invariant(amount !== undefined, "the demo's amounts are amounts")
  return amount
}
