import { expect, test } from "vitest"
import { causeOf } from "./cause-of.ts"
import { collect } from "../../src/storage/conformance/host.ts"
import { UnreadableError } from "../../src/verify/unreadable.ts"
import { verifyWallet } from "../../src/verify/verify-wallet.ts"
import type { WalletStore } from "../../src/storage/wallet-store.ts"
import {
  archiveAll,
  keysOf,
  onArchive,
  segmentRanges,
  type ArchiveHost,
  type MakeArchiveHost,
} from "./host.ts"
import { AFTER_ALL, fill, openFunded, settle, START } from "./traffic.ts"
import { buildEvent } from "@tollgate/engine/testing"

/** Charges 1 to 24 in two segments, 25 to 30 in the table; entries 1 to 5 in one, 6 and 7 in the table. */
async function archived(
  host: ArchiveHost,
  store: WalletStore,
): Promise<readonly [first: string, second: string, entries: string]> {
  await openFunded(store)
  await fill(store, { entries: 5, messages: 6 })
  await archiveAll(store, AFTER_ALL)
  const [first, second] = await keysOf(host, "charges")
  const [entries] = await keysOf(host, "entries")
  if (first === undefined || second === undefined || entries === undefined) {
    throw new Error("there are three segments")
  }
  expect(await segmentRanges(host, "charges")).toEqual([
    [1, 12],
    [13, 24],
  ])
  expect(await segmentRanges(host, "entries")).toEqual([[1, 5]])
  return [first, second, entries]
}

/** What each read says that needs a charge of the second segment. */
async function causesOfReads(store: WalletStore): Promise<readonly string[]> {
  return [
    await causeOf(store.charges("wal_1", { limit: 100 })),
    await causeOf(store.charges("wal_1", { fromSequence: 5, toSequence: 5, limit: 9 })),
    await causeOf(collect(store.scanCharges("wal_1", 0, AFTER_ALL))),
    await causeOf(store.messages("wal_1", {}, { limit: 100 })),
    await causeOf(store.rebuildRollups("wal_1", "UTC", () => [])),
  ]
}

/** How many rows other reads give, and entries after a command. */
async function rowsOfOthers(store: WalletStore): Promise<readonly number[]> {
  const rows = [
    await store.charges("wal_1", { limit: 12 }),
    await store.charges("wal_1", { afterNumber: 24, limit: 12 }),
    (await store.messages("wal_1", { from: START + 4 * 3_600_000 - 9 }, { limit: 100 })).rows,
    await store.entries("wal_1", { limit: 100 }),
  ]
  await settle(store, { id: "later", now: AFTER_ALL, events: [buildEvent({ occurredAt: AFTER_ALL })] })
  rows.push(await store.entries("wal_1", { limit: 100 }))
  return rows.map(({ length }) => length)
}

