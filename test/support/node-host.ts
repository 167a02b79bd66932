import { readEnvironment } from "@tollgate/server/runtime/environment.ts"
import { startServer, type RunningServer } from "@tollgate/server/runtime/node.ts"
import { Caller } from "./client.ts"
import { dataFolder, serverEnvironment } from "./process-host.ts"
import { OPERATOR_KEY } from "./secrets.ts"

/** The Node server in this process, on a real file and a real socket: faster to start than a process of its own. */
export interface NodeHost {
  readonly url: string
  readonly operator: Caller
  readonly server: RunningServer
  /** Stops the server and removes its folder. */
  stop(): Promise<void>
}

/** @param more - variables beside those of every server of these tests */
export async function nodeHost(more: Readonly<Record<string, string>> = {}): Promise<NodeHost> {
  const folder = dataFolder()
  const server = await startServer(
    readEnvironment({ ...serverEnvironment(folder.path), ...more }, "0.0.0-test"),
  )
  const transport = (path: string, init: RequestInit): Promise<Response> => fetch(server.url + path, init)
  return {
    url: server.url,
    operator: new Caller(transport, OPERATOR_KEY),
    server,
    async stop() {
      await server.stop()
      folder.remove()
    },
  }
}
