import type { Micros } from "../money/micros.ts"
import { moneyAccount } from "./credit-top-up.ts"
import { disputeKey, liftSuspension, suspendFor } from "./dispute-suspension.ts"
import type { WalletDraft } from "./draft.ts"
import { postFeeAndTaxes, returnCredit, takeCredit } from "./give-back.ts"
import { moneyOf, withDispute } from "./given-back.ts"
import { disputeLines, disputePayload, disputeWonLines } from "./refund-lines.ts"
import { splitMoney } from "./split-money.ts"
import type { Dispute, TopUp } from "./top-up.ts"

/**
 * The provider has taken disputed money: its credit is held, below zero where it was spent. In the open entry. Rule DISPUTE-1.
 *
 * @param told - its money is all in `amount`
 */
export function holdDispute(
  draft: WalletDraft,
  topUp: TopUp,
  told: Dispute,
  { smallest, suspendsWallet }: { readonly smallest: Micros; readonly suspendsWallet: boolean },
): { readonly topUp: TopUp; readonly dispute: Dispute } {
  const parts = splitMoney(topUp, moneyOf(told), smallest)
  const bonus = takeCredit(draft, topUp, parts.amount)
  draft.post("customer:disputed", undefined, parts.amount + bonus)
  draft.post(moneyAccount(topUp), undefined, moneyOf(parts))
  draft.post("operator:disputed", undefined, -moneyOf(parts))
  const dispute: Dispute = { ...told, ...parts, bonus, state: "opened", updatedAt: draft.at }
  disputeLines(draft, topUp, dispute)
  if (suspendsWallet) suspendFor(draft, disputeKey(topUp, dispute))
  return { topUp: put(draft, topUp, dispute), dispute }
}

/** The money stays away: fee, taxes and bonus go with it. In the open entry. Rule DISPUTE-3. */
export function loseDispute(draft: WalletDraft, topUp: TopUp, opened: Dispute): TopUp {
  draft.post("customer:disputed", undefined, -(opened.amount + opened.bonus))
  draft.post("operator:promotions", undefined, opened.bonus)
  postFeeAndTaxes(draft, opened, "back")
  draft.post("operator:disputed", undefined, moneyOf(opened))
  return put(draft, topUp, { ...opened, state: "lost", updatedAt: draft.at })
}

/** The money is there again, and its credit; also after it was lost. In the open entry. Rule DISPUTE-2. */
export function winDispute(draft: WalletDraft, topUp: TopUp, dispute: Dispute): TopUp {
  returnCredit(draft, topUp, dispute)
  if (dispute.state === "lost") {
    draft.post("operator:promotions", undefined, -dispute.bonus)
    postFeeAndTaxes(draft, dispute, "again")
  } else {
    draft.post("customer:disputed", undefined, -(dispute.amount + dispute.bonus))
    draft.post("operator:disputed", undefined, moneyOf(dispute))
  }
  draft.post(moneyAccount(topUp), undefined, -moneyOf(dispute))
  disputeWonLines(draft, topUp, dispute)
  liftSuspension(draft, disputeKey(topUp, dispute))
  return put(draft, topUp, { ...dispute, state: "won", updatedAt: draft.at })
}

function put(draft: WalletDraft, topUp: TopUp, dispute: Dispute): TopUp {
  draft.alert("topup.disputed", disputePayload(topUp.id, dispute))
  return draft.putTopUp(withDispute(topUp, dispute))
}
