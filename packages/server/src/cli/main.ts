import { Command } from "commander"
import { EnvironmentError } from "../runtime/environment-error.ts"
import { ListenError } from "../runtime/node.ts"
import { CommandError } from "./command-error.ts"
import { WebhookRefusedError } from "../simulator/post-webhook.ts"
import { addBackup } from "./backup.ts"
import { addExport } from "./export.ts"
import { addImport } from "./import.ts"
import { addKeys } from "./keys.ts"
import { addRates } from "./rates.ts"
import { addServe } from "./serve.ts"
import { addSimulate } from "./simulate.ts"
import { addVerify } from "./verify.ts"
import { VERSION } from "../version.ts"

/** All commands, one file each. They throw where the person at the terminal did something wrong. */
export function makeProgram(): Command {
  const program = new Command("tollgate")
    .description("Prepaid wallets and usage billing for business messaging.")
    .version(VERSION)
    .showHelpAfterError()
    .option("--data <folder>", "folder of the SQLite file (TOLLGATE_DATA, else ./data)")
  for (const add of [addServe, addVerify, addBackup, addExport, addImport, addRates, addKeys, addSimulate])
    add(program)
  return program
}

/** The command line. Reads the same environment variables as the server. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await makeProgram().parseAsync(argv)
  } catch (error) {
    const isUsage = error instanceof EnvironmentError || error instanceof CommandError
    if (!isUsage && !(error instanceof ListenError) && !(error instanceof WebhookRefusedError)) throw error
    process.stderr.write(`tollgate: ${error.message}\n`)
    process.exitCode = isUsage ? 2 : 1
  }
}
