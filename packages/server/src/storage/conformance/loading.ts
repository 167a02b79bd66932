import {
  decideExpire,
  decideOpen,
  DUE_HOLDS_LIMIT_DEFAULT,
  messageHash,
  namesOfExpire,
} from "@tollgate/engine"
import { KOLKATA, RECIPIENT_KEY } from "@tollgate/engine/testing"
import { expect, test } from "vitest"
import {
  aliasRow,
  grantRow,
  holdRow,
  loadedState,
  messageRow,
  NOW,
  openWallet,
  REF_A,
  REF_B,
  suspendedRow,
  walletRow,
  windowRow,
  write,
} from "../conformance-rows.ts"
import { mapDecision } from "../../spending/execute.ts"
import { collect, onStore, type MakeStoreHost } from "./host.ts"

/** More than any store reads one by one. */
const MANY = 100

export function loadingTests(makeHost: MakeStoreHost): void {
  test("[STORE-6] nothing is loaded that is not named, and nothing of another wallet", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await openWallet(store, { id: "wal_2" })
      await write(store, {
        messages: [messageRow({ holdId: "hld_1" })],
        holds: [holdRow()],
        holdsByMessage: [["wamid.1", "hld_1"]],
        windows: [windowRow()],
        counters: [{ month: 1, key: "k", used: 1, reserved: 0 }],
        suspendedPut: [suspendedRow("wamid.1")],
        grants: [grantRow()],
        accounts: [["customer:available", 5n]],
      })
      const unnamed = await loadedState(store, {})
      for (const part of [
        "holds",
        "holdsByMessage",
        "counters",
        "messages",
        "aliases",
        "windows",
        "topUps",
      ] as const) {
        expect(unnamed[part].size, part).toBe(0)
      }
      expect(unnamed.suspended).toEqual([])
      const elsewhere = await loadedState(
        store,
        {
          messageIds: ["wamid.1"],
          holdIds: ["hld_1"],
          windows: [["snd_1", REF_A]],
          months: [1],
          suspendedPage: { limit: 10 },
        },
        "wal_2",
      )
      expect(elsewhere).toEqual({
        ...unnamed,
        wallet: elsewhere.wallet,
        accounts: new Map(),
        grants: [],
        months: new Set([1]),
      })
      expect(elsewhere.wallet.id).toBe("wal_2")
    }))

  test("[STORE-6] a message is found for every recipient, by few names and by many", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const ids = Array.from({ length: MANY }, (_, index) => `wamid.${index}`)
      const messages = ids.flatMap((messageId) => [
        messageRow({ messageId }),
        messageRow({ messageId, recipientRef: REF_B, flags: 1 }),
      ])
      await write(store, { messages })
      for (const named of [ids.slice(0, 2), ids]) {
        const state = await loadedState(store, { messageIds: [...named, "wamid.unknown", ...named] })
        expect(state.messages.size).toBe(named.length)
        for (const messageId of named) {
          expect(state.messages.get(messageHash(messageId))).toEqual([
            messageRow({ messageId }),
            messageRow({ messageId, recipientRef: REF_B, flags: 1 }),
          ])
        }
      }
    }))

  test("[STORE-6] two ids with one hash are both loaded: the decision tells them apart", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const hash = messageHash("wamid.1")
      const collision = messageRow({ messageId: "wamid.other", hash })
      await write(store, { messages: [messageRow(), collision] })
      const { messages } = await loadedState(store, { messageIds: ["wamid.1"] })
      expect(messages.get(hash)).toEqual([messageRow(), collision])
    }))

  test("[STORE-6] an alias leads to the message, and to its hold", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const ids = Array.from({ length: MANY }, (_, index) => `wamid.${index}`)
      await write(store, {
        messages: ids.map((messageId) => messageRow({ messageId })),
        aliases: [
          ...ids.map((messageId) => aliasRow(`gs-${messageId}`, messageId)),
          aliasRow("gs-gs", "gs-wamid.1"),
        ],
        holds: [holdRow()],
        holdsByMessage: [["wamid.1", "hld_1"]],
      })
      for (const named of [["gs-wamid.1"], ids.map((id) => `gs-${id}`)]) {
        const state = await loadedState(store, { messageIds: named })
        expect(state.messages.get(messageHash("wamid.1"))).toEqual([messageRow()])
        expect(state.messages.size).toBe(named.length)
        expect(state.aliases.get(messageHash("gs-wamid.1"))).toEqual([aliasRow("gs-wamid.1", "wamid.1")])
        expect(state.holdsByMessage.get("wamid.1")).toBe("hld_1")
        expect(state.holds.get("hld_1")).toEqual(holdRow())
      }
      const twice = await loadedState(store, { messageIds: ["gs-gs"] })
      expect(twice.messages.get(messageHash("wamid.1"))).toEqual([messageRow()])
    }))

  test("[STORE-6] holds come by their id, by the message that carries them, and by the message that they are for", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await write(store, {
        holds: [1, 2, 3, 4].map((n) => holdRow({ id: `hld_${n}` })),
        messages: [messageRow({ messageId: "carrier", holdId: "hld_2" })],
        holdsByMessage: [["listed", "hld_3"]],
      })
      const state = await loadedState(store, {
        holdIds: ["hld_1", "hld_none"],
        messageIds: ["carrier", "listed"],
      })
      expect([...state.holds.keys()].toSorted()).toEqual(["hld_1", "hld_2", "hld_3"])
      expect(new Map(state.holdsByMessage)).toEqual(new Map([["listed", "hld_3"]]))
      expect(state.holds.get("hld_3")).toEqual(holdRow({ id: "hld_3" }))
    }))

  test("[STORE-6] all counters of the months named, and which months they are", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const counters = [10, 11, 12].flatMap((month) =>
        ["a", "b"].map((key) => ({ month, key, used: month, reserved: 0 })),
      )
      await write(store, { counters })
      const one = await loadedState(store, { months: [11] })
      expect([...one.counters.keys()]).toEqual(["11|a", "11|b"])
      const two = await loadedState(store, { months: [12, 10, 12] })
      expect([...two.counters.keys()].toSorted()).toEqual(["10|a", "10|b", "12|a", "12|b"])
      expect(two.months).toEqual(new Set([10, 12]))
    }))

  test("[STORE-6] windows by pairs of sender and recipient, few and many", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const senders = Array.from({ length: MANY }, (_, index) => `snd_${index}`)
      await write(store, {
        windows: senders.flatMap((senderId) => [
          windowRow({ senderId }),
          windowRow({ senderId, recipientRef: REF_B }),
        ]),
      })
      for (const named of [senders.slice(0, 1), senders]) {
        const windows = named.map((senderId) => [senderId, REF_B] as const)
        const state = await loadedState(store, { windows: [...windows, ["snd_none", REF_A], ...windows] })
        expect([...state.windows.keys()].toSorted()).toEqual(
          named.map((sender) => `${sender}|${REF_B}`).toSorted(),
        )
      }
    }))

  test("[STORE-7] open holds that fall due are loaded, the soonest first, with the instant of the next one", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store, { nextDueAt: NOW })
      const expiries = {
        hld_now: NOW,
        hld_c: NOW + 3,
        hld_a: NOW + 1,
        hld_b: NOW + 1,
        hld_later: NOW + 50,
        hld_last: NOW + 60,
      }
      await write(store, {
        holds: [
          ...Object.entries(expiries).map(([id, expiresAt]) => holdRow({ id, expiresAt })),
          holdRow({ id: "hld_done", state: "captured", expiresAt: NOW + 1 }),
          holdRow({ id: "hld_gone", state: "expired", expiresAt: NOW + 40 }),
        ],
      })
      const first = await loadedState(store, { dueBy: NOW })
      expect([...first.holds.keys(), first.nextHoldExpiryAt]).toEqual(["hld_now", NOW + 1])
      const due = await loadedState(store, { dueBy: NOW + 3 })
      expect([...due.holds.keys()]).toEqual(["hld_now", "hld_a", "hld_b", "hld_c"])
      expect(due.nextHoldExpiryAt).toBe(NOW + 50)
      const all = await loadedState(store, { dueBy: NOW + 60 })
      expect(all.holds.size).toBe(6)
      expect(all.nextHoldExpiryAt).toBeNull()
      // Before the wallet's own instant nobody looks.
      const early = await loadedState(store, { dueBy: NOW - 1 })
      expect([early.holds.size, early.nextHoldExpiryAt]).toEqual([0, null])
      await write(store, { wallet: walletRow({ sequence: 0, nextDueAt: null }) })
      expect((await loadedState(store, { dueBy: NOW + 60 })).holds.size).toBe(0)
    }))

  test("[STORE-7] at most `dueLimit` due holds come at once; the next instant is the first one left", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store, { nextDueAt: NOW })
      const holds = Array.from({ length: DUE_HOLDS_LIMIT_DEFAULT + 2 }, (_, index) =>
        holdRow({ id: `hld_${index}`, expiresAt: NOW + index, lines: [] }),
      )
      await write(store, { holds })
      const state = await loadedState(store, { dueBy: NOW + 10_000 })
      expect(state.holds.size).toBe(DUE_HOLDS_LIMIT_DEFAULT)
      expect(state.nextHoldExpiryAt).toBe(NOW + DUE_HOLDS_LIMIT_DEFAULT)
      expect([state.dueBy, state.dueLimit]).toEqual([NOW + 10_000, DUE_HOLDS_LIMIT_DEFAULT])
      for (const [dueLimit, nextHoldExpiryAt] of [
        [1, NOW + 1],
        [holds.length - 1, NOW + holds.length - 1],
        [holds.length, null],
        [holds.length + 1, null],
      ] as const) {
        const limited = await loadedState(store, { dueBy: NOW + 10_000, dueLimit })
        expect(limited.holds.size).toBe(Math.min(dueLimit, holds.length))
        expect([limited.nextHoldExpiryAt, limited.dueLimit]).toEqual([nextHoldExpiryAt, dueLimit])
      }
    }))

  test("[HOLD-7] 1,200 holds that are due at once are all done before a command", () =>
    onStore(makeHost, async (store) => {
      const zones = { customerZone: KOLKATA, rollupZone: KOLKATA }
      const body = <T>(value: T) => ({ status: 200, body: value })
      const opening = { commandId: "c1", customerId: "cus_1", currency: "USD", recipientKey: RECIPIENT_KEY }
      await store.open("wal_1", (existing) =>
        mapDecision(decideOpen(existing, { ...opening, id: "wal_1" }, KOLKATA, NOW), () => body(null)),
      )
      const expire = async (commandId: string, now: number) =>
        store.execute("wal_1", {
          names: () => namesOfExpire(now),
          decide: (state) => mapDecision(decideExpire(state, { commandId }, zones, now), body),
        })
      const wallet = (await store.wallet("wal_1"))!
      const holds = Array.from({ length: 1_200 }, (_, index) =>
        holdRow({ id: `hld_${index}`, expiresAt: NOW + index, lines: [], heldOwn: 0n, heldShared: 0n }),
      )
      await write(store, { wallet: { ...wallet, nextDueAt: NOW }, holds })
      await expire("c2", NOW + 10_000)
      const { holds: stored } = await store.books("wal_1")
      const states = (await collect(stored)).map(({ state }) => state)
      expect(states).toEqual(Array<string>(1_200).fill("expired"))
      expect((await store.wallet("wal_1"))?.nextDueAt).toBeNull()
      expect(await store.entries("wal_1", { limit: 10 })).toHaveLength(2)
    }))

  test("[STORE-8] what waits for a named message is loaded when the message says so", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const waiting = [
        suspendedRow("wamid.1", { key: "late", receivedAt: NOW + 2 }),
        suspendedRow("wamid.1", { key: "early", receivedAt: NOW + 1 }),
      ]
      await write(store, {
        messages: [messageRow({ suspended: 2 }), messageRow({ messageId: "wamid.2" })],
        aliases: [aliasRow("gs-1", "wamid.1")],
        suspendedPut: [...waiting, suspendedRow("wamid.2")],
      })
      for (const messageIds of [["wamid.1"], ["gs-1"]]) {
        const state = await loadedState(store, { messageIds })
        expect(state.suspended.map((row) => row.key)).toEqual(["early", "late"])
      }
      expect((await loadedState(store, { messageIds: ["wamid.2"] })).suspended).toEqual([])
    }))

  test("[STORE-8] a page of suspended events goes on after a key, or holds the keys named", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const rows = ["d", "b", "c", "a"].map((key, index) =>
        suspendedRow(`wamid.${key}`, { key, receivedAt: NOW + Math.floor(index / 2) }),
      )
      await write(store, { suspendedPut: rows })
      const keysOf = async (page: { limit: number; after?: string; keys?: string[] }): Promise<string[]> =>
        (await loadedState(store, { suspendedPage: page })).suspended.map((row) => row.key)

      expect(await keysOf({ limit: 3 })).toEqual(["b", "d", "a"])
      expect(await keysOf({ limit: 3, after: "d" })).toEqual(["a", "c"])
      expect(await keysOf({ limit: 3, after: "c" })).toEqual([])
      expect(await keysOf({ limit: 3, keys: ["c", "b", "none"] })).toEqual(["b", "c"])
      await write(store, { suspendedDrop: ["d"] })
      expect(await keysOf({ limit: 3, after: "b" })).toEqual(["a", "c"])
      // Where that event is gone, its place is too: the page begins at the oldest.
      expect(await keysOf({ limit: 3, after: "d" })).toEqual(["b", "a", "c"])
    }))

  test("[STORE-6] open grants in order of sequence, then id; spent ones are left out", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store)
      await write(store, {
        grants: [
          grantRow({ id: "grt_z", sequence: 2 }),
          grantRow({ id: "grt_b", sequence: 9 }),
          grantRow({ id: "grt_a", sequence: 9 }),
          grantRow({ id: "grt_spent", sequence: 1, remaining: 0n }),
        ],
      })
      for (const handle of [store, await another()]) {
        const { grants } = await loadedState(handle, {})
        expect(grants.map((grant) => grant.id)).toEqual(["grt_z", "grt_a", "grt_b"])
      }
    }))
}
