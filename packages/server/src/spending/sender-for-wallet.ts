import type { SenderFacts } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { ProblemError } from "../problem.ts"
import { senderFacts, walletAsSender } from "./pricing.ts"

/** The sender that a request on a wallet means: the one named, the only one, else none in particular. Rule ROUTE-7. */
export async function senderForWallet(
  { catalog, wallets }: Pick<Deps, "catalog" | "wallets">,
  walletId: string,
  senderId: string | undefined,
): Promise<SenderFacts> {
  const own = await catalog.sendersOfWallet(walletId)
  if (senderId !== undefined) {
    const named = own.find((sender) => sender.id === senderId)
    if (named === undefined) throw new ProblemError("unknown_sender", { facts: { senderId } })
    return senderFacts(catalog, named)
  }
  const [only] = own
  if (only !== undefined && own.length === 1) return senderFacts(catalog, only)
  const wallet = await wallets.wallet(walletId)
  // Its opening was cut off: the directory knows it, and it is none yet.
  if (wallet === undefined) throw new ProblemError("not_found")
  return walletAsSender(catalog, wallet)
}
