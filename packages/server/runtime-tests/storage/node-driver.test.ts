import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { migrate, NewerSchemaError, schemaVersion } from "../../src/storage/migrations.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { openNodeDriver, type NodeSqliteDriver } from "../../src/storage/sqlite/node-driver.ts"
import { WALLET_MIGRATIONS } from "../../src/storage/sqlite/schema.ts"
import { openWallet, WIDE, write } from "../../src/storage/conformance-rows.ts"

let directory: string
let driver: NodeSqliteDriver

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tollgate-driver-"))
  driver = openNodeDriver(join(directory, "test.db"))
  driver.exec("CREATE TABLE amount (id INTEGER PRIMARY KEY, value INTEGER, share REAL) STRICT")
})

afterEach(() => {
  driver.close()
  rmSync(directory, { recursive: true })
})

const valuesOf = (of: NodeSqliteDriver = driver) =>
  of
    .prepare("SELECT CAST(value AS TEXT) AS value FROM amount ORDER BY id")
    .all()
    .map((row) => row["value"])

test("[STORE-1] the log is written ahead and synced at every commit", () => {
  expect(driver.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" })
  expect(driver.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 })
  expect(driver.prepare("PRAGMA foreign_keys").get()).toEqual({ foreign_keys: 0 })
  expect(driver.prepare("PRAGMA busy_timeout").get()).toEqual({ timeout: 5000 })
})

test.each(["9223372036854775807", "-9223372036854775808", WIDE.toString(), "0", "-1"])(
  "[STORE-2] %s crosses as text and is a 64-bit integer in the table",
  (amount) => {
    driver.prepare("INSERT INTO amount (value) VALUES (CAST(? AS INTEGER))").run(amount)
    expect(valuesOf()).toEqual([amount])
    expect(driver.prepare("SELECT typeof(value) AS type FROM amount").get()).toEqual({ type: "integer" })
  },
)

test.each([2 ** 53, -(2 ** 53), 1e300, Number.NaN, Number.POSITIVE_INFINITY])(
  "[STORE-2] %s as a number is refused, not rounded",
  (value) => {
    const insert = driver.prepare("INSERT INTO amount (value) VALUES (?)")
    expect(() => insert.run(value)).toThrow(RangeError)
    expect(() => driver.prepare("SELECT ? AS x").get(value)).toThrow(RangeError)
    expect(() => driver.prepare("SELECT ? AS x").all(value)).toThrow(RangeError)
    expect(valuesOf()).toEqual([])
  },
)

test("[STORE-2] the largest safe integer and a fraction for a REAL column are bound", () => {
  driver.prepare("INSERT INTO amount (value, share) VALUES (?, ?)").run(Number.MAX_SAFE_INTEGER, 0.25)
  expect(driver.prepare("SELECT value, share FROM amount").get()).toEqual({
    value: Number.MAX_SAFE_INTEGER,
    share: 0.25,
  })
  expect(() => driver.prepare("INSERT INTO amount (value) VALUES (?)").run(0.5)).toThrow()
})

test("[STORE-2] an integer past 2^53 that is read as a number throws", () => {
  driver.prepare("INSERT INTO amount (value) VALUES (CAST(? AS INTEGER))").run(WIDE.toString())
  expect(() => driver.prepare("SELECT value FROM amount").get()).toThrow(RangeError)
})

test("[STORE-3] a transaction is all or nothing", () => {
  const insert = driver.prepare("INSERT INTO amount (value) VALUES (?)")
  const failing = (): void => {
    insert.run(1)
    throw new Error("no")
  }
  expect(() => driver.transaction(failing)).toThrow("no")
  expect(valuesOf()).toEqual([])
  const value = driver.transaction(() => {
    insert.run(1)
    insert.run(2)
    return "done"
  })
  expect(value).toBe("done")
  expect(valuesOf()).toEqual(["1", "2"])
})

test("[STORE-3] a body that returns a promise is refused, and what it wrote is undone", () => {
  const body = async (): Promise<void> => {
    driver.prepare("INSERT INTO amount (value) VALUES (?)").run(1)
  }
  expect(() => driver.transaction(body)).toThrow(TypeError)
  expect(valuesOf()).toEqual([])
  expect(driver.transaction(() => 1)).toBe(1)
})

test("[STORE-3] a transaction within a transaction is refused", () => {
  expect(() => driver.transaction(() => driver.transaction(() => 1))).toThrow()
  expect(driver.transaction(() => 1)).toBe(1)
})

test("[STORE-18] the version changes when another connection writes, and only then", () => {
  const other = openNodeDriver(join(directory, "test.db"))
  const before = driver.version()
  driver.prepare("INSERT INTO amount (value) VALUES (?)").run(1)
  expect(driver.version()).toBe(before)
  other.prepare("INSERT INTO amount (value) VALUES (?)").run(2)
  expect(driver.version()).not.toBe(before)
  other.close()
})

test("[STORE-1] a checkpointer moves the log beside the writer, and stops with the driver", async () => {
  const path = join(directory, "checkpointed.db")
  const writer = openNodeDriver(path, { hasCheckpointer: true })
  const store = createSqlWalletStore(writer)
  await openWallet(store, { balance: WIDE })
  const plainPath = join(directory, "plain.db")
  const plain = createSqlWalletStore(openNodeDriver(plainPath))
  await openWallet(plain, { balance: WIDE })
  // The tables are in the log until somebody moves them.
  await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(statSync(plainPath).size), 5_000)
  await plain.close()
  const version = writer.version()
  await write(store, { accounts: [["customer:available", 1n]] })
  expect(writer.version()).toBe(version)
  await store.close()
  // The last connection to close takes the log away: the thread's was closed before.
  expect(existsSync(`${path}-wal`)).toBe(false)
  const again = createSqlWalletStore(openNodeDriver(path))
  expect((await again.wallet("wal_1"))?.balance).toBe(WIDE)
  await again.close()
})

