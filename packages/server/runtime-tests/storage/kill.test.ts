import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { loadedState } from "../../src/storage/conformance-rows.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { openNodeDriver } from "../../src/storage/sqlite/node-driver.ts"

const WRITER = join(import.meta.dirname, "kill-writer.ts")

/** Runs the writer until it has acknowledged so many commands, kills it at once, and gives the last of each wallet. */
async function killAfter(path: string, acknowledged: number): Promise<ReadonlyMap<string, number>> {
  const writer = spawn(process.execPath, [WRITER, path], { stdio: ["ignore", "pipe", "inherit"] })
  let output = ""
  writer.stdout.setEncoding("utf8")
  writer.stdout.on("data", (text: string) => {
    output += text
    if (output.split("\n").length > acknowledged) writer.kill("SIGKILL")
  })
  await new Promise((resolve) => writer.on("close", resolve))
  expect(writer.signalCode).toBe("SIGKILL")
  const last = new Map<string, number>()
  // The last line may be cut off.
  for (const line of output.split("\n").slice(0, -1)) {
    const [walletId = "", sequence] = line.split(" ")
    last.set(walletId, Math.max(last.get(walletId) ?? 0, Number(sequence)))
  }
  return last
}

test("[STORE-19] a process killed amid its writing has all that it acknowledged, and nothing by half", async () => {
  const directory = await mkdtemp(join(tmpdir(), "tollgate-kill-"))
  const path = join(directory, "wallets.db")
  try {
    // The second and third time it goes on from a log that was left behind.
    for (const acknowledged of [1, 200, 1000]) {
      const last = await killAfter(path, acknowledged)
      const driver = openNodeDriver(path)
      expect(driver.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" })
      const store = createSqlWalletStore(driver)
      for (const [walletId, sequence] of last) {
        const wallet = await store.wallet(walletId)
        const written = wallet?.sequence ?? 0
        expect(written).toBeGreaterThanOrEqual(sequence)
        const entries = await store.entries(walletId, { limit: 1_000_000 })
        expect(entries.map((entry) => entry.sequence)).toEqual(
          Array.from({ length: written }, (_, at) => at + 1),
        )
        expect(wallet?.balance).toBe(BigInt(written))
        const { accounts } = await loadedState(store, {}, walletId)
        expect(accounts.get("customer:available") ?? 0n).toBe(BigInt(written))
      }
      await store.close()
    }
  } finally {
    await rm(directory, { recursive: true })
  }
})
