import { findPostgres, startPostgres } from "@tollgate/server/testing/start-postgres.ts"
import { Caller } from "./client.ts"
import { nodeHost } from "./node-host.ts"
import { dataFolder, startProcess } from "./process-host.ts"
import { OPERATOR_KEY } from "./secrets.ts"
import { startWorker } from "./worker-host.ts"

/** The server as its callers have it, by the real clock, empty at first. */
export interface OpenServer {
  readonly operator: Caller
  stop(): Promise<void>
}

type Variables = Readonly<Record<string, string>>

const SERVERS: Readonly<Record<string, (more?: Variables) => Promise<OpenServer>>> = {
  sqlite: nodeHost,
  postgres: twoOnPostgres,
  workerd: startWorker,
}

/** What the scenarios of this run are played on. */
export const SERVER: string = process.env["TOLLGATE_TEST_RUNTIME"] ?? "sqlite"

/** Why what they are to be played on is not there on this machine. */
export async function reasonToSkip(): Promise<string | undefined> {
  if (SERVER !== "postgres") return undefined
  const found = await findPostgres()
  return "reason" in found ? found.reason : undefined
}

/** @param more - variables beside those of every server of these tests */
export function openServer(more?: Variables): Promise<OpenServer> {
  return SERVERS[SERVER]!(more)
}

/** Two processes on one Postgres, which are asked in turn. */
async function twoOnPostgres(more: Variables = {}): Promise<OpenServer> {
  const found = await findPostgres()
  if ("reason" in found) throw new Error(found.reason)
  const postgres = await startPostgres(found.binaries)
  const folder = dataFolder()
  const environment = { ...more, DATABASE_URL: await postgres.create() }
  const start = () => startProcess(folder.path, environment)
  const processes = await Promise.all([start(), start()])
  let asked = 0
  return {
    operator: new Caller((path, init) => fetch(processes[asked++ % 2]!.url + path, init), OPERATOR_KEY),
    async stop() {
      await Promise.all(processes.map((process) => process.end("SIGTERM")))
      await postgres.stop()
      folder.remove()
    },
  }
}
