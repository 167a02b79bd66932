import { main } from "@tollgate/server/cli/main.ts"
import { buildElements } from "./build-elements.ts"
import { isAlive, runnersAbove } from "./runners-above.ts"

const LOOK_EVERY_MS = 500

/** What `npm start` runs: the server, as the demo unless TOLLGATE_DEMO says otherwise. Arguments go on to `tollgate serve`. */
process.env["TOLLGATE_DEMO"] ??= "1"

// Ctrl-C reaches the whole group of processes, and npm and pnpm pass it on as well. The first signal stops the server (see
// `tollgate serve`); with nobody listening, the second would end the process while it finishes its requests.
let isStopping = false
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void (isStopping = true))

// `kill` of npm ends npm and the shell below it, and neither tells us: a server that nobody knows of would keep the port.
const runners = runnersAbove()
if (runners.length > 0) {
  const timer = setInterval(() => {
    if (isStopping || runners.every(isAlive)) return
    clearInterval(timer)
    process.kill(process.pid, "SIGTERM")
  }, LOOK_EVERY_MS)
  timer.unref()
}

await buildElements()
// Told to stop while it built: there is nothing to stop yet.
if (isStopping) process.exit(0)
await main([process.execPath, "tollgate", "serve", ...process.argv.slice(2)])
