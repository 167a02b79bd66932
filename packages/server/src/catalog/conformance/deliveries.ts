import { describe, expect, it } from "vitest"
import type { Catalog } from "../catalog.ts"
import type { AttemptEnd, NewDelivery } from "../deliveries.ts"
import type { WebhookEndpoint } from "../delivery-records.ts"
import { onCatalog, type MakeCatalogHost } from "./host.ts"

const CLAIM_MS = 60_000

function deliveryOf(name: string, changed: Partial<NewDelivery> = {}): NewDelivery {
  return {
    id: `dlv_${name}`,
    kind: "webhook",
    target: "whe_1",
    eventId: `msg_${name}`,
    topic: "topup.succeeded",
    walletId: "w",
    customerId: "c",
    body: `{"say":"é\u2028😀 ${name}"}`,
    ...changed,
  }
}

const END: AttemptEnd = {
  status: "delivered",
  dueAt: 0,
  attempts: 1,
  responseStatus: 200,
  response: "ok",
  fault: "",
}

const claim = (catalog: Catalog, now: number, name = "one", limit = 10, target = "whe_1") =>
  catalog.claimDeliveries({ target, now, until: now + CLAIM_MS, claim: name, limit })

/**
 * Deliveries and where webhooks go, on any host.
 *
 * @param hasQueue - whether they are sent from the catalog itself
 */
