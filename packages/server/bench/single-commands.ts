// Single authorizations and settlements, one by one and many in flight. Prints its rows as JSON lines; see docs/benchmarks.md.
import {
  formatCount,
  interleave,
  median,
  medianRatio,
  quantileOf,
  report,
  timeOf,
} from "../../engine/bench/measure.ts"
import { workloadEvents } from "../../engine/bench/workload.ts"
import { withFolder } from "./bench-folder.ts"
import { openBenchWallet, type BenchWallet } from "./bench-wallet.ts"

const REPETITIONS = 7
const WARM_UPS = 2
const MESSAGES = 640
const IN_FLIGHT = 32
const GAIN_MIN = 3
const P99_MS_MAX = 10

/** Authorizes and settles each event's message, `inFlight` of them at once. @returns milliseconds of each command */
async function run(
  wallet: BenchWallet,
  events: ReturnType<typeof workloadEvents>,
  inFlight: number,
): Promise<number[]> {
  const took: number[] = []
  const timed = async (command: () => Promise<void>): Promise<void> => {
    took.push(await timeOf(command))
  }
  const waiting = events.values()
  const lane = async (): Promise<void> => {
    for (const event of waiting) {
      await timed(() => wallet.authorize(event))
      await timed(() => wallet.settle([event]))
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  return took
}

await withFolder(async (folder) => {
  const oneByOne = await openBenchWallet(folder, "one-by-one")
  const grouped = await openBenchWallet(folder, "grouped")
  const latencies: number[] = []
  const latenciesAlone: number[] = []
  let firstAlone = 0
  let first = 0
  const { single, group } = await interleave(
    {
      single: () => {
        const events = workloadEvents(MESSAGES / 4, firstAlone)
        firstAlone += events.length
        return timeOf(async () => void latenciesAlone.push(...(await run(oneByOne, events, 1))))
      },
      group: () => {
        const events = workloadEvents(MESSAGES, first)
        first += events.length
        return timeOf(async () => void latencies.push(...(await run(grouped, events, IN_FLIGHT))))
      },
    },
    { repetitions: REPETITIONS, warmUps: WARM_UPS },
  )
  const gain = medianRatio(single, group) * 4
  const perSecond = (milliseconds: readonly number[], messages: number): string =>
    formatCount((2 * messages * 1_000) / median(milliseconds))
  report({
    what: `authorize + settle, ${IN_FLIGHT} in flight on one wallet: group commit / one by one`,
    measured: `${gain.toFixed(1)}x (${perSecond(group, MESSAGES)} / ${perSecond(single, MESSAGES / 4)} commands/s)`,
    budget: `at least ${GAIN_MIN}x`,
    met: gain >= GAIN_MIN,
  })
  // Of the rounds that count only: the first ones warm up.
  const counted = latencies.slice(2 * MESSAGES * WARM_UPS)
  const p99 = quantileOf(counted, 0.99)
  report({
    what: `p99 of one command, ${IN_FLIGHT} in flight`,
    measured: `${p99.toFixed(1)} ms (median ${median(counted).toFixed(1)} ms; alone ${median(latenciesAlone).toFixed(2)} ms)`,
    budget: `under ${P99_MS_MAX} ms`,
    met: p99 < P99_MS_MAX,
  })
  await oneByOne.store.close()
  await grouped.store.close()
})
