// Durable settlement against a bare insert of the same rows. Prints its rows as JSON lines; see docs/benchmarks.md.
import { formatCount, interleave, median, medianRatio, report, timeOf } from "../../engine/bench/measure.ts"
import { workloadEvents } from "../../engine/bench/workload.ts"
import { withFolder } from "./bench-folder.ts"
import { openBenchWallet } from "./bench-wallet.ts"
import { openBareTables, recordingDriver, type Commit } from "./recording-driver.ts"

const REPETITIONS = 7
const WARM_UPS = 2
const SIZES = [
  { size: 1, batches: 150 },
  { size: 100, batches: 40 },
  { size: 1_000, batches: 4 },
]
const RATIO_MIN = 0.5
/** The size of batch that has a budget. */
const BUDGETED_SIZE = 100

for (const { size, batches } of SIZES) {
  await withFolder(async (folder) => {
    const rounds = Array.from({ length: REPETITIONS + WARM_UPS }, (_, round) => ({
      batches: Array.from({ length: batches }, (_, batch) =>
        workloadEvents(size, (round * batches + batch) * size),
      ),
      commits: [] as Commit[],
    }))
    let recorded: Commit[] = []
    const recorder = await openBenchWallet(folder, "recorded", (driver) => recordingDriver(driver, recorded))
    const opening = recorded.splice(0)
    for (const round of rounds) {
      for (const batch of round.batches) await recorder.settle(batch)
      round.commits.push(...recorded.splice(0))
    }
    await recorder.store.close()

    const wallet = await openBenchWallet(folder, "store")
    const tables = await openBareTables(folder, "bare")
    await tables.write(opening)
    let storeRound = 0
    let bareRound = 0
    const { store, bare } = await interleave(
      {
        store: () =>
          timeOf(async () => {
            for (const batch of rounds[storeRound++]!.batches) await wallet.settle(batch)
          }),
        bare: () => tables.write(rounds[bareRound++]!.commits),
      },
      { repetitions: REPETITIONS, warmUps: WARM_UPS },
    )
    const perSecond = (milliseconds: readonly number[]): string =>
      formatCount((batches * size * 1_000) / median(milliseconds))
    const ratio = medianRatio(bare, store)
    report({
      what: `durable settle, batches of ${size} / bare insert of the same rows`,
      measured: `${ratio.toFixed(2)} (${perSecond(store)} / ${perSecond(bare)} events/s)`,
      budget: size === BUDGETED_SIZE ? `at least ${RATIO_MIN}` : "",
      met: size === BUDGETED_SIZE ? ratio >= RATIO_MIN : null,
    })
    await wallet.store.close()
  })
}
