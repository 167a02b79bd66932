import { readFileSync } from "node:fs"
import type { Command } from "commander"
import { countRates, META_CARD, parseDate, parseRateCardFile } from "@tollgate/engine"
import { formatRateCard } from "../catalog/cards.ts"
import { fingerprintOf } from "../idempotency.ts"
import { openStore } from "../runtime/open-store.ts"
import { commandEnvironment } from "./environment.ts"
import { CommandError } from "./command-error.ts"

export function addRates(program: Command): void {
  program
    .command("rates")
    .description("rate cards")
    .command("import")
    .description("import a rate card: our columns, or Meta's own list or tier download as CSV")
    .argument("<file>", "the CSV file")
    .requiredOption("--from <date>", "first day, YYYY-MM-DD, at the sender's midnight")
    .option("--id <id>", 'name by which plans find it; "meta" adds to the published cards', META_CARD)
    .action(async (file: string, options: { from: string; id: string }, command: Command) => {
      const fromDay = parseDate(options.from)
      if (fromDay === undefined)
        throw new CommandError(`--from: ${options.from} is not a date YYYY-MM-DD that exists.`)
      const parsed = parseRateCardFile(readFileSync(file, "utf8"), { id: options.id, fromDay })
      if (!parsed.ok) {
        const faults = parsed.refusal.errors.map(({ line, message }) => `  line ${line}: ${message}`)
        throw new CommandError(`${file} is not a rate card; nothing was imported.\n${faults.join("\n")}`)
      }
      const card = parsed.value
      const content = formatRateCard(card)
      const { data } = commandEnvironment(command)
      const { catalog, wallets } = await openStore(data, "any", () => Date.now())
      const fingerprint = fingerprintOf(content)
      const { record, isNew } = await catalog.insertRateCard({
        id: options.id,
        currency: card.currency,
        effectiveFrom: options.from,
        content,
        fingerprint,
        createdAt: Date.now(),
      })
      await wallets.close()
      if (!isNew && record.fingerprint !== fingerprint) {
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
