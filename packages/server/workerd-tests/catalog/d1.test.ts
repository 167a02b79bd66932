import { applyD1Migrations, env, reset } from "cloudflare:test"
import { describe, expect, it } from "vitest"
import { describeCatalog, type MakeCatalogHost } from "../../src/catalog/conformance.ts"
import { PARTNER, SETTINGS } from "../../src/catalog/conformance/rows.ts"
import type { Catalog } from "../../src/catalog/catalog.ts"
import { withObjects } from "../../src/runtime/worker/with-objects.ts"
import type { D1, D1Statement } from "../../src/storage/d1/d1-database.ts"
import { openD1Catalog } from "../../src/storage/d1/d1-catalog.ts"

/** The database and the objects of the tests' own Worker, empty. */
function hostOf(open: (clock: () => number) => Catalog): MakeCatalogHost {
  return async () => {
    await applyD1Migrations(env.CATALOG, [...env.D1_MIGRATIONS])
    return { open: async (clock) => open(clock), dispose: reset }
  }
}

describeCatalog(
  "d1",
  hostOf((clock) => openD1Catalog(env.CATALOG, clock)),
  "aged",
)
describeCatalog(
  "d1 and objects",
  hostOf((clock) => withObjects(openD1Catalog(env.CATALOG, clock), env)),
  "aged",
  { hasQueue: false },
)

/** The database, and how often it was asked. */
function counted(): { readonly database: D1; readonly trips: () => number } {
  let trips = 0
  // A batch takes the statements as they are bound, without what counts.
  const inner = new WeakMap<D1Statement, D1PreparedStatement>()
  const wrap = (statement: D1PreparedStatement): D1Statement => {
    const wrapped: D1Statement = {
      bind: (...values) => wrap(statement.bind(...values)),
      all: () => {
        trips += 1
        return statement.all()
      },
    }
    inner.set(wrapped, statement)
    return wrapped
  }
  return {
    trips: () => trips,
    database: {
      prepare: (sql) => wrap(env.CATALOG.prepare(sql)),
      batch: (statements) => {
        trips += 1
        return env.CATALOG.batch(statements.map((statement) => inner.get(statement)!))
      },
    },
  }
}

describe("trips to D1", () => {
  it("[EDGE-8] senders and their assignments are read in one, however many, and not again", async () => {
    await applyD1Migrations(env.CATALOG, [...env.D1_MIGRATIONS])
    const { database, trips } = counted()
    const catalog = openD1Catalog(database, () => 1_000)
    const ids = Array.from({ length: 150 }, (_, index) => `sender_${index}`)
    for (const id of ids.slice(0, 3)) {
      await catalog.putSender({ id, partnerId: "a", walletId: "w", settings: SETTINGS, at: 1 })
    }
    const before = trips()
    await catalog.readSenders(ids)
    await catalog.readSenders(ids.slice(0, 3))
    for (const id of ids.slice(0, 3)) {
      expect(await catalog.sender(id)).toMatchObject({ id })
      expect(await catalog.assignments(id)).toHaveLength(1)
    }
    expect(trips() - before).toBe(1)
    await reset()
  })

  it("[EDGE-8] a key comes with its partner, and a wallet's place with its customer", async () => {
    await applyD1Migrations(env.CATALOG, [...env.D1_MIGRATIONS])
    const there = openD1Catalog(env.CATALOG, () => 1_000)
    await there.insertPartner(PARTNER)
    const ofPartner = { partnerId: PARTNER.id, name: "n", hint: "abcd", createdAt: 1, revokedAt: null }
    await there.insertKey({ ...ofPartner, id: "key", kind: "partner", walletId: null, hash: "h" })
    await there.insertIngestToken({ ...ofPartner, id: "token", hash: "t" })
    const customer = { id: "c", partnerId: PARTNER.id, name: "C", timezone: "Asia/Kolkata", locale: "en" }
    await there.insertCustomer({
      ...customer,
      contact: null,
      billingAddress: null,
      taxId: null,
      taxExemption: null,
      fingerprint: "f",
      createdAt: 1,
      updatedAt: 1,
    })
    const place = { walletId: "w", customerId: "c", partnerId: PARTNER.id, currency: "USD" }
    await there.insertWalletPlace({ ...place, isClosed: false, createdAt: 1 })

    const clock = { now: 1_000 }
    const { database, trips } = counted()
    const here = openD1Catalog(database, () => clock.now)
    expect(await here.keyByHash("h")).toMatchObject({ id: "key" })
    expect(await here.partner(PARTNER.id)).toEqual(PARTNER)
    expect(await here.walletPlace("w")).toMatchObject(place)
    expect(await here.customer("c")).toMatchObject(customer)
    expect(trips()).toBe(2)

    // What came along is no older and no younger than what it came with.
    await there.changePartner(PARTNER.id, (partner) => ({ ...partner, status: "disabled" }))
    clock.now += 4_999
    expect(await here.partner(PARTNER.id)).toEqual(PARTNER)
    clock.now += 1
    expect(await here.ingestTokenByHash("t")).toMatchObject({ id: "token" })
    expect(await here.partner(PARTNER.id)).toMatchObject({ status: "disabled" })
    expect(trips()).toBe(3)
    await reset()
  })
})
