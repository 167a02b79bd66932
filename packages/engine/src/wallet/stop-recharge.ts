import type { WalletDraft } from "./draft.ts"

/**
 * Turn auto-recharge off, and say why: a payer who asks money back is not charged again. In the open entry.
 * Rule DISPUTE-4.
 */
export function stopRecharge(draft: WalletDraft, topUpId: string, reason: string): void {
  const { recharge } = draft.wallet
  if (recharge === null || !recharge.enabled) return
  draft.putRecharge({ ...recharge, enabled: false, pausedUntil: null, reason })
  draft.alert("autorecharge.disabled", { topUpId, amount: recharge.amount.toString(), reason })
}
