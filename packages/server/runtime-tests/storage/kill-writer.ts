import { changesOf, entryRow, openWallet } from "../../src/storage/conformance-rows.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../../src/storage/sqlite/node-driver.ts"

/**
 * Writes without end, many commands at once, and says on a line of its output what the store has acknowledged: a
 * wallet and a sequence. It is there to be killed.
 */
const [path = ""] = process.argv.slice(2)
const store = createSqlWalletStore(openNodeDriver(path))
const walletIds = ["wal_1", "wal_2", "wal_3"]
for (const id of walletIds) await openWallet(store, { id, balance: 0n })

async function writeForever(walletId: string): Promise<never> {
  for (;;) {
    const executed = await store.execute(walletId, {
      names: () => ({ dueBy: 0 }),
      decide: ({ wallet }) => {
        const sequence = wallet.sequence + 1
        const balance = BigInt(sequence)
        return {
          answer: { status: 200, body: sequence },
          changes: changesOf({
            wallet: { ...wallet, sequence, balance },
            entries: [entryRow({ walletId, sequence, balanceAfter: balance })],
            accounts: [["customer:available", balance]],
          }),
        }
      },
    })
    if (executed.kind === "answered") process.stdout.write(`${walletId} ${String(executed.answer.body)}\n`)
  }
}

await Promise.all(walletIds.flatMap((id) => [writeForever(id), writeForever(id), writeForever(id)]))
