import { describe, expect, it } from "vitest"
import { planVersionsOf } from "../plan-versions.ts"
import { onCatalog, type Hearing, type MakeCatalogHost } from "./host.ts"
import { PARTNER, PLAN, SETTINGS, versionOf } from "./rows.ts"

const CARD = {
  id: "card",
  currency: "USD",
  effectiveFrom: "2026-01-01",
  content: "market,currency,category,tier_from,rate\n",
  fingerprint: "f",
  createdAt: 1,
}
const KEY = {
  id: "key",
  kind: "operator",
  partnerId: null,
  walletId: null,
  name: "k",
  hash: "h",
  hint: "abcd",
  createdAt: 1,
  revokedAt: null,
} as const

/** What comes from memory, and for how long. */
export function memoryTests(makeHost: MakeCatalogHost, hearing: Hearing): void {
  it("[CATALOG-2] answers from memory until someone writes here", () =>
    onCatalog(makeHost, async (catalog) => {
      await catalog.insertPartner(PARTNER)
      const read = await catalog.partner("a")
      expect(await catalog.partner("a")).toBe(read)
      await catalog.changePartner("a", () => ({ ...PARTNER, status: "disabled", allowedOrigins: [] }))
      expect(await catalog.partner("a")).toMatchObject({ status: "disabled" })
      expect(await catalog.isOriginListed("https://a.example")).toBe(false)
      await catalog.changePartner("a", () => PARTNER)
      expect(await catalog.isOriginListed("https://a.example")).toBe(true)
    }))

  it.skipIf(hearing !== "at_once")(
    `[CATALOG-2] answers from memory until someone writes elsewhere${hearing === "at_once" ? "" : " (skipped: this host is not told at once)"}`,
    () =>
      onCatalog(makeHost, async (here, another) => {
        const there = await another()
        await here.insertPartner(PARTNER)
        expect(await here.isOriginListed("https://a.example")).toBe(true)
        expect(await there.partner("a")).toEqual(PARTNER)
        await there.changePartner("a", () => ({ ...PARTNER, status: "disabled", allowedOrigins: [] }))
        expect(await here.partner("a")).toMatchObject({ status: "disabled" })
        expect(await here.isOriginListed("https://a.example")).toBe(false)
      }),
  )

  it("[CATALOG-2] reads again after a minute, and when the clock goes back", () =>
    onCatalog(makeHost, async (catalog, _another, clock) => {
      await catalog.putReportedTier({
        wabaId: "w",
        region: "India",
        category: "utility",
        from: 1,
        effectiveMonth: "2025-11",
        updatedAt: 1,
        arrivedAt: 1,
      })
      const read = await catalog.reportedTiers("w")
      clock.now += 59_999
      expect(await catalog.reportedTiers("w")).toBe(read)
      clock.now += 1
      const later = await catalog.reportedTiers("w")
      expect(later).not.toBe(read)
      clock.now -= 120_000
      expect(await catalog.reportedTiers("w")).not.toBe(later)
    }))

  it("[CATALOG-2] what another made is found at once, and is not missed before", () =>
    onCatalog(makeHost, async (here, another) => {
      const there = await another()
      expect(await here.partner("a")).toBeUndefined()
      await there.insertPartner(PARTNER)
      expect(await here.partner("a")).toEqual(PARTNER)
      const found = () =>
        Promise.all([
          here.sender("1"),
          here.sendersByApp("app", null),
          here.sendersByPhone("919876543210", "a"),
          here.sendersOfWallet("w"),
        ])
      expect(await found()).toEqual([undefined, [], [], []])
      const settings = { ...SETTINGS, gupshupAppId: "app", phoneNumber: "+919876543210" }
      const { record } = await there.putSender({ id: "1", partnerId: "a", walletId: "w", settings, at: 1 })
      expect(await found()).toEqual([record, [record], [record], [record]])
    }))

  it("[CATALOG-2] senders that were read in one go are those that are read one by one", () =>
    onCatalog(makeHost, async (here, another) => {
      const put = (id: string, walletId: string, at: number) =>
        here.putSender({ id, partnerId: "a", walletId, settings: SETTINGS, at })
      for (const id of ["s1", "s2", "s3"]) await put(id, "w1", 1)
      await put("s2", "w2", 5)
      const there = await another()
      const nobodies = Array.from({ length: 100 }, (_, index) => `nobody_${index}`)
      const found = new Set(["s1", "s2", "s3"])
      const ids = ["s2", ...nobodies, "s3", "s1", "s1"]
      for (let reading = 0; reading < 2; reading += 1) expect(await there.readSenders(ids)).toEqual(found)
      for (const id of ["s1", "s2", "s3"]) {
        const read = await there.sender(id)
        expect(read).toEqual(await here.sender(id))
        expect(await there.sender(id)).toBe(read)
        expect(await there.assignments(id)).toEqual(await here.assignments(id))
      }
      expect(await there.assignments("s2")).toHaveLength(2)
      expect(await there.sender("nobody_1")).toBeUndefined()
      await there.readSenders([])
    }))

  const reason = hearing === "aged" ? "" : " (skipped: this host is told of writes)"
  describe.skipIf(hearing !== "aged")(`what is not heard of${reason}`, () => {
    it("[EDGE-6] a key that was revoked elsewhere is over within 5 s", () =>
      onCatalog(makeHost, async (here, another, clock) => {
        const there = await another()
        await there.insertKey(KEY)
        expect(await here.keyByHash("h")).toEqual(KEY)
        await there.revokeKey("key", 2_000)
        clock.now += 4_999
        expect(await here.keyByHash("h")).toEqual(KEY)
        clock.now += 1
        expect(await here.keyByHash("h")).toMatchObject({ revokedAt: 2_000 })
        // It was read before the others, and is as old as it is.
        expect(await here.key("key")).toMatchObject({ revokedAt: 2_000 })
      }))

    it("[EDGE-6] all else that was changed elsewhere is seen within a minute", () =>
      onCatalog(makeHost, async (here, another, clock) => {
        const there = await another()
        await there.putSetting("s", "one")
        expect(await here.setting("s")).toBe("one")
        await there.putSetting("s", "two")
        clock.now += 59_999
        expect(await here.setting("s")).toBe("one")
        clock.now += 1
        expect(await here.setting("s")).toBe("two")
      }))

    it("[EDGE-7] a plan version or card of elsewhere is seen at once", () =>
      onCatalog(makeHost, async (here, another) => {
        const there = await another()
        await there.insertPlan(PLAN, versionOf("2026-01-01"))
        const versions = await planVersionsOf(here, "p", "USD")
        expect(await planVersionsOf(here, "p", "USD")).toBe(versions)
        await there.insertPlanVersion(versionOf("2025-01-01"))
        expect(await planVersionsOf(here, "p", "USD")).toHaveLength(2)
        const cards = await here.rateCards()
        expect(await here.rateCards()).toBe(cards)
        await there.insertRateCard(CARD)
        expect(await here.rateCards()).toEqual([CARD])
      }))
  })
}
