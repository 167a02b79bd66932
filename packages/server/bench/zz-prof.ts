import { workloadEvents } from "../../engine/bench/workload.ts"
import { withFolder } from "./bench-folder.ts"
import { openBenchWallet } from "./bench-wallet.ts"
const size = Number(process.argv[2]),
  n = Number(process.argv[3])
await withFolder(async (folder) => {
  const w = await openBenchWallet(folder, "r")
  const batches = Array.from({ length: n }, (_, b) => workloadEvents(size, b * size))
  const t = performance.now()
  if (process.argv[4]) {
    // in flight, authorize+settle
    const it = batches.values()
    const took: number[] = []
    await Promise.all(
      Array.from({ length: Number(process.argv[4]) }, async () => {
        for (const b of it) {
          let a = performance.now()
          await w.authorize(b[0]!)
          took.push(performance.now() - a)
          a = performance.now()
          await w.settle(b)
          took.push(performance.now() - a)
        }
      }),
    )
    took.sort((a, b) => a - b)
    console.log(
      "p50",
      took[took.length >> 1],
      "p90",
      took[Math.floor(took.length * 0.9)],
      "p99",
      took[Math.floor(took.length * 0.99)],
      "p999",
      took[Math.floor(took.length * 0.999)],
    )
  } else for (const b of batches) await w.settle(b)
  console.log(((size * n) / (performance.now() - t)).toFixed(2), "events/ms")
  await w.store.close()
})
