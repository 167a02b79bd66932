import { setTimeout } from "node:timers/promises"
import type { Names, Wallet } from "@tollgate/engine"
import { GROUP_COMMANDS_MAX, GROUP_WORK_MS_MAX } from "../group-commit.ts"
import { createBaseCache } from "../sql/base-cache.ts"
import { GroupScope } from "../sql/group-scope.ts"
import { loadTogether } from "../sql/load.ts"
import { loadReplays } from "../sql/replays.ts"
import { get, together, type Sql } from "../sql/request.ts"
import { WALLET } from "../sql/tables.ts"
import { readBase, type WalletBase } from "../sql/wallet-base.ts"
import type { Postgres } from "./connect.ts"
import { combineWrites, OVERTAKEN, type HeldWrite, type Statement } from "./combine.ts"
import { RecentWallets, type RecentWallet } from "./recent-wallets.ts"
import { GroupRun, NeedsTransaction, type BeforeWrite } from "./run-async.ts"
import { inTransactionOf, isRetried, OutcomeUnknownError, RetryAfter } from "./transaction.ts"
import type { Committed, GroupCommand } from "./wallet-groups.ts"

const LOCK = "SELECT id FROM wallet WHERE id = $1 FOR UPDATE"
/** Two who make the same wallet have no row to wait at. */
export const LOCK_NAME = "SELECT pg_advisory_xact_lock(hashtextextended(CAST($1 AS TEXT), 0))"
const REVISION = "SELECT revision, head FROM wallet WHERE id = ?"
/** After it, a statement that waits for another revision can no longer write. */
const COUNT_ON = "UPDATE wallet SET revision = revision + 1 WHERE id = $1 AND revision = $2"
const HAS_ENTRY = "SELECT 1 FROM journal_entry WHERE wallet_id = $1 AND sequence = $2 AND hash = $3"
const QUESTIONS_MAX = 50
const QUESTION_PAUSE_MS = 100

/** How long another process that wrote to a wallet is taken to go on, ms: then its row is locked before it is read. */
const SHARED_MS = 2_000
/** Commands of a group name at most so many messages together; more are the next group's. */
const GROUP_MESSAGES_MAX = 4_000

/** Another process wrote to the wallet between our reading and our writing. */
class OvertakenError extends Error {
  override readonly name = "OvertakenError"
}

/** An entry that was to be written, and the wallet's revision before it. */
interface WrittenEntry {
  readonly walletId: string
  readonly revision: number
  readonly sequence: number
  readonly hash: string
}

export interface CommitGroupHost {
  readonly beforeWrite: BeforeWrite
  /** A clock that only goes on, in ms. */
  readonly now: () => number
}

/**
 * Commits a group of one wallet's commands: one round trip to load what all of them name, and one to write, as a rule.
 * A wallet that this process wrote to last is read without its lock, and written in one statement that fails where
 * another process came between; then, and for all else, its row is locked first. Rules PG-7, PG-14.
 */
