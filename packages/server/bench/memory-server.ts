// A server whose memory is measured: tells its parent where it listens, and what it holds when it is asked.
import { readEnvironment } from "../src/runtime/environment.ts"
import { startServer } from "../src/runtime/node.ts"

/** Bytes, after garbage was collected. */
export interface MemoryHeld {
  readonly resident: number
  readonly heap: number
}

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error("usage: node --expose-gc memory-server.ts <folder>")
const { gc } = globalThis
if (gc === undefined) throw new Error("this needs --expose-gc")

const environment = readEnvironment({ ...process.env, PORT: "0", TOLLGATE_DATA: folder }, "bench")
const { url } = await startServer(environment)
process.on("message", () => {
  gc()
  const { rss, heapUsed } = process.memoryUsage()
  const held: MemoryHeld = { resident: rss, heap: heapUsed }
  process.send?.(held)
})
process.on("disconnect", () => process.exit())
process.send?.({ url })
