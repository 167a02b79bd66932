import { spawn, type ChildProcess } from "node:child_process"
import { writeFileSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { dataFolder } from "../support/process-host.ts"

/** What the script `start` runs in the end. */
const SERVE = fileURLToPath(new URL("../../scripts/serve.ts", import.meta.url))

interface Started {
  readonly child: ChildProcess
  /** All that it has printed so far. */
  readonly said: () => string
  readonly ended: Promise<number | null>
}

let folder: ReturnType<typeof dataFolder>
beforeEach(() => {
  folder = dataFolder()
})
afterEach(() => folder.remove())

function start(args: readonly string[], more: Readonly<Record<string, string>> = {}): Started {
  const quiet = { PORT: "0", TOLLGATE_DATA: folder.path, TOLLGATE_LOG_LEVEL: "silent" }
  const env = { PATH: process.env["PATH"] ?? "", ...quiet, ...more }
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => (said += chunk.toString()))
  }
  return { child, said: () => said, ended: new Promise((resolve) => child.once("exit", resolve)) }
}

async function urlOf({ said }: Started): Promise<string> {
  return vi.waitUntil(() => /runs at (http:\/\/\S+)/.exec(said())?.[1], { timeout: 30_000 })
}

it("[DEMO-10] npm start is the demo unless TOLLGATE_DEMO is set, and more signals than one stop it once", async () => {
  const demo = start([SERVE])
  const url = await urlOf(demo)
  expect(demo.said()).toContain("Operator key of the demo:")
  expect((await fetch(`${url}/demo/state`)).status).toBe(200)
  expect((await fetch(`${url}/widget.js`)).status).toBe(200)
  demo.child.kill("SIGINT")
  demo.child.kill("SIGTERM")
  demo.child.kill("SIGINT")
  expect(await demo.ended).toBe(0)
  folder.remove()

  const real = start([SERVE], { TOLLGATE_DEMO: "0" })
  expect((await fetch(`${await urlOf(real)}/demo/state`)).status).toBe(404)
  expect(real.said()).not.toContain("demo")
  real.child.kill("SIGTERM")
  expect(await real.ended).toBe(0)
})

it("[DEMO-10] the server stops when the package manager that runs it is killed", async () => {
  const runner = join(folder.path, "pnpm.cjs")
  const serve = `require("node:child_process").spawn(process.execPath, [${JSON.stringify(SERVE)}], { stdio: "inherit" })`
  writeFileSync(runner, serve)
  const started = start([runner])
  const url = await urlOf(started)
  started.child.kill("SIGKILL")
  await vi.waitUntil(
    () =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    { timeout: 10_000, interval: 100 },
  )
})

it("[DEMO-10] a port that is taken is told in a sentence", async () => {
  const taken = createServer().listen(0, "127.0.0.1")
  await new Promise((resolve) => taken.once("listening", resolve))
  const { port } = taken.address() as AddressInfo
  const started = start([SERVE], { PORT: String(port) })
  expect(await started.ended).toBe(1)
  expect(started.said().trim().split("\n").at(-1)).toBe(
    `tollgate: Port ${port} is taken on 127.0.0.1. Set PORT to another, or stop what listens there.`,
  )
  await new Promise((resolve) => taken.close(resolve))
})