test("[STORE-4] a backup is a whole store that opens by itself, taken while it is written to", async () => {
  const store = createSqlWalletStore(driver)
  await openWallet(store, { balance: WIDE })
  const path = join(directory, "backup.db")
  const writes = Array.from({ length: 20 }, (_, index) =>
    write(store, { accounts: [[`account_${index}`, WIDE]] }),
  )
  driver.backupTo(path)
  expect(await Promise.all(writes)).toHaveLength(20)
  const copy = openNodeDriver(path)
  expect(copy.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" })
  const restored = createSqlWalletStore(copy)
  expect((await restored.wallet("wal_1"))?.balance).toBe(WIDE)
  await write(restored, { accounts: [["customer:available", 1n]] })
  await restored.close()
})

test("[STORE-5] migrations run once, in order, each schema by itself", () => {
  const first = "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"
  const second = "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;"
  migrate(driver, "one", [first])
  migrate(driver, "one", [first])
  migrate(driver, "two", ["CREATE TABLE b (x INTEGER) STRICT;"])
  expect(schemaVersion(driver, "one")).toBe(1)
  migrate(driver, "one", [first, second])
  expect(driver.prepare("SELECT x, y FROM a").all()).toEqual([{ x: 1, y: 2 }])
  expect([
    schemaVersion(driver, "one"),
    schemaVersion(driver, "two"),
    schemaVersion(driver, "three"),
  ]).toEqual([2, 1, 0])
})

test("[STORE-5] a migration that fails leaves the schema at the one before", () => {
  const list = ["CREATE TABLE a (x INTEGER);", "INSERT INTO a VALUES (1); INSERT INTO missing VALUES (1);"]
  expect(() => migrate(driver, "one", list)).toThrow("missing")
  expect(schemaVersion(driver, "one")).toBe(1)
  expect(driver.prepare("SELECT COUNT(*) AS count FROM a").get()).toEqual({ count: 0 })
})

test("[STORE-5] [STORE-23] what is counted beside holds and messages is counted once for those of before", async () => {
  migrate(driver, "wallets", WALLET_MIGRATIONS.slice(0, 2))
  const line = (remaining: number): string => `["IN","marketing","cloud_api",3,${remaining},"5",null,""]`
  const hold = (id: string, state: string): string =>
    `('wal_1', '${id}', 'snd_1', '${state}', '[${line(2)},${line(3)}]', 0, 0, 1, 9, '')`
  const message = (hash: number, occurredAt: number, deliveredAt: number): string =>
    `('wal_1', ${hash}, 'm', 'r', '', 'snd_1', 0, '', '', '', '', '', 0, 0, ${occurredAt}, ${deliveredAt}, 0, '', '[]', 0, 0)`
  driver.exec(`
    INSERT INTO hold VALUES ${hold("hld_1", "open")}, ${hold("hld_2", "captured")}, ${hold("hld_3", "open")};
    INSERT INTO message VALUES ${message(1, 5, 0)}, ${message(2, 3, 8)}, ${message(3, 7, 7)}`)
  const store = createSqlWalletStore(driver)
  expect(await store.heldMessages("wal_1")).toBe(10)
  expect(await store.lastMessages("wal_1", ["snd_1"])).toEqual(new Map([["snd_1", 8]]))
})

test("[STORE-5] wallets of before checkouts have no auto-recharge, and their top-ups are the operator's", async () => {
  migrate(driver, "wallets", WALLET_MIGRATIONS.slice(0, 1))
  driver.exec(`
    INSERT INTO wallet VALUES ('wal_1', 'cus_1', 'USD', 'active', 'meta', 5, 0, 0, NULL, 'credits', 2, 'f', 9, 0, '5a', NULL, 'UTC', 1, 9);
    INSERT INTO top_up VALUES ('wal_1', 'top_1', 'manual', 'succeeded', 5, 0, 0, 0, 0, 'NEFT', 'top_1:paid', 9, 9)`)
  const store = createSqlWalletStore(driver)
  expect(await store.wallet("wal_1")).toMatchObject({ balance: 5n, recharge: null, updatedAt: 9 })
  expect(await store.topUp("wal_1", "top_1")).toEqual({
    id: "top_1",
    method: "manual",
    source: "operator",
    senderId: "",
    status: "succeeded",
    amount: 5n,
    bonus: 0n,
    bonusExpiresAt: null,
    fee: 0n,
    tax: 0n,
    taxIncluded: 0n,
    refunded: 0n,
    refunds: [],
    disputes: [],
    isUnsettled: false,
    reference: "NEFT",
    couponCode: "",
    grantId: "top_1:paid",
    failureReason: "",
    provider: "",
    providerReference: "",
    paymentReference: "",
    checkoutUrl: "",
    createdAt: 9,
    updatedAt: 9,
    expiresAt: null,
    sequence: 0,
  })
})

test("[STORE-5] a store with a newer schema does not open, and is not touched", () => {
  createSqlWalletStore(driver)
  driver.exec("UPDATE schema_version SET version = 1000 WHERE name = 'wallets'")
  expect(() => createSqlWalletStore(driver)).toThrow(NewerSchemaError)
  expect(() => createSqlWalletStore(driver)).toThrow(
    `the schema "wallets" is at version 1000; this version of Tollgate knows ${WALLET_MIGRATIONS.length}: upgrade Tollgate`,
  )
  expect(schemaVersion(driver, "wallets")).toBe(1000)
})
