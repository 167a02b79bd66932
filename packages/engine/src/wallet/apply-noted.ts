import type { Micros } from "../money/micros.ts"
import { applyDispute } from "./decide-dispute.ts"
import type { WalletDraft } from "./draft.ts"
import { withRefund } from "./given-back.ts"
import type { TopUp } from "./top-up.ts"
import { takeRefund } from "./take-refund.ts"

/**
 * Take what was told of a top-up before its payment was: refunds, then disputes, as if they had come after. In the entry that
 * credits it. Rules REFUND-11, DISPUTE-6.
 *
 * @param noted - the top-up as it was before it was credited
 */
export function applyNoted(
  draft: WalletDraft,
  { credited, noted }: { readonly credited: TopUp; readonly noted: Pick<TopUp, "refunds" | "disputes"> },
  terms: { readonly smallest: Micros; readonly suspendsWallet: boolean },
): TopUp {
  if (noted.refunds.length === 0 && noted.disputes.length === 0) return credited
  let topUp = draft.putTopUp({ ...credited, refunds: [], disputes: [] })
  for (const refund of noted.refunds) {
    topUp =
      refund.status === "failed"
        ? draft.putTopUp(withRefund(topUp, refund))
        : takeRefund(draft, topUp, refund, terms.smallest)
  }
  for (const told of noted.disputes) topUp = applyDispute(draft, topUp, { known: undefined, told, terms })
  return topUp
}
