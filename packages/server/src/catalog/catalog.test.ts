import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openNodeDriver } from "../storage/sqlite/node-driver.ts"
import { planVersionsOf } from "./plan-versions.ts"
import type { Partner } from "./records.ts"
import { openSqlCatalog } from "./sql-catalog.ts"

let folder: string
let now = 0
const clock = (): number => now
const open = () => openSqlCatalog(openNodeDriver(join(folder, "catalog.db")), clock)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tollgate-catalog-"))
  now = 1_000
})
afterEach(() => rmSync(folder, { recursive: true }))

const partner: Partner = {
  id: "a",
  name: "A",
  status: "active",
  allowedOrigins: ["https://a.example"],
  // Past 2^53: an overdraft is a 64-bit amount like any other.
  overdraftMax: 9_007_199_254_740_993n,
  supportEmail: null,
  fingerprint: "f",
  createdAt: 1,
  updatedAt: 1,
}

describe("the catalog", () => {
  it("[CATALOG-1] keeps what was written when it is opened again", async () => {
    const first = open()
    await first.insertPartner(partner)
    expect(await first.putSettingOnce("s", "one")).toBe("one")
    expect(await first.putSettingOnce("s", "two")).toBe("one")
    const second = open()
    expect(await second.partner("a")).toEqual(partner)
    expect(await second.setting("s")).toBe("one")
  })

  it("[CATALOG-2] answers from memory until someone writes, here or elsewhere", async () => {
    const [here, there] = [open(), open()]
    await here.insertPartner(partner)
    const read = await here.partner("a")
    expect(await here.partner("a")).toBe(read)
    expect(await there.partner("a")).toEqual(partner)
    await there.updatePartner({ ...partner, status: "disabled", allowedOrigins: [] })
    expect(await here.partner("a")).toMatchObject({ status: "disabled" })
    expect(await here.isOriginListed("https://a.example")).toBe(false)
    await here.updatePartner(partner)
    expect(await here.isOriginListed("https://a.example")).toBe(true)
  })

  it("[CATALOG-2] reads again after a minute, and when the clock goes back", async () => {
    const catalog = open()
    await catalog.insertPartner(partner)
    const read = await catalog.partner("a")
    now += 59_999
    expect(await catalog.partner("a")).toBe(read)
    now += 1
    const later = await catalog.partner("a")
    expect(later).not.toBe(read)
    now -= 120_000
    expect(await catalog.partner("a")).not.toBe(later)
  })

  it("[CATALOG-8] keeps the smallest time of a told tier and its first arrival", async () => {
    const catalog = open()
    const tier = {
      wabaId: "w",
      region: "India",
      category: "utility",
      from: 25_000_001,
      effectiveMonth: "2025-11",
    }
    await catalog.putReportedTier({ ...tier, updatedAt: 200, arrivedAt: 1_000 })
    await catalog.putReportedTier({ ...tier, updatedAt: 100, arrivedAt: 2_000 })
    await catalog.putReportedTier({ ...tier, updatedAt: 300, arrivedAt: 3_000 })
    expect(await catalog.reportedTiers("w")).toEqual([{ ...tier, updatedAt: 100, arrivedAt: 1_000 }])
    expect(await catalog.reportedTiers("x")).toEqual([])
  })

  it("[CATALOG-10] keeps an event of an unknown sender once, and gives it back in order", async () => {
    const catalog = open()
    const event = (key: string, receivedAt: number) => ({
      key,
      sender: "1",
      partnerId: null,
      event: "{}",
      receivedAt,
    })
    expect(await catalog.putIntakeEvents([event("b", 2), event("a", 1), event("b", 3)])).toEqual({ added: 2 })
    expect(await catalog.putIntakeEvents([event("a", 9)])).toEqual({ added: 0 })
    const page = await catalog.intakeEvents({ sender: "1" }, { limit: 1 })
    expect(page).toEqual({ rows: [event("a", 1)], next: { at: 1, id: "a" } })
    await catalog.dropIntakeEvents(["a"])
    expect((await catalog.intakeEvents({}, { limit: 10 })).rows).toEqual([event("b", 2)])
  })

  it("[CATALOG-6] reads a plan's versions once while they stay", async () => {
    const catalog = open()
    const plan = {
      id: "p",
      partnerId: null,
      basePlanId: null,
      name: "P",
      currency: "USD",
      fingerprint: "f",
      createdAt: 1,
    }
    const record = (effectiveFrom: string) => ({
      planId: "p",
      effectiveFrom,
      definition: "{}",
      fingerprint: "f",
      createdAt: 1,
    })
    await catalog.insertPlan(plan, record("2026-01-01"))
    const versions = await planVersionsOf(catalog, "p", "USD")
    expect(versions).toHaveLength(1)
    expect(await planVersionsOf(catalog, "p", "USD")).toBe(versions)
    await catalog.insertPlanVersion(record("2025-01-01"))
    expect((await planVersionsOf(catalog, "p", "USD"))?.map(({ fromDay }) => fromDay)).toEqual([
      20_089, 20_454,
    ])
    expect(await planVersionsOf(catalog, "none", "USD")).toBeUndefined()
  })

  it("[CATALOG-4] finds senders by app and by number within a partner", async () => {
    const catalog = open()
    const settings = {
      phoneNumber: "+919876543210",
      wabaId: null,
      gupshupAppId: "app",
      timezone: null,
      defaultChannel: "cloud_api",
      mmLite: null,
      capOverrides: {},
    } as const
    await catalog.putSender({ id: "1", partnerId: "a", walletId: "w", settings, at: 1 })
    await catalog.putSender({
      id: "2",
      partnerId: "b",
      walletId: "v",
      settings: { ...settings, phoneNumber: "919876543210" },
      at: 1,
    })
    const ids = (senders: readonly { id: string }[]) => senders.map(({ id }) => id)
    expect(ids(await catalog.sendersByApp("app", null))).toEqual(["1", "2"])
    expect(ids(await catalog.sendersByApp("app", "b"))).toEqual(["2"])
    expect(ids(await catalog.sendersByPhone("919876543210", "a"))).toEqual(["1"])
    expect(ids(await catalog.sendersByPhone("919876543210", "b"))).toEqual(["2"])
    expect(ids(await catalog.sendersOfWallet("w"))).toEqual(["1"])
  })
})
