import type { Deps } from "../../deps.ts"
import { errorFacts } from "../../observability/log.ts"
import { deliverOutbox } from "../../outbox/deliver-outbox.ts"
import { RowRests } from "../../outbox/row-rests.ts"
import { sweepPayments, sweepUnsettled } from "../../payments/sweep-payments.ts"
import { expireDue } from "../../spending/expire-due.ts"
import { keepInStep } from "../../spending/keep-in-step.ts"
import { retrySuspense } from "../../spending/retry-suspense.ts"
import type { SqlDriver } from "../../storage/sql-driver.ts"
import { INTAKE_NAME } from "./intake-object.ts"
import type { WorkerEnv } from "./worker-env.ts"

const PAYMENTS_EVERY_MS = 60_000
const UNSETTLED_EVERY_MS = 600_000
const SUSPENSE_EVERY_MS = 300_000
const TIDY_EVERY_MS = 86_400_000
/** A segment takes some tens of milliseconds of the object, which does nothing else meanwhile. */
const SEGMENTS_AT_ONCE_MAX = 20
const PAUSE_MS_MIN = 1_000
const PAUSE_MS_MAX = 300_000
const TIDIED_AT_KEY = "tidied_at"
const IN_SUSPENSE_KEY = "in_suspense"

const WORK = `SELECT
  EXISTS (SELECT 1 FROM wallet WHERE id = ?1) AS wallet,
  (SELECT next_due_at FROM wallet WHERE id = ?1) AS due_at,
  (SELECT MAX(number) FROM outbox) AS outbox,
  EXISTS (SELECT 1 FROM top_up WHERE wallet_id = ?1 AND status = 'pending') AS payments,
  EXISTS (SELECT 1 FROM top_up WHERE wallet_id = ?1 AND is_unsettled = 1) AS unsettled,
  EXISTS (SELECT 1 FROM suspended WHERE wallet_id = ?1) AS suspended`

/** What waits to be done. */
interface Work {
  readonly hasWallet: boolean
  readonly dueAt: number | undefined
  /** The number of the newest row of the outbox; 0 = it is empty. */
  readonly outbox: number
  readonly hasPayments: boolean
  readonly hasUnsettled: boolean
  readonly isInSuspense: boolean
}

type Sweep = "expiry" | "outbox" | "payments" | "refunds" | "suspense" | "tidying" | "suspense note"

export interface WalletSweepsHost {
  readonly walletId: string
  readonly deps: Deps
  readonly driver: SqlDriver
  readonly storage: DurableObjectStorage
  readonly env: WorkerEnv
}

/**
 * Does by alarm what nobody asks for: holds and grants that fall due, the outbox, payments and refunds that nobody told of, suspended
 * events whose facts have come, and once a day old rows and charges for the archive. An object that has nothing to do wakes once a day. Rules WORK-6, WORK-7.
 */
export class WalletSweeps {
  readonly #host: WalletSweepsHost
  #alarmAt = Number.POSITIVE_INFINITY
  #lastPayments = 0
  #lastUnsettled = 0
  #lastSuspense = 0
  readonly #rests = new RowRests()
  /** The newest row that was looked at, and when one of those that stayed is to be tried again. */
  #outboxSeen = 0
  #outboxNextAt = 0
  /** Sweeps that failed so many times one after the other, and until when each rests. */
  readonly #failed = new Map<Sweep, { readonly times: number; readonly until: number }>()

  constructor(host: WalletSweepsHost) {
    this.#host = host
  }

  /**
   * Sets the alarm for what there is to do. Called in the same turn as a commit, so that the runtime keeps both or neither.
   */
  plan(): void {
    this.#planFrom(this.#host.deps.clock())
  }

