// Inserts into a large store against an empty one, and usage reports over both. Prints its rows as JSON lines; see docs/benchmarks.md.
import { invariant, type Cuboid, type UsageDimension, type UsageEvent } from "@tollgate/engine"
import { formatCount, interleave, median, medianRatio, report, timeOf } from "../../engine/bench/measure.ts"
import { WORKLOAD_START, workloadEvents } from "../../engine/bench/workload.ts"
import { withFolder } from "./bench-folder.ts"
import { openBenchWallet, WALLET_ID, type BenchWallet } from "./bench-wallet.ts"

const CHARGES_DEFAULT = 300_000
/** Every event of the workload is a sending and a delivery. */
const CHARGES_PER_EVENT = 2
const SMALL_EVENTS = 10_000
const FILL_BATCH = 1_000
const BATCH = 100
const BATCHES = 40
const REPETITIONS = 7
const RATE_MIN = 0.5
const REPORT_MS_MAX = 10
const REPORT_REPETITIONS = 50

/** The month that the events lie in, from its third day on: by local day, and the whole month. */
const DAY_MS = 86_400_000
const DAYS = 25
const FROM_DAY = Math.floor(WORKLOAD_START / DAY_MS) - 4
const CUBOIDS: readonly { readonly cuboid: Cuboid; readonly groupBy: readonly UsageDimension[] }[] = [
  { cuboid: "kind", groupBy: ["category", "channel"] },
  { cuboid: "sender", groupBy: ["senderId", "category"] },
  { cuboid: "market", groupBy: ["market", "category"] },
]

const charges = chargesAsked()
const events = Math.ceil(charges / CHARGES_PER_EVENT)

await withFolder(async (folder) => {
  const large = await openBenchWallet(folder, "large")
  const small = await openBenchWallet(folder, "small")
  await fill(large, events)
  await fill(small, SMALL_EVENTS)
  await reportUsage(large, small)
  const empty = await openBenchWallet(folder, "empty")
  await reportInserts(large, empty)
  for (const { store } of [large, small, empty]) await store.close()
})

function chargesAsked(): number {
  const at = process.argv.indexOf("--charges")
  const asked = at < 0 ? CHARGES_DEFAULT : Number(process.argv[at + 1])
  invariant(Number.isSafeInteger(asked) && asked > 0, "--charges takes a number of charges")
  return asked
}

/** Events evenly over the month, in order of time. */
async function fill(wallet: BenchWallet, count: number): Promise<void> {
  for (let first = 0; first < count; first += FILL_BATCH) {
    const batch = workloadEvents(Math.min(FILL_BATCH, count - first), first)
    await wallet.settle(
      batch.map((event, index) => at(event, WORKLOAD_START + ((first + index) / count) * DAYS * DAY_MS)),
    )
  }
}

function at(event: UsageEvent, instant: number): UsageEvent {
  return { ...event, occurredAt: Math.floor(instant) }
}

async function reportUsage(large: BenchWallet, small: BenchWallet): Promise<void> {
  const read = async (
    { store }: BenchWallet,
    { cuboid, groupBy }: (typeof CUBOIDS)[number],
  ): Promise<number> =>
    timeOf(async () => {
      const rows = await store.usage(WALLET_ID, {
        cuboid,
        grain: "day",
        fromBucket: FROM_DAY,
        toBucket: FROM_DAY + 31,
        groupBy,
      })
      invariant(rows.length > 0, "the month has usage")
    })
  for (const asked of CUBOIDS) {
    const took = await interleave(
      { large: () => read(large, asked), small: () => read(small, asked) },
      { repetitions: REPORT_REPETITIONS, warmUps: 5 },
    )
    const [of, ofSmall] = [median(took.large), median(took.small)]
    report({
      what: `usage of a month by day and ${asked.groupBy.join(" and ")}, ${formatCount(charges)} charges`,
      measured: `${of.toFixed(2)} ms (${ofSmall.toFixed(2)} ms with ${formatCount(SMALL_EVENTS * CHARGES_PER_EVENT)})`,
      budget: `under ${REPORT_MS_MAX} ms`,
      met: of < REPORT_MS_MAX,
    })
  }
}

async function reportInserts(large: BenchWallet, empty: BenchWallet): Promise<void> {
  // New messages, after those of both stores.
  let batch = Math.ceil(events / BATCH) + 1
  const insert = async (wallet: BenchWallet, firstBatch: number): Promise<number> => {
    const batches = Array.from({ length: BATCHES }, (_, index) =>
      workloadEvents(BATCH, (firstBatch + index) * BATCH).map((event) =>
        at(event, WORKLOAD_START + DAYS * DAY_MS),
      ),
    )
    return timeOf(async () => {
      for (const one of batches) await wallet.settle(one)
    })
  }
  const took = await interleave(
    {
      large: () => insert(large, batch),
      empty: () => {
        const first = batch
        batch += BATCHES
        return insert(empty, first)
      },
    },
    { repetitions: REPETITIONS },
  )
  const ratio = medianRatio(took.empty, took.large)
  const perSecond = (milliseconds: readonly number[]): string =>
    formatCount((BATCH * BATCHES * 1_000) / median(milliseconds))
  report({
    what: `insert rate with ${formatCount(charges)} charges in the store / empty`,
    measured: `${ratio.toFixed(2)} (${perSecond(took.large)} / ${perSecond(took.empty)} events/s)`,
    budget: `at least ${RATE_MIN}`,
    met: ratio >= RATE_MIN,
  })
}
