import type { Decision, Names, PricingFacts, Wallet, WalletState } from "@tollgate/engine"
import type { Deps } from "../deps.ts"
import { ProblemError } from "../problem.ts"
import type { Answer, Executed, Replay } from "../storage/wallet-store.ts"
import { pricingFacts } from "./pricing.ts"

/** A command that prices: like `WalletCommand`, with the facts of the wallet's plan. */
export interface PricedCommand {
  names(wallet: Wallet): Names
  decide(state: WalletState, facts: PricingFacts): Decision<Answer>
  readonly replay?: Replay
}

/** How often a wallet may change its plan under our hands before we give up. */
const PLAN_CHANGES_MAX = 5
/** No HTTP status: it never leaves this file. */
const PLAN_CHANGED: Answer = { status: 0, body: null }

/**
 * Execute a command with the facts of the wallet's plan. Facts are read before the store's transaction, which cannot
 * wait; when the plan changed in between, they are read again.
 */
export async function executePriced(
  { catalog, wallets }: Pick<Deps, "catalog" | "wallets">,
  walletId: string,
  command: PricedCommand,
): Promise<Executed> {
  for (let attempt = 0; attempt < PLAN_CHANGES_MAX; attempt++) {
    const wallet = await wallets.wallet(walletId)
    if (wallet === undefined) return { kind: "no_wallet" }
    const facts = await pricingFacts(catalog, wallet)
    const executed = await wallets.execute(walletId, {
      names: (current) => command.names(current),
      decide: (state) =>
        state.wallet.planId === wallet.planId && state.wallet.rollupZone === wallet.rollupZone
          ? command.decide(state, facts)
          : { answer: PLAN_CHANGED, keep: false },
      ...(command.replay === undefined ? {} : { replay: command.replay }),
    })
    if (executed.kind !== "answered" || executed.answer.status !== PLAN_CHANGED.status) return executed
  }
  throw new ProblemError("unavailable")
}

/** The decision's answer turned into another, its changes as they are. */
export function mapDecision<A, B>(decision: Decision<A>, map: (answer: A) => B): Decision<B> {
  return "more" in decision ? decision : { ...decision, answer: map(decision.answer) }
}
