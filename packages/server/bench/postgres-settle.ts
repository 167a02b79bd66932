import { formatCount, interleave, median, medianRatio, report, timeOf } from "../../engine/bench/measure.ts"
import { WORKLOAD_START, workloadEvents } from "../../engine/bench/workload.ts"
import type { RunningPostgres } from "../src/testing/start-postgres.ts"
import { openBenchWallet, openWalletIn, type BenchWallet } from "./bench-wallet.ts"
import { openBareTables, type BareCommit } from "./postgres-bare.ts"
import { analyze, newStore } from "./postgres-server.ts"
import { recordingDriver, type Commit } from "./recording-driver.ts"

const REPETITIONS = 5
const WARM_UPS = 2
const SIZE = 100
const BATCHES = 24
const RATIO_MIN = 0.5

/**
 * Batches settled on one wallet a lane, against the rows that the store writes for them, inserted bare. Both write to a
 * database of their own in the same Postgres.
 */
export async function reportSettle(
  postgres: RunningPostgres,
  { folder, lanes }: { readonly folder: string; readonly lanes: number },
): Promise<void> {
  const batchesEach = Math.ceil(BATCHES / lanes)
  const rounds = REPETITIONS + WARM_UPS
  const { store, url } = await newStore(postgres, lanes)
  const bareUrl = await newStore(postgres, 1).then(async (other) => {
    await other.store.forget(WORKLOAD_START)
    await other.store.close()
    return other.url
  })
  const tables = await openBareTables(bareUrl, lanes)

  /** By lane, then round. */
  const events: ReturnType<typeof workloadEvents>[][][] = []
  const commits: BareCommit[][][] = []
  const wallets: BenchWallet[] = []
  for (let lane = 0; lane < lanes; lane += 1) {
    const walletId = `wal_${lane}`
    let recorded: Commit[] = []
    const recorder = await openBenchWallet(
      folder,
      `recorded-${lanes}-${lane}`,
      (driver) => recordingDriver(driver, recorded),
      walletId,
    )
    const opening = recorded.splice(0).filter(([row]) => !row?.sql.includes("schema_version"))
    await tables.write([tables.prepare(opening)])
    const own = Array.from({ length: rounds }, (_, round) =>
      Array.from({ length: batchesEach }, (_, batch) =>
        workloadEvents(SIZE, (round * batchesEach + batch) * SIZE),
      ),
    )
    events.push(own)
    const ownCommits: BareCommit[][] = []
    for (const round of own) {
      for (const batch of round) await recorder.settle(batch)
      ownCommits.push(tables.prepare(recorded.splice(0)))
    }
    commits.push(ownCommits)
    await recorder.store.close()
    wallets.push(await openWalletIn(store, walletId))
  }

  let storeRound = 0
  let bareRound = 0
  const measured = await interleave(
    {
      store: async () => {
        const round = storeRound++
        if (round === WARM_UPS) await analyze(url)
        return await timeOf(async () => {
          await Promise.all(
            wallets.map(async (wallet, lane) => {
              for (const batch of events[lane]![round]!) await wallet.settle(batch)
            }),
          )
        })
      },
      bare: async () => {
        const round = bareRound++
        if (round === WARM_UPS) await analyze(bareUrl)
        return tables.write(commits.map((ofLane) => ofLane[round]!))
      },
    },
    { repetitions: REPETITIONS, warmUps: WARM_UPS },
  )
  const perSecond = (milliseconds: readonly number[]): string =>
    formatCount((lanes * batchesEach * SIZE * 1_000) / median(milliseconds))
  const ratio = medianRatio(measured.bare, measured.store)
  report({
    what: `Postgres: settle, batches of ${SIZE}, ${lanes} in flight / bare unnest insert of the same rows`,
    measured: `${ratio.toFixed(2)} (${perSecond(measured.store)} / ${perSecond(measured.bare)} events/s)`,
    budget: `at least ${RATIO_MIN}`,
    met: ratio >= RATIO_MIN,
  })
  await store.close()
  await tables.close()
}
