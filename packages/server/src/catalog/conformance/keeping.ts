import { expect, it } from "vitest"
import { planVersionsOf } from "../plan-versions.ts"
import { onCatalog, type MakeCatalogHost } from "./host.ts"
import { PARTNER, PAYMENT, PLAN, SETTINGS, versionOf } from "./rows.ts"

/** What is written is there, as it was written. */
export function keepingTests(makeHost: MakeCatalogHost): void {
  it("[CATALOG-1] keeps what was written when it is opened again", () =>
    onCatalog(makeHost, async (first, another) => {
      await first.insertPartner(PARTNER)
      expect(await first.putSettingOnce("s", "one")).toBe("one")
      expect(await first.putSettingOnce("s", "two")).toBe("one")
      await first.putSetting("t", "one")
      await first.putSetting("t", "two")
      const second = await another()
      expect(await second.partner("a")).toEqual(PARTNER)
      expect(await second.setting("s")).toBe("one")
      expect(await second.setting("t")).toBe("two")
      expect(await second.setting("u")).toBeUndefined()
    }))

  it("[CATALOG-3] an id that is there keeps its record", () =>
    onCatalog(makeHost, async (catalog) => {
      const changed = { ...PARTNER, name: "B" }
      expect(await catalog.insertPartner(PARTNER)).toEqual({ record: PARTNER, isNew: true })
      expect(await catalog.insertPartner(changed)).toEqual({ record: PARTNER, isNew: false })
      await catalog.changePartner("a", () => changed)
      expect(await catalog.insertPartner(PARTNER)).toEqual({ record: changed, isNew: false })
    }))

  it("[HTTP-11] a list comes in order, each record once, while others are made", () =>
    onCatalog(makeHost, async (catalog) => {
      for (const id of ["c", "a", "b"]) await catalog.insertPartner({ ...PARTNER, id })
      const first = await catalog.partners({ limit: 2 })
      expect(first.rows.map(({ id }) => id)).toEqual(["a", "b"])
      await catalog.insertPartner({ ...PARTNER, id: "d", createdAt: 2 })
      const second = await catalog.partners({ limit: 2, after: first.next! })
      expect(second.rows.map(({ id }) => id)).toEqual(["c", "d"])
      expect(second.next).toBeUndefined()
    }))

  it("[CATALOG-8] keeps the smallest time of a told tier and its first arrival", () =>
    onCatalog(makeHost, async (catalog) => {
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
    }))

  it("[CATALOG-10] keeps an event of an unknown sender once, and gives it back in order", () =>
    onCatalog(makeHost, async (catalog) => {
      const event = (key: string, receivedAt: number) => ({
        key,
        sender: "1",
        partnerId: null,
        event: "{}",
        receivedAt,
      })
      const told = [event("b", 2), event("a", 1), event("b", 3)]
      expect(await catalog.putIntakeEvents(told)).toEqual({ added: 2 })
      expect(await catalog.putIntakeEvents([event("a", 9)])).toEqual({ added: 0 })
      const page = await catalog.intakeEvents({ sender: "1" }, { limit: 1 })
      expect(page).toEqual({ rows: [event("a", 1)], next: { at: 1, id: "a" } })
      const other = { ...event("c", 4), sender: "2", partnerId: "a" }
      await catalog.putIntakeEvents([other])
      expect(await catalog.intakeSenders({ limit: 10 })).toEqual([
        { sender: "1", events: 2 },
        { sender: "2", events: 1 },
      ])
      expect(await catalog.intakeSenders({ limit: 1, after: "1" })).toEqual([{ sender: "2", events: 1 }])
      await catalog.dropIntakeEvents(["a", "c"])
      expect((await catalog.intakeEvents({}, { limit: 10 })).rows).toEqual([event("b", 2)])
    }))

  it("[CATALOG-6] reads a plan's versions once while they stay", () =>
    onCatalog(makeHost, async (catalog) => {
      await catalog.insertPlan(PLAN, versionOf("2026-01-01"))
      const versions = await planVersionsOf(catalog, "p", "USD")
      expect(versions).toHaveLength(1)
      expect(await planVersionsOf(catalog, "p", "USD")).toBe(versions)
      await catalog.insertPlanVersion(versionOf("2025-01-01"))
      const days = (await planVersionsOf(catalog, "p", "USD"))?.map(({ fromDay }) => fromDay)
      expect(days).toEqual([20_089, 20_454])
      expect(await planVersionsOf(catalog, "none", "USD")).toBeUndefined()
    }))

  it("[CATALOG-4] finds senders by app and by number within a partner", () =>
    onCatalog(makeHost, async (catalog) => {
      await catalog.putSender({ id: "1", partnerId: "a", walletId: "w", settings: SETTINGS, at: 1 })
      const settings = { ...SETTINGS, phoneNumber: "919876543210" }
      await catalog.putSender({ id: "2", partnerId: "b", walletId: "v", settings, at: 1 })
      const ids = (senders: readonly { id: string }[]) => senders.map(({ id }) => id)
      expect(ids(await catalog.sendersByApp("app", null))).toEqual(["1", "2"])
      expect(ids(await catalog.sendersByApp("app", "b"))).toEqual(["2"])
      expect(ids(await catalog.sendersByPhone("919876543210", "a"))).toEqual(["1"])
      expect(ids(await catalog.sendersByPhone("919876543210", "b"))).toEqual(["2"])
      expect(ids(await catalog.sendersOfWallet("w"))).toEqual(["1"])
      expect([...(await catalog.knownNames(["1", "app", "none", "2"]))].toSorted()).toEqual(["1", "2", "app"])
    }))

  it("[CATALOG-5] a sender keeps the name that its wallet's customer gave it", () =>
    onCatalog(makeHost, async (catalog) => {
      const put = { id: "1", partnerId: "a", walletId: "w", settings: SETTINGS, at: 1 }
      await catalog.putSender(put)
      const named = { id: "1", walletId: "w", displayName: "Support", at: 2 }
      expect(await catalog.nameSender({ ...named, walletId: "v" })).toBeUndefined()
      expect(await catalog.nameSender({ ...named, id: "2" })).toBeUndefined()
      expect(await catalog.nameSender(named)).toMatchObject({
        ...SETTINGS,
        displayName: "Support",
        updatedAt: 2,
      })
      expect((await catalog.putSender(put)).record.displayName).toBe("Support")
      expect((await catalog.sender("1"))?.displayName).toBe("Support")
      const settings = { ...SETTINGS, displayName: null }
      expect((await catalog.putSender({ ...put, settings })).record.displayName).toBeNull()
    }))

  it("[CATALOG-5] a sender's wallets follow each other without a gap", () =>
    onCatalog(makeHost, async (catalog) => {
      const put = (walletId: string, at: number) =>
        catalog.putSender({ id: "1", partnerId: "a", walletId, settings: SETTINGS, at })
      expect((await put("u", 10)).isNew).toBe(true)
      expect((await put("u", 20)).isNew).toBe(false)
      await put("v", 30)
      await put("w", 30)
      expect(await catalog.assignments("1")).toEqual([
        { senderId: "1", walletId: "u", fromAt: 0, toAt: 30 },
        { senderId: "1", walletId: "v", fromAt: 30, toAt: 31 },
        { senderId: "1", walletId: "w", fromAt: 31, toAt: null },
      ])
      expect(await catalog.sender("1")).toMatchObject({ walletId: "w", createdAt: 10, updatedAt: 30 })
    }))

  it("[PAY-10] the first end of a sandbox payment stays", () =>
    onCatalog(makeHost, async (catalog) => {
      const end = { reason: "", updatedAt: 5 }
      expect(await catalog.endSandboxPayment("pay_1", { ...end, state: "paid" })).toBeUndefined()
      expect((await catalog.insertSandboxPayment(PAYMENT)).isNew).toBe(true)
      expect((await catalog.insertSandboxPayment({ ...PAYMENT, id: "pay_2" })).record).toEqual(PAYMENT)
      const paid = { ...PAYMENT, ...end, state: "paid" }
      expect(await catalog.endSandboxPayment("pay_1", { ...end, state: "paid" })).toEqual(paid)
      expect(await catalog.endSandboxPayment("pay_1", { ...end, state: "failed" })).toEqual(paid)
      expect(await catalog.sandboxPayment({ topUpId: "top_1" })).toEqual(paid)
    }))

  it("[BACK-10] what the sandbox gives back is changed by one after the other", () =>
    onCatalog(makeHost, async (catalog) => {
      const add = (name: string, topUpId = "top_1") =>
        catalog.changeSandboxBacks(topUpId, ({ givenBack }) => givenBack + name, 7)
      expect(await add("a")).toBeUndefined()
      await catalog.insertSandboxPayment({ ...PAYMENT, givenBack: "" })
      await Promise.all([add("a"), add("b"), add("c")])
      const { givenBack, updatedAt } = (await catalog.sandboxPayment({ topUpId: "top_1" }))!
      expect([givenBack.split("").sort().join(""), updatedAt]).toEqual(["abc", 7])
      const left = await catalog.changeSandboxBacks("top_1", () => undefined, 9)
      expect(left).toMatchObject({ givenBack, updatedAt: 7 })
    }))
}
