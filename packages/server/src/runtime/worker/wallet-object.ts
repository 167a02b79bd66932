import { DurableObject } from "cloudflare:workers"
import type { Wallet } from "@tollgate/engine"
import type { Deps } from "../../deps.ts"
import { applyPaymentEvent, type Applied } from "../../payments/apply-payment-event.ts"
import type { PaymentEvent } from "../../payments/payment-provider.ts"
import { rebuildZone } from "../../spending/rebuild-zone.ts"
import { retrySuspense, type RetryCounts } from "../../spending/retry-suspense.ts"
import { settlePart } from "../../spending/settle-events.ts"
import type { SettledPart, WalletPart } from "../../spending/wallet-places.ts"
import { r2Segments } from "../../storage/archive/r2-segments.ts"
import { createSegmentMemory } from "../../storage/archive/segment-memory.ts"
import { createCommitFeed } from "../../storage/change-feed.ts"
import { openObjectDriver } from "../../storage/durable-object/object-driver.ts"
import { driverMoving } from "../../storage/moving/driver-moving.ts"
import { storeOfOne } from "../../storage/places.ts"
import { createSqlWalletStore } from "../../storage/sql-wallet-store.ts"
import type { WalletStore } from "../../storage/wallet-store.ts"
import { verifyWallet, type Verified } from "../../verify/verify-wallet.ts"
import { noteHandedOver, walletPlaces } from "./wallet-places.ts"
import { WalletSweeps } from "./wallet-sweeps.ts"
import { answer } from "./worker-app.ts"
import { workerDeps } from "./worker-deps.ts"
import { workerCatalogMoving } from "./worker-moving.ts"
import type { WorkerEnv } from "./worker-env.ts"

const WALLET_ID_KEY = "wallet_id"
/** Objects that share an isolate share its memory. */
const segmentMemory = createSegmentMemory()

/**
 * One wallet: its rows in the object's own SQLite, its sweeps by the object's alarm, and the whole app for requests about it.
 * The runtime lets one object of a name live at a time, and holds answers back until what was written is durable: so writes
 * of a wallet come one after the other, and what was answered is kept. Rules WORK-1 to WORK-9.
 */
export class WalletObject extends DurableObject<WorkerEnv> {
  readonly #deps: Deps
  readonly #sweeps: WalletSweeps
  readonly #walletId: string

  constructor(ctx: DurableObjectState, env: WorkerEnv) {
    super(ctx, env)
    this.#walletId = ownWalletId(ctx)
    const { paymentsOf, ...common } = workerDeps(env)
    const driver = openObjectDriver(ctx.storage)
    const feed = createCommitFeed({ version: () => driver.version(), timer: common.timer })
    const wallets = createSqlWalletStore(driver, {
      segments: r2Segments(env.ARCHIVE),
      segmentMemory,
      committed: (walletIds) => {
        feed.committed(walletIds)
        this.#sweeps.plan()
      },
    })
    this.#deps = {
      ...common,
      ...paymentsOf((request) => answer(request, this.#deps)),
      wallets: storeOfOne(this.#walletId, wallets),
      moving: {
        wallets: driverMoving(driver, {
          reads: wallets,
          clock: common.clock,
          finished: () => this.#sweeps.plan(),
        }),
        catalog: workerCatalogMoving(env, common.catalog),
      },
      places: walletPlaces(env, this.#walletId),
      feed,
    }
    this.#sweeps = new WalletSweeps({
      walletId: this.#walletId,
      deps: this.#deps,
      driver,
      storage: ctx.storage,
      env,
    })
    void ctx.blockConcurrencyWhile(() => this.#sweeps.wake())
  }

  override fetch(request: Request): Promise<Response> {
    return answer(request, this.#deps)
  }

  /** A request that another place could not answer. */
  handOver(request: Request): Promise<Response> {
    noteHandedOver(request)
    return answer(request, this.#deps)
  }

  settle(part: WalletPart): Promise<SettledPart> {
    return settlePart(this.#deps, this.#walletId, part)
  }

  /** A provider's word that was asked for all wallets at once. */
  applyPaymentEvent(provider: string, event: PaymentEvent): Promise<Applied> {
    return applyPaymentEvent(this.#deps, provider, event)
  }

  retry(): Promise<RetryCounts> {
    return retrySuspense(this.#deps, this.#walletId)
  }

  rebuildZone(zoneId: string): Promise<void> {
    return rebuildZone(this.#deps, this.#walletId, zoneId)
  }

  wallet(): Promise<Wallet | undefined> {
    return this.#deps.wallets.wallet(this.#walletId)
  }

  knowsMessage(messageIds: readonly string[], recipient: string): Promise<boolean> {
    return this.#deps.wallets.knowsMessage(this.#walletId, messageIds, recipient)
  }

  suspended(page: Parameters<WalletStore["suspended"]>[1]): ReturnType<WalletStore["suspended"]> {
    return this.#deps.wallets.suspended({ walletId: this.#walletId }, page)
  }

  /** What `tollgate verify` finds. */
  verify(): Promise<Verified> {
    return verifyWallet(this.#deps.wallets, this.#walletId, [], this.#deps.clock())
  }

  override alarm(): Promise<void> {
    return this.#sweeps.run()
  }
}

/** The name of the object, which an alarm is not told: it is kept. */
function ownWalletId({ id, storage }: DurableObjectState): string {
  const kept = storage.kv.get<string>(WALLET_ID_KEY)
  if (kept !== undefined) return kept
  if (id.name === undefined) throw new Error("a wallet's object is reached by the wallet's id")
  storage.kv.put(WALLET_ID_KEY, id.name)
  return id.name
}