  /**
   * Sets the alarm where there is none, when the object wakes: the runtime rings again a few times when an alarm fails, as all
   * do while a wrong configuration is deployed, and then no more.
   */
  async wake(): Promise<void> {
    const { storage, deps } = this.#host
    const ringsAt = await storage.getAlarm()
    if (ringsAt !== null) this.#alarmAt = deps.clock() + (ringsAt - Date.now())
    else if (this.#work().hasWallet) this.#planFrom(deps.clock() + PAUSE_MS_MIN)
  }

  #planFrom(earliest: number): void {
    const now = this.#host.deps.clock()
    const at = Math.max(earliest, this.#nextAt(now))
    if (at >= this.#alarmAt) return
    this.#alarmAt = at
    // From now on: the platform's clock need not be ours.
    void this.#host.storage.setAlarm(Date.now() + (at - now))
  }

  /** The alarm. A sweep that fails is logged, and comes again. */
  async run(): Promise<void> {
    const { deps, walletId } = this.#host
    const now = deps.clock()
    // The alarm that rang is spent. What commits from here on sets another.
    this.#alarmAt = Number.POSITIVE_INFINITY
    const work = this.#work()
    if (work.dueAt !== undefined && work.dueAt <= now) await this.#try("expiry", () => expireDue(deps))
    if (this.#work().outbox > 0) await this.#try("outbox", () => this.#deliver())
    if (work.hasPayments && now - this.#lastPayments >= PAYMENTS_EVERY_MS) {
      this.#lastPayments = now
      await this.#try("payments", () => sweepPayments(deps))
    }
    if (work.hasUnsettled && now - this.#lastUnsettled >= UNSETTLED_EVERY_MS) {
      this.#lastUnsettled = now
      await this.#try("refunds", () => sweepUnsettled(deps))
    }
    if (work.isInSuspense && now - this.#lastSuspense >= SUSPENSE_EVERY_MS) {
      this.#lastSuspense = now
      await this.#try("suspense", async () => void (await retrySuspense(deps, walletId)))
    }
    if (now - this.#tidiedAt() >= TIDY_EVERY_MS) await this.#try("tidying", () => this.#tidy(now))
    await this.#try("suspense note", () => this.#noteSuspense())
    // What could not be done now must not ring without a pause.
    this.#planFrom(deps.clock() + PAUSE_MS_MIN)
  }

  async #deliver(): Promise<void> {
    const { nextAt } = await deliverOutbox(this.#host.deps, this.#rests)
    this.#outboxNextAt = nextAt ?? 0
    // Rows that rest hold up none that come after them.
    this.#outboxSeen = nextAt === undefined ? 0 : this.#work().outbox
  }

  async #tidy(now: number): Promise<void> {
    const { deps, walletId, storage } = this.#host
    await deps.wallets.forget(now)
    const place = await deps.catalog.walletPlace(walletId)
    if (place !== undefined) await keepInStep(deps, place)
    for (let piece = 0; piece < SEGMENTS_AT_ONCE_MAX; piece += 1) {
      // More of them than may be done at once: the alarm rings again soon.
      const { charges, entries } = await deps.wallets.archiveCharges(walletId, now)
      if (charges === 0 && entries === 0) return storage.kv.put(TIDIED_AT_KEY, now)
    }
  }

  /** Tells the intake whether events wait here, so that lists of all wallets find them. */
  async #noteSuspense(): Promise<void> {
    const { env, storage, walletId } = this.#host
    const { isInSuspense } = this.#work()
    if ((storage.kv.get<boolean>(IN_SUSPENSE_KEY) ?? false) === isInSuspense) return
    await env.INTAKE.getByName(INTAKE_NAME).noteSuspense(walletId, isInSuspense)
    storage.kv.put(IN_SUSPENSE_KEY, isInSuspense)
  }

  async #try(sweep: Sweep, run: () => Promise<void>): Promise<void> {
    const { deps, walletId } = this.#host
    if (this.#restsUntil(sweep) > deps.clock()) return
    try {
      await run()
      this.#failed.delete(sweep)
    } catch (error) {
      const times = (this.#failed.get(sweep)?.times ?? 0) + 1
      const pause = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** (times - 1))
      this.#failed.set(sweep, { times, until: deps.clock() + pause })
      deps.log.error({ walletId, sweep, ...errorFacts(error) }, "sweep failed")
    }
  }

  #restsUntil(sweep: Sweep): number {
    return this.#failed.get(sweep)?.until ?? 0
  }

  #nextAt(now: number): number {
    const { dueAt, outbox, hasPayments, hasUnsettled, isInSuspense } = this.#work()
    const isNoted = (this.#host.storage.kv.get<boolean>(IN_SUSPENSE_KEY) ?? false) === isInSuspense
    const at: Readonly<Record<Sweep, number>> = {
      expiry: dueAt ?? Number.POSITIVE_INFINITY,
      outbox: outbox === 0 ? Number.POSITIVE_INFINITY : outbox > this.#outboxSeen ? now : this.#outboxNextAt,
      "suspense note": isNoted ? Number.POSITIVE_INFINITY : now,
      payments: hasPayments
        ? Math.max(this.#lastPayments, now - PAYMENTS_EVERY_MS) + PAYMENTS_EVERY_MS
        : Number.POSITIVE_INFINITY,
      refunds: hasUnsettled
        ? Math.max(this.#lastUnsettled, now - UNSETTLED_EVERY_MS) + UNSETTLED_EVERY_MS
        : Number.POSITIVE_INFINITY,
      suspense: isInSuspense
        ? Math.max(this.#lastSuspense, now - SUSPENSE_EVERY_MS) + SUSPENSE_EVERY_MS
        : Number.POSITIVE_INFINITY,
      tidying: this.#tidiedAt() + TIDY_EVERY_MS,
    }
    return Math.min(
      ...Object.entries(at).map(([sweep, due]) => Math.max(due, this.#restsUntil(sweep as Sweep))),
    )
  }

  /** Of an object that was never tidied: now, so that its first time is a day from here. */
  #tidiedAt(): number {
    const { storage, deps } = this.#host
    const kept = storage.kv.get<number>(TIDIED_AT_KEY)
    if (kept !== undefined) return kept
    const now = deps.clock()
    storage.kv.put(TIDIED_AT_KEY, now)
    return now
  }

  #work(): Work {
    const row = this.#host.driver.prepare(WORK).get(this.#host.walletId)
    const dueAt = row?.["due_at"]
    return {
      hasWallet: row?.["wallet"] === 1,
      dueAt: typeof dueAt === "number" ? dueAt : undefined,
      outbox: Number(row?.["outbox"] ?? 0),
      hasPayments: row?.["payments"] === 1,
      hasUnsettled: row?.["unsettled"] === 1,
      isInSuspense: row?.["suspended"] === 1,
    }
  }
}
