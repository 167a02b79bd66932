import { DAY_MS } from "@tollgate/engine"
import { expect, test } from "vitest"
import { CHARGES_STAY_MS } from "../../src/storage/archive/archive-charges.ts"
import { allCharges } from "./answers.ts"
import {
  archiveAll,
  chargeRows,
  onArchive,
  openArchiving,
  SEGMENT,
  segmentRanges,
  type MakeArchiveHost,
} from "./host.ts"
import { AFTER_ALL, fill, openFunded, START } from "./traffic.ts"
import { causeOf } from "./faults.ts"

export function archivingTests(makeHost: MakeArchiveHost): void {
  test("[ARCH-1] a segment ends with the entry that fills it, and what fills none stays in the table", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 10, messages: 5 })
      expect(await store.archiveCharges("wal_1", AFTER_ALL)).toEqual({ charges: 15 })
      expect(await archiveAll(store, AFTER_ALL)).toBe(30)
      expect(await segmentRanges(host)).toEqual([
        [1, 15],
        [16, 30],
        [31, 45],
      ])
      expect(await chargeRows(host)).toBe(5)
      await fill(store, { entries: 1, messages: SEGMENT - 5, from: 10 })
      expect(await store.archiveCharges("wal_1", AFTER_ALL)).toEqual({ charges: SEGMENT })
      expect(await store.archiveCharges("wal_none", AFTER_ALL)).toEqual({ charges: 0 })
    }))

  test("[ARCH-1] charges stay for 35 days after they were posted, to the millisecond", () =>
    onArchive(makeHost, async (host, store) => {
      expect(CHARGES_STAY_MS).toBe(35 * DAY_MS)
      await openFunded(store)
      await fill(store, { entries: 3, messages: 6 })
      // The second entry, an hour after the first, fills the segment.
      const due = START + 3_600_000 + CHARGES_STAY_MS
      expect(await store.archiveCharges("wal_1", due)).toEqual({ charges: 0 })
      expect(await host.segments.keys()).toEqual([])
      expect(await store.archiveCharges("wal_1", due + 1)).toEqual({ charges: 12 })
    }))

  test("[ARCH-1] one entry may be more than a segment", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 2, messages: 2 * SEGMENT + 1 })
      expect(await archiveAll(store, AFTER_ALL)).toBe(50)
      expect(await segmentRanges(host)).toEqual([
        [1, 25],
        [26, 50],
      ])
    }))

  test("[ARCH-2] the same charges are the same object, whenever and by whom they are archived", () =>
    onArchive(makeHost, async (host, store) => {
      await onArchive(makeHost, async (twinHost, twin) => {
        for (const one of [store, twin]) {
          await openFunded(one)
          await fill(one, { entries: 5, messages: 5 })
        }
        await archiveAll(store, AFTER_ALL)
        await fill(twin, { entries: 3, messages: 5, from: 5 })
        await twin.archiveCharges("wal_1", AFTER_ALL + DAY_MS)
        const keys = await host.segments.keys()
        expect(keys).toEqual(await twinHost.segments.keys())
        expect(keys).toEqual([
          expect.stringMatching(/^charges\/wal_1\/000000000001-000000000015-[0-9a-f]{64}\.ndjson\.gz$/),
        ])
        for (const key of keys) expect(await host.segments.get(key)).toEqual(await twinHost.segments.get(key))
      })
    }))

  test("[ARCH-2] charges that are not those of their entry are not archived", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 3, messages: 6 })
      for (const sql of [
        "UPDATE charge SET whatsapp_fee = whatsapp_fee + 1 WHERE number = 8",
        "UPDATE charge SET whatsapp_fee = whatsapp_fee - 1, number = number + 100 WHERE number = 8",
      ]) {
        await host.onDriver((driver) => driver.exec(sql))
        const cause = await causeOf(store.archiveCharges("wal_1", AFTER_ALL))
        expect(cause).toMatch(/^the charges of entry 4 are not those it was sealed with$/)
      }
      expect(await chargeRows(host)).toBe(18)
      expect(await host.segments.keys()).toEqual([])
    }))

  test("[ARCH-3] an archive that takes nothing, or gives back something else, gets no charge", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 3, messages: 6 })
      const before = await allCharges(store)
      const { segments } = host
      for (const broken of [
        { ...segments, put: async () => Promise.reject(new Error("no network")) },
        { ...segments, put: async () => {} },
        { ...segments, get: async () => new Uint8Array(9) },
        { ...segments, put: async (key: string, bytes: Uint8Array) => segments.put(key, bytes.slice(0, -1)) },
      ]) {
        const other = await openArchiving(host, { segments: broken })
        await expect(other.archiveCharges("wal_1", AFTER_ALL)).rejects.toThrow("the store is unavailable")
        expect(await segmentRanges(host)).toEqual([])
        expect(await allCharges(other)).toEqual(before)
        await other.close()
      }
    }))

  test("[ARCH-3] cut off between the archive and the commit, all rows are there and the next one does the same", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 3, messages: 6 })
      const before = await allCharges(store)
      const { segments } = host
      // As a process that ends after the object was put: nothing that comes after it is done.
      const cutOff = { ...segments, get: async () => Promise.reject(new Error("killed")) }
      const other = await openArchiving(host, { segments: cutOff })
      await expect(other.archiveCharges("wal_1", AFTER_ALL)).rejects.toThrow()
      await other.close()
      const keys = await segments.keys()
      expect(keys).toHaveLength(1)
      expect(await chargeRows(host)).toBe(18)

      expect(await store.archiveCharges("wal_1", AFTER_ALL)).toEqual({ charges: 12 })
      expect(await segments.keys()).toEqual(keys)
      expect(await chargeRows(host)).toBe(6)
      expect(await allCharges(store)).toEqual(before)
    }))

  test("[ARCH-3] a commit that fails leaves the rows", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 3, messages: 6 })
      await host.onDriver((driver) =>
        driver.exec(
          "CREATE TRIGGER no_delete BEFORE DELETE ON charge BEGIN SELECT RAISE(ABORT, 'disk'); END",
        ),
      )
      await expect(store.archiveCharges("wal_1", AFTER_ALL)).rejects.toThrow("the store is unavailable")
      expect([await chargeRows(host), await segmentRanges(host)]).toEqual([18, []])
      await host.onDriver((driver) => driver.exec("DROP TRIGGER no_delete"))
      expect(await store.archiveCharges("wal_1", AFTER_ALL)).toEqual({ charges: 12 })
    }))

  test("[ARCH-3] several archivers at once archive each charge once, while commands go on", () =>
    onArchive(makeHost, async (host, store) => {
      const other = await openArchiving(host)
      await openFunded(store)
      await fill(store, { entries: 8, messages: 6 })
      const [one, two, three] = await Promise.all([
        archiveAll(store, AFTER_ALL),
        archiveAll(other, AFTER_ALL),
        archiveAll(store, AFTER_ALL),
        fill(store, { entries: 8, messages: 6, from: 8 }),
      ])
      expect(one + two + three + (await archiveAll(other, AFTER_ALL))).toBe(96)
      const ranges = await segmentRanges(host)
      expect(ranges).toEqual(Array.from({ length: 8 }, (_, index) => [index * 12 + 1, index * 12 + 12]))
      expect(await host.segments.keys()).toHaveLength(8)
      expect((await allCharges(other)).map(({ number }) => number)).toEqual(
        Array.from({ length: 96 }, (_, index) => index + 1),
      )
      await other.close()
    }))
}
