import { DAY_MS, digestCharges, rollupsOf, type Charge } from "@tollgate/engine"
import { buildEvent, KOLKATA } from "@tollgate/engine/testing"
import fc from "fast-check"
import { expect, test } from "vitest"
import { scheduleSoon } from "../../src/storage/group-commit.ts"
import { verifyWallet } from "../../src/verify/verify-wallet.ts"
import { zoneOf } from "../../src/zones.ts"
import { chargeRow, entryRow, openWallet, walletRow, write } from "../../src/storage/conformance-rows.ts"
import { answersOf, type AskedRanges } from "./answers.ts"
import { archiveAll, rowsOf, onArchive, openArchiving, type MakeArchiveHost } from "./host.ts"
import { AFTER_ALL, fill, openFunded, settle, START } from "./traffic.ts"

const event = fc.record({
  message: fc.nat(60),
  recipient: fc.nat(2),
  sender: fc.constantFrom("s1", "s2"),
  kind: fc.constantFrom("sent", "delivered", "delivered", "read", "failed", "received"),
  category: fc.constantFrom("marketing", "utility", "service", "authentication"),
  late: fc.constantFrom(0, 0, 0, 60_000, 5 * 3_600_000, 20 * DAY_MS),
})
const step = fc.record({
  /** How much later than the step before. */
  later: fc.constantFrom(1, 1_000, 3_600_000, DAY_MS, 9 * DAY_MS),
  events: fc.array(event, { minLength: 1, maxLength: 9 }),
  isArchived: fc.boolean(),
})
const instant = fc.integer({ min: START - 30 * DAY_MS, max: AFTER_ALL })
const asked: fc.Arbitrary<AskedRanges> = fc.record({
  number: fc.nat(120),
  sequences: fc.tuple(fc.nat(25), fc.nat(25)),
  instants: fc.tuple(instant, instant),
  limit: fc.integer({ min: 3, max: 40 }),
})

export function sameAnswerTests(makeHost: MakeArchiveHost, runs: number): void {
  test("[ARCH-4] [ARCH-6] every read answers as that of a store that archives nothing", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 20 }),
        fc.array(asked, { minLength: 2, maxLength: 2 }),
        (steps, all) =>
          onArchive(makeHost, async (_host, store) =>
            onArchive(makeHost, async (_twinHost, twin) => {
              for (const one of [store, twin]) await openFunded(one)
              let now = START
              for (const [index, { later, events, isArchived }] of steps.entries()) {
                now += later
                const told = events.map(({ message, recipient, sender, late, ...facts }) =>
                  buildEvent({
                    ...facts,
                    messageIds: [`m${message}`],
                    recipient: `91987654321${recipient}`,
                    senderId: sender,
                    occurredAt: now - late,
                  }),
                )
                for (const one of [store, twin]) {
                  await settle(one, { id: `cmd_${index}`, now, events: told })
                }
                if (isArchived) await store.archiveCharges("wal_1", now)
              }
              for (const asks of all)
                expect(await answersOf(store, asks)).toEqual(await answersOf(twin, asks))
              await archiveAll(store, AFTER_ALL)
              for (const asks of all)
                expect(await answersOf(store, asks)).toEqual(await answersOf(twin, asks))

              for (const one of [store, twin]) {
                const { findings } = await verifyWallet(one, "wal_1", [], now)
                expect(findings).toEqual([])
                const zone = zoneOf("America/New_York")
                await one.rebuildRollups("wal_1", zone.id, (charges) => rollupsOf(charges, zone))
                expect((await verifyWallet(one, "wal_1", [], now)).findings).toEqual([])
              }
              for (const asks of all)
                expect(await answersOf(store, asks)).toEqual(await answersOf(twin, asks))
            }),
          ),
      ),
      { numRuns: runs },
    ))

  test("[ARCH-4] sums over segments are exact past 2^53", () =>
    onArchive(makeHost, async (host, store) => {
      const count = 30
      const charges = Array.from({ length: count }, (_, index): Charge =>
        chargeRow({
          number: index + 1,
          sequence: index + 1,
          messageId: `m${index}`,
          whatsappFee: Number.MAX_SAFE_INTEGER,
          otherFees: Number.MAX_SAFE_INTEGER - index,
        }),
      )
      await openWallet(store)
      for (const charge of charges) {
        const { sequence } = charge
        await write(store, {
          wallet: walletRow({ sequence, lastCharge: sequence }),
          entries: [entryRow({ sequence, chargesDigest: digestCharges([charge]) })],
          charges: [charge],
        })
      }
      expect(await store.archiveCharges("wal_1", AFTER_ALL)).toMatchObject({ charges: 12 })
      expect(await store.archiveCharges("wal_1", AFTER_ALL)).toMatchObject({ charges: 12 })
      expect(await rowsOf(host, "charge")).toBe(6)
      expect(await store.charges("wal_1", { limit: 100, isExact: true })).toEqual(charges)
      await store.rebuildRollups("wal_1", KOLKATA.id, (some) => rollupsOf(some, KOLKATA))
      const [sums] = await store.usage("wal_1", {
        cuboid: "kind",
        grain: "month",
        fromBucket: 0,
        toBucket: 1_000_000,
        groupBy: [],
      })
      const largest = BigInt(Number.MAX_SAFE_INTEGER)
      expect(sums?.whatsappFees).toBe(largest * 30n)
      expect(sums?.otherFees).toBe(largest * 30n - BigInt((count * (count - 1)) / 2))
    }))

  test("[ARCH-4] a rebuild that archiving outruns begins again", () =>
    onArchive(makeHost, async (host, store) => {
      await openFunded(store)
      await fill(store, { entries: 2, messages: 12 })
      // The commit of the first sums waits until more charges have come and are archived too, as after a clock's jump.
      let mayCommit = false
      let rounds = 0
      const slow = await openArchiving(host, {
        schedule: (task) => {
          const whenAllowed = (): void => (mayCommit ? task() : scheduleSoon(whenAllowed))
          scheduleSoon(whenAllowed)
        },
      })
      const rebuilt = slow.rebuildRollups("wal_1", KOLKATA.id, (charges) => {
        rounds += 1
        return rollupsOf(charges, KOLKATA)
      })
      await expect.poll(() => rounds).toBe(1)
      await fill(store, { entries: 2, messages: 12, from: 2 })
      expect(await archiveAll(store, AFTER_ALL)).toMatchObject({ charges: 48 })
      mayCommit = true
      await rebuilt
      expect(rounds).toBeGreaterThan(1)
      expect((await verifyWallet(store, "wal_1", [], AFTER_ALL)).findings).toEqual([])
      await slow.close()
    }))
}
