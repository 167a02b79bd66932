import { MESSAGE_MEMORY_MS } from "@tollgate/engine"
import { expect, test } from "vitest"
import {
  aliasRow,
  DAY,
  loadedState,
  messageRow,
  NOW,
  openWallet,
  rollupRow,
  write,
} from "../conformance-rows.ts"
import type { WalletCommand } from "../wallet-store.ts"
import { collect, onStore, type MakeStoreHost } from "./host.ts"

const QUARTER_MS = 900_000

export function memoryTests(makeHost: MakeStoreHost): void {
  test("[STORE-16] answers are forgotten after their time; those for ever never are", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const command = (key: string, keepUntil: number | null): WalletCommand => ({
        names: () => ({ dueBy: 0 }),
        decide: () => ({ answer: { status: 200, body: null } }),
        replay: { key, fingerprint: "f", keepUntil },
      })
      const keys = [
        ["gone", NOW - 1],
        ["kept", NOW],
        ["ever", null],
      ] as const
      for (const [key, keepUntil] of keys) await store.execute("wal_1", command(key, keepUntil))
      for (let index = 0; index < 600; index += 1) await store.execute("wal_1", command(`old-${index}`, 1))
      await store.forget(NOW)
      const kinds = await Promise.all(keys.map(([key]) => store.execute("wal_1", command(key, null))))
      expect(kinds.map((executed) => executed.kind)).toEqual(["answered", "replayed", "replayed"])
      expect((await store.execute("wal_1", command("old-599", null))).kind).toBe("answered")
    }))

  test("[STORE-16] messages past their memory are forgotten, with their other ids and holds", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await openWallet(store, { id: "wal_2" })
      const limit = NOW - MESSAGE_MEMORY_MS
      const old = Array.from({ length: 600 }, (_, index) =>
        messageRow({ messageId: `old.${index}`, occurredAt: limit - 1 - index }),
      )
      const kept = messageRow({ messageId: "kept", occurredAt: limit })
      await write(store, {
        messages: [...old, kept],
        aliases: [
          ...old.map(({ messageId }) => aliasRow(`gs-${messageId}`, messageId)),
          aliasRow("gs-kept", "kept"),
        ],
        holdsByMessage: [
          ["old.1", "hld_1"],
          ["kept", "hld_2"],
        ],
      })
      await write(store, { messages: [messageRow({ occurredAt: limit - DAY })] }, { walletId: "wal_2" })
      await store.forget(NOW)

      const { rows } = await store.messages("wal_1", {}, { limit: 10 })
      expect(rows.map((row) => row.message)).toEqual([kept])
      expect((await store.messages("wal_2", {}, { limit: 10 })).rows).toEqual([])
      const state = await loadedState(store, { messageIds: ["old.1", "gs-old.1", "gs-old.599", "gs-kept"] })
      expect([...state.messages.values()]).toEqual([[kept]])
      expect([...state.aliases.values()]).toEqual([[aliasRow("gs-kept", "kept")]])
      expect(new Map(state.holdsByMessage)).toEqual(new Map([["kept", "hld_2"]]))
    }))

  test("[STORE-16] quarter hours are forgotten after 100 days; days and months stay", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const first = (NOW - 100 * DAY) / QUARTER_MS
      const quarter = (bucket: number) => rollupRow({ cuboid: "all", grain: "quarter", bucket })
      const kept = [quarter(first), rollupRow({ bucket: 1 }), rollupRow({ grain: "month", bucket: 1 })]
      await write(store, { rollups: [quarter(first - 1), ...kept] })
      await store.forget(NOW)
      expect(await collect((await store.books("wal_1")).rollups)).toEqual(expect.arrayContaining(kept))
      expect(await collect((await store.books("wal_1")).rollups)).toHaveLength(3)
    }))
}
