import type { Charge, RollupDelta } from "@tollgate/engine"
import { expect, test } from "vitest"
import { chargeRow, entryRow, openWallet, rollupRow, walletRow, write } from "../conformance-rows.ts"
import type { UsageQuery, WalletStore } from "../wallet-store.ts"
import { collect, onStore, type MakeStoreHost } from "./host.ts"

const ALL_DAYS = { cuboid: "kind", grain: "day", fromBucket: 0, toBucket: 99, groupBy: [] } as const

/** One day row a charge: its number is what it sums. */
const byNumber = (charges: readonly Charge[]): RollupDelta[] =>
  charges.map(({ number }) => rollupRow({ bucket: number % 2, sent: number, whatsappFees: number * 10 }))

export function usageTests(makeHost: MakeStoreHost): void {
  test("[STORE-9] deltas of one row add up, within a command, a group and over commands", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      const most = Number.MAX_SAFE_INTEGER
      const delta = rollupRow({ bucket: 1, whatsappFees: most, otherFees: -most })
      await write(store, { rollups: [delta, delta] })
      await Promise.all([write(store, { rollups: [delta] }), write(store, { rollups: [delta, delta] })])
      const { cuboid, grain, fromBucket, toBucket } = ALL_DAYS
      expect(await store.usage("wal_1", { cuboid, grain, fromBucket, toBucket, groupBy: [] })).toEqual([
        {
          bucket: 1,
          sent: 5,
          received: 10,
          delivered: 15,
          failed: 20,
          paid: 25,
          free: 30,
          whatsappFees: BigInt(most) * 5n,
          otherFees: BigInt(most) * -5n,
        },
      ])
    }))

  test("[STORE-9] usage is grouped by what was asked, of the buckets, cuboid, grain and sender asked", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await write(store, {
        rollups: [
          rollupRow({ bucket: 1, category: "marketing", channel: "cloud_api", sent: 1 }),
          rollupRow({ bucket: 1, category: "marketing", channel: "mm_lite", sent: 2 }),
          rollupRow({ bucket: 1, category: "utility", sent: 4 }),
          rollupRow({ bucket: 2, category: "utility", sent: 8 }),
          rollupRow({ bucket: 3, sent: 16 }),
          rollupRow({ bucket: 1, grain: "month", sent: 32 }),
          rollupRow({ cuboid: "sender", bucket: 1, senderId: "snd_1", sent: 64 }),
          rollupRow({ cuboid: "sender", bucket: 1, senderId: "snd_2", sent: 128 }),
        ],
      })
      const sums = async (query: Partial<UsageQuery>): Promise<unknown[]> => {
        const rows = await store.usage("wal_1", { ...ALL_DAYS, ...query })
        return rows.map(({ bucket, sent, category, channel, senderId }) => ({
          bucket,
          sent,
          ...(category === undefined ? {} : { category }),
          ...(channel === undefined ? {} : { channel }),
          ...(senderId === undefined ? {} : { senderId }),
        }))
      }
      expect(await sums({ toBucket: 3 })).toEqual([
        { bucket: 1, sent: 7 },
        { bucket: 2, sent: 8 },
      ])
      expect(await sums({ fromBucket: 2, toBucket: 3, groupBy: ["category", "channel"] })).toEqual([
        { bucket: 2, category: "utility", channel: "cloud_api", sent: 8 },
      ])
      expect(await sums({ toBucket: 2, groupBy: ["category"] })).toEqual([
        { bucket: 1, category: "marketing", sent: 3 },
        { bucket: 1, category: "utility", sent: 4 },
      ])
      expect(await sums({ grain: "month" })).toEqual([{ bucket: 1, sent: 32 }])
      expect(await sums({ cuboid: "sender", groupBy: ["senderId"] })).toEqual([
        { bucket: 1, senderId: "snd_1", sent: 64 },
        { bucket: 1, senderId: "snd_2", sent: 128 },
      ])
      expect(await sums({ cuboid: "sender", senderId: "snd_2" })).toEqual([{ bucket: 1, sent: 128 }])
      expect(await sums({ cuboid: "market" })).toEqual([])
    }))

  test("[STORE-17] a rebuild sums every charge again, in the place of all rollups, and names its zone", () =>
    onStore(makeHost, async (store, another) => {
      await openWallet(store)
      await openWallet(store, { id: "wal_2" })
      await write(store, { rollups: [rollupRow({ sent: 9 })] }, { walletId: "wal_2" })
      const count = 1100
      await write(store, {
        wallet: walletRow({ sequence: 1, lastCharge: count }),
        entries: [entryRow({ sequence: 1 })],
        charges: Array.from({ length: count }, (_, index) => chargeRow({ number: index + 1, sequence: 1 })),
        rollups: [rollupRow({ bucket: 7, sent: 1 }), rollupRow({ cuboid: "all", grain: "quarter" })],
      })
      // A charge that arrives while the sums are made, with the rollups of the zone before.
      const appended = appendCharge(store, { sequence: 2, number: count + 1, zone: "UTC" })
      await Promise.all([store.rebuildRollups("wal_1", "Asia/Kolkata", byNumber), appended])
      await appendCharge(store, { sequence: 3, number: count + 2, zone: "Asia/Kolkata" })

      const total = ((count + 2) * (count + 3)) / 2
      for (const handle of [store, await another()]) {
        const rows = await handle.usage("wal_1", ALL_DAYS)
        expect(rows.map((row) => row.bucket)).toEqual([0, 1])
        expect(rows.reduce((sum, row) => sum + row.sent, 0)).toBe(total)
        expect(rows.reduce((sum, row) => sum + row.whatsappFees, 0n)).toBe(BigInt(total) * 10n)
        expect((await handle.wallet("wal_1"))?.rollupZone).toBe("Asia/Kolkata")
      }
      expect(await collect((await store.books("wal_2")).rollups)).toEqual([rollupRow({ sent: 9 })])
    }))

  test("[STORE-17] deltas that are written together with a rebuild are in its sums once", () =>
    onStore(makeHost, async (store) => {
      await openWallet(store)
      await Promise.all([
        appendCharge(store, { sequence: 1, number: 1, zone: "UTC" }),
        store.rebuildRollups("wal_1", "Asia/Kolkata", byNumber),
        appendCharge(store, { sequence: 2, number: 2, zone: "Asia/Kolkata" }),
      ])
      const rows = await store.usage("wal_1", ALL_DAYS)
      expect(rows.map((row) => [row.bucket, row.sent])).toEqual([
        [0, 2],
        [1, 1],
      ])
    }))
}

/** Adds a charge and its rollup to whatever zone the wallet has. */
async function appendCharge(
  store: WalletStore,
  { sequence, number, zone }: { readonly sequence: number; readonly number: number; readonly zone: string },
): Promise<void> {
  const charges = [chargeRow({ number, sequence })]
  await write(store, {
    wallet: walletRow({ sequence, lastCharge: number, rollupZone: zone }),
    entries: [entryRow({ sequence })],
    charges,
    rollups: byNumber(charges),
  })
}
