import type { WalletDraft } from "./draft.ts"
import type { Dispute, TopUp } from "./top-up.ts"

/** The name of a dispute in `Wallet.suspendedBy`. */
export function disputeKey({ id: topUpId }: Pick<TopUp, "id">, { id }: Pick<Dispute, "id">): string {
  return `${topUpId} ${id}`
}

/** Suspend an active wallet, or one that disputes alone have suspended. In the open entry. Rule DISPUTE-5. */
export function suspendFor(draft: WalletDraft, key: string): void {
  const { status, suspendedBy } = draft.wallet
  const isOurs = status === "suspended" && suspendedBy.length > 0
  if (status !== "active" && !isOurs) return
  draft.putSettings({ status: "suspended", suspendedBy: [...suspendedBy, key] })
}

/** Make the wallet active again when this was the last dispute that suspended it. In the open entry. Rule DISPUTE-5. */
export function liftSuspension(draft: WalletDraft, key: string): void {
  const { suspendedBy } = draft.wallet
  if (!suspendedBy.includes(key)) return
  const left = suspendedBy.filter((one) => one !== key)
  draft.putSettings({ suspendedBy: left, ...(left.length === 0 ? { status: "active" } : {}) })
}
