import {
  decideFailTopUp,
  decideOrderTopUp,
  invariant,
  namesOfFailTopUp,
  namesOfOrderTopUp,
  NO_SAVED_METHOD,
  rechargeAction,
  type FailTopUp,
} from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import { readCheckoutSettings } from "./checkout-settings.ts"
import { decideOn } from "./decide-on.ts"
import { keepPrice } from "./keep-price.ts"
import { makePayLink } from "./make-pay-link.ts"
import { orderOf } from "./order-of.ts"
import { readPayer, type Payer } from "./payer.ts"
import { priceForPayer } from "./price-for-payer.ts"

type ChargeDeps = Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "payments" | "config" | "random">

/**
 * Hand the top-up that auto-recharge made to the provider. It is priced and marked as ordered before the provider is
 * asked, and the provider charges a top-up once, so that this may run again at any point. What the provider declines
 * fails; what it accepts is credited by its webhook or by a sweep. Rules PAY-18, PAY-19.
 */
export async function chargeRecharge(deps: ChargeDeps, walletId: string, topUpId: string): Promise<void> {
  const topUp = await deps.wallets.topUp(walletId, topUpId)
  if (topUp?.status !== "pending") return
  const payer = await readPayer(deps, walletId)
  invariant(payer !== undefined, "a wallet with a top-up is somebody's")
  const settings = await readCheckoutSettings(deps.catalog)
  const { currency } = payer.wallet
  // One that was ordered stays with its provider, which may have charged it.
  const provider =
    topUp.provider === ""
      ? deps.payments?.forOrder({ currency, settings })
      : deps.payments?.named(topUp.provider)
  if (provider?.canChargeSaved !== true)
    return fail(deps, walletId, {
      id: topUpId,
      reason: "no_payment_provider",
      isWithdrawn: false,
      lacks: "provider",
    })
  const smallest = provider.smallestPayable(currency)
  const now = deps.clock()
  const priced = priceForPayer(settings, payer, { amount: topUp.amount, smallest, now })
  // Nobody is here to give them: it fails, pauses auto-recharge and says why, rather than charge without the tax.
  if (!priced.ok && topUp.provider === "")
    return fail(deps, walletId, { id: topUpId, reason: priced.refusal.code, isWithdrawn: false })
  const command = {
    commandId: deps.ids("cmd"),
    id: topUpId,
    provider: provider.name,
    providerReference: "",
    checkoutUrl: "",
    ...(priced.ok ? { price: priced.value } : {}),
  }
  const zones = await walletZones(deps, walletId)
  const ordered = await decideOn(deps, walletId, {
    names: namesOfOrderTopUp(command, now),
    decide: (state) => decideOrderTopUp(state, command, zones, now),
  })
  if (!ordered.ok) return fail(deps, walletId, { id: topUpId, reason: "withdrawn", isWithdrawn: true })
  if (ordered.value.status !== "pending") return
  if (priced.ok) await keepPrice(deps.catalog, walletId, { topUp: ordered.value, price: priced.value })
  const order = orderOf(deps, payer, ordered.value, { settings, smallest, returnUrl: null, homeUrl: null })
  const charged = await provider.chargeSaved(order)
  if (charged.kind === "declined") await decline(deps, payer, { id: topUpId, reason: charged.reason })
}

/** Not paid: nothing was there to charge, or it was declined. Whoever must do something is told where. Rules PAY-19, AUTO-3, AUTO-4. */
async function decline(
  deps: ChargeDeps,
  { wallet }: Payer,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<void> {
  const isEmpty = reason === NO_SAVED_METHOD
  const { recharge } = (await deps.wallets.wallet(wallet.id)) ?? wallet
  const staysOn = recharge !== null && (isEmpty || recharge.failures + 1 < recharge.maxFailures)
  const payUrl = rechargeAction(reason, staysOn) === "pay" ? await makePayLink(deps, wallet, id) : undefined
  await fail(deps, wallet.id, {
    id,
    reason,
    isWithdrawn: false,
    ...(isEmpty ? { lacks: "method" } : {}),
    ...(payUrl === undefined ? {} : { payUrl }),
  })
}

async function fail(deps: ChargeDeps, walletId: string, failed: Omit<FailTopUp, "commandId">): Promise<void> {
  const command = { commandId: deps.ids("cmd"), ...failed }
  const zones = await walletZones(deps, walletId)
  const now = deps.clock()
  await decideOn(deps, walletId, {
    names: namesOfFailTopUp(command, now),
    decide: (state) => decideFailTopUp(state, command, zones, now),
  })
}
