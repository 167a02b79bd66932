import fc from "fast-check"
import { expect, it } from "vitest"
import { eventBatches, planVersions, rateCards, SENDERS, ZONES } from "../testing/arbitraries.ts"
import { buildFacts } from "../testing/builders.ts"
import { EventModel } from "../testing/event-model.ts"
import type { RatingWorld } from "../testing/rating-model.ts"
import { WalletHost } from "../testing/wallet-host.ts"
import type { SuspendedEvent } from "../wallet/state.ts"
import type { UsageEvent } from "./usage-event.ts"
import { compilePlan } from "./compile-plan.ts"

const RUNS = 500
const TIMEOUT_MS = 60_000

const world = fc.record({
  currency: fc.constant("USD"),
  versions: planVersions,
  cards: rateCards,
  customerZone: fc.constantFrom(...ZONES),
})

it(
  "[PLAN-1] any plan, cards and stream of events are charged, and suspended, as the rules say, under the next plan too",
  () => {
    fc.assert(
      fc.property(world, world, eventBatches, eventBatches, (first, next, batches, later) => {
        const second = { ...next, customerZone: first.customerZone }
        const pair = new HostAndModel(first)
        for (const batch of batches) pair.settle(batch)
        pair.enter(second)
        pair.retry()
        for (const batch of later) pair.settle(batch)
        pair.expectSame()
      }),
      { numRuns: RUNS },
    )
  },
  TIMEOUT_MS,
)

/** A wallet and the model of it, given the same events. */
class HostAndModel {
  readonly host: WalletHost
  readonly model: EventModel

  constructor(first: RatingWorld) {
    this.host = new WalletHost(factsOf(first), SENDERS)
    this.model = new EventModel(first, SENDERS)
  }

  enter(next: RatingWorld): void {
    this.host.facts = factsOf(next)
    this.model.rating.world = next
  }

  settle(batch: readonly UsageEvent[]): void {
    this.host.now += 1
    const { results, charged } = this.host.settle(...batch)
    const expected = batch.map((event) => this.model.settle(event, this.host.now))
    expect(results.map((result) => ({ ...result, charged: BigInt(result.charged) }))).toEqual(expected)
    expect(charged).toBe(expected.reduce((sum, one) => sum + one.charged, 0n))
  }

  retry(): void {
    const waiting = this.host.waiting.map((one) => this.#placeOf(one))
    const { retried, accepted, duplicates, suspended, charged } = this.host.retry()
    const expected = waiting.flatMap((place) => this.model.retry(...place) ?? [])
    const count = (status: string) => expected.filter((one) => one.status === status).length
    expect({ retried, accepted, duplicates, suspended, charged }).toEqual({
      retried: expected.length,
      accepted: count("accepted"),
      duplicates: count("duplicate"),
      suspended: count("suspended"),
      charged: expected.reduce((sum, one) => sum + one.charged, 0n),
    })
  }

  expectSame(): void {
    expect(this.#charges()).toEqual(this.model.charges)
    const waiting = this.host.waiting.map((one) => [...this.#placeOf(one), one.reason].join(" "))
    expect(waiting.sort()).toEqual(this.model.waiting)
    const used = [...this.host.rows.counters].map(([key, one]) => [key, BigInt(one.used)] as const)
    const isUsed = ([, units]: readonly [string, bigint]) => units > 0n
    expect(used.filter(isUsed).sort()).toEqual([...this.model.rating.counters].filter(isUsed).sort())
    expect(this.host.verify()).toEqual([])
  }

  #placeOf({ key }: SuspendedEvent): [id: string, recipient: string, kind: string] {
    const [id = "", ref = "", ...kind] = key.split("|")
    const message = this.host.rows.messages.get(`${id}|${ref}`)
    return [id, message?.recipient ?? "", kind.join("|")]
  }

  #charges(): unknown[] {
    return this.host.rows.charges.map((charge) => ({
      messageId: charge.messageId,
      recipient: charge.recipient,
      trigger: charge.trigger,
      instant: charge.instant,
      category: charge.category,
      isCorrection: charge.isCorrection,
      fees: charge.fees.map((fee) => ({ ...fee, amount: BigInt(fee.amount) })),
      market: charge.market,
      reason: charge.reason,
      planVersion: charge.planVersion,
      rateCard: charge.rateCard,
      tierFrom: charge.tierFrom,
    }))
  }
}

function factsOf({ versions, cards, customerZone }: RatingWorld): ReturnType<typeof buildFacts> {
  return buildFacts(compilePlan(versions, cards), { customerZone, rollupZone: customerZone })
}
