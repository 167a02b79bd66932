import { expect, test } from "vitest"
import { migrate, NewerSchemaError, schemaVersion } from "../../src/storage/migrations.ts"
import { WIDE } from "../../src/storage/conformance-rows.ts"
import { openObjectDriver } from "../../src/storage/durable-object/object-driver.ts"
import type { SqlDriver } from "../../src/storage/sql-driver.ts"
import { WALLET_MIGRATIONS } from "../../src/storage/sqlite/schema.ts"
import { onDriver } from "./object-host.ts"

function onTable<T>(body: (driver: SqlDriver, storage: DurableObjectStorage) => T): Promise<T> {
  return onDriver((driver, storage) => {
    driver.exec("CREATE TABLE amount (id INTEGER PRIMARY KEY, value INTEGER, share REAL) STRICT")
    return body(driver, storage)
  })
}

const insert = (driver: SqlDriver, value: number): void =>
  driver.prepare("INSERT INTO amount (value) VALUES (?)").run(value)

const valuesOf = (driver: SqlDriver) =>
  driver
    .prepare("SELECT CAST(value AS TEXT) AS value FROM amount ORDER BY id")
    .all()
    .map((row) => row["value"])

test.each(["9223372036854775807", "-9223372036854775808", WIDE.toString(), "0", "-1"])(
  "[STORE-2] [DO-1] %s crosses as text and is a 64-bit integer in the table",
  (amount) =>
    onTable((driver) => {
      driver.prepare("INSERT INTO amount (value) VALUES (CAST(? AS INTEGER))").run(amount)
      expect(valuesOf(driver)).toEqual([amount])
      expect(driver.prepare("SELECT typeof(value) AS type FROM amount").get()).toEqual({ type: "integer" })
    }),
)

test("[DO-1] the runtime binds no bigint, and rounds an integer past 2^53 that is read", () =>
  onTable((_driver, { sql }) => {
    expect(() => sql.exec("SELECT ?", 1n)).toThrow(TypeError)
    sql.exec("INSERT INTO amount (value) VALUES (CAST(? AS INTEGER))", WIDE.toString())
    expect(sql.exec("SELECT value FROM amount").one()).toEqual({ value: Number(WIDE) })
    expect(BigInt(Number(WIDE))).not.toBe(WIDE)
  }))

test("[STORE-2] [DO-1] so one that is read as a number throws", () =>
  onTable((driver) => {
    driver.prepare("INSERT INTO amount (value) VALUES (CAST(? AS INTEGER))").run(WIDE.toString())
    expect(() => driver.prepare("SELECT value FROM amount").get()).toThrow(RangeError)
    expect(() => driver.prepare("SELECT value FROM amount").all()).toThrow(RangeError)
    expect(driver.prepare("SELECT value - 2 AS value FROM amount").get()).toEqual({
      value: Number.MAX_SAFE_INTEGER,
    })
  }))

test.each([2 ** 53, -(2 ** 53), 1e300, Number.NaN, Number.POSITIVE_INFINITY])(
  "[STORE-2] %s as a number is refused, not rounded",
  (value) =>
    onTable((driver) => {
      expect(() => insert(driver, value)).toThrow(RangeError)
      expect(() => driver.prepare("SELECT ? AS x").get(value)).toThrow(RangeError)
      expect(() => driver.prepare("SELECT ? AS x").all(value)).toThrow(RangeError)
      expect(valuesOf(driver)).toEqual([])
    }),
)

test("[DO-2] a number is bound as REAL; an integer column of a strict table makes an integer of it, or refuses it", () =>
  onTable((driver) => {
    expect(driver.prepare("SELECT typeof(?) AS type").get(1)).toEqual({ type: "real" })
    driver.prepare("INSERT INTO amount (value, share) VALUES (?, ?)").run(Number.MAX_SAFE_INTEGER, 0.25)
    expect(driver.prepare("SELECT value, typeof(value) AS type, share FROM amount").get()).toEqual({
      value: Number.MAX_SAFE_INTEGER,
      type: "integer",
      share: 0.25,
    })
    expect(() => insert(driver, 0.5)).toThrow("cannot store REAL value in INTEGER column")
  }))