export function faultTests(makeHost: MakeArchiveHost): void {
  test.each([
    ["missing", "is missing", (host: ArchiveHost, key: string) => host.segments.remove(key)],
    [
      "changed",
      "is not what was archived",
      async (host: ArchiveHost, key: string) => {
        const bytes = (await host.segments.get(key)) ?? new Uint8Array()
        bytes[40] = (bytes[40] ?? 0) ^ 1
        await host.segments.put(key, bytes)
      },
    ],
  ])("[ARCH-5] a %s segment is named by what needs it, and all else goes on", (_, what, change) =>
    onArchive(makeHost, async (host, store) => {
      const [, key] = await archived(host, store)
      await change(host, key)
      // Opened anew: nothing is in memory.
      const opened = await host.open({ segments: host.segments })
      const message = `the segment of charges 13 to 24 (${key}) ${what}`
      expect(new Set(await causesOfReads(opened))).toEqual(new Set([message]))
      await expect(verifyWallet(opened, "wal_1", [], AFTER_ALL)).rejects.toThrow(
        new UnreadableError(`entry 5: cannot be read: ${message}`),
      )
      expect(await rowsOfOthers(opened)).toEqual([12, 6, 6, 7, 8])
      await opened.close()
    }),
  )

  test("[ARCH-5] a missing segment of entries is named, and what is later goes on", () =>
    onArchive(makeHost, async (host, store) => {
      const [, , key] = await archived(host, store)
      await host.segments.remove(key)
      const opened = await host.open({ segments: host.segments })
      const message = `the segment of entries 1 to 5 (${key}) is missing`
      const causes = [
        await causeOf(opened.entries("wal_1", { limit: 100 })),
        await causeOf(opened.entrySpans("wal_1", { afterSequence: 3, limit: 100 })),
        await causeOf(opened.balanceAt("wal_1", START + 1)),
        await causeOf(opened.charges("wal_1", { fromSequence: 4, toSequence: 4, limit: 9 })),
        await causeOf(collect(opened.scanCharges("wal_1", START, START + 1))),
      ]
      expect(new Set(causes)).toEqual(new Set([message]))
      await expect(verifyWallet(opened, "wal_1", [], AFTER_ALL)).rejects.toThrow(
        new UnreadableError(`entry 1: cannot be read: ${message}`),
      )
      expect(await opened.entries("wal_1", { afterSequence: 5, limit: 100 })).toHaveLength(2)
      expect(await opened.entries("wal_1", { fromAt: START + 4 * 3_600_000, limit: 100 })).toHaveLength(1)
      expect(await opened.charges("wal_1", { afterNumber: 0, limit: 100 })).toHaveLength(30)
      expect((await opened.messages("wal_1", {}, { limit: 100 })).rows).toHaveLength(30)
      await opened.close()
    }))

  test("[ARCH-5] any byte that is changed, lost or added is seen", () =>
    onArchive(makeHost, async (host, store) => {
      const [key] = await archived(host, store)
      const bytes = (await host.segments.get(key)) ?? new Uint8Array()
      const changed = Array.from({ length: bytes.length }, (_, index) =>
        bytes.map((byte, place) => (place === index ? byte ^ (1 << (index % 8)) : byte)),
      ).filter((_, index) => index % 17 === 0)
      for (const other of [...changed, bytes.slice(0, -1), new Uint8Array([...bytes, 0]), new Uint8Array()]) {
        await host.segments.put(key, other)
        const opened = await host.open({ segments: host.segments })
        expect(await causeOf(opened.charges("wal_1", { limit: 1 }))).toContain("is not what was archived")
        await opened.close()
      }
    }))

  test("[ARCH-5] segments in each other's place are seen", () =>
    onArchive(makeHost, async (host, store) => {
      const [first, second] = await archived(host, store)
      const [one, two] = [await host.segments.get(first), await host.segments.get(second)]
      await host.segments.put(first, two ?? new Uint8Array())
      await host.segments.put(second, one ?? new Uint8Array())
      const opened = await host.open({ segments: host.segments })
      for (const afterNumber of [0, 12]) {
        const cause = await causeOf(opened.charges("wal_1", { afterNumber, limit: 1 }))
        expect(cause).toContain("is not what was archived")
      }
      await opened.close()
    }))

  test.each([
    [
      "digest and key",
      "key = (SELECT key FROM archive_segment WHERE last_number = 24), digest = (SELECT digest FROM archive_segment WHERE last_number = 24)",
    ],
    ["first number", "first_number = 2"],
    ["last number", "last_number = 11"],
  ])("[ARCH-5] a row that says something else of a segment is seen: its %s", (_, set) =>
    onArchive(makeHost, async (host, store) => {
      await archived(host, store)
      await host.onDriver((driver) =>
        driver.exec(`UPDATE archive_segment SET ${set} WHERE last_number = 12 AND kind = 'charges'`),
      )
      const opened = await host.open({ segments: host.segments })
      expect(await causeOf(opened.charges("wal_1", { limit: 1 }))).toContain("has other charges")
      // What was read before is not taken for it either.
      await store.charges("wal_1", { afterNumber: 12, limit: 1 })
      expect(await causeOf(store.charges("wal_1", { limit: 1 }))).toContain("has other charges")
      await opened.close()
    }),
  )

  test("[ARCH-5] a segment's row that is gone is found by verification", () =>
    onArchive(makeHost, async (host, store) => {
      await archived(host, store)
      expect((await verifyWallet(store, "wal_1", [], AFTER_ALL)).findings).toEqual([])
      await host.onDriver((driver) => driver.exec("DELETE FROM archive_segment WHERE last_number = 12"))
      const { findings } = await verifyWallet(store, "wal_1", [], AFTER_ALL)
      expect(findings.map(({ sequence }) => sequence)).toContain(3)
    }))

  test("[ARCH-6] without an archive nothing is archived, and what is archived already is asked for", () =>
    onArchive(makeHost, async (host, store) => {
      const [key] = await archived(host, store)
      const plain = await host.open()
      expect(await plain.archiveCharges("wal_1", AFTER_ALL)).toEqual({ charges: 0, entries: 0 })
      expect(await causeOf(plain.charges("wal_1", { limit: 1 }))).toBe(
        `the segment of charges 1 to 12 (${key}) is in an archive that is not set up here`,
      )
      expect(await plain.charges("wal_1", { afterNumber: 24, limit: 9 })).toHaveLength(6)
      await plain.close()
    }))
}