export function createCommitGroup(
  sql: Postgres,
  { beforeWrite, now }: CommitGroupHost,
): (walletId: string, group: readonly GroupCommand[]) => Promise<Committed> {
  const recent = new RecentWallets()

  /** Runs the commands one after the other. @returns how many */
  const decide = async (
    run: GroupRun,
    scope: GroupScope,
    group: readonly GroupCommand[],
  ): Promise<number> => {
    const startedAt = now()
    let done = 0
    for (const command of group) {
      done += 1
      await run.run(command.run(scope))
      if (now() - startedAt >= GROUP_WORK_MS_MAX) break
    }
    return done
  }

  const commitUnlocked = async (
    walletId: string,
    group: readonly GroupCommand[],
    { base, revision }: RecentWallet,
  ): Promise<Committed> => {
    const run = new GroupRun(sql, beforeWrite)
    const scope = newScope()
    const { head } = base.wallet
    scope.adopt(base)
    const isOurs = function* (): Sql<boolean> {
      const row = yield* get(REVISION, walletId)
      return row?.["revision"] === revision && row["head"] === head
    }
    const [isRecent] = await run.run(together(isOurs(), loadNamed(scope, group, base)))
    if (!isRecent) throw new OvertakenError()
    const done = await decide(run, scope, group)
    await run.run(scope.flush())
    const writes = run.take()
    if (writes.length === 0) {
      // What was read in several statements is of one moment only if nobody wrote meanwhile.
      if (run.reads > 1 && !(await run.run(isOurs()))) throw new OvertakenError()
      return { done, hasWritten: false }
    }
    const statements = combineWrites(writes, { revision })
    const [only] = statements
    const { sequence, head: hash } = base.wallet
    if (statements.length === 1 && only !== undefined && hash !== head) {
      await writeOnce(only, { walletId, revision, sequence, hash })
    } else {
      await inTransactionOf(
        sql,
        (reserved) => new GroupRun(reserved, beforeWrite),
        async (own) => {
          for (const statement of statements) own.post(statement)
        },
      )
    }
    recent.put(walletId, { base, revision: revision + 1, sharedUntil: Number.NEGATIVE_INFINITY })
    return { done, hasWritten: scope.written.size > 0 }
  }

  /** One statement is its own transaction. Where its answer is lost, the entry that it wrote tells what became of it. */
  const writeOnce = async ({ text, values }: Statement, entry: WrittenEntry): Promise<void> => {
    try {
      await new GroupRun(sql, beforeWrite).send(text, values)
    } catch (error) {
      if (!isRetried(error)) throw error
      if (!(await wasWritten(entry))) throw new OvertakenError()
    }
  }

  const wasWritten = async ({ walletId, revision, sequence, hash }: WrittenEntry): Promise<boolean> => {
    for (let question = 1; ; question += 1) {
      try {
        const run = new GroupRun(sql, beforeWrite)
        await run.send(COUNT_ON, [walletId, revision])
        return (await run.send(HAS_ENTRY, [walletId, sequence, hash])).length > 0
      } catch (error) {
        if (!isRetried(error)) throw error
        if (question >= QUESTIONS_MAX) throw new OutcomeUnknownError(error)
        await setTimeout(QUESTION_PAUSE_MS)
      }
    }
  }

  const commitLocked = (
    walletId: string,
    group: readonly GroupCommand[],
    guess: Wallet | undefined,
    sharedUntil: number,
  ): Promise<Committed> => {
    let known: RecentWallet | undefined
    /** The last entry of the attempt under way, and the wallet's revision before it. */
    let entry: WrittenEntry | undefined
    const ended = inTransactionOf(
      sql,
      (reserved) => new GroupRun(reserved, beforeWrite),
      async (run) => {
        known = undefined
        entry = undefined
        let revision: number | undefined
        const send = (writes: readonly HeldWrite[]): void => {
          for (const statement of combineWrites(writes, { revision })) run.post(statement)
          if (writes.some(({ sql: text }) => text === WALLET.upsert)) revision = (revision ?? 0) + 1
        }
        run.sendHeld = send
        const locked = run.send(LOCK, [walletId])
        locked.catch(() => undefined)
        let scope = newScope()
        let loaded = await run.run(loadWhole(walletId, scope, { group, guess }))
        if ((await locked).length === 0) {
          await run.send(LOCK_NAME, [walletId])
          scope = newScope()
          loaded = await run.run(loadWhole(walletId, scope, { group, guess: undefined }))
        }
        // What was not foreseen for want of the wallet.
        const { base: found } = loaded
        revision = loaded.revision
        const before = { revision, head: found?.wallet.head }
        if (found !== undefined && guess === undefined) await run.run(loadNamed(scope, group, found))
        const done = await decide(run, scope, group)
        await run.run(scope.flush())
        send(run.take())
        const base = await run.run(scope.base(walletId))
        if (base !== undefined && revision !== undefined) known = { base, revision, sharedUntil }
        if (base !== undefined && before.revision !== undefined && base.wallet.head !== before.head) {
          const { sequence, head: hash } = base.wallet
          entry = { walletId, revision: before.revision, sequence, hash }
        }
        return { done, hasWritten: scope.written.size > 0 }
      },
      // A wallet that is opened is found by whoever opens it again, and what has no entry changed nothing.
      () => (entry === undefined ? undefined : wasWritten(entry)),
    )
    return ended.then((committed) => {
      if (known !== undefined) recent.put(walletId, known)
      return committed
    })
  }

  return async (walletId, all) => {
    const last = recent.get(walletId)
    // It is changed in place: it counts again once the group is committed.
    recent.drop(walletId)
    const guess = last?.base.wallet
    const group = firstOf(all, guess)
    let sharedUntil = last?.sharedUntil ?? Number.NEGATIVE_INFINITY
    const isForeseen = group.every(({ foreseen }) => foreseen !== undefined)
    if (last !== undefined && isForeseen && sharedUntil <= now()) {
      try {
        const committed = await commitUnlocked(walletId, group, last)
        if (!committed.hasWritten && recent.get(walletId) === undefined) recent.put(walletId, last)
        return committed
      } catch (error) {
        if (error instanceof RetryAfter) await error.prepare()
        else if (isOvertaken(error)) sharedUntil = now() + SHARED_MS
        else if (!(error instanceof NeedsTransaction || isRetried(error))) throw error
      }
    }
    return await commitLocked(walletId, group, guess, sharedUntil)
  }
}

