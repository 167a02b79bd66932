import { expect, test } from "vitest"
import { NOW, openWallet, outboxRow, suspendedRow, topUpRow, WIDE, write } from "../conformance-rows.ts"
import { allPages, onStore, type MakeStoreHost } from "./host.ts"

export function listTests(makeHost: MakeStoreHost): void {
  test("[STORE-15] top-ups come newest first, page by page", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await openWallet(store, { id: "wal_2" })
      const topUps = ["a", "b", "c", "d", "e"].map((id, index) =>
        topUpRow({ id: `top_${id}`, createdAt: NOW + Math.floor(index / 2) }),
      )
      await write(store, { topUps })
      await write(store, { topUps: [topUpRow()] }, { walletId: "wal_2" })
      const { rows, pages } = await allPages((cursor) =>
        store.topUps("wal_1", { limit: 2, ...(cursor === undefined ? {} : { cursor }) }),
      )
      expect(rows).toEqual(topUps.toReversed())
      expect(pages).toBe(3)
      expect((await store.topUps("wal_1", { limit: 5 })).next).toBeUndefined()
    }))

  test("[STORE-15] top-ups of one status come newest first, page by page", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const topUps = ["a", "b", "c", "d"].map((id, index) =>
        topUpRow({ id: `top_${id}`, createdAt: NOW + index, status: index === 2 ? "failed" : "succeeded" }),
      )
      await write(store, { topUps })
      const { rows, pages } = await allPages((cursor) =>
        store.topUps("wal_1", {
          limit: 2,
          status: "succeeded",
          ...(cursor === undefined ? {} : { cursor }),
        }),
      )
      expect(rows.map(({ id }) => id)).toEqual(["top_d", "top_b", "top_a"])
      expect(pages).toBe(2)
      expect((await store.topUps("wal_1", { limit: 5, status: "pending" })).rows).toEqual([])
    }))

  test("[STORE-15] top-ups since an entry come in the order of the entries that last changed them", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await openWallet(store, { id: "wal_2" })
      const topUps = [9, 5, 7].map((sequence) => topUpRow({ id: `top_${sequence}`, sequence }))
      await write(store, { topUps })
      await write(store, { topUps: [topUpRow({ sequence: 8 })] }, { walletId: "wal_2" })
      const since = async (sequence: number, limit: number) =>
        (await store.topUpsSince("wal_1", sequence, limit)).map(({ id }) => id)
      expect(await since(0, 10)).toEqual(["top_5", "top_7", "top_9"])
      expect(await since(5, 1)).toEqual(["top_7"])
      expect(await since(9, 10)).toEqual([])
      await write(store, { topUps: [{ ...topUps[1]!, sequence: 10 }] })
      expect(await since(9, 10)).toEqual(["top_5"])
    }))

  test("[STORE-15] pending top-ups of all wallets come in the order in which they expire, page by page", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await openWallet(store, { id: "wal_2" })
      const pending = (id: string, expiresAt: number) => topUpRow({ id, status: "pending", expiresAt })
      await write(store, { topUps: [pending("top_b", NOW), pending("top_a", NOW + 1), topUpRow()] })
      await write(store, { topUps: [pending("top_b", NOW)] }, { walletId: "wal_2" })
      const all = await store.pendingTopUps(10)
      expect(all.map(({ walletId, topUp }) => [walletId, topUp.id])).toEqual([
        ["wal_1", "top_b"],
        ["wal_2", "top_b"],
        ["wal_1", "top_a"],
      ])
      expect(await store.pendingTopUps(1, all[0])).toEqual([all[1]])
      expect(await store.pendingTopUps(2, all[2])).toEqual([])
    }))

  test("[STORE-15] top-ups with a pending refund or an open dispute come in order of wallet and id, page by page", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store, { id: "wal_2" })
      await openWallet(store)
      const settled = { isUnsettled: false, refunds: [], disputes: [] }
      await write(store, { topUps: [topUpRow({ id: "top_b" }), topUpRow({ id: "top_c", ...settled })] })
      await write(store, { topUps: [topUpRow({ id: "top_a" })] }, { walletId: "wal_2" })
      await write(store, { topUps: [topUpRow({ id: "top_a" })] })
      const all = await store.unsettledTopUps(10)
      expect(all).toEqual([
        { walletId: "wal_1", topUp: topUpRow({ id: "top_a" }) },
        { walletId: "wal_1", topUp: topUpRow({ id: "top_b" }) },
        { walletId: "wal_2", topUp: topUpRow({ id: "top_a" }) },
      ])
      expect(await store.unsettledTopUps(1, all[0])).toEqual([all[1]])
      await write(store, { topUps: [topUpRow({ id: "top_b", ...settled })] })
      expect(await store.unsettledTopUps(10, all[0])).toEqual([all[2]])
    }))

  test("[STORE-15] suspended events come oldest first, of one wallet or of all", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store, { id: "wal_2" })
      await openWallet(store)
      const row = (key: string, receivedAt: number) => suspendedRow("wamid.1", { key, receivedAt })
      await write(store, { suspendedPut: [row("b", NOW + 1), row("a", NOW + 1), row("c", NOW)] })
      await write(store, { suspendedPut: [row("a", NOW + 1), row("z", NOW - 1)] }, { walletId: "wal_2" })
      const keys = async (limit: number, walletId?: string): Promise<string[]> => {
        const filter = walletId === undefined ? {} : { walletId }
        const { rows } = await allPages((cursor) =>
          store.suspended(filter, { limit, ...(cursor === undefined ? {} : { cursor }) }),
        )
        return rows.map((found) => `${found.walletId}/${found.suspended.key}`)
      }
      const all = ["wal_2/z", "wal_1/c", "wal_1/a", "wal_1/b", "wal_2/a"]
      expect(await keys(2)).toEqual(all)
      expect(await keys(50)).toEqual(all)
      expect(await keys(1, "wal_1")).toEqual(["wal_1/c", "wal_1/a", "wal_1/b"])
      expect(await keys(5, "wal_none")).toEqual([])
      await write(store, { suspendedDrop: ["c", "none"] })
      expect(await keys(5, "wal_1")).toEqual(["wal_1/a", "wal_1/b"])
      expect((await store.suspended({ walletId: "wal_1" }, { limit: 1 })).rows).toEqual([
        { walletId: "wal_1", suspended: row("a", NOW + 1) },
      ])
    }))

  test("[STORE-15] the wallets of a list of ids, those that exist", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await openWallet(store, { id: "wal_2", balance: WIDE })
      const found = await store.walletsOf(["wal_2", "wal_0", "wal_1", "wal_2"])
      const byId = found.toSorted((left, right) => (left.id < right.id ? -1 : 1))
      expect(byId).toEqual([await store.wallet("wal_1"), await store.wallet("wal_2")])
      expect(await store.walletsOf([])).toEqual([])
    }))

  test("[STORE-15] allotments with what is left on the account of each number", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await write(store, {
        accounts: [
          ["customer:available", 1n],
          ["customer:available@snd_1", -WIDE],
        ],
        allotments: [
          { senderId: "snd_2", amount: 0n, mayUseShared: true },
          { senderId: "snd_1", amount: WIDE, mayUseShared: false },
        ],
      })
      expect(await store.allotments("wal_1")).toEqual([
        { senderId: "snd_1", amount: WIDE, mayUseShared: false, available: -WIDE },
        { senderId: "snd_2", amount: 0n, mayUseShared: true, available: 0n },
      ])
    }))

  test("[STORE-15] wallets in order of id, and those with something due, the soonest first", () =>
    onStore(makeHost, async (store) => {
      for (const [id, nextDueAt] of [
        ["wal_c", NOW + 1],
        ["wal_a", NOW + 2],
        ["wal_b", null],
        ["wal_d", NOW + 3],
      ] as const) {
        await openWallet(store, { id, nextDueAt })
      }
      expect(await store.walletIds({ limit: 3 })).toEqual(["wal_a", "wal_b", "wal_c"])
      expect(await store.walletIds({ limit: 3, after: "wal_b" })).toEqual(["wal_c", "wal_d"])
      expect(await store.dueWallets(NOW + 2, 10)).toEqual(["wal_c", "wal_a"])
      expect(await store.dueWallets(NOW + 2, 1)).toEqual(["wal_c"])
      expect(await store.dueWallets(NOW, 10)).toEqual([])
    }))

  test("[STORE-22] outbox rows wait in the order of their commits until they are done", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store)
      await openWallet(store, { id: "wal_2" })
      await write(store, { outbox: [outboxRow("wal_1:9:0"), outboxRow("wal_1:9:1")] })
      await write(store, { outbox: [outboxRow("wal_2:1:0")] }, { walletId: "wal_2" })
      await write(store, { outbox: [outboxRow("wal_1:10:0")] })
      const other = await another()
      const ids = async (limit: number): Promise<string[]> => (await other.outbox(limit)).map((row) => row.id)
      expect(await ids(10)).toEqual(["wal_1:9:0", "wal_1:9:1", "wal_2:1:0", "wal_1:10:0"])
      expect(await ids(2)).toEqual(["wal_1:9:0", "wal_1:9:1"])
      expect((await other.outbox(2, "wal_1:9:1")).map((row) => row.id)).toEqual(["wal_2:1:0", "wal_1:10:0"])
      expect(await other.outbox(2, "wal_1:10:0")).toEqual([])
      await store.outboxDone(["wal_1:9:0", "wal_1:10:0", "wal_none:1:0"])
      await write(store, { outbox: [outboxRow("wal_1:11:0")] })
      expect(await ids(10)).toEqual(["wal_1:9:1", "wal_2:1:0", "wal_1:11:0"])
      await store.outboxDone([])
      expect(await ids(10)).toHaveLength(3)
    }))
}
