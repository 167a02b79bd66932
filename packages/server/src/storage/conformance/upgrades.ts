import { buildEvent } from "@tollgate/engine/testing"
import { describe, expect, test } from "vitest"
import { verifyWallet, type PublishedHead } from "../../verify/verify-wallet.ts"
import { migrate, schemaVersion } from "../migrations.ts"
import type { SqlDriver } from "../sql-driver.ts"
import { createSqlWalletStore } from "../sql-wallet-store.ts"
import { WALLET_MIGRATIONS } from "../sqlite/schema.ts"
import type { WalletStore } from "../wallet-store.ts"
import { dumpOf, writeDump, type Dump } from "./dump.ts"
import version1 from "./fixtures/version-1.json" with { type: "json" }
import version2 from "./fixtures/version-2.json" with { type: "json" }
import version3 from "./fixtures/version-3.json" with { type: "json" }
import version4 from "./fixtures/version-4.json" with { type: "json" }
import version5 from "./fixtures/version-5.json" with { type: "json" }
import version6 from "./fixtures/version-6.json" with { type: "json" }
import { EngineCommands } from "./engine-commands.ts"
import { drawLives } from "./lives.ts"
import { WalletInStep } from "./wallet-in-step.ts"

const LIVES = 4
/** Some of them did what an earlier version could not. */
const LIVES_DRAWN = 16
/** Before version 2 the journal kept no top-ups: the present engine has no such entries to give. */
const FIRST_DRAWN = 2
const GIVEN_BACK_VERSION = 7

/** Does something with a new empty database, where its host lets it be asked. */
export type OnDriver = <T>(body: (driver: SqlDriver) => T | Promise<T>) => Promise<T>

/**
 * One wallet as the program of that version left it, with a row at least in every table. `runtime-tests/storage/write-dump.ts`
 * writes the next one.
 */
interface DumpedStore extends PublishedHead {
  readonly version: number
  readonly now: number
  readonly balance: string
  readonly tables: Dump
}
const DUMPS: readonly DumpedStore[] = [version1, version2, version3, version4, version5, version6]

/**
 * Stores of every earlier version of the tables, opened by the present program, on any host of `SqlDriver`: dumps that
 * those programs wrote, and lives of wallets drawn at random that are cut in two by the upgrade.
 */
export function describeUpgrades(name: string, onNew: OnDriver): void {
  describe(`upgrades: ${name}`, () => {
    test("[STORE-5] there is a dump of every version before the present one", () => {
      const earlier = WALLET_MIGRATIONS.slice(1).map((_, index) => index + 1)
      expect(DUMPS.map(({ version }) => version)).toEqual(expect.arrayContaining(earlier))
    })

    test.each(DUMPS)("[STORE-5] a dump of version $version opens, verifies and goes on", (dump) =>
      onNew(async (driver) => {
        migrate(driver, "wallets", WALLET_MIGRATIONS.slice(0, dump.version))
        writeDump(driver, dump.tables)
        const store = createSqlWalletStore(driver)
        expect(await store.wallet("wal_1")).toMatchObject({
          balance: BigInt(dump.balance),
          sequence: dump.sequence,
          head: dump.head,
        })
        expect((await verifyWallet(store, "wal_1", [], dump.now)).findings).toEqual([])
        for (const [table, { rows }] of Object.entries(dump.tables)) {
          expect(dumpOf(driver)[table]?.rows.length, table).toBeGreaterThanOrEqual(rows.length)
        }
        await expectAnswersOfBefore(store)
        await goOn(store, dump.now)
        expect((await verifyWallet(store, "wal_1", [dump], dump.now)).findings).toEqual([])
      }),
    )

    for (let version = FIRST_DRAWN; version < WALLET_MIGRATIONS.length; version += 1) {
      const seed = Math.floor(Math.random() * 2 ** 31)
      test(`[STORE-5] a life cut in two by an upgrade from version ${version} is like any other (seed ${seed})`, async () => {
        let lived = 0
        for (const { host, steps } of drawLives(seed, LIVES_DRAWN)) {
          const half = Math.ceil(steps.length / 2)
          const wallet = new WalletInStep(host)
          const before = await onNew(async (driver) => {
            const store = createSqlWalletStore(driver)
            await wallet.open(store)
            await wallet.run(store, steps.slice(0, half))
            return dumpOf(driver)
          })
          if (!couldBeOf(version, before)) continue
          await onNew(async (driver) => {
            migrate(driver, "wallets", WALLET_MIGRATIONS.slice(0, version))
            writeDump(driver, asOf(version, before))
            const store = createSqlWalletStore(driver)
            expect(schemaVersion(driver, "wallets")).toBe(WALLET_MIGRATIONS.length)
            expect(dumpOf(driver)).toEqual(before)
            await wallet.run(store, steps.slice(half))
            await wallet.verify(store)
          })
          lived += 1
          if (lived === LIVES) break
        }
        expect(lived).toBeGreaterThan(0)
      })
    }
  })
}

/** Whether a version kept all that a store has: before `GIVEN_BACK_VERSION` no list of what was given back of a top-up. */
function couldBeOf(version: number, dump: Dump): boolean {
  const { columns, rows } = dump["top_up"]!
  return version >= GIVEN_BACK_VERSION || rows.every((row) => row[columns.indexOf("refunds")] === "[]")
}

/** Without rows that a version did not have, although it had the table. */
function asOf(version: number, dump: Dump): Dump {
  const { columns, rows } = dump["usage_rollup"]!
  const isLater = (row: (typeof rows)[number]): boolean =>
    version < 4 && row[columns.indexOf("grain")] === "quarter" && row[columns.indexOf("cuboid")] === "kind"
  return { ...dump, usage_rollup: { columns, rows: rows.filter((row) => !isLater(row)) } }
}

/** What each dump has beside a drawn life: a kept answer, an event in suspense, a message with two ids. */
async function expectAnswersOfBefore(store: WalletStore): Promise<void> {
  const replayed = await store.execute("wal_1", {
    names: () => ({ dueBy: 0 }),
    decide: () => ({ answer: { status: 200, body: null } }),
    replay: {
      key: "tenant POST /v1/authorizations k1",
      fingerprint: "f".repeat(64),
      keepUntil: null,
    },
  })
  expect(replayed).toEqual({
    kind: "replayed",
    answer: { status: 402, body: { code: "insufficient_funds" } },
  })
  const { rows } = await store.suspended({ walletId: "wal_1" }, { limit: 10 })
  expect(rows.map(({ suspended }) => suspended.event.messageIds)).toEqual([["lost-1"]])
  const { recipient } = buildEvent()
  expect(await store.knowsMessage("wal_1", ["two-2"], recipient)).toBe(true)
}

/** A top-up, and events of a message of before and of a new one. */
async function goOn(store: WalletStore, now: number): Promise<void> {
  const engine = new EngineCommands(store)
  await engine.topUp("top_later", 5n, { now })
  const ids = ["two-2", "new-1"]
  const events = ids.map((id) => buildEvent({ messageIds: [id], occurredAt: now }))
  const settled = await engine.settle("later", events, { now })
  expect(settled).toMatchObject({
    kind: "answered",
    answer: { body: { statuses: ["accepted", "accepted"] } },
  })
}
