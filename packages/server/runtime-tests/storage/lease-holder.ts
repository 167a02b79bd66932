// Takes a sweep's lease, says so, and never ends its sweep: a process to be killed amid it.
import { connectPostgres } from "../../src/storage/postgres/connect.ts"
import { sweepAloneOn } from "../../src/storage/postgres/sweep-alone.ts"
import { systemTimer } from "../../src/timer.ts"

const [, , url = "", name = ""] = process.argv
await sweepAloneOn(
  connectPostgres(url, 1),
  "killed",
  systemTimer,
)(name, async () => {
  process.stdout.write("swept\n")
  await new Promise(() => undefined)
})
