import type { Environment } from "../runtime/environment.ts"
import type { RunningServer } from "../runtime/node.ts"

/** What a person sees at start: where it runs, the key that is shown once, and what to try first. */
export function greet(server: RunningServer, { data }: Environment): void {
  const lines = [`Tollgate runs at ${server.url}   (data in ${data}, API at ${server.url}/docs)`]
  if (server.newOperatorKey !== undefined) {
    lines.push("", "Operator key, shown once; keep it:", `  ${server.newOperatorKey}`)
  }
  if (server.demoOperatorKey !== undefined) {
    lines.push(
      "",
      `The demo's portal: open ${server.url}/ in a browser, or send traffic with`,
      `  npx tollgate simulate --url ${server.url}`,
      "Operator key of the demo:",
      `  ${server.demoOperatorKey}`,
    )
  }
  process.stdout.write(`${lines.join("\n")}\n`)
}
