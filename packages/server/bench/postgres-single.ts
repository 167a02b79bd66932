import { formatCount, interleave, median, medianRatio, report, timeOf } from "../../engine/bench/measure.ts"
import { workloadEvents } from "../../engine/bench/workload.ts"
import type { RunningPostgres } from "../src/testing/start-postgres.ts"
import { openWalletIn, type BenchWallet } from "./bench-wallet.ts"
import { openBareCommands } from "./postgres-bare.ts"
import { analyze, newStore } from "./postgres-server.ts"

const REPETITIONS = 7
const WARM_UPS = 2
const WALLETS = 1_000
const IN_FLIGHT = [1, 8, 32]
/** Of which each is authorized and settled: two commands. */
const MESSAGES = { 1: 60, 8: 200, 32: 400 } as const
const RATIO_MIN = 0.5
const HOT_RATIO_MIN = 0.8
const OPENED_AT_ONCE = 32
const HOT = "wal_hot"

/** Single commands on one wallet and on a thousand, against the least that anybody would write for a command. */
export async function reportSingleCommands(postgres: RunningPostgres): Promise<void> {
  for (const inFlight of IN_FLIGHT) await reportInFlight(postgres, inFlight as 1 | 8 | 32)
}

async function reportInFlight(postgres: RunningPostgres, inFlight: 1 | 8 | 32): Promise<void> {
  const messages = MESSAGES[inFlight]
  const { store, url } = await newStore(postgres, inFlight)
  const ids = Array.from({ length: WALLETS }, (_, index) => `wal_${index}`)
  const many: BenchWallet[] = []
  const opening = ids.values()
  await Promise.all(
    Array.from({ length: OPENED_AT_ONCE }, async () => {
      for (const id of opening) many.push(await openWalletIn(store, id))
    }),
  )
  const hot = await openWalletIn(store, HOT)
  const bareUrl = await postgres.create()
  const bare = await openBareCommands(bareUrl, inFlight, [HOT, ...ids])

  let first = 0
  let turn = 0
  const run = async (walletOf: (index: number) => BenchWallet): Promise<number> => {
    const events = workloadEvents(messages, first)
    first += messages
    const waiting = events.entries()
    const lane = async (): Promise<void> => {
      for (const [index, event] of waiting) {
        const wallet = walletOf(index)
        await wallet.authorize(event)
        await wallet.settle([event])
      }
    }
    return await timeOf(async () => void (await Promise.all(Array.from({ length: inFlight }, lane))))
  }
  const each = <T>(list: readonly T[]): (() => T) => {
    let next = 0
    return () => list[next++ % list.length]!
  }
  const nextWallet = each(many)
  const nextId = each(ids)
  const { hotStore, manyStore, hotBare, manyBare } = await interleave(
    {
      hotStore: async () => {
        if (turn++ === WARM_UPS) await Promise.all([url, bareUrl].map(analyze))
        return await run(() => hot)
      },
      manyStore: () => run(nextWallet),
      hotBare: () => bare.run(Array(2 * messages).fill(HOT), inFlight),
      manyBare: () => bare.run(Array.from({ length: 2 * messages }, nextId), inFlight),
    },
    { repetitions: REPETITIONS, warmUps: WARM_UPS },
  )
  const perSecond = (milliseconds: readonly number[]): string =>
    formatCount((2 * messages * 1_000) / median(milliseconds))
  const against = (what: string, own: readonly number[], other: readonly number[], budget: number): void => {
    const ratio = medianRatio(other, own)
    report({
      what: `Postgres: authorize + settle, ${inFlight} in flight: ${what}`,
      measured: `${ratio.toFixed(2)} (${perSecond(own)} / ${perSecond(other)} commands/s)`,
      budget: `at least ${budget}`,
      met: ratio >= budget,
    })
  }
  against("a thousand wallets / bare commands on as many", manyStore, manyBare, RATIO_MIN)
  against("one hot wallet / bare commands on one", hotStore, hotBare, RATIO_MIN)
  against("one hot wallet / a thousand wallets", hotStore, manyStore, HOT_RATIO_MIN)
  await store.close()
  await bare.close()
}
