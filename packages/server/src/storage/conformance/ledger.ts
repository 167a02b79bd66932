import type { Charge } from "@tollgate/engine"
import { expect, test } from "vitest"
import {
  chargeRow,
  DAY,
  entryRow,
  grantRow,
  holdRow,
  loadedState,
  NOW,
  openWallet,
  rollupRow,
  walletRow,
  WIDE,
  write,
} from "../conformance-rows.ts"
import type { WalletStore } from "../wallet-store.ts"
import { collect, onStore, type MakeStoreHost } from "./host.ts"

/** Entries 1 to 5 posted a second apart, with 0, 3, 0, 1 and 2 charges. */
async function openLedger(store: WalletStore): Promise<readonly Charge[]> {
  await openWallet(store)
  const written: Charge[] = []
  for (const [index, count] of [0, 3, 0, 1, 2].entries()) {
    const sequence = index + 1
    const charges = Array.from({ length: count }, (_, place) =>
      chargeRow({ number: written.length + place + 1, sequence, instant: NOW + sequence * 1000 + place }),
    )
    written.push(...charges)
    await write(store, {
      wallet: walletRow({ sequence, lastCharge: written.length }),
      entries: [entryRow({ sequence, at: NOW + sequence * 1000, balanceAfter: WIDE * BigInt(sequence) })],
      charges,
    })
  }
  return written
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)
const numbersOf = (charges: readonly Charge[]): number[] => charges.map((charge) => charge.number)

