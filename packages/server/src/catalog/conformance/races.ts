import { expect, it } from "vitest"
import type { Catalog } from "../catalog.ts"
import { onCatalog, type MakeCatalogHost } from "./host.ts"
import { PARTNER, SETTINGS } from "./rows.ts"

const AT_ONCE = 20
const REPLAY = { key: "k", fingerprint: "f", keepUntil: 100_000 }
const ANSWER = { status: 201, body: { id: "x" } }

/** Many at once on two handles give what one after the other gives. */
export function raceTests(makeHost: MakeCatalogHost): void {
  const onTwo = (
    body: (
      each: <T>(ask: (one: Catalog, index: number) => Promise<T>) => Promise<T[]>,
      catalog: Catalog,
    ) => Promise<void>,
  ) =>
    onCatalog(makeHost, async (here, another) => {
      const handles = [here, await another()]
      const each = <T>(ask: (one: Catalog, index: number) => Promise<T>): Promise<T[]> =>
        Promise.all(Array.from({ length: AT_ONCE }, (_, index) => ask(handles[index % 2]!, index)))
      await body(each, here)
    })

  it("[HTTP-10] [EDGE-3] of many claims of a key one is given", () =>
    onTwo(async (each, catalog) => {
      const claims = await each((one) => one.claimReplay(REPLAY, 1_000, 60_000))
      expect(claims.filter(({ kind }) => kind === "claimed")).toHaveLength(1)
      expect(claims.filter(({ kind }) => kind === "busy")).toHaveLength(AT_ONCE - 1)
      await catalog.saveReplay(REPLAY, ANSWER)
      const answers = await each((one) => one.claimReplay(REPLAY, 1_000, 60_000))
      expect(answers).toEqual(answers.map(() => ({ kind: "answered", answer: ANSWER })))
    }))

  it("[HTTP-10] many claims of different keys are all given", () =>
    onTwo(async (each) => {
      const claims = await each((one, index) => one.claimReplay({ ...REPLAY, key: `k${index}` }, 1_000, 0))
      expect(claims).toEqual(claims.map(() => ({ kind: "claimed" })))
    }))

  it("[HTTP-8] [HTTP-9] [HTTP-10] a key is reused, busy, given up, lapsed, answered, and free when it was kept long enough", () =>
    onCatalog(makeHost, async (catalog) => {
      const claim = (now: number, fingerprint = "f") =>
        catalog.claimReplay({ ...REPLAY, fingerprint }, now, 60_000).then(({ kind }) => kind)
      expect(await claim(1_000)).toBe("claimed")
      expect(await claim(1_000, "other")).toBe("reused")
      expect(await claim(60_999)).toBe("busy")
      expect(await claim(61_000, "other")).toBe("reused")
      expect(await claim(61_000)).toBe("claimed")
      await catalog.dropReplay("k")
      expect(await claim(61_001, "other")).toBe("claimed")
      await catalog.saveReplay(REPLAY, ANSWER)
      expect(await claim(61_002, "other")).toBe("busy")
      await catalog.saveReplay({ ...REPLAY, fingerprint: "other" }, ANSWER)
      await catalog.saveReplay({ ...REPLAY, fingerprint: "other" }, { ...ANSWER, status: 409 })
      await catalog.dropReplay("k")
      expect(await catalog.claimReplay({ ...REPLAY, fingerprint: "other" }, 99_999, 0)).toEqual({
        kind: "answered",
        answer: ANSWER,
      })
      expect(await claim(100_000)).toBe("claimed")
      await catalog.saveReplay({ key: "ever", fingerprint: "f", keepUntil: null }, ANSWER)
      await catalog.forgetReplays(1e15)
      expect(await claim(1_000, "other")).toBe("claimed")
      expect((await catalog.claimReplay({ ...REPLAY, key: "ever" }, 1e15, 0)).kind).toBe("answered")
    }))

  it("[CATALOG-3] of many records with one id one is made, and all are told it", () =>
    onTwo(async (each) => {
      const made = await each((one, index) => one.insertPartner({ ...PARTNER, name: `n${index}` }))
      expect(made.filter(({ isNew }) => isNew)).toHaveLength(1)
      expect(new Set(made.map(({ record }) => record.name)).size).toBe(1)
    }))

  it("[CATALOG-1] of many first values of a setting one stays, and all are told it", () =>
    onTwo(async (each) => {
      const told = await each((one, index) => one.putSettingOnce("s", String(index)))
      expect(new Set(told).size).toBe(1)
    }))

  it("[CATALOG-3] changes of one record that come at once, or from what was there before, keep each other", () =>
    onTwo(async (each, catalog) => {
      await catalog.insertPartner({ ...PARTNER, allowedOrigins: [] })
      await each((one) => one.partner("a"))
      const origins = Array.from({ length: AT_ONCE }, (_, index) => `https://${index}.example`)
      await each((one, index) =>
        one.changePartner("a", (partner) => ({
          ...partner,
          allowedOrigins: [...partner.allowedOrigins, origins[index]!],
        })),
      )
      const kept = (await catalog.partner("a"))?.allowedOrigins ?? []
      expect([...kept].toSorted()).toEqual([...origins].toSorted())
      await each((one, index) =>
        index === 0
          ? one.changePartner("a", (partner) => ({ ...partner, status: "disabled" }))
          : one.changePartner("a", (partner) => ({ ...partner, name: `n${index}` })),
      )
      expect((await catalog.partner("a"))?.status).toBe("disabled")
    }))

  it("[CATALOG-5] a sender, and a Gupshup app, is one partner's, whoever puts it at once or knows of it late", () =>
    onTwo(async (each, catalog) => {
      const settings = { ...SETTINGS, gupshupAppId: "app" }
      // What is known of nobody's app does not decide.
      await each((one) => one.sendersByApp("app", null))
      const put = (one: Catalog, id: string, index: number) =>
        one.putSender({ id, partnerId: `p${index % 4}`, walletId: "w", settings, at: 10, mayTake: false })
      for (const idOf of [() => "one", (index: number) => `s${index}`]) {
        await each((one, index) => put(one, idOf(index), index))
        const senders = (await catalog.senders({}, { limit: 100 })).rows
        expect(new Set(senders.map(({ partnerId }) => partnerId)).size).toBe(1)
      }
      const owner = (await catalog.sender("one"))?.partnerId
      const other = owner === "p0" ? 1 : 0
      expect(await put(catalog, "late", other)).toMatchObject({ record: { partnerId: owner }, isNew: false })
      expect(await catalog.sender("late")).toBeUndefined()
      const moved = { id: "one", partnerId: "p9", walletId: "v", settings, at: 20 }
      expect((await catalog.putSender(moved)).record.partnerId).toBe("p9")
    }))

  it("[CATALOG-5] a sender that many put at once has one wallet at a time", () =>
    onTwo(async (each, catalog) => {
      const put = await each((one, index) =>
        one.putSender({ id: "1", partnerId: "a", walletId: `w${index}`, settings: SETTINGS, at: 10 }),
      )
      expect(put.filter(({ isNew }) => isNew)).toHaveLength(1)
      const assignments = await catalog.assignments("1")
      expect(new Set(assignments.map(({ walletId }) => walletId)).size).toBe(AT_ONCE)
      const ends = assignments.map(({ toAt }) => toAt)
      expect(ends.slice(0, -1)).toEqual(assignments.slice(1).map(({ fromAt }) => fromAt))
      expect(ends.at(-1)).toBeNull()
      expect((await catalog.sender("1"))?.walletId).toBe(assignments.at(-1)?.walletId)
    }))

  it("[LINK-7] of many payments of a link as many begin as it takes", () =>
    onTwo(async (each, catalog) => {
      const begin = (one: Catalog, index: number, linkId: string, maxPayments: number | null) =>
        one.beginLinkPayment({
          reference: `${linkId}-${index}`,
          linkId,
          topUpId: `t${index}`,
          startedAt: 1_000,
          startingSince: 0,
          maxPayments,
        })
      const begun = await each((one, index) => begin(one, index, "few", 5))
      expect(begun.filter(({ hasBegun }) => hasBegun)).toHaveLength(5)
      expect(await catalog.countLinkPayments("few", "starting")).toBe(5)
      const open = await each((one, index) => begin(one, index, "any", null))
      expect(open.every(({ hasBegun }) => hasBegun)).toBe(true)
    }))
}
