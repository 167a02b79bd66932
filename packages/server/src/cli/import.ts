import type { Command } from "commander"
import { openStore } from "../runtime/open-store.ts"
import {
  CatalogConflictError,
  importExport,
  RowRefusedError,
  type Imported,
  type ImportTarget,
  type WalletOutcome,
} from "../storage/moving/import-export.ts"
import { ExportFileError, readExport, type ExportEvent } from "../storage/moving/read-export.ts"
import { MovingServerError } from "../storage/moving/http-moving.ts"
import { askServer } from "./ask-server.ts"
import { StoreUnavailableError } from "../storage/store-unavailable.ts"
import { commandEnvironment } from "./environment.ts"
import { CommandError } from "./command-error.ts"
import { readLines, STANDARD } from "./export-files.ts"
import { progressOf } from "./moving-progress.ts"

const SHOWN_MAX = 20

interface ImportCommandOptions {
  readonly keep?: true
  readonly to?: string
}

export function addImport(program: Command): void {
  program
    .command("import")
    .description(
      "take wallets and their catalog from a file that export wrote; a server may run there meanwhile",
    )
    .argument("<file>", "the file, compressed when its name ends in .gz; - is standard input")
    .option("--to <url>", "to a server, with TOLLGATE_OPERATOR_KEY (default: TOLLGATE_DATA or DATABASE_URL)")
    .option(
      "--keep",
      "leave catalog rows alone that are there with another content, rather than refuse the file",
    )
    .action(async (file: string, options: ImportCommandOptions, command: Command) => {
      const total = file === STANDARD ? undefined : await checkFile(file)
      const target = await openTarget(command, options.to)
      try {
        await importFile(file, target, { total, keepsTarget: options.keep === true })
      } finally {
        await target.close()
      }
    })
}

async function openTarget(
  command: Command,
  to: string | undefined,
): Promise<ImportTarget & { close(): Promise<void> }> {
  const environment = commandEnvironment(command)
  if (to !== undefined) return { ...askServer(to, environment), close: async () => undefined }
  const { data, databaseUrl } = environment
  const { wallets, moving } = await openStore(data, "any", () => Date.now(), databaseUrl)
  return { ...moving(true), close: () => wallets.close() }
}

/** Reads the whole file before anything is written; how many wallets are in it. Rule MOVE-3. */
async function checkFile(file: string): Promise<number> {
  let wallets = 0
  await sound(file, async () => {
    for await (const event of readExport(readLines(file))) if (event.kind === "end") ({ wallets } = event)
  })
  return wallets
}

async function importFile(
  file: string,
  target: ImportTarget,
  { total, keepsTarget }: { readonly total: number | undefined; readonly keepsTarget: boolean },
): Promise<void> {
  if (total !== undefined) {
    // First only look: of a catalog that contradicts the one there, nothing comes in.
    await sound(file, () =>
      importExport(catalogOf(readExport(readLines(file))), target, { keepsTarget, isCheck: true }),
    )
  }
  const progress = progressOf("Imported", total)
  const imported = await sound(file, () =>
    importExport(readExport(readLines(file)), target, { keepsTarget, progress }),
  )
  tell(imported)
}

async function* catalogOf(events: AsyncIterable<ExportEvent>): AsyncGenerator<ExportEvent> {
  for await (const event of events) {
    yield event
    if (event.kind === "section_end") return
  }
}

/** Faults of the file, in words. */
async function sound<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ExportFileError) {
      const rest =
        file === STANDARD
          ? "Wallets before it were imported; nothing of its own wallet was kept."
          : "Nothing was imported."
      throw new CommandError(`${file}, ${error.message}. ${rest} Export again, or copy the file again.`)
    }
    if (error instanceof CatalogConflictError) {
      const { conflicts } = error
      const more = conflicts.length > SHOWN_MAX ? `\n  and ${conflicts.length - SHOWN_MAX} more` : ""
      throw new CommandError(
        `The catalog there has these with another content; nothing was imported:\n  ` +
          `${conflicts.slice(0, SHOWN_MAX).join("\n  ")}${more}\n` +
          "Use --keep to leave them as they are there, or import into an empty store.",
      )
    }
    if (error instanceof MovingServerError) throw new CommandError(error.message)
    if (error instanceof StoreUnavailableError) {
      const cause = error.cause instanceof Error ? error.cause.message : String(error.cause)
      throw new CommandError(
        `The store cannot be written to: ${cause}. Run the same command again: it goes on where it was.`,
      )
    }
    if (error instanceof RowRefusedError)
      throw new CommandError(`${file}: ${error.message}. Use the same version of Tollgate.`)
    throw error
  }
}

function tell({ wallets, catalog, rows }: Imported): void {
  const out = (line: string): void => void process.stdout.write(`${line}\n`)
  const by = Map.groupBy(wallets, ({ kind }) => kind)
  for (const outcome of wallets) {
    const line = refusalOf(outcome)
    if (line !== undefined) out(`${outcome.walletId}: NOT imported: ${line}`)
  }
  const kept = catalog.kept === 0 ? "" : `, ${catalog.kept} left as they are there`
  out(`Catalog: ${catalog.added} rows added, ${catalog.same} were there${kept}.`)
  let entries = 0
  let charges = 0
  for (const outcome of wallets) {
    if (outcome.kind !== "imported") continue
    entries += outcome.entries
    charges += outcome.charges
  }
  const imported = by.get("imported")?.length ?? 0
  const same = by.get("same")?.length ?? 0
  const refused = wallets.length - imported - same
  out(
    `${imported} wallets imported and verified: ${entries} entries, ${charges} charges, ${rows} rows of file; ` +
      `${same} were there already; ${refused === 0 ? "none refused" : `${refused} NOT imported`}.`,
  )
  if (refused > 0) process.exitCode = 1
}

/** Why a wallet did not come. */
function refusalOf(outcome: WalletOutcome): string | undefined {
  switch (outcome.kind) {
    case "imported":
    case "same":
      return undefined
    case "other":
      return (
        `it is there already, at entry ${outcome.there.sequence} (${outcome.there.head.slice(0, 16)}), and was not changed; ` +
        `the file has it at entry ${outcome.inFile.sequence} (${outcome.inFile.head.slice(0, 16)})`
      )
    case "overtaken":
      return "another import took it over; let that one end, or run this one again"
    case "differs":
      return "what was written is not what the file has; all of it was removed; run the import again"
    case "unsound":
      return `it does not verify; all of it was removed. ${outcome.findings.slice(0, SHOWN_MAX).map(formatFinding).join("; ")}`
  }
}

function formatFinding(finding: Extract<WalletOutcome, { kind: "unsound" }>["findings"][number]): string {
  if (typeof finding === "string") return finding
  const { sequence, what, which, expected, found } = finding
  const place = sequence === undefined ? "books" : `entry ${sequence}`
  return `${place}: ${what}${which === undefined ? "" : ` ${which}`}: expected ${expected}, found ${found}`
}
