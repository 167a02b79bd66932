import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Command } from "commander"
import { DATABASE_FILE, openStore } from "../runtime/open-store.ts"
import { commandEnvironment } from "./environment.ts"
import { CommandError } from "./command-error.ts"

export function addBackup(program: Command): void {
  program
    .command("backup")
    .description("copy the database to a new file, while the server runs")
    .argument("<file>", "where to; it must not exist")
    .action(async (file: string, _options: object, command: Command) => {
      if (existsSync(file)) throw new CommandError(`${file} exists; name a new file.`)
      const { data, databaseUrl } = commandEnvironment(command)
      if (databaseUrl !== undefined)
        throw new CommandError("The data is in Postgres (DATABASE_URL): copy it with pg_dump.")
      if (!existsSync(join(data, DATABASE_FILE))) throw new CommandError(`There is no store in ${data}.`)
      const { driver } = await openStore(data, "any", () => Date.now())
      driver?.backupTo(file)
      driver?.close()
      process.stdout.write(`Copied to ${file}. Check it: put it into a folder as tollgate.sqlite, then\n`)
      process.stdout.write("  tollgate verify --data <folder>\n")
    })
}
