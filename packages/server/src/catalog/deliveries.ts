import type { ListPage, PageRequest } from "./catalog.ts"
import type { Delivery, JournalCursor } from "./delivery-records.ts"

/** A delivery that is to be added. It is due at once; `isKept` = nothing sends it. */
export interface NewDelivery extends Pick<
  Delivery,
  "id" | "kind" | "target" | "eventId" | "topic" | "walletId" | "customerId" | "body"
> {
  readonly isKept?: boolean
}

export interface DeliveryKey {
  readonly ownerId: string
  readonly id: string
}

export interface DeliveryFilter {
  readonly ownerId: string
  readonly kind: Delivery["kind"]
  readonly status?: Delivery["status"]
  readonly target?: string
}

/** Deliveries of one owner. On Workers each owner has a place of its own (`OBJ-8`). */
export interface Deliveries {
  /** Adds those whose id is not there: the same ones again change nothing. How many were added. */
  putDeliveries(ownerId: string, deliveries: readonly NewDelivery[], now: number): Promise<number>
  delivery(key: DeliveryKey): Promise<Delivery | undefined>
  deliveries(filter: DeliveryFilter, page: PageRequest): Promise<ListPage<Delivery>>
  /** Due at once, with all attempts before it; whether there was one that is not under way. */
  resendDelivery(key: DeliveryKey, now: number): Promise<boolean>
  /** The dead ones of a target, or all; how many. */
  resendDead(filter: Omit<DeliveryFilter, "status">, now: number): Promise<number>
  /** What waits for this target dies, as there is nowhere to send it. */
  endTarget(ownerId: string, target: string, fault: string, now: number): Promise<void>
  journalCursors(
    ownerId: string,
    topic: string,
    walletIds: readonly string[],
  ): Promise<readonly JournalCursor[]>
  putJournalCursor(cursor: JournalCursor): Promise<void>
  /** Whoever follows this topic next begins at that time. */
  dropJournalCursors(ownerId: string, topic: string): Promise<void>
}

/** What the last attempt came to. */
export interface AttemptEnd {
  readonly status: Delivery["status"]
  /** When a pending one is tried again. */
  readonly dueAt: number
  readonly attempts: number
  readonly responseStatus: number
  readonly response: string
  readonly fault: string
}

export interface DeliveryCounts {
  readonly kind: Delivery["kind"]
  readonly status: Delivery["status"]
  readonly count: number
  readonly oldestAt: number
}

/** What deliveries are sent from. */
export interface DeliveryQueue {
  /** Targets that something is due for, after this one, in order of their names. */
  dueTargets(
    now: number,
    page: { readonly limit: number; readonly after: string },
  ): Promise<readonly string[]>
  /**
   * Takes the ones of a target that have been due longest, each for one of all who ask. They are due again at `until`, when
   * whoever took them has gone.
   */
  claimDeliveries(wanted: {
    readonly target: string
    readonly now: number
    readonly until: number
    readonly claim: string
    readonly limit: number
  }): Promise<readonly Delivery[]>
  /** Unless somebody else has claimed it since. */
  endAttempt(delivery: Pick<Delivery, "id" | "claim">, end: AttemptEnd, now: number): Promise<void>
  /** When the next one is due. */
  nextDueAt(): Promise<number | undefined>
  /** Of those that wait or are dead. */
  deliveryCounts(): Promise<readonly DeliveryCounts[]>
  /** Drops those that were made before, and wait no more. */
  forgetDeliveries(madeBefore: number): Promise<void>
}
