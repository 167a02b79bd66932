import { randomBytes } from "node:crypto"
import type { Command } from "commander"
import { makeKey } from "../auth/make-key.ts"
import { makeIds } from "../runtime/make-ids.ts"
import { openStore } from "../runtime/open-store.ts"
import { commandEnvironment } from "./environment.ts"
import { CommandError } from "./command-error.ts"

type KeyKind = "operator" | "partner" | "wallet"

export function addKeys(program: Command): void {
  program
    .command("keys")
    .description("API keys")
    .command("create")
    .description("make a key and print it, once")
    .requiredOption("--kind <kind>", "operator, partner or wallet")
    .option("--partner <id>", "the partner, for --kind partner")
    .option("--wallet <id>", "the wallet, for --kind wallet")
    .option("--name <name>", "what the key is for", "made on the command line")
    .action(
      async (
        options: { kind: string; partner?: string; wallet?: string; name: string },
        command: Command,
      ) => {
        const { data, databaseUrl } = commandEnvironment(command)
        const clock = () => Date.now()
        const random = (bytes: number) => new Uint8Array(randomBytes(bytes))
        const { catalog, wallets } = await openStore(data, "any", clock, databaseUrl)
        const kind = options.kind as KeyKind
        if (!["operator", "partner", "wallet"].includes(kind)) {
          throw new CommandError("--kind is operator, partner or wallet.")
        }
        let partnerId = kind === "partner" ? (options.partner ?? "") : null
        const walletId = kind === "wallet" ? (options.wallet ?? "") : null
        if (partnerId !== null && (await catalog.partner(partnerId)) === undefined) {
          throw new CommandError(`There is no partner "${partnerId}": name one with --partner.`)
        }
        if (walletId !== null) {
          const place = await catalog.walletPlace(walletId)
          if (place === undefined)
            throw new CommandError(`There is no wallet "${walletId}": name one with --wallet.`)
          partnerId = place.partnerId
        }
        const { key, secret } = makeKey(
          { kind, partnerId, walletId, name: options.name },
          { ids: makeIds(clock, random), random, now: clock() },
        )
        await catalog.insertKey(key)
        await wallets.close()
        process.stdout.write(`${secret}\n`)
      },
    )
}
