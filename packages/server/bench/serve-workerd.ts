import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire, stripTypeScriptTypes } from "node:module"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import type { WorkerBundle } from "./bundle-worker.ts"

const SERVER_FOLDER = join(import.meta.dirname, "..")
export const OPERATOR_KEY = "tg_op_0123456789abcdefghijklmnopqrstuvwxyz"

/** A running workerd with the Worker, the trivial object, and the database of the Worker's catalog. */
export interface Workerd {
  readonly tollgateUrl: string
  readonly trivialUrl: string
  readonly databaseUrl: string
  /** Milliseconds of CPU that all its threads used so far; `undefined` where the system does not tell. */
  cpuTime(): number | undefined
  stop(): Promise<void>
}

/**
 * Raw workerd without any tool around it. Storage is on the disk, and stays when it is stopped and started again.
 *
 * @param folder - of this workerd alone
 */
export async function serveWorkerd(folder: string, bundle: WorkerBundle): Promise<Workerd> {
  const config = writeConfig(folder, bundle)
  const child = spawn(workerdPath(), ["serve", "--experimental", "--control-fd=3", config], {
    // What the Worker logs goes nowhere, but is written.
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  })
  let complaints = ""
  child.stderr?.on("data", (data: Buffer) => (complaints += data.toString()))
  const exit = once(child, "exit")
  const failure = exit.then(([status]) => {
    throw new Error(`workerd ended with status ${String(status)}:\n${complaints}`)
  })
  failure.catch(() => undefined)
  const ports = await Promise.race([readPorts(child.stdio[3] as Readable), failure])
  const urlOf = (socket: string): string => `http://127.0.0.1:${String(ports.get(socket))}`
  return {
    tollgateUrl: urlOf("tollgate"),
    trivialUrl: urlOf("trivial"),
    databaseUrl: urlOf("database"),
    cpuTime: () => cpuTimeOf(child.pid!),
    stop: async () => {
      child.kill()
      await exit
    },
  }
}

/** As `wrangler d1 migrations apply` does. */
export async function migrateCatalog({ databaseUrl }: Workerd): Promise<void> {
  const folder = join(SERVER_FOLDER, "migrations")
  const queries = readdirSync(folder)
    .toSorted()
    .map((name) => ({ sql: readFileSync(join(folder, name), "utf8") }))
  const response = await fetch(databaseUrl, { method: "POST", body: JSON.stringify(queries) })
  const answers = (await response.json()) as { readonly success: boolean } | readonly object[]
  if (!Array.isArray(answers)) throw new Error(`the catalog has no tables: ${JSON.stringify(answers)}`)
}

const SOCKETS = ["tollgate", "trivial", "database"] as const

/** workerd tells each socket that listens. */
async function readPorts(control: Readable): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>()
  for await (const line of createInterface({ input: control })) {
    const { event, socket, port } = JSON.parse(line) as { event: string; socket: string; port: number }
    if (event === "listen") ports.set(socket, port)
    if (ports.size === SOCKETS.length) break
  }
  return ports
}

/** Linux tells it in nanoseconds, a thread a file. */
function cpuTimeOf(pid: number): number | undefined {
  const tasks = `/proc/${pid}/task`
  if (!existsSync(tasks)) return undefined
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, "utf8").split(" ")[0]),
  )
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6
}

/** Wrangler's own. */
function workerdPath(): string {
  const fromWrangler = createRequire(createRequire(import.meta.url).resolve("wrangler/package.json"))
  return (fromWrangler("workerd") as { default: string }).default
}

function writeConfig(folder: string, { script, modules, compatibilityDate }: WorkerBundle): string {
  mkdirSync(join(folder, "storage"), { recursive: true })
  writeFileSync(join(folder, "tollgate.js"), script)
  for (const [name, bytes] of modules) writeFileSync(join(folder, name), bytes)
  for (const name of ["trivial-object", "local-d1"]) {
    const source = readFileSync(join(SERVER_FOLDER, "bench-worker", `${name}.ts`), "utf8")
    writeFileSync(join(folder, `${name}.js`), stripTypeScriptTypes(source))
  }
  const path = join(folder, "workerd.capnp")
  writeFileSync(path, configText(join(folder, "storage"), compatibilityDate, [...modules.keys()]))
  return path
}

function configText(storage: string, compatibilityDate: string, beside: readonly string[]): string {
  const object = (className: string): string =>
    `(className = "${className}", uniqueKey = "bench-${className}", enableSql = true)`
  const binding = (name: string, className: string): string =>
    `(name = "${name}", durableObjectNamespace = "${className}")`
  const worker = (
    name: string,
    files: readonly string[],
    classes: readonly string[],
    bindings: readonly string[],
  ) =>
    `const ${name} :Workerd.Worker = (
  compatibilityDate = "${compatibilityDate}",
  modules = [${files.map((file) => `(name = "${file}", ${moduleKind(file)} = embed "${file}")`).join(",\n    ")}],
  durableObjectStorage = (localDisk = "disk"),
  durableObjectNamespaces = [${classes.map((name) => object(name)).join(", ")}],
  bindings = [${bindings.join(",\n    ")}],
);`
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "tollgate", worker = .tollgate),
    (name = "trivial", worker = .trivial),
    (name = "database", worker = .database),
    (name = "disk", disk = (path = ${JSON.stringify(storage)}, writable = true)),
  ],
  sockets = [${SOCKETS.map((name) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}")`).join(",\n    ")}],
);

${worker(
  "tollgate",
  ["tollgate.js", ...beside],
  ["WalletObject", "CouponObject", "IssuerObject", "DeliveryObject", "IntakeObject"],
  [
    binding("WALLET", "WalletObject"),
    binding("COUPON", "CouponObject"),
    binding("ISSUER", "IssuerObject"),
    binding("DELIVERY", "DeliveryObject"),
    binding("INTAKE", "IntakeObject"),
    `(name = "CATALOG", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "database")]))`,
    // No charge is old enough to be archived.
    `(name = "ARCHIVE", r2Bucket = "trivial")`,
    `(name = "TOLLGATE_OPERATOR_KEY", text = "${OPERATOR_KEY}")`,
  ],
)}

${worker("trivial", ["trivial-object.js"], ["TrivialObject"], [binding("TRIVIAL", "TrivialObject")])}

${worker("database", ["local-d1.js"], ["LocalD1"], [binding("DATABASE", "LocalD1")])}
`
}

/** How workerd takes a module, by the end of its name. */
function moduleKind(file: string): "esModule" | "wasm" | "data" {
  return file.endsWith(".js") ? "esModule" : file.endsWith(".wasm") ? "wasm" : "data"
}
