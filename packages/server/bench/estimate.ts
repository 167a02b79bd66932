// What an estimate costs: a month of so many deliveries, priced again with all marketing by MM Lite. Prints its rows as JSON
// lines; see docs/estimates.md. CPU time and memory are those of the whole process, which is the server.
import { invariant } from "@tollgate/engine"
import { median, report } from "../../engine/bench/measure.ts"
import { ESTIMATE_CHARGES_MAX, ESTIMATE_CHARGES_OF_CUSTOMER_MAX } from "../src/routes/estimates.ts"
import { makeTenant, testApp } from "../src/testing/test-app.ts"
import { join } from "node:path"
import { withFolder } from "./bench-folder.ts"

const EVENTS_A_REQUEST = 1_000
const REPETITIONS = 5
const SENDERS = 20
const PREFIXES = ["9198765", "5511987", "6281234", "1415555"]

await withFolder(async (folder) => {
  const test = testApp({}, {}, join(folder, "estimate.sqlite"))
  const { key, customerId } = await makeTenant(test, "bench")
  const must = async (method: string, path: string, body: unknown): Promise<any> => {
    const answer = await test.send(method, path, { key, body })
    invariant(answer.status < 300, JSON.stringify(answer.body))
    return answer.body
  }
  await must("POST", "/v1/wallets", { id: "wal_bench", customerId, currency: "USD", planId: "gupshup" })
  for (let n = 0; n < SENDERS; n++) {
    await must("PUT", `/v1/senders/s${n}`, { walletId: "wal_bench", phoneNumber: `+1415555${1000 + n}` })
  }
  let events = 0
  // Each delivery is two triggers: sent and delivered.
  for (const charges of [ESTIMATE_CHARGES_OF_CUSTOMER_MAX, ESTIMATE_CHARGES_MAX]) {
    for (; events < charges / 2; events += EVENTS_A_REQUEST) {
      const batch = Array.from({ length: EVENTS_A_REQUEST }, (_, index) => ({
        messageId: `m${events + index}`,
        senderId: `s${(events + index) % SENDERS}`,
        recipient: `${PREFIXES[(events + index) % PREFIXES.length]}${10_000 + ((events + index) % 90_000)}`,
        kind: "delivered",
        occurredAt: new Date(test.now - 60_000).toISOString(),
        category: (events + index) % 3 === 0 ? "utility" : "marketing",
      }))
      await must("POST", "/v1/events", { events: batch })
    }
    await measure(charges)
  }
  await test.deps.wallets.close()

  async function measure(charges: number): Promise<void> {
    const today = new Date(test.now).toISOString().slice(0, 8)
    const body = {
      walletId: "wal_bench",
      from: `${today}01`,
      to: new Date(test.now + 86_400_000).toISOString().slice(0, 10),
      changes: { channelShare: { mm_lite: "1" } },
    }
    const took: number[] = []
    let grown = 0
    for (let round = -1; round < REPETITIONS; round++) {
      globalThis.gc?.()
      const [before, memory] = [process.cpuUsage(), process.memoryUsage().rss]
      await must("POST", "/v1/estimates", body)
      const { user, system } = process.cpuUsage(before)
      if (round < 0) continue
      took.push((user + system) / 1_000)
      grown = Math.max(grown, process.memoryUsage().rss - memory)
    }
    const ms = median(took)
    report({
      what: `an estimate of ${charges} triggers`,
      measured: `${Math.round(ms)} ms of CPU, ${((ms * 1_000) / charges).toFixed(1)} µs each; memory grew by ${Math.round(grown / 2 ** 20)} MB`,
      budget: "",
      met: null,
    })
  }
})
