import { readFileSync } from "node:fs"
import type { Command } from "commander"
import type { WalletReads } from "../storage/wallet-store.ts"
import { UnreadableError } from "../verify/unreadable.ts"
import { verifyWallet, type PublishedHead } from "../verify/verify-wallet.ts"
import { commandEnvironment } from "./environment.ts"
import { CommandError } from "./command-error.ts"
import { openSnapshot } from "./open-snapshot.ts"
import { openPostgresSnapshot } from "./open-postgres-snapshot.ts"

const WALLETS_AT_ONCE = 200
const FINDINGS_SHOWN_MAX = 20

export function addVerify(program: Command): void {
  program
    .command("verify")
    .description(
      "derive every balance from the journal again, and check the chain; exit code 1 when something differs",
    )
    .option("--wallet <id>", "only this wallet")
    .option(
      "--heads <file>",
      "published heads as JSON: [{walletId, sequence, head}], as GET /v1/wallets/:id/proof gives them",
    )
    .action(async (options: { wallet?: string; heads?: string }, command: Command) => {
      const { data, databaseUrl } = commandEnvironment(command)
      const heads = options.heads === undefined ? [] : readHeads(options.heads)
      const { wallets } =
        databaseUrl === undefined ? openSnapshot(data) : await openPostgresSnapshot(databaseUrl)
      let checked = 0
      let entries = 0
      let charges = 0
      let faulty = 0
      for await (const walletId of walletIds(wallets, options.wallet)) {
        checked += 1
        const verified = await verifyWallet(wallets, walletId, heads, Date.now()).catch(tellUnreadable)
        if (typeof verified === "string") {
          faulty += 1
          process.stdout.write(`${walletId}: 1 difference\n  ${verified}\n`)
          continue
        }
        entries += verified.entries
        charges += verified.charges
        if (verified.findings.length === 0) continue
        faulty += 1
        process.stdout.write(`${walletId}: ${verified.findings.length} differences\n`)
        for (const { sequence, what, which, expected, found } of verified.findings.slice(
          0,
          FINDINGS_SHOWN_MAX,
        )) {
          const place = sequence === undefined ? "books" : `entry ${sequence}`
          process.stdout.write(
            `  ${place}: ${what}${which === undefined ? "" : ` ${which}`}: expected ${expected}, found ${found}\n`,
          )
        }
      }
      for (const { walletId } of heads) {
        if ((options.wallet ?? walletId) !== walletId || (await wallets.wallet(walletId)) !== undefined)
          continue
        faulty += 1
        process.stdout.write(`${walletId}: published, and not there\n`)
      }
      await wallets.close()
      if (options.wallet !== undefined && checked === 0)
        throw new CommandError(`There is no wallet "${options.wallet}".`)
      const verdict = faulty === 0 ? "all sound" : `${faulty} NOT sound`
      process.stdout.write(`${checked} wallets, ${entries} entries, ${charges} charges: ${verdict}\n`)
      if (faulty > 0) process.exitCode = 1
    })
}

/** Which rows cannot be read. */
function tellUnreadable(error: unknown): string {
  if (error instanceof UnreadableError) return error.message
  throw error
}

async function* walletIds(wallets: WalletReads, only: string | undefined): AsyncGenerator<string> {
  if (only !== undefined) {
    if ((await wallets.wallet(only)) !== undefined) yield only
    return
  }
  let after: string | undefined
  for (;;) {
    const page = await wallets.walletIds(
      after === undefined ? { limit: WALLETS_AT_ONCE } : { limit: WALLETS_AT_ONCE, after },
    )
    yield* page
    after = page.at(-1)
    if (after === undefined) return
  }
}

function readHeads(file: string): PublishedHead[] {
  const heads = JSON.parse(readFileSync(file, "utf8")) as unknown
  const list = Array.isArray(heads) ? heads : [heads]
  for (const head of list as PublishedHead[]) {
    if (
      typeof head?.walletId !== "string" ||
      typeof head.sequence !== "number" ||
      typeof head.head !== "string"
    ) {
      throw new CommandError(`${file}: each head has walletId, sequence and head.`)
    }
  }
  return list as PublishedHead[]
}
