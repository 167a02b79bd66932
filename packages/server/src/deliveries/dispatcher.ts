import type { Delivery } from "../catalog/delivery-records.ts"
import { errorFacts } from "../observability/log.ts"
import { attemptDelivery } from "./attempt-delivery.ts"
import type { DispatchDeps } from "./dispatch-deps.ts"

/** Claimed for so long: an attempt is over by then, or whoever made it is gone. */
export const CLAIM_MS = 60_000
/** How many targets are looked at in one go; the next go begins after the last of them. */
const TARGETS_AT_ONCE = 100
const CLAIM_BYTES = 12

export interface DispatchLimits {
  /** Attempts under way at a time. */
  readonly total: number
  /** Of them at one target: one that is slow holds up nobody but itself. */
  readonly perTarget: number
}

/** All the endpoints that one owner may have leave places for others. */
export const NODE_LIMITS: DispatchLimits = { total: 64, perTarget: 3 }
/** A Worker has six connections at a time. */
export const WORKER_LIMITS: DispatchLimits = { total: 6, perTarget: 2 }

/**
 * Sends what is due: of each target a few at a time, target after target, so that one that is slow or has much waiting takes no
 * place of the others. Any number of processes may do so on one store. Rules HOOK-7, HOOK-9, HOOK-11.
 */
export class Dispatcher {
  readonly #deps: DispatchDeps
  readonly #limits: DispatchLimits
  readonly #underWay = new Map<string, number>()
  readonly #attempts = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #after = ""
  #nudge: () => void = () => {}

  constructor(deps: DispatchDeps, limits: DispatchLimits) {
    this.#deps = deps
    this.#limits = limits
  }

  /** Begins attempts at what is due, as many as there is room for; how many. */
  async begin(): Promise<number> {
    const { queue, clock } = this.#deps
    let begun = 0
    const targets = await queue.dueTargets(clock(), { limit: TARGETS_AT_ONCE, after: this.#after })
    this.#after = targets.length === TARGETS_AT_ONCE ? (targets.at(-1) ?? "") : ""
    for (const target of targets) {
      const limit = this.#roomFor(target)
      if (limit > 0) begun += await this.#beginAt(target, limit)
    }
    return begun
  }

  /** Resolves when all attempts under way have ended. */
  async settled(): Promise<void> {
    while (this.#attempts.size > 0) await Promise.all(this.#attempts)
  }

  /** Sends all that is due, and what is added meanwhile: each place is taken again as soon as it is free. */
  async drain(): Promise<void> {
    for (;;) {
      const { promise: nudged, resolve } = Promise.withResolvers<void>()
      this.#nudge = resolve
      await this.begin()
      if (this.#attempts.size === 0 && this.#after === "") return
      await Promise.race([...this.#attempts, nudged])
    }
  }

  /** Something was added: `drain` looks again. */
  nudge(): void {
    this.#nudge()
  }

  /** Cuts off what is under way: it is due again at once, and no attempt. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.settled()
  }

  #roomFor(target: string): number {
    if (this.#stopping.signal.aborted) return 0
    const { total, perTarget } = this.#limits
    return Math.min(total - this.#attempts.size, perTarget - (this.#underWay.get(target) ?? 0))
  }

  async #beginAt(target: string, limit: number): Promise<number> {
    const { queue, clock, random } = this.#deps
    const now = clock()
    const claim = [...random(CLAIM_BYTES)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
    const claimed = await queue.claimDeliveries({ target, now, until: now + CLAIM_MS, claim, limit })
    for (const delivery of claimed) this.#run(delivery)
    return claimed.length
  }

  #run(delivery: Delivery): void {
    const { target, id } = delivery
    this.#underWay.set(target, (this.#underWay.get(target) ?? 0) + 1)
    const attempt = attemptDelivery(this.#deps, delivery, this.#stopping.signal)
      // The claim ends by itself, and it is tried again.
      .catch((error: unknown) =>
        this.#deps.log.error({ deliveryId: id, ...errorFacts(error) }, "attempt failed"),
      )
      .finally(() => {
        this.#attempts.delete(attempt)
        const left = (this.#underWay.get(target) ?? 1) - 1
        if (left === 0) this.#underWay.delete(target)
        else this.#underWay.set(target, left)
      })
    this.#attempts.add(attempt)
  }
}