export function deliveryTests(makeHost: MakeCatalogHost, hasQueue: boolean): void {
  const queued = hasQueue ? it : it.skip
  describe(`deliveries${hasQueue ? "" : " (sent by their object, in tests of its own)"}`, () => {
    it("[HOOK-7] one that is put again changes nothing, and belongs to its owner", () =>
      onCatalog(makeHost, async (catalog, another) => {
        expect(await catalog.putDeliveries("a", [deliveryOf("1"), deliveryOf("2")], 1_000)).toBe(2)
        const changed = { ...deliveryOf("1"), body: "another" }
        expect(await (await another()).putDeliveries("a", [changed, deliveryOf("3")], 2_000)).toBe(1)
        expect(await catalog.delivery({ ownerId: "a", id: "dlv_1" })).toEqual({
          ...deliveryOf("1"),
          ownerId: "a",
          status: "pending",
          attempts: 0,
          dueAt: 1_000,
          claim: "",
          responseStatus: 0,
          response: "",
          fault: "",
          createdAt: 1_000,
          updatedAt: 1_000,
        })
        expect(await catalog.delivery({ ownerId: "b", id: "dlv_1" })).toBeUndefined()
        const list = await catalog.deliveries({ ownerId: "a", kind: "webhook" }, { limit: 2 })
        expect(list.rows.map(({ id }) => id)).toEqual(["dlv_1", "dlv_2"])
        const rest = await catalog.deliveries(
          { ownerId: "a", kind: "webhook" },
          { limit: 2, after: list.next! },
        )
        expect(rest.rows.map(({ id }) => id)).toEqual(["dlv_3"])
        expect((await catalog.deliveries({ ownerId: "b", kind: "webhook" }, { limit: 2 })).rows).toEqual([])
      }))

    queued("[HOOK-7] of many who claim at once each gets its own, and none is claimed twice", () =>
      onCatalog(makeHost, async (catalog, another) => {
        const names = Array.from({ length: 12 }, (_, index) => String(index))
        await catalog.putDeliveries(
          "a",
          names.map((name) => deliveryOf(name)),
          1_000,
        )
        const handles = [catalog, await another(), await another()]
        const claimed = await Promise.all(
          handles.flatMap((handle, at) => [0, 1, 2].map((turn) => claim(handle, 1_000, `${at}-${turn}`, 3))),
        )
        const ids = claimed.flat().map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        const left = await claim(catalog, 1_000, "rest", 12)
        expect(ids.length + left.length).toBe(names.length)
        expect(await claim(catalog, 1_000 + CLAIM_MS - 1)).toEqual([])
      }),
    )

    queued("[HOOK-7] a claim whose holder is gone ends, and what it says then counts no more", () =>
      onCatalog(makeHost, async (catalog) => {
        await catalog.putDeliveries("a", [deliveryOf("1")], 1_000)
        const [first] = await claim(catalog, 1_000, "one")
        const later = 1_000 + CLAIM_MS
        const [second] = await claim(catalog, later, "two")
        expect(second).toMatchObject({ id: "dlv_1", claim: "two", attempts: 0 })
        await catalog.endAttempt(first!, { ...END, status: "dead", fault: "late" }, later)
        expect(await catalog.delivery({ ownerId: "a", id: "dlv_1" })).toMatchObject({ status: "pending" })
        await catalog.endAttempt(second!, END, later + 1)
        expect(await catalog.delivery({ ownerId: "a", id: "dlv_1" })).toMatchObject({
          status: "delivered",
          attempts: 1,
          responseStatus: 200,
          response: "ok",
          claim: "",
          updatedAt: later + 1,
        })
        expect(await claim(catalog, later * 2)).toEqual([])
      }),
    )

    queued("[HOOK-11] targets with something due come in order of their names, page by page", () =>
      onCatalog(makeHost, async (catalog) => {
        for (const target of ["b", "d", "a", "c"]) {
          await catalog.putDeliveries(
            "o",
            [deliveryOf(target, { target }), deliveryOf(`${target}2`, { target })],
            1_000,
          )
        }
        const [busy] = await claim(catalog, 1_000, "x", 1, "c")
        expect(busy).toMatchObject({ target: "c" })
        await claim(catalog, 1_000, "x", 10, "a")
        expect(await catalog.dueTargets(1_000, { limit: 2, after: "" })).toEqual(["b", "c"])
        expect(await catalog.dueTargets(1_000, { limit: 2, after: "c" })).toEqual(["d"])
        expect(await catalog.dueTargets(999, { limit: 9, after: "" })).toEqual([])
        expect(await catalog.nextDueAt()).toBe(1_000)
      }),
    )

    queued("[HOOK-9, HOOK-12] dead ones are listed, sent again one by one or all, and counted", () =>
      onCatalog(makeHost, async (catalog) => {
        await catalog.putDeliveries(
          "a",
          ["1", "2", "3"].map((name) => deliveryOf(name)),
          1_000,
        )
        await catalog.putDeliveries("b", [deliveryOf("b", { target: "whe_2" })], 1_000)
        for (const row of await claim(catalog, 1_000)) {
          expect(await catalog.resendDelivery({ ownerId: "a", id: row.id }, 1_100)).toBe(false)
          await catalog.endAttempt(row, { ...END, status: "dead", attempts: 8, fault: "refused" }, 1_200)
        }
        const dead = await catalog.deliveries({ ownerId: "a", kind: "webhook", status: "dead" }, { limit: 9 })
        expect(dead.rows.map(({ id }) => id)).toEqual(["dlv_1", "dlv_2", "dlv_3"])
        expect(await catalog.deliveryCounts()).toEqual(
          expect.arrayContaining([
            { kind: "webhook", status: "dead", count: 3, oldestAt: 1_000 },
            { kind: "webhook", status: "pending", count: 1, oldestAt: 1_000 },
          ]),
        )
        expect(await catalog.resendDelivery({ ownerId: "b", id: "dlv_1" }, 2_000)).toBe(false)
        expect(await catalog.resendDelivery({ ownerId: "a", id: "dlv_1" }, 2_000)).toBe(true)
        expect(await catalog.resendDead({ ownerId: "a", kind: "webhook", target: "whe_9" }, 2_000)).toBe(0)
        expect(await catalog.resendDead({ ownerId: "a", kind: "webhook" }, 2_000)).toBe(2)
        expect((await claim(catalog, 2_000)).map(({ attempts }) => attempts)).toEqual([0, 0, 0])
      }),
    )

    queued(
      "[HOOK-12] what waits for a target that is gone is dead; old ones are forgotten, but not while they wait",
      () =>
        onCatalog(makeHost, async (catalog) => {
          await catalog.putDeliveries("a", [deliveryOf("1"), deliveryOf("2", { target: "whe_2" })], 1_000)
          await catalog.endTarget("a", "whe_1", "endpoint_deleted", 2_000)
          expect(await claim(catalog, 9_000)).toEqual([])
          expect(await catalog.delivery({ ownerId: "a", id: "dlv_1" })).toMatchObject({
            status: "dead",
            fault: "endpoint_deleted",
          })
          await catalog.putDeliveries("a", [deliveryOf("kept", { isKept: true, kind: "mail" })], 5_000)
          await catalog.forgetDeliveries(1_001)
          expect(await catalog.delivery({ ownerId: "a", id: "dlv_1" })).toBeUndefined()
          expect(await catalog.delivery({ ownerId: "a", id: "dlv_2" })).toBeDefined()
          expect(await catalog.delivery({ ownerId: "a", id: "dlv_kept" })).toMatchObject({ status: "kept" })
        }),
    )

    it("[HOOK-4] cursors are an owner's, and dropped for one topic", () =>
      onCatalog(makeHost, async (catalog) => {
        const cursor = { ownerId: "a", topic: "charge.created", walletId: "w", number: 4, at: 1 }
        await catalog.putJournalCursor(cursor)
        await catalog.putJournalCursor({ ...cursor, number: 7, at: 2 })
        await catalog.putJournalCursor({ ...cursor, topic: "journal.head" })
        expect(await catalog.journalCursors("a", "charge.created", ["w", "x"])).toEqual([
          { ...cursor, number: 7, at: 2 },
        ])
        expect(await catalog.journalCursors("b", "charge.created", ["w"])).toEqual([])
        await catalog.dropJournalCursors("a", "charge.created")
        expect(await catalog.journalCursors("a", "charge.created", ["w"])).toEqual([])
        expect(await catalog.journalCursors("a", "journal.head", ["w"])).toHaveLength(1)
      }))

    it("[HOOK-1] endpoints are listed by owner; those that are enabled are known as they change", () =>
      onCatalog(makeHost, async (catalog) => {
        const endpoint: WebhookEndpoint = {
          id: "whe_1",
          ownerId: "a",
          url: "https://example.com/",
          events: ["balance.low"],
          description: "",
          status: "enabled",
          disabledReason: "",
          failingSince: null,
          createdAt: 1,
          updatedAt: 1,
        }
        await catalog.insertWebhookEndpoint(endpoint)
        await catalog.insertWebhookEndpoint({ ...endpoint, id: "whe_2", ownerId: "" })
        expect((await catalog.enabledWebhookEndpoints()).map(({ id }) => id)).toEqual(["whe_2", "whe_1"])
        const changed = await catalog.changeWebhookEndpoint("whe_1", (one) => ({
          ...one,
          status: "disabled",
          disabledReason: "gone",
          failingSince: 5,
        }))
        expect(await catalog.webhookEndpoint("whe_1")).toEqual(changed)
        expect(await catalog.enabledWebhookEndpoints()).toHaveLength(1)
        expect((await catalog.webhookEndpoints({ ownerId: "a" }, { limit: 5 })).rows).toEqual([changed])
        expect(await catalog.changeWebhookEndpoint("whe_9", (one) => one)).toBeUndefined()
      }))
  })
}
