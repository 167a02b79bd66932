import { randomUUID } from "node:crypto"
import type { Command } from "commander"
import { catalogMoving, catalogTables } from "../storage/moving/catalog-moving.ts"
import { gatherRows } from "../storage/moving/rows.ts"
import { StoreUnavailableError } from "../storage/store-unavailable.ts"
import { exportLines, ExportError, type ExportSource } from "../storage/moving/write-export.ts"
import { digestWallet, walletPage } from "../storage/moving/wallet-rows.ts"
import { WALLET_TABLES } from "../storage/moving/wallet-tables.ts"
import { MovingServerError } from "../storage/moving/http-moving.ts"
import { askServer } from "./ask-server.ts"
import { commandEnvironment } from "./environment.ts"
import { CommandError } from "./command-error.ts"
import { STANDARD, writeLines, writeToStream } from "./export-files.ts"
import { progressOf } from "./moving-progress.ts"
import { openPostgresSnapshot } from "./open-postgres-snapshot.ts"
import { openSnapshot } from "./open-snapshot.ts"
import { VERSION } from "../version.ts"

interface ExportCommandOptions {
  readonly wallet?: readonly string[]
  readonly out: string
  readonly secrets?: true
  readonly from?: string
}

export function addExport(program: Command): void {
  program
    .command("export")
    .description("write wallets and their catalog to a file, as of one moment, while the server runs")
    .option("--wallet <id...>", "only these wallets, and what of the catalog they need (default: all)")
    .option(
      "--out <file>",
      "a new file, compressed when its name ends in .gz; - is standard output",
      STANDARD,
    )
    .option(
      "--from <url>",
      "from a server, with TOLLGATE_OPERATOR_KEY (default: TOLLGATE_DATA or DATABASE_URL)",
    )
    .option("--secrets", "with the secrets that are kept in the catalog, as that of portal tokens")
    .action(async (options: ExportCommandOptions, command: Command) => {
      if (options.out === STANDARD && process.stdout.isTTY)
        throw new CommandError("Name a file: tollgate export --out wallets.ndjson.gz")
      if (options.from !== undefined && options.secrets === true)
        throw new CommandError("Secrets do not leave a server over HTTP: take them from its environment.")
      const source = await openSource(command, options)
      try {
        await writeExport(source, options)
      } catch (error) {
        if (error instanceof ExportError || error instanceof MovingServerError)
          throw new CommandError(`${error.message} Nothing was exported.`)
        if (error instanceof StoreUnavailableError)
          throw new CommandError(
            `The store cannot be read: ${causeOf(error)}. Nothing was exported. Look at it with verify.`,
          )
        throw error
      } finally {
        await source.close()
      }
    })
}

function causeOf({ cause }: StoreUnavailableError): string {
  return cause instanceof Error ? cause.message : String(cause)
}

async function writeExport(
  source: ExportSource,
  { wallet, out, secrets }: ExportCommandOptions,
): Promise<void> {
  let told = { wallets: 0, rows: 0 }
  const show = progressOf("Exported", wallet?.length)
  const lines = exportLines(source, {
    id: randomUUID(),
    version: VERSION,
    at: Date.now(),
    ...(wallet === undefined ? {} : { walletIds: [...new Set(wallet)] }),
    hasSecrets: secrets === true,
    progress: (progress) => {
      told = progress
      show(progress)
    },
  })
  if (out === STANDARD) await writeToStream(process.stdout, lines)
  else await writeLines(out, lines)
  const where = out === STANDARD ? "standard output" : out
  process.stderr.write(
    `Exported ${told.wallets} wallets, ${told.rows} rows from ${source.name} to ${where}. ` +
      `It holds recipients' numbers and the hashes of keys${secrets === true ? ", and SECRETS" : ""}: keep it safe.\n` +
      `Import it:\n  tollgate import ${out === STANDARD ? "<file>" : out}\n`,
  )
}

async function openSource(
  command: Command,
  { from, secrets }: ExportCommandOptions,
): Promise<ExportSource & { close(): Promise<void> }> {
  const environment = commandEnvironment(command)
  if (from !== undefined) {
    const { url, ...moving } = askServer(from, environment)
    return { ...moving, name: url, isOneMoment: false, close: async () => undefined }
  }
  const { data, databaseUrl } = environment
  const { wallets, host } =
    databaseUrl === undefined ? openSnapshot(data) : await openPostgresSnapshot(databaseUrl)
  const rows = { host, reads: wallets, pause: () => Promise.resolve() }
  return {
    name: databaseUrl === undefined ? "sqlite" : "postgres",
    isOneMoment: true,
    wallets: {
      walletIds: (page) => wallets.walletIds(page),
      rows: (walletId, from) =>
        gatherRows(WALLET_TABLES, from, (table, after) => walletPage(rows, walletId, table, { after })),
      digest: (walletId) => digestWallet(rows, walletId),
    },
    catalog: catalogMoving(
      catalogTables({ host, write: readOnly, written: () => undefined, hasSecrets: secrets === true }),
    ),
    close: () => wallets.close(),
  }
}

function readOnly(): never {
  throw new Error("a snapshot is not written to")
}
