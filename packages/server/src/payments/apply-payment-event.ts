import { formatAmount, type TopUp } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { putNotice, type NoticeDeps } from "../mail/put-notice.ts"
import { OPERATOR_OWNER } from "../webhooks/tell-endpoints.ts"
import { walletOfMadeId } from "../spending/made-id.ts"
import { walletZones } from "../spending/wallet-zones.ts"
import { readCheckoutSettings } from "./checkout-settings.ts"
import { decideOn } from "./decide-on.ts"
import { eventCommand, type EventRefusal, type EventTerms } from "./event-command.ts"
import type { PaymentEvent } from "./payment-provider.ts"

/** What an event did. `refused`: people must look at it; it is in the log, and the operator is told by mail. */
export type Applied = "applied" | "unknown_top_up" | "refused"

type ApplyDeps = Pick<Deps, "catalog" | "wallets" | "clock" | "ids" | "log" | "payments" | "config" | "mail">

/** Another installation at the same provider names wallets of its own: the place of one that is none is not asked. */
async function walletOf({ catalog }: Pick<Deps, "catalog">, topUpId: string): Promise<string | undefined> {
  const walletId = walletOfMadeId("top", topUpId)
  const place = walletId === undefined ? undefined : await catalog.walletPlace(walletId)
  return place?.walletId
}

/**
 * Credit or fail the top-up that a provider speaks of, or take back what it says was given back or is disputed. The only way
 * to a credit: signed webhooks and sweeps come here. The same event again, in any order and at once, changes nothing. Rules
 * PAY-10 to PAY-12, BACK-4 to BACK-6.
 *
 * @param provider - who speaks: another provider's top-ups are unknown to it
 */
export async function applyPaymentEvent(
  deps: ApplyDeps,
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
  const wallet = await deps.wallets.wallet(walletId)
  if ("currency" in event && wallet?.currency !== event.currency) {
    return refused(deps, { provider, walletId, topUp, event }, "currency_mismatch")
  }
  if ("currency" in event && moneyIn(event) <= 0n) {
    return refused(deps, { provider, walletId, topUp, event }, "no_money")
  }
  if (isOfAnother(topUp, event)) return refused(deps, { provider, walletId, topUp, event }, "another_payment")
  const zones = await walletZones(deps, walletId)
  const terms = await termsOf(deps, provider, wallet?.currency ?? "")
  const command = eventCommand(event, deps.ids("cmd"), terms)
  const now = deps.clock()
  const decided = await decideOn(deps, walletId, {
    names: command.names(now),
    decide: (state) => command.decide(state, zones, now),
  })
  return decided.ok ? "applied" : refused(deps, { provider, walletId, topUp, event }, decided.refusal.code)
}

/**
 * Whether it is about a second payment of what was paid already: that one was not credited, so that nothing of its is taken
 * back. Somebody has paid twice, and people must look at it. Rule BACK-12.
 */
function isOfAnother({ paymentReference: credited }: TopUp, event: PaymentEvent): boolean {
  const told = paymentOf(event)
  return credited !== "" && told !== "" && told !== credited
}

/** The provider's own id of the payment that it is about; "" where it does not say. */
function paymentOf(event: PaymentEvent): string {
  return "paymentReference" in event ? (event.paymentReference ?? "") : ""
}

/** To what parts of money are rounded, and what a dispute does to its wallet. */
async function termsOf(
  { catalog, payments }: Pick<Deps, "catalog" | "payments">,
  provider: string,
  currency: string,
): Promise<EventTerms> {
  const { disputes } = await readCheckoutSettings(catalog)
  return {
    smallest: payments?.named(provider)?.smallestPayable(currency) ?? 1n,
    suspendsWallet: disputes?.suspendWallet ?? false,
  }
}

async function refused(
  deps: Pick<Deps, "log"> & NoticeDeps,
  {
    provider,
    walletId,
    topUp,
    event,
  }: { provider: string; walletId: string; topUp: TopUp; event: PaymentEvent },
  code: EventRefusal | "currency_mismatch" | "no_money" | "another_payment",
): Promise<"refused"> {
  const facts = {
    code,
    topUpId: topUp.id,
    provider,
    kind: event.kind,
    asked: formatAmount(topUp.amount + topUp.fee + topUp.tax),
    ...("currency" in event ? { told: formatAmount(moneyIn(event)), currency: event.currency } : {}),
  }
  deps.log.error(facts, "what a payment provider says does not fit what was asked for, and is not taken over")
  await putNotice(deps, {
    source: `payment_refused ${topUp.id} ${event.kind} ${code} ${paymentOf(event)}`,
    topic: "payment.refused",
    to: [OPERATOR_OWNER],
    about: { walletId, customerId: "" },
    subject: "A payment does not fit what was asked for",
    body: "What a payment provider says of a payment does not fit what was asked for, and was not taken over. Look at it there.",
    rows: Object.entries({ walletId, ...facts }),
  })
  return "refused"
}

function moneyIn(event: Extract<PaymentEvent, { readonly currency: string }>): bigint {
  switch (event.kind) {
    case "paid":
      return event.paid
    case "refunded":
      return event.refunded
    case "disputed":
      return event.disputed
  }
}
