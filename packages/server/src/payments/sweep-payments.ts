import { decideFailTopUp, namesOfFailTopUp } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { errorFacts } from "../observability/log.ts"
import type { PendingTopUp } from "../storage/wallet-store.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import { applyPaymentEvent } from "./apply-payment-event.ts"
import { decideOn } from "./decide-on.ts"
import type { PaymentProvider } from "./payment-provider.ts"

const PENDING_AT_ONCE = 100

/** Ask the provider of each pending top-up what became of it, and give up those whose time is over. Rules PAY-20, PAY-21. */
export async function sweepPayments(deps: Deps): Promise<void> {
  let after: PendingTopUp | undefined
  do {
    const page = await deps.wallets.pendingTopUps(PENDING_AT_ONCE, after)
    for (const pending of page) {
      try {
        await sweepOne(deps, pending)
      } catch (error) {
        // The others are not held up by one that cannot be asked for; it comes again.
        deps.log.error({ ...errorFacts(error), topUpId: pending.topUp.id }, "sweep of a payment failed")
      }
    }
    after = page.length < PENDING_AT_ONCE ? undefined : page.at(-1)
  } while (after !== undefined)
}

async function sweepOne(deps: Deps, { walletId, topUp }: PendingTopUp): Promise<void> {
  const { payments, clock, ids } = deps
  const provider = payments?.named(topUp.provider)
  if (provider !== undefined) {
    if (await askProvider(deps, provider, { walletId, topUp })) return
  }
  const now = clock()
  if (topUp.expiresAt === null || topUp.expiresAt > now) return
  const zones = await walletZones(deps, walletId)
  const command = {
    commandId: ids("cmd"),
    id: topUp.id,
    reason: "expired",
    isWithdrawn: topUp.provider === "",
  }
  await decideOn(deps, walletId, {
    names: namesOfFailTopUp(command, now),
    decide: (state) => decideFailTopUp(state, command, zones, now),
  })
}

/**
 * Ask the provider of each top-up with a pending refund or an open dispute how they stand, so that a webhook that never came
 * is made good. Rule BACK-7.
 */
export async function sweepUnsettled(deps: Deps): Promise<void> {
  let after: PendingTopUp | undefined
  do {
    const page = await deps.wallets.unsettledTopUps(PENDING_AT_ONCE, after)
    for (const unsettled of page) {
      const provider = deps.payments?.named(unsettled.topUp.provider)
      try {
        if (provider !== undefined) await askProvider(deps, provider, unsettled)
      } catch (error) {
        deps.log.error({ ...errorFacts(error), topUpId: unsettled.topUp.id }, "sweep of a refund failed")
      }
    }
    after = page.length < PENDING_AT_ONCE ? undefined : page.at(-1)
  } while (after !== undefined)
}

/** @returns whether the provider knows anything of it */
async function askProvider(
  deps: Deps,
  provider: PaymentProvider,
  { walletId, topUp }: PendingTopUp,
): Promise<boolean> {
  const events = await provider.find({ ...topUp, walletId })
  for (const event of events) await applyPaymentEvent(deps, provider.name, event)
  return events.length > 0
}
