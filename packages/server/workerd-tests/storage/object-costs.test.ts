import { buildEvent, NOW } from "@tollgate/engine/testing"
import { expect, test } from "vitest"
import { EngineCommands } from "../../src/storage/conformance/engine-commands.ts"
import { openObjectDriver, type ObjectStorage } from "../../src/storage/durable-object/object-driver.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { makeObject } from "./object-host.ts"

const EVENTS = 100

interface Cost {
  statements: number
  rowsRead: number
  rowsWritten: number
}

/** The storage, with what is done to it counted as Cloudflare counts it. */
function counting(storage: DurableObjectStorage, cost: Cost): ObjectStorage {
  return {
    transactionSync: (body) => storage.transactionSync(body),
    sql: {
      exec: (text, ...values) => {
        const cursor = storage.sql.exec(text, ...values)
        const rows = cursor.toArray()
        cost.statements += 1
        cost.rowsRead += cursor.rowsRead
        cost.rowsWritten += cursor.rowsWritten
        return { toArray: () => rows, rowsWritten: cursor.rowsWritten }
      },
    },
  }
}

test("[DO-9] an event settled costs a few statements and rows, however many messages there are", () =>
  makeObject().run(async (storage) => {
    const cost: Cost = { statements: 0, rowsRead: 0, rowsWritten: 0 }
    const store = createSqlWalletStore(openObjectDriver(counting(storage, cost)))
    const engine = new EngineCommands(store)
    await engine.open()
    await engine.topUp("top_1", 1_000_000_000n)
    const costOf = async (work: () => Promise<unknown>): Promise<Cost> => {
      Object.assign(cost, { statements: 0, rowsRead: 0, rowsWritten: 0 })
      await work()
      return { ...cost }
    }
    const settle = (batch: number, kind: "sent" | "delivered") => () => {
      const events = Array.from({ length: EVENTS }, (_, at) =>
        buildEvent({ messageIds: [`m${batch}.${at}`], kind, recipient: `9198${10_000_000 + at}` }),
      )
      return engine.settle(`${kind}_${batch}`, events, { now: NOW + batch })
    }
    await settle(0, "sent")()
    await settle(0, "delivered")()
    const sent = await costOf(settle(1, "sent"))
    const delivered = await costOf(settle(1, "delivered"))
    for (let batch = 2; batch < 12; batch += 1) await settle(batch, "sent")()
    const later = await costOf(settle(12, "sent"))
    const authorize = await costOf(() =>
      engine.authorize("hld_1", [{ market: "India", category: "utility", count: 9 }]),
    )
    expect(sent.statements).toBeLessThan(2.5 * EVENTS)
    expect(sent.rowsWritten).toBeLessThan(4.5 * EVENTS)
    expect(delivered.statements).toBeLessThan(2.5 * EVENTS)
    expect(delivered.rowsWritten).toBeLessThan(2.5 * EVENTS)
    expect(later.statements).toBe(sent.statements)
    expect(later.rowsWritten).toBe(sent.rowsWritten)
    expect(authorize.rowsWritten).toBeLessThan(15)
  }))
