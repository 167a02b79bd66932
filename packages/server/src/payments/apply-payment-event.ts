import {
  decideCompleteTopUp,
  decideFailTopUp,
  formatAmount,
  namesOfCompleteTopUp,
  namesOfFailTopUp,
} from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { walletOfMadeId } from "../spending/made-id.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import { decideOn } from "./decide-on.ts"
import type { PaymentEvent } from "./payment-provider.ts"

/** What an event did. `refused`: people must look at it; it is in the log. */
export type Applied = "applied" | "unknown_top_up" | "refused"

/** Another installation at the same provider names wallets of its own: the place of one that is none is not asked. */
async function walletOf({ catalog }: Pick<Deps, "catalog">, topUpId: string): Promise<string | undefined> {
  const walletId = walletOfMadeId("top", topUpId)
  const place = walletId === undefined ? undefined : await catalog.walletPlace(walletId)
  return place?.walletId
}

/**
 * Credit or fail the top-up that a provider speaks of. The only way to a credit: signed webhooks and sweeps come here.
 * The same event again, in any order and at once, changes nothing. Rules PAY-10 to PAY-12.
 *
 * @param provider - who speaks: another provider's top-ups are unknown to it
 */
export async function applyPaymentEvent(
  deps: Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "log">,
  provider: string,
  event: PaymentEvent,
): Promise<Applied> {
  const { topUpId } = event
  const walletId = await walletOf(deps, topUpId)
  const topUp = walletId === undefined ? undefined : await deps.wallets.topUp(walletId, topUpId)
  if (walletId === undefined || topUp === undefined || topUp.provider !== provider) {
    deps.log.warn({ topUpId, provider, kind: event.kind }, "payment of an unknown top-up")
    return "unknown_top_up"
  }
  const zones = await walletZones(deps, walletId)
  const now = deps.clock()
  const commandId = deps.ids("cmd")
  if (event.kind === "failed") {
    const command = { commandId, id: topUpId, reason: event.reason, isWithdrawn: false }
    await decideOn(deps, walletId, {
      names: namesOfFailTopUp(command, now),
      decide: (state) => decideFailTopUp(state, command, zones, now),
    })
    return "applied"
  }
  if (event.kind !== "paid") {
    deps.log.error({ topUpId, provider, kind: event.kind }, "refunds and disputes are not taken over yet")
    return "refused"
  }
  const { paid, currency, paymentReference } = event
  const command = { commandId, id: topUpId, paid, paymentReference }
  const wallet = await deps.wallets.wallet(walletId)
  const isCurrency = wallet?.currency === currency
  const completed = isCurrency
    ? await decideOn(deps, walletId, {
        names: namesOfCompleteTopUp(command, now),
        decide: (state) => decideCompleteTopUp(state, command, zones, now),
      })
    : undefined
  if (completed?.ok === true) return "applied"
  const asked = formatAmount(topUp.amount + topUp.fee + topUp.tax)
  const facts = { topUpId, provider, asked, paid: formatAmount(paid), currency }
  deps.log.error(facts, "a payment is not what was asked for, and is not credited")
  return "refused"
}