function newScope(): GroupScope {
  return new GroupScope(createBaseCache(0), { holdsBack: true })
}

function isOvertaken(error: unknown): boolean {
  return (
    error instanceof OvertakenError || (error instanceof Error && "code" in error && error.code === OVERTAKEN)
  )
}

/** The commands of one group: as many as may be loaded at once. */
function firstOf(all: readonly GroupCommand[], wallet: Wallet | undefined): readonly GroupCommand[] {
  let messages = 0
  let count = 0
  for (const { foreseen } of all.slice(0, GROUP_COMMANDS_MAX)) {
    const names = wallet === undefined ? undefined : namesOf(foreseen, wallet)
    messages += names?.messageIds?.length ?? 1
    if (count > 0 && messages > GROUP_MESSAGES_MAX) break
    count += 1
  }
  return all.slice(0, count)
}

/** What it would name of this wallet. What its code throws is its own matter, when it runs. */
function namesOf(foreseen: GroupCommand["foreseen"], wallet: Wallet): Names | undefined {
  try {
    return foreseen?.names(wallet)
  } catch {
    return undefined
  }
}

function* loadNamed(
  scope: GroupScope,
  group: readonly GroupCommand[],
  { wallet, months }: Pick<WalletBase, "wallet" | "months">,
): Sql<void> {
  const { known } = scope.rows(wallet.id)
  const named = group.map(({ foreseen }) => namesOf(foreseen, wallet)).filter((names) => names !== undefined)
  const keys = group.map(({ foreseen }) => foreseen?.replayKey).filter((key) => key !== undefined)
  yield* together(loadReplays(wallet.id, keys, known), loadTogether(wallet.id, named, { known, months }))
}

/** All of the wallet, and what the commands name as far as it can be foreseen. */
function* loadWhole(
  walletId: string,
  scope: GroupScope,
  { group, guess }: { readonly group: readonly GroupCommand[]; readonly guess: Wallet | undefined },
): Sql<{ readonly base: WalletBase | undefined; readonly revision: number | undefined }> {
  const months: WalletBase["months"] = new Map()
  const { known } = scope.rows(walletId)
  const keys = group.map(({ foreseen }) => foreseen?.replayKey).filter((key) => key !== undefined)
  const [row, found] = yield* together(
    get(REVISION, walletId),
    readBase(walletId),
    guess === undefined
      ? loadReplays(walletId, keys, known)
      : loadNamed(scope, group, { wallet: guess, months }),
  )
  const base = found && { ...found, months }
  if (base !== undefined) scope.adopt(base)
  return { base, revision: row?.["revision"] as number | undefined }
}
