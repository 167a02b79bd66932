import type { Micros } from "../money/micros.ts"
import { ALLOTMENTS_MAX } from "./decide-allot.ts"
import type { WalletDraft } from "./draft.ts"

/**
 * The part that a number's own credit goes to; undefined = the shared part: of credit for no number, and where no further
 * number can have a part. Rule ALLOT-5.
 */
export function partFor(draft: WalletDraft, senderId: string): string | undefined {
  if (senderId === "") return undefined
  return draft.allotments.has(senderId) || draft.allotments.size < ALLOTMENTS_MAX ? senderId : undefined
}

/** Note that a number's part grows, or shrinks to no less than zero, by credit that is its own. Rule ALLOT-5. */
export function growPart(draft: WalletDraft, senderId: string | undefined, by: Micros): void {
  if (senderId === undefined || by === 0n) return
  if (by < 0n && !draft.allotments.has(senderId)) return
  const known = draft.allotments.get(senderId) ?? { senderId, amount: 0n, mayUseShared: true }
  const amount = known.amount + by
  const grown = { ...known, amount: amount < 0n ? 0n : amount }
  const others = [...draft.allotments.values()].filter((one) => one.senderId !== senderId)
  draft.putAllotments([...others, grown].sort((a, b) => (a.senderId < b.senderId ? -1 : 1)))
}
