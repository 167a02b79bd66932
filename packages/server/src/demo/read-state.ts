import type { z } from "@hono/zod-openapi"
import { planOf } from "../catalog/plan-versions.ts"
import type { Deps } from "../deps.ts"
import { readSummary, type SummaryOut } from "../reading/summary-answer.ts"
import { formatInstant } from "../schemas/common.ts"
import { zoneOf } from "../zones.ts"
import { DEMO_CUSTOMERS } from "./demo-tenant.ts"

const SENDERS_SHOWN_MAX = 5

export interface DemoWallet {
  readonly summary: z.infer<typeof SummaryOut>
  readonly planName: string
  readonly senders: readonly {
    readonly id: string
    readonly phoneNumber: string
    readonly gupshupAppId: string | null
  }[]
}

/** The demo's wallets as data. */
export interface DemoState {
  readonly at: string
  readonly wallets: readonly DemoWallet[]
}

/** The demo's wallets, in the order of the portal's list. Rule DEMO-6. */
export async function readDemoState(deps: Pick<Deps, "catalog" | "wallets" | "clock">): Promise<DemoState> {
  const wallets = await Promise.all(DEMO_CUSTOMERS.map(({ wallet }) => readWallet(deps, wallet.id)))
  return { at: formatInstant(deps.clock()), wallets: wallets.flat() }
}

/** One wallet, or none while it is not seeded. */
async function readWallet(
  { catalog, wallets, clock }: Pick<Deps, "catalog" | "wallets" | "clock">,
  walletId: string,
): Promise<readonly DemoWallet[]> {
  const [wallet, place] = await Promise.all([wallets.wallet(walletId), catalog.walletPlace(walletId)])
  const customer = place === undefined ? undefined : await catalog.customer(place.customerId)
  if (wallet === undefined || place === undefined || customer === undefined) return []
  const { partnerId } = place
  const [summary, plan, senders] = await Promise.all([
    readSummary(
      { catalog, wallets, clock },
      { wallet, customer, zone: zoneOf(customer.timezone), partnerId },
    ),
    planOf(catalog, wallet.planId),
    catalog.sendersOfWallet(walletId),
  ])
  const shown = senders
    .slice(0, SENDERS_SHOWN_MAX)
    .map(({ id, phoneNumber, gupshupAppId }) => ({ id, phoneNumber, gupshupAppId }))
  return [{ summary, planName: plan?.name ?? wallet.planId, senders: shown }]
}
