import { expect, test } from "vitest"
import { DAY, holdRow, messageRow, NOW, openWallet, write } from "../conformance-rows.ts"
import { onStore, type MakeStoreHost } from "./host.ts"

export function liveCountTests(makeHost: MakeStoreHost): void {
  test("[STORE-23] the units of open holds follow every change of a hold, of one wallet", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store)
      await openWallet(store, { id: "wal_2" })
      expect(await store.heldMessages("wal_1")).toBe(0)
      const [line, other] = holdRow().lines
      await Promise.all([
        write(store, { holds: [holdRow(), holdRow({ id: "hld_2", state: "released" })] }),
        write(store, { holds: [holdRow({ id: "hld_3" })] }),
        write(store, { holds: [holdRow()] }, { walletId: "wal_2" }),
      ])
      expect(await store.heldMessages("wal_1")).toBe(6)
      // Captured one, in the same commit as another is made and a third one ends.
      await Promise.all([
        write(store, { holds: [holdRow({ lines: [{ ...line!, remaining: 1 }, other!] })] }),
        write(store, { holds: [holdRow({ id: "hld_4" })] }),
        write(store, { holds: [holdRow({ id: "hld_3", state: "expired" })] }),
      ])
      expect(await store.heldMessages("wal_1")).toBe(5)
      const second = await another()
      await write(second, { holds: [holdRow({ state: "captured" })] })
      await write(store, { holds: [holdRow({ state: "captured" })] })
      expect(await store.heldMessages("wal_1")).toBe(3)
      expect(await second.heldMessages("wal_2")).toBe(3)
      expect(await store.heldMessages("wal_none")).toBe(0)
    }))

  test("[STORE-23] the newest message of each sender, whatever the order in which they are told", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await openWallet(store, { id: "wal_2" })
      const message = (senderId: string, messageId: string, occurredAt: number, deliveredAt = 0) =>
        messageRow({ senderId, messageId, occurredAt, deliveredAt })
      await write(store, {
        messages: [message("snd_1", "a", NOW), message("snd_1", "b", NOW - DAY, NOW - 1)],
      })
      await write(store, {
        messages: [message("snd_1", "c", NOW - DAY), message("snd_2", "d", NOW, NOW + 5)],
      })
      await write(store, { messages: [message("snd_1", "e", NOW + DAY)] }, { walletId: "wal_2" })
      expect(await store.lastMessages("wal_1", ["snd_1", "snd_2", "snd_none"])).toEqual(
        new Map([
          ["snd_1", NOW],
          ["snd_2", NOW + 5],
        ]),
      )
      expect(await store.lastMessages("wal_1", ["snd_2"])).toEqual(new Map([["snd_2", NOW + 5]]))
      expect(await store.lastMessages("wal_1", [])).toEqual(new Map())
    }))
}
