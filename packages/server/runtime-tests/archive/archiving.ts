import { DAY_MS } from "@tollgate/engine"
import { expect, test } from "vitest"
import { STAY_MS } from "../../src/storage/archive/archive-wallet.ts"
import { allCharges, allEntries } from "./answers.ts"
import { causeOf } from "./cause-of.ts"
import {
  archiveAll,
  keysOf,
  onArchive,
  openArchiving,
  rowsOf,
  SEGMENT,
  segmentRanges,
  type MakeArchiveHost,
} from "./host.ts"
import { AFTER_ALL, fill, openFunded, START } from "./traffic.ts"

export function archivingTests(makeHost: MakeArchiveHost): void {
  test("[ARCH-1] a segment of charges ends with the entry that fills it; what fills none stays", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 10, messages: 5 })
      expect(await store.archiveCharges("wal_1", AFTER_ALL)).toEqual({ charges: 15, entries: 0 })
      expect(await archiveAll(store, AFTER_ALL)).toMatchObject({ charges: 30 })
      expect(await segmentRanges(host, "charges")).toEqual([
        [1, 15],
        [16, 30],
        [31, 45],
      ])
      expect(await rowsOf(host, "charge")).toBe(5)
      await fill(store, { entries: 1, messages: SEGMENT - 5, from: 10 })
      expect(await archiveAll(store, AFTER_ALL)).toMatchObject({ charges: SEGMENT })
      expect(await store.archiveCharges("wal_none", AFTER_ALL)).toEqual({ charges: 0, entries: 0 })
    }))

  test("[ARCH-1] then whole segments of the entries whose charges are archived", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      // Entries 3 to 12, of which 9 have charges that are archived.
      await fill(store, { entries: 10, messages: 5 })
      expect(await archiveAll(store, AFTER_ALL)).toEqual({ charges: 45, entries: 10 })
      expect(await segmentRanges(host, "entries")).toEqual([
        [1, 5],
        [6, 10],
      ])
      expect(await rowsOf(host, "journal_entry")).toBe(2)
      await fill(store, { entries: 2, messages: 6, from: 10 })
      expect(await archiveAll(store, AFTER_ALL)).toEqual({ charges: 17, entries: 0 })
      await fill(store, { entries: 1, messages: 6, from: 12 })
      // Entry 15 would fill the segment, but its charges fill none yet.
      expect(await archiveAll(store, AFTER_ALL)).toEqual({ charges: 0, entries: 0 })
      await fill(store, { entries: 1, messages: 6, from: 13 })
      expect(await archiveAll(store, AFTER_ALL)).toEqual({ charges: 12, entries: 5 })
      expect((await allEntries(store)).map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 16 }, (_, index) => index + 1),
      )
    }))

  test("[ARCH-1] charges stay for 35 days after they were posted, to the millisecond", () =>
    onArchive(makeHost, async (host, store) => {
      expect(STAY_MS).toBe(35 * DAY_MS)
      await openFunded(store)
      await fill(store, { entries: 3, messages: 6 })
      // The second entry, an hour after the first, fills the segment.
      const due = START + 3_600_000 + STAY_MS
      expect(await store.archiveCharges("wal_1", due)).toEqual({ charges: 0, entries: 0 })
      expect(await host.segments.keys()).toEqual([])
      expect(await store.archiveCharges("wal_1", due + 1)).toEqual({ charges: 12, entries: 0 })
    }))

  test("[ARCH-1] and so do entries", () =>
    onArchive(makeHost, async (_host, store) => {
      await openFunded(store)
      await fill(store, { entries: 4, messages: 12 })
      // Entry 5 is that of two hours after the first.
      const due = START + 2 * 3_600_000 + STAY_MS
      expect(await archiveAll(store, due)).toEqual({ charges: 24, entries: 0 })
      expect(await archiveAll(store, due + 1)).toEqual({ charges: 12, entries: 5 })
    }))

  test("[ARCH-1] one entry may be more than a segment", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 2, messages: 2 * SEGMENT + 1 })
      expect(await archiveAll(store, AFTER_ALL)).toMatchObject({ charges: 50 })
      expect(await segmentRanges(host, "charges")).toEqual([
        [1, 25],
        [26, 50],
      ])
    }))

  test("[ARCH-1] a segment is whole with so many bytes, too", () =>
    onArchive(makeHost, async (host, store) => {
      const segmentSizes = { charges: 1_000, entries: 1_000, bytes: 4_000 }
      const other = await openArchiving(host, { segmentSizes })
      await openFunded(store)
      await fill(store, { entries: 20, messages: 2 })
      const { charges, entries } = await archiveAll(other, AFTER_ALL)
      expect(charges).toBeGreaterThan(20)
      expect(entries).toBeGreaterThan(10)
      const ranges = [...(await segmentRanges(host, "charges")), ...(await segmentRanges(host, "entries"))]
      // 300 bytes a row, and its texts.
      for (const [first, last] of ranges) expect(last - first + 1).toBeLessThanOrEqual(14)
      expect((await allCharges(store)).map(({ number }) => number)).toEqual(
        Array.from({ length: 40 }, (_, index) => index + 1),
      )
      await other.close()
    }))

  test("[ARCH-2] the same charges are the same object, whenever and by whom they are archived", () =>
    onArchive(makeHost, async (host, store) => {
      await onArchive(makeHost, async (twinHost, twin) => {
        for (const one of [store, twin]) {
          await openFunded(one)
          await fill(one, { entries: 5, messages: 5 })
        }
        await archiveAll(store, AFTER_ALL)
        await twin.archiveCharges("wal_1", AFTER_ALL + DAY_MS)
        await fill(twin, { entries: 3, messages: 5, from: 5 })
        await archiveAll(twin, AFTER_ALL + DAY_MS)
        const keys = await host.segments.keys()
        expect(await twinHost.segments.keys()).toEqual(expect.arrayContaining([...keys]))
        expect(keys).toEqual([
          expect.stringMatching(/^charges\/wal_1\/000000000001-000000000015-[0-9a-f]{64}\.ndjson\.gz$/),
          expect.stringMatching(/^entries\/wal_1\/000000000001-000000000005-[0-9a-f]{64}\.ndjson\.gz$/),
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
      expect(await rowsOf(host, "charge")).toBe(18)
      expect(await host.segments.keys()).toEqual([])
    }))

  test.each([
    ["facts", "UPDATE journal_entry SET facts = facts || ' ' WHERE sequence = 4", 4],
    [
      "postings",
      "UPDATE journal_entry SET postings = replace(postings, '],[', '], [') WHERE sequence = 4",
      0,
    ],
    ["hash", "UPDATE journal_entry SET hash = previous_hash WHERE sequence = 4", 4],
    ["previous hash", "UPDATE journal_entry SET previous_hash = hash WHERE sequence = 4", 4],
    ["place of charges", "UPDATE journal_entry SET charge_count = charge_count - 1 WHERE sequence = 4", 4],
  ])("[ARCH-2] an entry with another %s is not archived", (_, sql, sequence) =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 3, messages: 12 })
      // Each of three entries is a segment of charges; the next segment is that of entries.
      for (let segment = 0; segment < 3; segment += 1) await store.archiveCharges("wal_1", AFTER_ALL)
      await host.onDriver((driver) => driver.exec(sql))
      const cause = await causeOf(store.archiveCharges("wal_1", AFTER_ALL))
      expect(cause).toBe(
        sequence === 0
          ? "journal_entry.postings is not as a store writes it"
          : `entry ${sequence} is not as it was sealed`,
      )
      expect(await rowsOf(host, "journal_entry")).toBe(5)
      expect(await keysOf(host, "entries")).toEqual([])
    }),
  )

  test("[ARCH-3] an archive that takes nothing, or gives back something else, gets no charge", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 3, messages: 6 })
      const before = await allCharges(store)
      const { segments } = host
      for (const broken of [
        { ...segments, put: async () => Promise.reject(new Error("no network")) },
        { ...segments, put: async () => {} },
        { ...segments, put: async (key: string, bytes: Uint8Array) => segments.put(key, bytes.slice(0, -1)) },
        { ...segments, get: async () => new Uint8Array(9) },
      ]) {
        const other = await openArchiving(host, { segments: broken })
        await expect(other.archiveCharges("wal_1", AFTER_ALL)).rejects.toThrow("the store is unavailable")
        expect(await segmentRanges(host, "charges")).toEqual([])
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
      let isPut = false
      const cutOff = {
        put: async (key: string, bytes: Uint8Array) => {
          await segments.put(key, bytes)
          isPut = true
        },
        get: async (key: string) => (isPut ? Promise.reject(new Error("killed")) : segments.get(key)),
      }
      const other = await openArchiving(host, { segments: cutOff })
      await expect(other.archiveCharges("wal_1", AFTER_ALL)).rejects.toThrow()
      await other.close()
      const keys = await segments.keys()
      expect(keys).toHaveLength(1)
      expect(await rowsOf(host, "charge")).toBe(18)

      // What is in a bucket with a lock cannot be written over.
      const locked = { ...segments, put: async () => Promise.reject(new Error("locked")) }
      const next = await openArchiving(host, { segments: locked })
      expect(await next.archiveCharges("wal_1", AFTER_ALL)).toEqual({ charges: 12, entries: 0 })
      await next.close()
      expect(await segments.keys()).toEqual(keys)
      expect(await rowsOf(host, "charge")).toBe(6)
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
      expect([await rowsOf(host, "charge"), await segmentRanges(host, "charges")]).toEqual([18, []])
      await host.onDriver((driver) => driver.exec("DROP TRIGGER no_delete"))
      expect(await store.archiveCharges("wal_1", AFTER_ALL)).toEqual({ charges: 12, entries: 0 })
    }))

  test("[ARCH-3] several archivers at once archive each charge once, while commands go on", () =>
    onArchive(makeHost, async (host, store) => {
      const other = await openArchiving(host)
      await openFunded(store)
      await fill(store, { entries: 8, messages: 6 })
      const moved = await Promise.all([
        archiveAll(store, AFTER_ALL),
        archiveAll(other, AFTER_ALL),
        archiveAll(store, AFTER_ALL),
        fill(store, { entries: 8, messages: 6, from: 8 }).then(() => ({ charges: 0, entries: 0 })),
      ])
      moved.push(await archiveAll(other, AFTER_ALL))
      expect(moved.reduce((sum, { charges }) => sum + charges, 0)).toBe(96)
      expect(moved.reduce((sum, { entries }) => sum + entries, 0)).toBe(15)
      const segments = (count: number, size: number) =>
        Array.from({ length: count }, (_, index) => [index * size + 1, index * size + size])
      expect(await segmentRanges(host, "charges")).toEqual(segments(8, 12))
      expect(await segmentRanges(host, "entries")).toEqual(segments(3, 5))
      expect(await host.segments.keys()).toHaveLength(11)
      expect((await allCharges(other)).map(({ number }) => number)).toEqual(
        Array.from({ length: 96 }, (_, index) => index + 1),
      )
      await other.close()
    }))
}
