import {
  decideAuthorize,
  decideTopUp,
  HOLD_TTL_SECONDS_DEFAULT,
  invariant,
  namesOfAuthorize,
  namesOfTopUp,
  parseAmount,
} from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { fingerprintOf } from "../idempotency.ts"
import { issueInvoice } from "../invoices/issue-invoice.ts"
import { executePriced, mapDecision } from "../spending/execute.ts"
import { senderForWallet } from "../spending/sender-for-wallet.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import type { DemoHold, DemoTopUp } from "./demo-customer.ts"

/** What the past is told to; `clock` is its instant, not today's. */
export type PastDeps = Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "metrics" | "stopping">

const DONE = { status: 201, body: null } as const

/**
 * A top-up whose id does not change: the same one again is the one that is there. Rule DEMO-2.
 *
 * @param isInvoiced - whether its invoice is issued too, at the past's instant: numbers are in the order of time, so that of
 *   several customers' pasts, which are told one after the other, only the first can have some
 */
export async function topUpPast(
  deps: PastDeps,
  walletId: string,
  planned: DemoTopUp,
  isInvoiced: boolean,
): Promise<void> {
  const amount = parseAmount(planned.amount)
  invariant(amount !== undefined, "the demo's amounts are amounts")
  const zones = await walletZones(deps, walletId)
  const now = deps.clock()
  const command = {
    commandId: `demo:${planned.id}`,
    id: `top_${walletId}.${planned.id}`,
    method: "manual",
    amount,
    reference: planned.reference,
  } as const
  await deps.wallets.execute(walletId, {
    names: () => namesOfTopUp(command, now),
    decide: (state) => mapDecision(decideTopUp(state, command, zones, now), () => DONE),
  })
  if (isInvoiced) await issueInvoice(deps, walletId, command.id)
}

/** A campaign that is still on its way: authorized, nothing of it delivered. Rule DEMO-2. */
export async function holdPast(deps: PastDeps, walletId: string, hold: DemoHold): Promise<void> {
  const [first] = await deps.catalog.sendersOfWallet(walletId)
  invariant(first !== undefined, "a demo customer has a number")
  const now = deps.clock()
  const command = {
    commandId: "demo:hold",
    id: `hld_${walletId}.campaign`,
    fingerprint: fingerprintOf(hold),
    sender: await senderForWallet(deps, walletId, first.id),
    messages: [{ to: hold.to, category: "marketing", channel: "cloud_api", count: hold.count }],
    expiresAt: now + HOLD_TTL_SECONDS_DEFAULT * 1000,
  } as const
  await executePriced(deps, walletId, {
    names: () => namesOfAuthorize(command, now),
    decide: (state, facts) => mapDecision(decideAuthorize(state, command, facts, now), () => DONE),
  })
}
