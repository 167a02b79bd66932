import { createServer, connect, type AddressInfo, type Socket } from "node:net"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { changesOf, entryRow, openWallet } from "../../src/storage/conformance-rows.ts"
import { connectPostgres } from "../../src/storage/postgres/connect.ts"
import { migratePostgres } from "../../src/storage/postgres/migrate.ts"
import { createPostgresWalletStore } from "../../src/storage/postgres/postgres-wallet-store.ts"
import { POSTGRES_WALLET_MIGRATIONS } from "../../src/storage/postgres/schema.ts"
import type { WalletCommand, WalletStore } from "../../src/storage/wallet-store.ts"
import { findPostgres, startPostgres, type RunningPostgres } from "../../src/testing/start-postgres.ts"

const found = await findPostgres()

async function openAt(url: string): Promise<WalletStore> {
  const sql = connectPostgres(url, 4)
  await migratePostgres(sql, "wallets", POSTGRES_WALLET_MIGRATIONS)
  return createPostgresWalletStore(sql)
}

/** Adds one to the balance, one entry each. */
const addOne: WalletCommand = {
  names: () => ({ dueBy: 0 }),
  decide: ({ wallet }) => {
    const sequence = wallet.sequence + 1
    const balance = wallet.balance + 1n
    return {
      answer: { status: 200, body: sequence },
      changes: changesOf({
        wallet: { ...wallet, sequence, balance },
        entries: [entryRow({ walletId: wallet.id, sequence, balanceAfter: balance })],
        accounts: [["customer:available", balance]],
      }),
    }
  },
}

/** A wire to Postgres that can be cut between a commit and its answer, or before the commit is passed on. */
async function cuttableWire(port: number) {
  let cut: "no" | "before" | "after" = "no"
  const server = createServer((client: Socket) => {
    const upstream = connect(port, "127.0.0.1")
    let isCut = false
    const end = (): void => {
      client.destroy()
      upstream.destroy()
    }
    client.on("data", (chunk) => {
      if (cut !== "no" && chunk.includes("COMMIT\0")) {
        const isBefore = cut === "before"
        cut = "no"
        if (isBefore) return end()
        isCut = true
      }
      upstream.write(chunk)
    })
    upstream.on("data", (chunk) => (isCut ? end() : client.write(chunk)))
    for (const socket of [client, upstream]) {
      socket.on("error", end)
      socket.on("close", end)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cutAt: (place: "before" | "after") => (cut = place),
    close: () => server.close(),
  }
}

describe.skipIf("reason" in found)(
  `Postgres and its faults${"reason" in found ? ` (skipped: ${found.reason})` : ""}`,
  () => {
    let postgres: RunningPostgres
    beforeAll(async () => {
      if (!("reason" in found)) postgres = await startPostgres(found.binaries)
    })
    afterAll(() => postgres.stop())

    test.each(["before", "after"] as const)(
      "[PG-6] a connection that is cut just %s the commit gets there: the command is done once, and answered",
      async (place) => {
        const url = await postgres.create()
        const wire = await cuttableWire(Number(new URL(url).port))
        const cuttable = new URL(url)
        cuttable.port = String(wire.port)
        const store = await openAt(cuttable.href)
        await openWallet(store)
        for (let done = 1; done <= 5; done += 1) {
          wire.cutAt(place)
          expect(await store.execute("wal_1", addOne)).toEqual({
            kind: "answered",
            answer: { status: 200, body: done },
          })
        }
        expect((await store.wallet("wal_1"))?.balance).toBe(5n)
        await store.close()
        wire.close()
      },
    )

    test("[PG-9] many processes that start at once make the tables once", async () => {
      const url = await postgres.create()
      const stores = await Promise.all(Array.from({ length: 6 }, () => openAt(url)))
      await openWallet(stores[0]!)
      expect(await stores[5]!.wallet("wal_1")).toBeDefined()
      await Promise.all(stores.map((store) => store.close()))
    })
  },
)
