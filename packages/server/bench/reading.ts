// What a page of elements asks about a wide wallet, through the whole app but the socket. Prints its rows as JSON lines; see
// docs/benchmarks.md. CPU time is that of the whole process: the machine may be shared, and nothing here waits for a disk.
import { invariant } from "@tollgate/engine"
import { median, report } from "../../engine/bench/measure.ts"
import { withFolder } from "./bench-folder.ts"
import { openWideWallet, senderId, type WideWallet } from "./wide-wallet.ts"

const REPETITIONS = 30
const WARM_UPS = 5
const ANSWER_MS_MAX = 10
const GROUPINGS = ["category,type", "sender,category", "market,category", "channel,category"]
const PERIODS = {
  "a month by day": "interval=day&from=2026-10-01&to=2026-11-01",
  "a year by month": "interval=month&from=2025-12-01&to=2026-12-01",
  "24 hours by hour": "interval=hour&from=2026-11-21T12:00:00Z&to=2026-11-22T12:00:00Z",
}

await withFolder(async (folder) => {
  const wallet = await openWideWallet(folder)
  await measure(wallet, "summary", "/summary")
  for (const [period, query] of Object.entries(PERIODS)) {
    for (const groupBy of GROUPINGS) {
      const path = `/usage?${query}&groupBy=${groupBy}`
      await measure(wallet, `usage of ${period} by ${groupBy}`, path)
      await measure(wallet, `usage of ${period} by ${groupBy}, one number`, `${path}&senderId=${senderId(7)}`)
    }
  }
  await wallet.test.deps.wallets.close()
})

async function measure(wallet: WideWallet, what: string, path: string): Promise<void> {
  const took: number[] = []
  let rows = 0
  for (let round = -WARM_UPS; round < REPETITIONS; round++) {
    const before = process.cpuUsage()
    const answer = await wallet.ask(path)
    const { user, system } = process.cpuUsage(before)
    if (round >= 0) took.push((user + system) / 1_000)
    invariant(answer.status === 200, `${path} answers ${answer.status}`)
    rows = ((await answer.json()) as { rows?: unknown[] }).rows?.length ?? 0
  }
  const ms = median(took)
  report({
    what: `${what}, 40 numbers and 47 markets`,
    measured: `${ms.toFixed(1)} ms of CPU${rows > 0 ? ` (${rows} rows)` : ""}`,
    budget: `under ${ANSWER_MS_MAX} ms`,
    met: ms < ANSWER_MS_MAX,
  })
}
