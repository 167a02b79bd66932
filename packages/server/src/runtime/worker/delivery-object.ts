import { DurableObject } from "cloudflare:workers"
import { catalogDb } from "../../catalog/catalog-db.ts"
import type { ListPage, PageRequest } from "../../catalog/catalog.ts"
import type {
  DeliveryFilter,
  DeliveryKey,
  Deliveries,
  DeliveryQueue,
  NewDelivery,
} from "../../catalog/deliveries.ts"
import type { Delivery, JournalCursor } from "../../catalog/delivery-records.ts"
import { DELIVERY_MIGRATIONS } from "../../catalog/schema.ts"
import { sqliteCatalogHost } from "../../catalog/sql-catalog.ts"
import { sqlDeliveries } from "../../catalog/sql-deliveries.ts"
import { DELIVERIES_KEPT_MS } from "../../deliveries/kept.ts"
import { Dispatcher, WORKER_LIMITS } from "../../deliveries/dispatcher.ts"
import { errorFacts } from "../../observability/log.ts"
import { openObjectDriver } from "../../storage/durable-object/object-driver.ts"
import { migrate } from "../../storage/migrations.ts"
import { postByFetch } from "../../webhooks/post-by-fetch.ts"
import { workerDeps } from "./worker-deps.ts"
import type { WorkerEnv } from "./worker-env.ts"

const PAUSE_MS = 1_000
const TIDY_EVERY_MS = 86_400_000
const TIDIED_AT_KEY = "tidied_at"
/**
 * Webhooks and mails of one owner, in the object's own SQLite, sent by its alarm: so what one partner's receivers cost in time is
 * no other's. Rules OBJ-8, HOOK-7.
 */
export class DeliveryObject extends DurableObject<WorkerEnv> {
  readonly #rows: Deliveries & DeliveryQueue
  readonly #dispatcher: Dispatcher
  readonly #clock: () => number
  #alarmAt = Number.POSITIVE_INFINITY
  readonly #log: ReturnType<typeof workerDeps>["log"]

  constructor(state: DurableObjectState, env: WorkerEnv) {
    super(state, env)
    const driver = openObjectDriver(state.storage)
    migrate(driver, "deliveries", DELIVERY_MIGRATIONS)
    const { paymentsOf: _payments, ...deps } = workerDeps(env)
    this.#clock = deps.clock
    this.#log = deps.log
    this.#rows = sqlDeliveries(catalogDb(sqliteCatalogHost(driver), deps.clock))
    this.#dispatcher = new Dispatcher({ ...deps, queue: this.#rows, post: postByFetch }, WORKER_LIMITS)
    void state.blockConcurrencyWhile(async () => {
      this.#alarmAt = (await state.storage.getAlarm()) ?? Number.POSITIVE_INFINITY
    })
  }

  async put(ownerId: string, deliveries: readonly NewDelivery[], now: number): Promise<number> {
    const added = await this.#rows.putDeliveries(ownerId, deliveries, now)
    // In the same turn as the commit, so that the platform keeps both or neither.
    if (added > 0) this.#wake()
    return added
  }

  async one(key: DeliveryKey): Promise<Delivery | undefined> {
    return this.#rows.delivery(key)
  }

  async list(filter: DeliveryFilter, page: PageRequest): Promise<ListPage<Delivery>> {
    return this.#rows.deliveries(filter, page)
  }

  async resend(key: DeliveryKey, now: number): Promise<boolean> {
    const isSent = await this.#rows.resendDelivery(key, now)
    if (isSent) this.#wake()
    return isSent
  }

  async resendDead(filter: Omit<DeliveryFilter, "status">, now: number): Promise<number> {
    const resent = await this.#rows.resendDead(filter, now)
    if (resent > 0) this.#wake()
    return resent
  }

  async endTarget(ownerId: string, target: string, fault: string, now: number): Promise<void> {
    return this.#rows.endTarget(ownerId, target, fault, now)
  }

  async cursors(
    ownerId: string,
    topic: string,
    walletIds: readonly string[],
  ): Promise<readonly JournalCursor[]> {
    return this.#rows.journalCursors(ownerId, topic, walletIds)
  }

  async putCursor(cursor: JournalCursor): Promise<void> {
    return this.#rows.putJournalCursor(cursor)
  }

  async dropCursors(ownerId: string, topic: string): Promise<void> {
    return this.#rows.dropJournalCursors(ownerId, topic)
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = Number.POSITIVE_INFINITY
    try {
      await this.#tidy()
      await this.#dispatcher.drain()
    } catch (error) {
      this.#log.error(errorFacts(error), "deliveries could not be sent")
    }
    const nextAt = await this.#rows.nextDueAt()
    if (nextAt !== undefined) this.#wakeIn(Math.max(PAUSE_MS, nextAt - this.#clock()))
    else this.#wakeIn(TIDY_EVERY_MS)
  }

  async #tidy(): Promise<void> {
    const { kv } = this.ctx.storage
    const now = this.#clock()
    if (now - (kv.get<number>(TIDIED_AT_KEY) ?? 0) < TIDY_EVERY_MS) return
    await this.#rows.forgetDeliveries(now - DELIVERIES_KEPT_MS)
    kv.put(TIDIED_AT_KEY, now)
  }

  #wake(): void {
    this.#wakeIn(0)
    this.#dispatcher.nudge()
  }

  /** From now on: the platform's clock need not be ours. */
  #wakeIn(ms: number): void {
    const at = Date.now() + ms
    if (at >= this.#alarmAt) return
    this.#alarmAt = at
    void this.ctx.storage.setAlarm(at)
  }
}
