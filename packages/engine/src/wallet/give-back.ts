import type { Account } from "../ledger/account.ts"
import type { Micros } from "../money/micros.ts"
import { divideHalfEven } from "../money/round.ts"
import type { WalletDraft } from "./draft.ts"
import { compareBurnOrder } from "./grants.ts"
import { moneyOf } from "./given-back.ts"
import { growPart, partFor } from "./parts.ts"
import type { Grant } from "./state.ts"
import type { PaidParts, TopUp } from "./top-up.ts"

type Named = Pick<TopUp, "id" | "senderId" | "amount" | "bonus" | "bonusExpiresAt" | "refunds" | "disputes">

/** What is still there of the credit that a top-up brought, of one kind. */
export function unspentOf(
  draft: WalletDraft,
  { id }: Pick<TopUp, "id">,
  kind: Grant["kind"] = "paid",
): Micros {
  return ownGrants(draft, id, kind).reduce((sum, { remaining }) => sum + remaining, 0n)
}

/**
 * Take `amount` of a top-up's credit out of the balance, below zero where it was spent: out of its number's part and then the
 * shared one, its own grants first, then other paid credit, promotional last. Then the bonus that came with it, in proportion,
 * as far as it is unspent and available. The caller posts the other side of both. Rules REFUND-4, REFUND-5.
 *
 * @returns the bonus that was taken
 */
export function takeCredit(draft: WalletDraft, topUp: Named, amount: Micros): Micros {
  const bonus = least(bonusShare(topUp, amount), unspentOf(draft, topUp, "promotional"))
  takeOut(draft, topUp, amount, (grant) => rankOf(grant, topUp.id))
  const taken = atLeastZero(least(bonus, unspentOf(draft, topUp, "promotional"), draft.available))
  // Nothing but its own bonus: no more than is left of it is taken.
  takeOut(draft, topUp, taken, (grant) => (grant.source === topUp.id && grant.kind === "promotional" ? 0 : 1))
  return taken
}

/** Put back what `takeCredit` took, to the top-up's credit: paid credit as paid, bonus as bonus. Rule REFUND-6. */
export function returnCredit(
  draft: WalletDraft,
  topUp: Named,
  { amount, bonus }: { readonly amount: Micros; readonly bonus: Micros },
): void {
  const sender = partFor(draft, topUp.senderId)
  growPart(draft, sender, amount + bonus)
  const id = `${topUp.id}:back-${draft.nextSequence}`
  const source = topUp.id
  if (amount > 0n) draft.addCredit({ id, kind: "paid", amount, expiresAt: null, source }, sender)
  if (bonus === 0n) return
  const { bonusExpiresAt: expiresAt } = topUp
  draft.addCredit({ id: `${id}:bonus`, kind: "promotional", amount: bonus, expiresAt, source }, sender)
}

/** Post fee and taxes out of their accounts (`back`), or into them again. */
export function postFeeAndTaxes(
  draft: WalletDraft,
  { fee, tax, taxIncluded }: Pick<PaidParts, "fee" | "tax" | "taxIncluded">,
  direction: "back" | "again",
): void {
  const sign = direction === "back" ? -1n : 1n
  draft.post("operator:processing_fees", undefined, sign * fee)
  draft.post("operator:tax", undefined, sign * (tax + taxIncluded))
  draft.post("operator:tax_included", undefined, -sign * taxIncluded)
}

/** Post a refund out of wallet, fee, taxes and promotions to where the money goes, and write its lines. */
export function postRefund(
  draft: WalletDraft,
  topUp: Named,
  { parts, to }: { readonly parts: PaidParts; readonly to: Account },
): { readonly bonus: Micros } {
  const bonus = takeCredit(draft, topUp, parts.amount)
  postFeeAndTaxes(draft, parts, "back")
  draft.post("operator:promotions", undefined, bonus)
  draft.post(to, undefined, moneyOf(parts))
  return { bonus }
}

/** The bonus that goes with so much of a top-up's credit, less what is gone of it. */
function bonusShare(topUp: Named, amount: Micros): Micros {
  const { bonus, refunds, disputes } = topUp
  if (bonus === 0n) return 0n
  const gone = [
    ...refunds.filter(({ status }) => status !== "failed"),
    ...disputes.filter(({ state }) => state !== "won"),
  ]
  const credit = gone.reduce((sum, one) => sum + one.amount, 0n) + amount
  const taken = gone.reduce((sum, one) => sum + one.bonus, 0n)
  const due = credit >= topUp.amount ? bonus : divideHalfEven(bonus * credit, topUp.amount)
  return atLeastZero(due - taken)
}

function takeOut(draft: WalletDraft, topUp: Named, amount: Micros, rank: (grant: Grant) => number): void {
  if (amount === 0n) return
  const before = draft.balance
  const own = topUp.senderId === "" ? 0n : draft.balanceOf("customer:available", topUp.senderId)
  const fromOwn = atLeastZero(least(own, amount))
  if (fromOwn > 0n) {
    draft.post("customer:available", topUp.senderId, -fromOwn)
    growPart(draft, topUp.senderId, -fromOwn)
  }
  draft.post("customer:available", undefined, fromOwn - amount)
  let burnt = atLeastZero(before) - atLeastZero(draft.balance)
  for (const grant of draft.openGrants.sort((a, b) => rank(a) - rank(b) || compareBurnOrder(a, b))) {
    const taken = least(burnt, grant.remaining)
    if (taken === 0n) break
    burnt -= taken
    draft.putGrant({ ...grant, remaining: grant.remaining - taken })
  }
}

function ownGrants(draft: WalletDraft, source: string, kind: Grant["kind"]): Grant[] {
  return draft.openGrants.filter((grant) => grant.source === source && grant.kind === kind)
}

function rankOf({ source, kind }: Grant, topUpId: string): number {
  if (kind === "promotional") return 2
  return source === topUpId ? 0 : 1
}

function least(...amounts: readonly Micros[]): Micros {
  return amounts.reduce((a, b) => (a < b ? a : b))
}

function atLeastZero(amount: Micros): Micros {
  return amount < 0n ? 0n : amount
}