test("[STORE-3] [DO-3] a transaction is all or nothing", () =>
  onTable((driver) => {
    const failing = (): void => {
      insert(driver, 1)
      throw new Error("no")
    }
    expect(() => driver.transaction(failing)).toThrow("no")
    expect(valuesOf(driver)).toEqual([])
    const value = driver.transaction(() => {
      insert(driver, 1)
      insert(driver, 2)
      return "done"
    })
    expect(value).toBe("done")
    expect(valuesOf(driver)).toEqual(["1", "2"])
  }))

test("[DO-3] the runtime itself would keep what a body wrote that returns a promise", () =>
  onTable(async (driver, storage) => {
    await storage.transactionSync(async () => {
      insert(driver, 1)
    })
    expect(valuesOf(driver)).toEqual(["1"])
  }))

test("[STORE-3] [DO-3] so such a body is refused, and what it wrote is undone", () =>
  onTable((driver) => {
    const body = async (): Promise<void> => insert(driver, 1)
    expect(() => driver.transaction(body)).toThrow(TypeError)
    expect(valuesOf(driver)).toEqual([])
    expect(driver.transaction(() => 1)).toBe(1)
  }))

test("[STORE-3] [DO-3] a transaction within a transaction is refused, from another driver too", () =>
  onTable((driver, storage) => {
    for (const inner of [driver, openObjectDriver(storage)]) {
      const nested = (): void => {
        insert(driver, 1)
        inner.transaction(() => insert(inner, 2))
      }
      expect(() => driver.transaction(nested)).toThrow("a transaction is under way")
    }
    expect(valuesOf(driver)).toEqual([])
    expect(driver.transaction(() => 1)).toBe(1)
  }))

test.each(["BEGIN IMMEDIATE", "SAVEPOINT one", "PRAGMA user_version = 1", "PRAGMA synchronous"])(
  "[DO-3] [DO-4] the runtime refuses %s",
  (sql) => onDriver((driver) => expect(() => driver.exec(sql)).toThrow()),
)

test("[STORE-5] [DO-4] migrations run once, in order, and their numbers stand in a table", () =>
  onDriver((driver) => {
    const first = "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"
    const second = "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1;"
    migrate(driver, "one", [first])
    migrate(driver, "one", [first])
    migrate(driver, "two", ["CREATE TABLE b (x INTEGER) STRICT;"])
    migrate(driver, "one", [first, second])
    expect(driver.prepare("SELECT x, y FROM a").all()).toEqual([{ x: 1, y: 2 }])
    expect(["one", "two", "three"].map((name) => schemaVersion(driver, name))).toEqual([2, 1, 0])
    const failing = [
      "CREATE TABLE c (x INTEGER);",
      "INSERT INTO c VALUES (1); INSERT INTO missing VALUES (1);",
    ]
    expect(() => migrate(driver, "four", failing)).toThrow("missing")
    expect(driver.prepare("SELECT COUNT(*) AS count FROM c").get()).toEqual({ count: 0 })
  }))

test("[STORE-5] [DO-4] an object with a newer schema is not opened, and not touched", () =>
  onDriver((driver) => {
    migrate(driver, "wallets", [...WALLET_MIGRATIONS, "CREATE TABLE later (x INTEGER) STRICT"])
    expect(() => migrate(driver, "wallets", WALLET_MIGRATIONS)).toThrow(NewerSchemaError)
    expect(schemaVersion(driver, "wallets")).toBe(WALLET_MIGRATIONS.length + 1)
  }))

test("[STORE-18] [DO-5] the version of a driver changes when another one writes, and only then", () =>
  onTable((driver, storage) => {
    const other = openObjectDriver(storage)
    const before = driver.version()
    insert(driver, 1)
    other.prepare("SELECT * FROM amount").all()
    expect(driver.version()).toBe(before)
    insert(other, 2)
    expect(driver.version()).not.toBe(before)
  }))

test("[DO-6] a driver's clock goes on with its statements", () =>
  onTable((driver) => {
    const before = driver.now()
    insert(driver, 1)
    const after = driver.now()
    expect(after).toBeGreaterThan(before)
    expect(driver.now()).toBe(after)
  }))
