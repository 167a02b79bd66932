import { join } from "node:path"
import { CATALOG_MIGRATIONS } from "@tollgate/server/catalog/schema.ts"
import { migrate } from "@tollgate/server/storage/migrations.ts"
import { driverCatalogMoving, driverMoving } from "@tollgate/server/storage/moving/driver-moving.ts"
import type { Moving } from "@tollgate/server/storage/moving/moving.ts"
import { createSqlWalletStore } from "@tollgate/server/storage/sql-wallet-store.ts"
import { openNodeDriver, type NodeSqliteDriver } from "@tollgate/server/storage/sqlite/node-driver.ts"
import type { WalletStore } from "@tollgate/server/storage/wallet-store.ts"
import { memorySegments } from "@tollgate/server/testing/memory-segments.ts"
import { afterAll, beforeAll, expect, it } from "vitest"
import { appHost } from "../support/app-host.ts"
import { fillWallet } from "../support/full-wallet.ts"
import { exportOf, importInto } from "../support/moving.ts"
import { dataFolder } from "../support/process-host.ts"

/** When everything is old enough to be archived. */
const LATER = Date.UTC(2027, 2, 1)
const folder = dataFolder()

interface Archiving {
  readonly driver: NodeSqliteDriver
  readonly wallets: WalletStore
  readonly moving: Moving
}

/** A store as a wallet's object has it: old charges and entries go to an archive. */
function openArchiving(name: string): Archiving {
  const driver = openNodeDriver(join(folder.path, name))
  const wallets = createSqlWalletStore(driver, {
    segments: memorySegments(),
    segmentSizes: { charges: 12, entries: 5, bytes: 1_000_000 },
  })
  migrate(driver, "catalog", CATALOG_MIGRATIONS)
  return {
    driver,
    wallets,
    moving: {
      wallets: driverMoving(driver, { reads: wallets, clock: () => LATER }),
      catalog: driverCatalogMoving(driver, { refresh: () => undefined }),
    },
  }
}

function rowsOf({ driver }: Archiving, table: string): number {
  return Number(driver.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"])
}

async function archiveAll({ wallets }: Archiving): Promise<void> {
  for (;;) {
    const { charges, entries } = await wallets.archiveCharges("acme-wallet", LATER)
    if (charges === 0 && entries === 0) return
  }
}

let before: readonly string[]
beforeAll(async () => {
  const host = appHost(
    Date.UTC(2026, 10, 22, 12),
    { isDemo: true },
    { path: join(folder.path, "source.sqlite") },
  )
  await fillWallet(host, "acme")
  before = await exportOf(host.test.deps.moving!)
  await host.test.deps.wallets.close()
})
afterAll(() => folder.remove())

it("[MOVE-1] what was archived goes along as rows, and the file is the same", async () => {
  const source = openArchiving("source.sqlite")
  await archiveAll(source)
  expect(rowsOf(source, "charge")).toBeLessThan(12)
  expect(rowsOf(source, "journal_entry")).toBeLessThan(35)
  expect(await exportOf(source.moving)).toEqual(before)

  const target = openArchiving("target.sqlite")
  const { wallets } = await importInto(target.moving, before)
  expect(wallets).toMatchObject([{ walletId: "acme-wallet", kind: "imported", charges: 57 }])
  await archiveAll(target)
  expect(rowsOf(target, "charge")).toBe(rowsOf(source, "charge"))
  expect(await exportOf(target.moving)).toEqual(before)
  await Promise.all([source.wallets.close(), target.wallets.close()])
})

it("[MOVE-4] nothing of a wallet that is coming in is archived", async () => {
  const target = openArchiving("coming.sqlite")
  const { wallets: into } = target.moving
  const stopped = {
    catalog: target.moving.catalog,
    wallets: {
      begin: (...args: Parameters<typeof into.begin>) => into.begin(...args),
      put: (...args: Parameters<typeof into.put>) => into.put(...args),
      finish: () => Promise.reject(new Error("cut")),
      abandon: async () => undefined,
    },
  }
  await expect(importInto(stopped, before)).rejects.toThrow("cut")
  await archiveAll(target)
  expect([rowsOf(target, "charge"), rowsOf(target, "journal_entry")]).toEqual([57, 35])
  const { wallets } = await importInto(target.moving, before)
  expect(wallets).toMatchObject([{ kind: "imported" }])
  await target.wallets.close()
})
