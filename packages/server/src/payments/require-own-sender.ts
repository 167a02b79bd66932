import type { Deps } from "../deps.ts"
import { ProblemError } from "../problem.ts"

/** 422 `unknown_sender` for a number that the wallet does not pay for now. Rule NUM-4. */
export async function requireOwnSender(
  { catalog }: Pick<Deps, "catalog">,
  walletId: string,
  senderId: string,
): Promise<void> {
  const own = await catalog.sendersOfWallet(walletId)
  if (own.some(({ id }) => id === senderId)) return
  throw new ProblemError("unknown_sender", {
    detail: "The wallet does not pay for this sender.",
    facts: { senderId },
  })
}
