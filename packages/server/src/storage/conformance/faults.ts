import type { QuoteMessage } from "@tollgate/engine"
import { buildEvent, NOW } from "@tollgate/engine/testing"
import { describe, expect, test } from "vitest"
import { verifyWallet } from "../../verify/verify-wallet.ts"
import type { SqlDriver } from "../sql-driver.ts"
import { createSqlWalletStore } from "../sql-wallet-store.ts"
import { StoreUnavailableError } from "../store-unavailable.ts"
import type { Executed } from "../wallet-store.ts"
import { dumpOf } from "./dump.ts"
import { EngineCommands } from "./engine-commands.ts"
import type { OnDriver } from "./upgrades.ts"

/** Fewer statements than a group of these commands has: the test has gone through all of them. */
const STATEMENTS_MIN = 60

/** Groups of the engine's commands on a driver that fails, on any host of `SqlDriver`. */
export function describeFaults(name: string, onNew: OnDriver): void {
  describe(`faults: ${name}`, () => {
    test("[STORE-12] from whichever statement of a group on all fail, nothing of it is left, and later the store goes on", async () => {
      const undisturbed = await onNew(async (driver) => {
        const engine = new EngineCommands(createSqlWalletStore(driver))
        await begin(engine)
        await Promise.all(oneGroup(engine))
        return dumpOf(driver)
      })
      await onNew(async (driver) => {
        const faulty = failing(driver)
        const store = createSqlWalletStore(faulty.driver)
        const engine = new EngineCommands(store)
        await begin(engine)
        const before = dumpOf(driver)
        let statements = 0
        for (; ; statements += 1) {
          faulty.failAfter(statements)
          const results = await Promise.allSettled(oneGroup(engine))
          const failed = results.filter((result) => result.status === "rejected")
          if (failed.length === 0) break
          expect(failed).toHaveLength(results.length)
          for (const { reason } of failed) expect(reason).toBeInstanceOf(StoreUnavailableError)
          expect(dumpOf(driver)).toEqual(before)
        }
        faulty.failAfter(Number.POSITIVE_INFINITY)
        expect(statements).toBeGreaterThan(STATEMENTS_MIN)
        expect(dumpOf(driver)).toEqual(undisturbed)
        expect((await verifyWallet(store, "wal_1", [], NOW)).findings).toEqual([])
      })
    })
  })
}

async function begin(engine: EngineCommands): Promise<void> {
  await engine.open()
  await engine.topUp("top_1", 50_000_000n)
  await engine.authorize("hld_1", [messageOf("m1")])
}

/** Commands that come at once, so that one transaction has them all. */
function oneGroup(engine: EngineCommands): Promise<Executed>[] {
  const replay = { key: "POST /v1/top-ups", fingerprint: "f", keepUntil: null }
  return [
    engine.settle("settle", [
      buildEvent({ messageIds: ["m1", "gs-1"] }),
      buildEvent({ messageIds: ["m2"], kind: "received" }),
      buildEvent({ messageIds: ["m3"], recipient: "999000111222" }),
    ]),
    engine.topUp("top_2", 1n, { replay }),
    engine.authorize("hld_2", [messageOf("m4"), messageOf("m5")]),
  ]
}

function messageOf(messageId: string): QuoteMessage {
  return { to: buildEvent().recipient, category: "marketing", count: 1, messageId }
}

/** The driver, on a disk that becomes full. */
function failing(driver: SqlDriver) {
  let left = Number.POSITIVE_INFINITY
  const count = (): void => {
    left -= 1
    if (left < 0) throw new Error("the disk is full")
  }
  const counting: SqlDriver = {
    ...driver,
    // However slow the machine, the commands are one group.
    now: () => 0,
    prepare: (sql) => {
      const statement = driver.prepare(sql)
      return {
        run: (...values) => {
          count()
          statement.run(...values)
        },
        get: (...values) => {
          count()
          return statement.get(...values)
        },
        all: (...values) => {
          count()
          return statement.all(...values)
        },
      }
    },
  }
  return {
    driver: counting,
    /** Lets so many statements pass; those after them fail. */
    failAfter: (statements: number) => (left = statements),
  }
}
