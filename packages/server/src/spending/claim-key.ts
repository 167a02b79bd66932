import type { AppContext } from "../http/app-env.ts"
import { ProblemError } from "../problem.ts"
import type { Answer, Replay } from "../storage/wallet-store.ts"

/**
 * Refuse a key that came before with another request, where the body says which wallet is meant: a wallet knows its own
 * keys only. Gives the answer when one was kept for the whole request; equal requests at once all go on, and each
 * wallet answers them the same. Rule HTTP-8.
 */
export async function claimKey(c: AppContext, replay: Replay | undefined): Promise<Answer | undefined> {
  if (replay === undefined) return undefined
  const { catalog, clock } = c.get("deps")
  const claim = await catalog.claimReplay(replay, clock(), 0)
  if (claim.kind === "reused") throw new ProblemError("idempotency_key_reused")
  return claim.kind === "answered" ? claim.answer : undefined
}
