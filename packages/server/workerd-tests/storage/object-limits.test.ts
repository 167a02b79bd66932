import { AUTHORIZATION_MESSAGES_MAX, EVENTS_PER_BATCH_MAX } from "@tollgate/engine"
import { buildEvent } from "@tollgate/engine/testing"
import { expect, test } from "vitest"
import { dumpOf } from "../../src/storage/conformance/dump.ts"
import { EngineCommands } from "../../src/storage/conformance/engine-commands.ts"
import { createSqlWalletStore } from "../../src/storage/sql-wallet-store.ts"
import { onDriver } from "./object-host.ts"

/** What Cloudflare says of a row; the runtime on a developer's machine lets more pass. */
const ROW_BYTES_MAX = 2_000_000
const ID_CHARACTERS_MAX = 200
const HOLDS = 4

const utf8 = new TextEncoder()

test("[DO-8] the runtime lets a statement bind 100 values, and no more", () =>
  onDriver((driver) => {
    const sum = (values: number) =>
      driver.prepare(`SELECT max(${"?,".repeat(20)}1) IN (${"?,".repeat(values - 21)}?) AS x`)
    const ones = (values: number): number[] => Array.from({ length: values }, () => 1)
    expect(sum(100).get(...ones(100))).toEqual({ x: 1 })
    expect(() => sum(101).get(...ones(101))).toThrow("too many SQL variables")
  }))

test("[DO-8] [LED-9] the largest commands write no row past what an object takes", () =>
  onDriver(async (driver) => {
    const store = createSqlWalletStore(driver)
    const engine = new EngineCommands(store)
    await engine.open()
    await engine.topUp("top_1", 1_000_000_000n)
    const idOf = (hold: number, line: number): string => `m${hold}.${line}.`.padEnd(ID_CHARACTERS_MAX, "x")
    const { recipient } = buildEvent()
    for (let hold = 0; hold < HOLDS; hold += 1) {
      const messages = Array.from({ length: AUTHORIZATION_MESSAGES_MAX }, (_, line) => ({
        to: recipient,
        category: "marketing" as const,
        count: 1,
        messageId: idOf(hold, line),
      }))
      const answer = await engine.authorize(`hld_${hold}`.padEnd(ID_CHARACTERS_MAX, "x"), messages)
      expect(answer).toMatchObject({ answer: { status: 200 } })
    }
    const events = Array.from({ length: EVENTS_PER_BATCH_MAX }, (_, at) =>
      buildEvent({ messageIds: [idOf(at % HOLDS, at)] }),
    )
    await engine.settle("largest", events, { replay: { key: "k", fingerprint: "f", keepUntil: null } })
    const largest = Object.entries(dumpOf(driver)).map(
      ([table, { rows }]) =>
        [table, Math.max(0, ...rows.map((row) => utf8.encode(row.join()).length))] as const,
    )
    expect(largest.filter(([, bytes]) => bytes > ROW_BYTES_MAX)).toEqual([])
    expect((await store.wallet("wal_1"))!.held).toBe(
      BigInt(HOLDS * AUTHORIZATION_MESSAGES_MAX - EVENTS_PER_BATCH_MAX) *
        (await store.hold("wal_1", `hld_0`.padEnd(ID_CHARACTERS_MAX, "x")))!.lines[0]!.unitAmount,
    )
  }))
