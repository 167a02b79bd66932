import { readFileSync } from "node:fs"
import type { Command } from "commander"
import {
  countRates,
  META_CARD,
  parseDate,
  parseRateCardFile,
  type RateCard,
  type RateCardMeta,
} from "@tollgate/engine"
import { cardsByName, formatRateCard } from "../catalog/cards.ts"
import { fingerprintOf } from "../idempotency.ts"
import type { FieldError } from "../problem.ts"
import { readRateFile } from "../rate-files/read-rate-file.ts"
import { openStore } from "../runtime/open-store.ts"
import { commandEnvironment } from "./environment.ts"
import { CommandError } from "./command-error.ts"

export function addRates(program: Command): void {
  program
    .command("rates")
    .description("rate cards")
    .command("import")
    .description("import a rate card: our columns, or Meta's own list or tier download, as CSV or XLSX")
    .argument("<file>", "the CSV or XLSX file")
    .requiredOption("--from <date>", "first day, YYYY-MM-DD, at the sender's midnight")
    .option("--id <id>", 'name by which plans find it; "meta" adds to the published cards', META_CARD)
    .action(async (file: string, options: { from: string; id: string }, command: Command) => {
      const fromDay = parseDate(options.from)
      if (fromDay === undefined)
        throw new CommandError(`--from: ${options.from} is not a date YYYY-MM-DD that exists.`)
      const card = parseCard(file, { id: options.id, fromDay })
      const content = formatRateCard(card)
      const { data, databaseUrl } = commandEnvironment(command)
      const { catalog, wallets } = await openStore(data, "any", () => Date.now(), databaseUrl)
      const known = (await cardsByName(catalog)).get(options.id) ?? []
      if (options.id !== META_CARD && known.some(({ currency }) => currency !== card.currency)) {
        await wallets.close()
        throw new CommandError(`The card ${options.id} is in another currency than ${card.currency}.`)
      }
      // A published card of that day is as immutable as an imported one.
      const same = known.find((one) => one.currency === card.currency && one.fromDay === fromDay)
      const isNew = same === undefined
      if (isNew) {
        await catalog.insertRateCard({
          id: options.id,
          currency: card.currency,
          effectiveFrom: options.from,
          content,
          fingerprint: fingerprintOf(content),
          createdAt: Date.now(),
        })
      }
      await wallets.close()
      if (same !== undefined && formatRateCard(same) !== content) {
        throw new CommandError(
          `A card ${options.id} in ${card.currency} from ${options.from} is there with other rates; cards never change.`,
        )
      }
      const was = isNew ? "Imported" : "Was there already"
      process.stdout.write(
        `${was}: ${options.id} in ${card.currency} from ${options.from}, ${card.rates.size} markets, ${countRates(card)} rates.\n`,
      )
    })
}

/** The card that the file at `path` holds. Rules FILE-1 and FILE-9. */
function parseCard(path: string, meta: RateCardMeta): RateCard {
  const file = readRateFile(readBytes(path))
  if (!file.ok) throw noCard(path, file.refusal.errors)
  const parsed = parseRateCardFile(file.value.csv, meta)
  if (!parsed.ok) throw noCard(path, file.value.placeErrors(parsed.refusal.errors))
  return parsed.value
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`)
  }
}

function noCard(path: string, errors: readonly FieldError[]): CommandError {
  const faults = errors.map((error) => `  ${error.path === "" ? "" : `${error.path}: `}${error.message}`)
  return new CommandError(`${path} is not a rate card; nothing was imported.\n${faults.join("\n")}`)
}
