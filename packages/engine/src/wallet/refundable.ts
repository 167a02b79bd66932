import type { Micros } from "../money/micros.ts"
import type { WalletDraft } from "./draft.ts"
import { unspentOf } from "./give-back.ts"
import { disputedParts, isCredited, refundedParts } from "./given-back.ts"
import type { TopUp } from "./top-up.ts"

/** What can be paid back of a top-up's credit, and where the rest is. */
export interface Refundable {
  readonly refundable: Micros
  readonly spent: Micros
  /** Reserved by open holds, or in another number's part, or less than can be paid. */
  readonly held: Micros
  readonly disputed: Micros
}

/**
 * What can be paid back: credit of its own that is unspent, available, and in a part that is its own: the shared one, or its
 * number's too. Rule REFUND-2.
 *
 * @param smallest - what can be paid back is a multiple of it
 */
export function refundableOf(draft: WalletDraft, topUp: TopUp, smallest: Micros): Refundable {
  if (!isCredited(topUp)) return { refundable: 0n, spent: 0n, held: 0n, disputed: 0n }
  const disputed = disputedParts(topUp).amount
  const left = topUp.amount - refundedParts(topUp, "pending").amount - disputed
  const unspent = unspentOf(draft, topUp)
  const own = topUp.senderId === "" ? 0n : draft.balanceOf("customer:available", topUp.senderId)
  const shared = draft.balanceOf("customer:available")
  const inReach = atLeastZero(own) + atLeastZero(shared)
  const possible = atLeastZero([left, unspent, inReach, draft.available].reduce((a, b) => (a < b ? a : b)))
  const refundable = possible - (possible % smallest)
  return {
    refundable,
    spent: atLeastZero(left - unspent),
    held: atLeastZero((unspent < left ? unspent : left) - refundable),
    disputed,
  }
}

function atLeastZero(amount: Micros): Micros {
  return amount < 0n ? 0n : amount
}
