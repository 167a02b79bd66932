import { compilePlan, type PricingFacts } from "@tollgate/engine"
import {
  Auditor,
  buildFacts,
  eventBatches,
  KATHMANDU,
  KOLKATA,
  NEW_YORK,
  planVersions,
  rateCards,
  SENDERS,
  walletCommands,
  WalletHost,
} from "@tollgate/engine/testing"
import fc from "fast-check"

/** One thing that happens to a wallet of the engine in memory. */
export interface Step {
  readonly name: string
  run(): void
}

/** A wallet of the engine in memory, just opened, and what is to happen to it, in order. */
export interface Life {
  readonly host: WalletHost
  readonly steps: readonly Step[]
}

const facts: fc.Arbitrary<PricingFacts> = fc
  .record({
    versions: planVersions,
    cards: rateCards,
    // Zones whose offsets in the tests are those of the tz database, which verification asks.
    zone: fc.constantFrom(KOLKATA, KATHMANDU, NEW_YORK),
  })
  .map(({ versions, cards, zone }) =>
    buildFacts(compilePlan(versions, cards), { customerZone: zone, rollupZone: zone }),
  )

/**
 * Lives drawn at random, the same for a seed wherever they are drawn: of the commands that the auditor's model knows, and
 * of events of every kind under one plan and then another, with a retry of what was suspended between them. Each has some
 * of both kinds when there are two or more.
 */
export function drawLives(seed: number, lives: number): Life[] {
  const drawn = { seed, numRuns: Math.ceil(lives / 2) }
  const ofCommands = fc.sample(walletCommands, drawn).map((commands): Life => {
    const auditor = new Auditor()
    const steps = commands.map((command): Step => ({
      name: command.do,
      run: () => {
        const differences = auditor.run(command)
        if (differences.length > 0) throw new Error(`the model: ${differences.join("; ")}`)
      },
    }))
    return { host: auditor.host, steps }
  })
  const ofEvents = fc
    .sample(fc.tuple(facts, facts, eventBatches, eventBatches), drawn)
    .map(([first, second, batches, later]): Life => {
      const host = new WalletHost(first, SENDERS)
      const settle = (batch: (typeof batches)[number]): Step => ({
        name: "settle",
        run: () => {
          host.now += 1
          host.settle(...batch)
        },
      })
      const enter: Step = {
        name: "retry under another plan",
        run: () => {
          host.facts = { ...second, customerZone: first.customerZone, rollupZone: first.rollupZone }
          host.retry()
        },
      }
      return { host, steps: [...batches.map(settle), enter, ...later.map(settle)] }
    })
  return ofCommands.flatMap((life, at) => [life, ofEvents[at]!]).slice(0, lives)
}
