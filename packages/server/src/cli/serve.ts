import type { Command } from "commander"
import { startServer } from "../runtime/node.ts"
import { commandEnvironment } from "./environment.ts"
import { greet } from "./greet.ts"

export function addServe(program: Command): void {
  program
    .command("serve")
    .description("run the server until it is told to stop (SIGINT or SIGTERM)")
    .option("--port <port>", "port to listen on (PORT, else 8787)")
    .option("--host <host>", "address to listen on (HOST, else 127.0.0.1)")
    .action(async (options: { port?: string; host?: string }, command: Command) => {
      const environment = commandEnvironment(command, { PORT: options.port, HOST: options.host })
      const server = await startServer(environment)
      greet(server, environment)
      let isStopping = false
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.on(signal, () => {
          // Under npm and pnpm the same Ctrl-C arrives more than once: the first one stops, the others are the same.
          if (isStopping) return
          isStopping = true
          server.deps.log.info({ signal }, "stopping")
          void server.stop().then(() => process.exit(0))
        })
      }
    })
}
