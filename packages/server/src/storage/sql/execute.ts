import { InvariantError, type Decided, type Decision, type Wallet, type WalletState } from "@tollgate/engine"
import type { Work } from "../group-commit.ts"
import type { Answer, Executed, Replay, WalletCommand } from "../wallet-store.ts"
import type { GroupScope } from "./group-scope.ts"
import { loadState } from "./load.ts"
import { StoreUnavailableError } from "../store-unavailable.ts"
import { get, type Sql } from "./request.ts"
import { findReplay, keptAnswer } from "./replays.ts"

/** How often a command may ask for more than it named. */
const LOADS_MAX = 16
/** A journal without a wallet is that of one whose import is under way. */
const ANY_ENTRY = "SELECT 1 AS one FROM journal_entry WHERE wallet_id = ? LIMIT 1"

/**
 * One command within its group: the answer of before, or load, decide, write. What the command's own code throws is
 * its own error, and it has written nothing by then; anything else that throws is the store's.
 */
export function* executeCommand(
  scope: GroupScope,
  walletId: string,
  command: WalletCommand,
): Sql<Work<Executed>> {
  const base = yield* scope.base(walletId)
  if (base === undefined) return { ok: true, value: { kind: "no_wallet" } }
  const rows = scope.rows(walletId)
  const replayed = yield* findReplay(walletId, command.replay, rows.known)
  if (replayed !== undefined) return { ok: true, value: replayed }

  let names = attempt(() => command.names(base.wallet))
  for (let round = 0; names.ok && round < LOADS_MAX; round += 1) {
    const state = yield* loadState(base, names.value, rows)
    const decision = attempt(() => command.decide(state))
    if (!decision.ok) return decision
    if (!("more" in decision.value)) {
      return yield* keep(scope, walletId, { decided: decision.value, state, replay: command.replay })
    }
    names = { ok: true, value: decision.value.more }
  }
  return names.ok ? { ok: false, error: new InvariantError("a command never has all that it needs") } : names
}

/** Makes a wallet, or answers from the one that is there. One that is being imported cannot be opened. Rule MOVE-4. */
export function* executeOpen(
  scope: GroupScope,
  walletId: string,
  decide: (existing: Wallet | undefined) => Decision<Answer>,
  replay: Replay | undefined,
): Sql<Work<Executed>> {
  const base = yield* scope.base(walletId)
  if (base === undefined && (yield* get(ANY_ENTRY, walletId)) !== undefined) {
    return { ok: false, error: new StoreUnavailableError(new Error(`${walletId} is being imported`)) }
  }
  const replayed = yield* findReplay(walletId, replay, scope.rows(walletId).known)
  if (replayed !== undefined) return { ok: true, value: replayed }
  const decision = attempt(() => decide(base?.wallet))
  if (!decision.ok) return decision
  if ("more" in decision.value) {
    return { ok: false, error: new InvariantError("the opening of a wallet needs nothing loaded") }
  }
  return yield* keep(scope, walletId, { decided: decision.value, state: undefined, replay })
}

interface Outcome {
  readonly decided: Decided<Answer>
  readonly state: WalletState | undefined
  readonly replay: Replay | undefined
}

function* keep(
  scope: GroupScope,
  walletId: string,
  { decided, state, replay }: Outcome,
): Sql<Work<Executed>> {
  if (decided.changes !== undefined) yield* scope.persist(walletId, decided.changes, state)
  if (decided.keep !== false && replay !== undefined)
    yield* scope.keep(walletId, keptAnswer(replay, decided.answer))
  return { ok: true, value: { kind: "answered", answer: decided.answer } }
}

function attempt<T>(body: () => T): Work<T> {
  try {
    return { ok: true, value: body() }
  } catch (error) {
    return { ok: false, error }
  }
}
