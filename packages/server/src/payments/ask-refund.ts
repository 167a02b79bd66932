import { decideFailRefund, moneyOf, namesOfFailRefund } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import { decideOn } from "./decide-on.ts"

type AskDeps = Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "log" | "payments">

/**
 * Ask the provider to pay a pending refund back. It makes one refund of an id, so that this may run again at any point. What
 * it refuses is put back at once; what it accepts ends by its webhook or by a sweep. Rules BACK-2, BACK-3.
 */
export async function askRefund(
  deps: AskDeps,
  { walletId, topUpId, refundId }: { walletId: string; topUpId: string; refundId: string },
): Promise<void> {
  const topUp = await deps.wallets.topUp(walletId, topUpId)
  const refund = topUp?.refunds.find(({ id }) => id === refundId)
  const wallet = await deps.wallets.wallet(walletId)
  if (topUp === undefined || wallet === undefined || refund?.status !== "pending") return
  const provider = deps.payments?.named(topUp.provider)
  const asked =
    provider === undefined
      ? { kind: "refused" as const, reason: "no_payment_provider" }
      : await provider.refund({
          topUpId,
          walletId,
          refundId,
          paymentReference: topUp.paymentReference,
          providerReference: topUp.providerReference,
          amount: moneyOf(refund),
          currency: wallet.currency,
          reason: refund.reason,
        })
  if (asked.kind === "accepted") return
  deps.log.error(
    { topUpId, refundId, provider: topUp.provider, reason: asked.reason },
    "the payment provider does not take a refund",
  )
  const { reason } = asked
  const command = { commandId: deps.ids("cmd"), topUpId, refundId, providerRefundId: "", reason }
  const zones = await walletZones(deps, walletId)
  const now = deps.clock()
  await decideOn(deps, walletId, {
    names: namesOfFailRefund(command, now),
    decide: (state) => decideFailRefund(state, command, zones, now),
  })
}
