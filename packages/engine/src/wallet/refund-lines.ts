import type { WalletDraft } from "./draft.ts"
import { moneyOf } from "./given-back.ts"
import type { OutboxRow } from "./state.ts"
import type { Dispute, PaidParts, Refund, TopUp } from "./top-up.ts"

export const REFUNDS_GROUP = "Refunds"
export const DISPUTES_GROUP = "Disputes"

type Moved = Pick<PaidParts, "amount"> & { readonly bonus: bigint }

/** The statement's lines of credit that a refund takes. */
export function refundLines(draft: WalletDraft, topUp: Pick<TopUp, "id">, moved: Moved): void {
  write(draft, topUp, {
    group: REFUNDS_GROUP,
    credit: "Top-up refunded",
    bonus: "Bonus taken back",
    sign: -1n,
    moved,
  })
}

/** The statement's lines of credit that comes back as its refund failed. */
export function refundFailedLines(draft: WalletDraft, topUp: Pick<TopUp, "id">, moved: Moved): void {
  write(draft, topUp, {
    group: REFUNDS_GROUP,
    credit: "Refund failed",
    bonus: "Bonus given again",
    sign: 1n,
    moved,
  })
}

/** The statement's lines of credit that a dispute holds. */
export function disputeLines(draft: WalletDraft, topUp: Pick<TopUp, "id">, moved: Moved): void {
  write(draft, topUp, {
    group: DISPUTES_GROUP,
    credit: "Top-up disputed",
    bonus: "Bonus held",
    sign: -1n,
    moved,
  })
}

/** The statement's lines of credit that comes back with a dispute that was won. */
export function disputeWonLines(draft: WalletDraft, topUp: Pick<TopUp, "id">, moved: Moved): void {
  write(draft, topUp, {
    group: DISPUTES_GROUP,
    credit: "Dispute won",
    bonus: "Bonus given again",
    sign: 1n,
    moved,
  })
}

/** What the outbox tells of a refund: `amount` is credit, `total` the money. */
export function refundPayload(topUpId: string, refund: Refund): OutboxRow["payload"] {
  const { id, amount, fee, tax, taxIncluded, origin } = refund
  return {
    topUpId,
    refundId: id,
    origin,
    amount: amount.toString(),
    fee: fee.toString(),
    tax: tax.toString(),
    taxIncluded: taxIncluded.toString(),
    total: moneyOf(refund).toString(),
  }
}

/** What the outbox tells of a dispute. */
export function disputePayload(topUpId: string, dispute: Dispute): OutboxRow["payload"] {
  const { id, state, amount, reason } = dispute
  return {
    topUpId,
    disputeId: id,
    state,
    amount: amount.toString(),
    total: moneyOf(dispute).toString(),
    reason,
  }
}

function write(
  draft: WalletDraft,
  { id }: Pick<TopUp, "id">,
  given: {
    readonly group: string
    readonly credit: string
    readonly bonus: string
    readonly sign: bigint
    readonly moved: Moved
  },
): void {
  const { group, credit, bonus, sign, moved } = given
  draft.line({ group, label: credit, quantity: 1, amount: sign * moved.amount, reference: id })
  draft.line({ group, label: bonus, quantity: 1, amount: sign * moved.bonus, reference: id })
}
