import { invariant, type Decision, type Names, type Result, type WalletState } from "@tollgate/engine"
import type { Deps } from "../deps.ts"

/**
 * Execute a command on a wallet that exists, for its answer as a value: for work that no request's answer is kept of.
 * The last decision of the transaction is the one that was committed.
 */
export async function decideOn<T, R>(
  { wallets }: Pick<Deps, "wallets">,
  walletId: string,
  command: { readonly names: Names; readonly decide: (state: WalletState) => Decision<Result<T, R>> },
): Promise<Result<T, R>> {
  let answer: Result<T, R> | undefined
  const executed = await wallets.execute(walletId, {
    names: () => command.names,
    decide: (state) => {
      const decision = command.decide(state)
      if ("more" in decision) return decision
      answer = decision.answer
      return { ...decision, answer: { status: 200, body: null }, keep: false }
    },
  })
  invariant(executed.kind === "answered" && answer !== undefined, "the wallet is there")
  return answer
}
