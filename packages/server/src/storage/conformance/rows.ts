import type { AutoRecharge } from "@tollgate/engine"
import { expect, test } from "vitest"
import {
  aliasRow,
  chargeRow,
  DAY,
  entryRow,
  grantRow,
  holdRow,
  loadedState,
  messageRow,
  NOW,
  openWallet,
  outboxRow,
  REF_A,
  rollupRow,
  suspendedRow,
  topUpRow,
  walletRow,
  WIDE,
  windowRow,
  write,
} from "../conformance-rows.ts"
import { collect, onStore, type MakeStoreHost } from "./host.ts"

const FULL_WALLET = walletRow({
  status: "suspended",
  balance: -WIDE,
  held: WIDE + 2n,
  overdraftLimit: WIDE + 4n,
  lowBalanceThreshold: WIDE + 6n,
  creditName: "crédit 💶",
  sequence: 7,
  lastCharge: 2,
  nextDueAt: NOW + 1,
  rollupZone: "Asia/Kathmandu",
  lastEntryAt: NOW + 2,
  createdAt: NOW + 3,
  updatedAt: NOW + 4,
})

export function rowTests(makeHost: MakeStoreHost): void {
  test("[STORE-2] a wallet comes back as it went in, past 2^53 and with nothing set", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store, FULL_WALLET)
      expect(await store.wallet("wal_1")).toEqual(FULL_WALLET)
      expect(await (await another()).wallet("wal_1")).toEqual(FULL_WALLET)
      const bare = await openWallet(store, { id: "wal_2", lowBalanceThreshold: null, nextDueAt: null })
      expect(await (await another()).wallet("wal_2")).toEqual(bare)
    }))

  test("[STORE-2] accounts, grants, allotments and counters come back as they went in", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store)
      const accounts = [
        ["customer:available", -WIDE],
        ["customer:available@snd_1", WIDE],
        ["operator:cash", -9_223_372_036_854_775_808n],
        ["operator:platform_fees", 9_223_372_036_854_775_807n],
      ] as const
      const grants = [grantRow(), grantRow({ id: "grt_2", kind: "paid", sequence: 3, expiresAt: null })]
      const allotments = [
        { senderId: "snd_1", amount: WIDE, mayUseShared: true },
        { senderId: "snd_2", amount: 0n, mayUseShared: false },
      ]
      const counters = [
        { month: 24_321, key: "cap:1", used: Number.MAX_SAFE_INTEGER, reserved: 2 },
        { month: 24_321, key: "tier:1", used: 0, reserved: 0 },
      ]
      await write(store, { accounts, grants, allotments, counters })
      for (const handle of [store, await another()]) {
        const state = await loadedState(handle, { months: [24_321] })
        expect(new Map(state.accounts)).toEqual(new Map(accounts))
        expect(state.grants).toEqual(grants)
        expect(state.allotments).toEqual(allotments)
        expect([...state.counters]).toEqual(counters.map((counter) => [`24321|${counter.key}`, counter]))
      }
    }))

  test("[STORE-2] auto-recharge comes back as it went in", () =>
    onStore(makeHost, async (store, another) => {
      const consent = {
        textId: "recharge 'é\"",
        locale: "hi",
        acceptedBy: "",
        basis: "vouched",
        by: "partner key_1",
        at: NOW,
        currency: "USD",
        amount: WIDE,
        threshold: 0n,
        perMonth: 0,
        sequence: 12,
        previous: 3,
      } as const
      const recharge: AutoRecharge = {
        enabled: true,
        threshold: WIDE,
        amount: WIDE + 1n,
        monthlyLimit: null,
        setBy: "portal 'é\"",
        setAt: NOW,
        pendingId: "top_1",
        failures: 2,
        pausedUntil: NOW + 1,
        reason: "declined",
        month: 24_321,
        credited: -WIDE,
        maxFailures: 10,
        isAwaitingMethod: true,
        emergency: { amount: WIDE, below: 1n, perMonth: 3 },
        emergencyUse: { isUsed: true, day: 20_779, month: 24_322, count: 2 },
        consent: { ...consent, covers: "recharge", monthlyLimit: null },
        emergencyConsent: { ...consent, covers: "emergency", monthlyLimit: WIDE, perMonth: 3 },
        consentSequence: 12,
      }
      for (const [id, given] of [
        ["wal_1", recharge],
        ["wal_2", { ...recharge, enabled: false, monthlyLimit: WIDE, pausedUntil: null }],
        ["wal_3", { ...recharge, emergency: null, consent: null, emergencyConsent: null }],
        ["wal_4", null],
      ] as const) {
        await openWallet(store, { id, recharge: given })
        for (const handle of [store, await another()]) {
          expect((await handle.wallet(id))?.recharge).toEqual(given)
        }
      }
    }))

  test("[STORE-2] messages, aliases, windows, holds, top-ups and suspended events come back as they went in", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store)
      const messages = [
        messageRow({ charges: [1, 12, 15], holdId: "hld_1", suspended: 1 }),
        messageRow({
          messageId: "wamid.é|2",
          category: "",
          type: "",
          channel: "",
          mediaType: "",
          recipient: "",
          isGroup: false,
          amount: -5,
        }),
      ]
      const topUps = [
        topUpRow(),
        topUpRow({
          id: "top_2",
          method: "manual",
          source: "operator",
          status: "pending",
          bonusExpiresAt: null,
          expiresAt: null,
        }),
      ]
      const suspended = suspendedRow("wamid.1")
      await write(store, {
        messages,
        aliases: [aliasRow("gs-1", "wamid.1")],
        windows: [windowRow(), windowRow({ senderId: "snd_2", conversations: {} })],
        holds: [holdRow(), holdRow({ id: "hld_2", state: "released", lines: [] })],
        holdsByMessage: [["wamid.1", "hld_1"]],
        suspendedPut: [suspended],
        topUps,
      })
      const state = await loadedState(await another(), {
        messageIds: ["gs-1", "wamid.é|2"],
        windows: [
          ["snd_1", REF_A],
          ["snd_2", REF_A],
        ],
        holdIds: ["hld_2"],
        topUpIds: ["top_1", "top_2"],
      })
      expect([...state.messages.values()].flat()).toEqual(expect.arrayContaining(messages))
      expect([...state.aliases.values()].flat()).toEqual([aliasRow("gs-1", "wamid.1")])
      expect([...state.windows.values()]).toEqual([
        windowRow(),
        windowRow({ senderId: "snd_2", conversations: {} }),
      ])
      expect(state.holds.get("hld_1")).toEqual(holdRow())
      expect(state.holds.get("hld_2")).toEqual(holdRow({ id: "hld_2", state: "released", lines: [] }))
      expect(new Map(state.holdsByMessage)).toEqual(new Map([["wamid.1", "hld_1"]]))
      expect(state.suspended).toEqual([suspended])
      expect([...state.topUps.values()]).toEqual(topUps)
      expect(await store.hold("wal_1", "hld_1")).toEqual(holdRow())
      expect(await store.hold("wal_1", "hld_9")).toBeUndefined()
      expect(await store.topUp("wal_1", "top_1")).toEqual(topUps[0])
      expect(await store.topUp("wal_1", "top_9")).toBeUndefined()
    }))

  test("[STORE-2] entries, charges, rollups and outbox rows come back as they went in", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store)
      const entries = [entryRow({ sequence: 1, postings: [] }), entryRow({ sequence: 2 })]
      const charges = [
        chargeRow(),
        chargeRow({
          number: 2,
          fees: [],
          counted: [],
          category: "",
          type: "",
          recipient: "",
          isGroup: true,
          isCorrection: true,
          whatsappFee: -Number.MAX_SAFE_INTEGER,
          otherFees: 0,
          tierFrom: 250_001,
          trigger: "sent",
          direction: "inbound",
        }),
      ]
      const rollups = [
        rollupRow(),
        rollupRow({ cuboid: "all", grain: "quarter", senderId: "snd", market: "IN" }),
      ]
      await write(store, { entries, charges, rollups, outbox: [outboxRow("wal_1:2:0")] })
      const other = await another()
      expect(await other.entries("wal_1", { limit: 10 })).toEqual(entries)
      expect(await other.charges("wal_1", { limit: 10 })).toEqual(charges)
      expect(await collect((await other.books("wal_1")).rollups)).toEqual(expect.arrayContaining(rollups))
      expect(await other.outbox(10)).toEqual([outboxRow("wal_1:2:0")])
    }))

  test("[STORE-6] a row that is written again is written over; the next command sees the last state", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store)
      await write(store, {
        messages: [messageRow()],
        holds: [holdRow()],
        windows: [windowRow()],
        topUps: [topUpRow()],
        grants: [grantRow(), grantRow({ id: "grt_2" })],
        accounts: [["customer:available", 1n]],
        counters: [{ month: 1, key: "k", used: 1, reserved: 1 }],
        allotments: [
          { senderId: "snd_1", amount: 1n, mayUseShared: true },
          { senderId: "snd_2", amount: 2n, mayUseShared: true },
        ],
      })
      const message = messageRow({ flags: 29, charges: [3], occurredAt: NOW - DAY, recipient: "" })
      const names = {
        messageIds: ["wamid.1"],
        holdIds: ["hld_1"],
        windows: [["snd_1", REF_A]] as const,
        topUpIds: ["top_1"],
        months: [1],
      }
      // Loaded once, so that a store which keeps it has something to keep up.
      await loadedState(store, names)
      await write(store, {
        messages: [message],
        holds: [holdRow({ state: "captured", lines: [] })],
        windows: [windowRow({ serviceUntil: 0 })],
        topUps: [topUpRow({ status: "refunded" })],
        grants: [grantRow({ remaining: 0n })],
        accounts: [["customer:available", 2n]],
        counters: [{ month: 1, key: "k", used: 2, reserved: 0 }],
        allotments: [{ senderId: "snd_2", amount: 5n, mayUseShared: false }],
      })
      for (const handle of [store, await another()]) {
        const state = await loadedState(handle, names)
        expect([...state.messages.values()]).toEqual([[message]])
        expect(state.holds.get("hld_1")).toEqual(holdRow({ state: "captured", lines: [] }))
        expect([...state.windows.values()]).toEqual([windowRow({ serviceUntil: 0 })])
        expect(state.topUps.get("top_1")?.status).toBe("refunded")
        // Only open grants are loaded, and the allotments are the ones written last, no others.
        expect(state.grants).toEqual([grantRow({ id: "grt_2" })])
        expect(state.accounts.get("customer:available")).toBe(2n)
        expect([...state.counters.values()]).toEqual([{ month: 1, key: "k", used: 2, reserved: 0 }])
        expect(state.allotments).toEqual([{ senderId: "snd_2", amount: 5n, mayUseShared: false }])
      }
      // The list by time follows a message whose first instant moved.
      const page = await store.messages("wal_1", { to: NOW }, { limit: 10 })
      expect(page.rows.map((row) => row.message)).toEqual([message])
    }))

  test("[STORE-19] a store that is closed and opened again has everything", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store, FULL_WALLET)
      await write(store, { entries: [entryRow()], accounts: [["customer:available", WIDE]] })
      await store.close()
      const reopened = await another()
      expect(await reopened.wallet("wal_1")).toEqual(FULL_WALLET)
      expect(await reopened.entries("wal_1", { limit: 1 })).toEqual([entryRow()])
      expect((await loadedState(reopened, {})).accounts.get("customer:available")).toBe(WIDE)
    }))
}