export function ledgerTests(makeHost: MakeStoreHost): void {
  test("[STORE-15] entries by sequence and by posting time, from the first bound up to the second", () =>
    onStore(makeHost, async (store) => {
      await openLedger(store)
      const sequences = async (range: Parameters<WalletStore["entries"]>[1]): Promise<number[]> =>
        (await store.entries("wal_1", range)).map((entry) => entry.sequence)

      expect(await sequences({ limit: 10 })).toEqual([1, 2, 3, 4, 5])
      expect(await sequences({ limit: 2, afterSequence: 1 })).toEqual([2, 3])
      expect(await sequences({ limit: 10, afterSequence: 5 })).toEqual([])
      expect(await sequences({ limit: 10, fromAt: NOW + 2000, toAt: NOW + 4000 })).toEqual([2, 3])
      expect(await sequences({ limit: 10, fromAt: NOW + 2001, toAt: NOW + 4001 })).toEqual([3, 4])
      expect(await sequences({ limit: 10, fromAt: NOW + 2000, afterSequence: 3 })).toEqual([4, 5])
      expect(await sequences({ limit: 10, toAt: NOW })).toEqual([])
      expect(await store.entries("wal_none", { limit: 10 })).toEqual([])
    }))

  test("[STORE-15] entries of one instant stay together, on either side of a bound", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await write(store, { entries: [1, 2, 3].map((sequence) => entryRow({ sequence, at: NOW })) })
      expect(await store.entries("wal_1", { fromAt: NOW, limit: 10 })).toHaveLength(3)
      expect(await store.entries("wal_1", { toAt: NOW, limit: 10 })).toHaveLength(0)
      expect(
        await store.entries("wal_1", { fromAt: NOW, toAt: NOW + 1, afterSequence: 1, limit: 1 }),
      ).toEqual([entryRow({ sequence: 2, at: NOW })])
    }))

  test("[STORE-15] the balance at an instant is that after the last entry before it", () =>
    onStore(makeHost, async (store) => {
      await openLedger(store)
      expect(await store.balanceAt("wal_1", NOW + 1000)).toBe(0n)
      expect(await store.balanceAt("wal_1", NOW + 1001)).toBe(WIDE)
      expect(await store.balanceAt("wal_1", NOW + 5000)).toBe(WIDE * 4n)
      expect(await store.balanceAt("wal_1", NOW + DAY)).toBe(WIDE * 5n)
      expect(await store.balanceAt("wal_none", NOW + DAY)).toBe(0n)
    }))

  test("[STORE-15] charges by number, and by the entries that posted them", () =>
    onStore(makeHost, async (store) => {
      await openLedger(store)
      const numbers = async (range: Parameters<WalletStore["charges"]>[1]): Promise<number[]> =>
        numbersOf(await store.charges("wal_1", range))

      expect(await numbers({ limit: 4 })).toEqual([1, 2, 3, 4])
      expect(await numbers({ limit: 4, afterNumber: 4 })).toEqual([5, 6])
      expect(await numbers({ limit: 9, fromSequence: 2, toSequence: 2 })).toEqual([1, 2, 3])
      expect(await numbers({ limit: 9, fromSequence: 3, toSequence: 4 })).toEqual([4])
      expect(await numbers({ limit: 9, fromSequence: 3 })).toEqual([4, 5, 6])
      expect(await numbers({ limit: 9, fromSequence: 1, toSequence: 1 })).toEqual([])
      expect(await numbers({ limit: 9, toSequence: 99 })).toEqual([1, 2, 3, 4, 5, 6])
      expect(await numbers({ limit: 2, fromSequence: 2, toSequence: 4, afterNumber: 2 })).toEqual([3, 4])
    }))

  test("[STORE-15] several entries of one command have each their own charges", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await write(store, {
        wallet: walletRow({ sequence: 3, lastCharge: 3 }),
        entries: [1, 2, 3].map((sequence) => entryRow({ sequence })),
        charges: [
          chargeRow({ number: 1, sequence: 1, instant: NOW }),
          chargeRow({ number: 2, sequence: 3, instant: NOW + 1 }),
          chargeRow({ number: 3, sequence: 3, instant: NOW - DAY }),
        ],
      })
      const of = async (sequence: number): Promise<number[]> =>
        numbersOf(await store.charges("wal_1", { fromSequence: sequence, toSequence: sequence, limit: 9 }))
      expect([await of(1), await of(2), await of(3)]).toEqual([[1], [], [2, 3]])
      expect(numbersOf(await collect(store.scanCharges("wal_1", NOW - DAY, NOW)))).toEqual([3])
    }))

  test("[STORE-15] a scan gives every charge with an instant in its range, in order of number", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      // Instants run forth, far back and far ahead; entries are narrow and wide.
      const instants = [0, 5, -400 * DAY, 7, 3_600_000, 3_600_001, -1, 30 * DAY, 2, 9 * DAY, 0, -2 * DAY]
      const sizes = [1, 3, 2, 1, 4, 1]
      let number = 0
      for (const [index, size] of sizes.entries()) {
        const charges = Array.from({ length: size }, () => {
          number += 1
          return chargeRow({ number, sequence: index + 1, instant: NOW + (instants[number - 1] ?? 0) })
        })
        await write(store, {
          wallet: walletRow({ sequence: index + 1, lastCharge: number }),
          entries: [entryRow({ sequence: index + 1 })],
          charges,
        })
      }
      const bounds = [-500 * DAY, -2 * DAY, -1, 0, 1, 6, 3_600_001, 9 * DAY, 60 * DAY]
      for (const from of bounds) {
        for (const to of bounds) {
          const expected = instants.flatMap((instant, at) =>
            instant >= from && instant < to ? [at + 1] : [],
          )
          const found = numbersOf(await collect(store.scanCharges("wal_1", NOW + from, NOW + to)))
          expect(found, `${from} to ${to}`).toEqual(expected)
        }
      }
    }))

  test("[STORE-15] paging and scanning while commands append: nothing twice, nothing left out", () =>
    onStore(makeHost, async (store) => {
      const before = await openLedger(store)
      let lastCharge = before.length
      let sequence = 5
      const append = async (): Promise<void> => {
        sequence += 1
        lastCharge += 1
        await write(store, {
          wallet: walletRow({ sequence, lastCharge }),
          entries: [entryRow({ sequence, at: NOW + sequence * 1000 })],
          charges: [chargeRow({ number: lastCharge, sequence, instant: NOW + 1 })],
        })
      }
      const numbers: number[] = []
      const sequences: number[] = []
      for (let page = 0; page < 4; page += 1) {
        const charges = await store.charges("wal_1", { afterNumber: numbers.at(-1) ?? 0, limit: 3 })
        const entries = await store.entries("wal_1", { afterSequence: sequences.at(-1) ?? 0, limit: 2 })
        numbers.push(...numbersOf(charges))
        sequences.push(...entries.map((entry) => entry.sequence))
        await append()
      }
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, at) => at + 1))
      expect(sequences).toEqual(Array.from({ length: 8 }, (_, at) => at + 1))

      const scanned: number[] = []
      for await (const charge of store.scanCharges("wal_1", NOW, NOW + DAY)) {
        scanned.push(charge.number)
        if (scanned.length === 2) await append()
      }
      // As of its beginning.
      expect(scanned).toEqual(Array.from({ length: lastCharge - 1 }, (_, at) => at + 1))
    }))

  test("[STORE-15] a scan leaves out what is posted after it began", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const post = (sequence: number, instants: readonly number[]) => {
        const charges = instants.map((instant, at) =>
          chargeRow({ number: sequence * 2 - 1 + at, sequence, instant }),
        )
        return write(store, {
          wallet: walletRow({ sequence, lastCharge: sequence * 2 }),
          entries: [entryRow({ sequence })],
          charges,
        })
      }
      await post(1, [NOW, NOW + 90 * DAY])
      const scanned: number[] = []
      for await (const { number } of store.scanCharges("wal_1", NOW, NOW + DAY)) {
        scanned.push(number)
        if (scanned.length === 1) await post(2, [NOW, NOW + 90 * DAY])
      }
      expect(scanned).toEqual([1])
    }))

  test("[STORE-15] where each entry's charges are, by sequence", () =>
    onStore(makeHost, async (store) => {
      await openLedger(store)
      const at = (sequence: number, place: number) => NOW + sequence * 1000 + place
      const none = { chargeCount: 0, firstInstant: null, lastInstant: null }
      const spans = [
        { sequence: 1, lastCharge: 0, ...none },
        { sequence: 2, lastCharge: 3, chargeCount: 3, firstInstant: at(2, 0), lastInstant: at(2, 2) },
        { sequence: 3, lastCharge: 3, ...none },
        { sequence: 4, lastCharge: 4, chargeCount: 1, firstInstant: at(4, 0), lastInstant: at(4, 0) },
        { sequence: 5, lastCharge: 6, chargeCount: 2, firstInstant: at(5, 0), lastInstant: at(5, 1) },
      ]
      expect(await store.entrySpans("wal_1", { afterSequence: 0, limit: 10 })).toEqual(spans)
      expect(await store.entrySpans("wal_1", { afterSequence: 1, limit: 2 })).toEqual(spans.slice(1, 3))
      expect(await store.entrySpans("wal_1", { afterSequence: 5, limit: 10 })).toEqual([])
    }))

  test("[STORE-14] entries and charges stay as they are: their places are taken", () =>
    onStore(makeHost, async (store) => {
      await openLedger(store)
      const entries = await store.entries("wal_1", { limit: 10 })
      const charges = await store.charges("wal_1", { limit: 10 })
      const other = { commandId: "another", balanceAfter: 1n }
      await expect(write(store, { entries: [entryRow({ sequence: 2, ...other })] })).rejects.toThrow()
      await expect(write(store, { charges: [chargeRow({ number: 2, whatsappFee: 1 })] })).rejects.toThrow()
      expect(await store.entries("wal_1", { limit: 10 })).toEqual(entries)
      expect(await store.charges("wal_1", { limit: 10 })).toEqual(charges)
    }))

  test("[STORE-15] the books hold accounts, and all grants, holds, counters and rollups, spent and closed ones too", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const counters = [1, 2].map((month) => ({ month, key: "k", used: month, reserved: 0 }))
      const grants = [grantRow(), grantRow({ id: "grt_spent", remaining: 0n })]
      const holds = Array.from({ length: 1_001 }, (_, index) =>
        holdRow({ id: `hld_${1_000 + index}`, state: index % 3 === 0 ? "open" : "expired" }),
      )
      const rollups = Array.from({ length: 1205 }, (_, bucket) => rollupRow({ bucket }))
      await write(store, {
        accounts: [["customer:available", WIDE]],
        grants,
        holds,
        counters,
        rollups,
      })
      const books = await store.books("wal_1")
      expect(new Map(books.accounts)).toEqual(new Map([["customer:available", WIDE]]))
      expect(books.grants.toSorted(byId)).toEqual(grants.toSorted(byId))
      expect((await collect(books.holds)).toSorted(byId)).toEqual(holds)
      expect(books.counters).toEqual(counters)
      expect(await collect(books.rollups)).toEqual(rollups)
      expect((await loadedState(store, {})).accounts.get("customer:available")).toBe(WIDE)
    }))
}
