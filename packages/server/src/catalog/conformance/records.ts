import { expect, it } from "vitest"
import type {
  ApiKey,
  Customer,
  IngestToken,
  LinkPayment,
  PaymentLink,
  RateCardRecord,
  WalletPlace,
} from "../records.ts"
import { onCatalog, type MakeCatalogHost } from "./host.ts"
import { PLAN, versionOf } from "./rows.ts"

const PAGE = { limit: 10 }

const CUSTOMER: Customer = {
  id: "cus_1",
  partnerId: "a",
  name: "Ünïcode 😀",
  timezone: "Asia/Kolkata",
  locale: "hi-IN",
  contact: { name: "N", email: "n@example.com" },
  billingAddress: null,
  taxId: null,
  taxExemption: null,
  fingerprint: "f",
  createdAt: 1,
  updatedAt: 1,
}
const PLACE: WalletPlace = {
  walletId: "wal_1",
  customerId: "cus_1",
  partnerId: "a",
  currency: "INR",
  isClosed: false,
  createdAt: 1,
}
const KEY: ApiKey = {
  id: "key_1",
  kind: "wallet",
  partnerId: "a",
  walletId: "wal_1",
  name: "",
  hash: "hash of the key",
  hint: "abcd",
  createdAt: 1,
  revokedAt: null,
}
const TOKEN: IngestToken = {
  id: "tok_1",
  partnerId: "a",
  name: "gupshup",
  hash: "hash of the token",
  hint: "abcd",
  createdAt: 1,
  revokedAt: null,
}
const CARD: RateCardRecord = {
  id: "own",
  currency: "USD",
  effectiveFrom: "2026-01-01",
  content: 'market,"quoted"\n',
  fingerprint: "f",
  createdAt: 1,
}
const LINK: PaymentLink = {
  id: "lnk_1",
  walletId: "wal_1",
  secretHash: "hash of the secret",
  origin: "https://pay.example",
  // Past 2^53, as amounts may be.
  amount: 9_007_199_254_740_993n,
  note: null,
  expiresAt: 5_000,
  maxPayments: 2,
  senderId: "s1",
  takesCoupon: true,
  revokedAt: null,
  createdAt: 1,
}

const MADE = { id: "chg_1", at: 2, changedBy: { kind: "partner", keyId: "key_1" } } as const

/** Each kind of record comes back as it went in, by whatever it is found by, and is changed as it may be. */
export function recordTests(makeHost: MakeCatalogHost): void {
  it("[CATALOG-1] customers", () =>
    onCatalog(makeHost, async (catalog) => {
      expect(await catalog.insertCustomer(CUSTOMER)).toEqual({ record: CUSTOMER, isNew: true })
      expect((await catalog.insertCustomer(CUSTOMER)).isNew).toBe(false)
      const moved = { ...CUSTOMER, timezone: "UTC", contact: null, taxId: "GST", updatedAt: 2 }
      expect(await catalog.changeCustomer("cus_1", () => moved, MADE)).toEqual(moved)
      expect(await catalog.changeCustomer("cus_2", () => moved, MADE)).toBeUndefined()
      expect(await catalog.customer("cus_1")).toEqual(moved)
      expect((await catalog.customers({ partnerId: "a" }, PAGE)).rows).toEqual([moved])
      expect((await catalog.customers({ partnerId: "b" }, PAGE)).rows).toEqual([])
    }))

  it("[BILLTO-4] what is changed of customers is kept with it, also of many at once", () =>
    onCatalog(makeHost, async (catalog, another) => {
      await catalog.insertCustomer(CUSTOMER)
      const other = await another()
      const names = ["a", "b", "c", "d", "e", "f"]
      await Promise.all(
        names.map((name, place) =>
          [catalog, other][place % 2]!.changeCustomer("cus_1", (record) => ({ ...record, name }), {
            ...MADE,
            id: `chg_${name}`,
          }),
        ),
      )
      const { rows, next } = await other.customerChanges({ customerId: "cus_1" }, { limit: 4 })
      const rest = await catalog.customerChanges({ customerId: "cus_1" }, { limit: 4, after: next! })
      const made = [...rows, ...rest.rows]
      expect(made.map(({ at }) => at)).toEqual([2, 3, 4, 5, 6, 7])
      // Each began where the one before ended: none was lost.
      const steps = made.flatMap(({ changes }) => changes)
      expect(steps.map(({ field }) => field)).toEqual(names.map(() => "name"))
      expect(steps.map(({ from }) => from)).toEqual([
        CUSTOMER.name,
        ...steps.slice(0, -1).map(({ to }) => to),
      ])
      expect(new Set(steps.map(({ to }) => to))).toEqual(new Set(names))
      expect((await other.customers({}, PAGE)).rows[0]!.name).toBe(steps.at(-1)!.to)
      // What gives back what it was given changes nothing.
      await catalog.changeCustomer("cus_1", (record) => record, { ...MADE, id: "chg_none" })
      expect((await catalog.customerChanges({ customerId: "cus_1" }, PAGE)).rows).toHaveLength(6)
      expect((await catalog.customerChanges({ customerId: "cus_2" }, PAGE)).rows).toEqual([])
    }))

  it("[BILLTO-5] of many changes of what they saw, from any number of processes, exactly one counts", () =>
    onCatalog(makeHost, async (catalog, another) => {
      await catalog.insertCustomer(CUSTOMER)
      const other = await another()
      const changed = await Promise.all(
        ["a", "b", "c", "d"].map(async (name, place) => {
          let isStale = false
          const change = (record: Customer): Customer => {
            isStale = record.taxId !== CUSTOMER.taxId
            return isStale ? record : { ...record, taxId: name }
          }
          const made = { ...MADE, id: `chg_${name}` }
          await [catalog, other][place % 2]!.changeCustomer("cus_1", change, made)
          return isStale ? [] : [name]
        }),
      )
      expect(changed.flat()).toHaveLength(1)
      expect((await other.customers({}, PAGE)).rows[0]!.taxId).toBe(changed.flat()[0])
      expect((await catalog.customerChanges({ customerId: "cus_1" }, PAGE)).rows).toHaveLength(1)
    }))

  it("[CATALOG-1] places of wallets", () =>
    onCatalog(makeHost, async (catalog) => {
      expect(await catalog.insertWalletPlace(PLACE)).toEqual({ record: PLACE, isNew: true })
      expect((await catalog.insertWalletPlace(PLACE)).isNew).toBe(false)
      await catalog.closeWalletPlace("wal_1", true)
      expect(await catalog.walletPlace("wal_1")).toEqual({ ...PLACE, isClosed: true })
      await catalog.closeWalletPlace("wal_1", false)
      for (const filter of [{}, { partnerId: "a" }, { customerId: "cus_1" }]) {
        expect((await catalog.walletPlaces(filter, PAGE)).rows).toEqual([PLACE])
      }
      expect((await catalog.walletPlaces({ partnerId: "b" }, PAGE)).rows).toEqual([])
    }))

  it("[AUTH-5] keys and ingest tokens, which end once", () =>
    onCatalog(makeHost, async (catalog) => {
      await catalog.insertKey(KEY)
      await catalog.insertIngestToken(TOKEN)
      expect(await catalog.key("key_1")).toEqual(KEY)
      expect(await catalog.keyByHash(KEY.hash)).toEqual(KEY)
      expect(await catalog.ingestTokenByHash(TOKEN.hash)).toEqual(TOKEN)
      for (const at of [10, 20]) {
        await catalog.revokeKey("key_1", at)
        await catalog.revokeIngestToken("tok_1", at)
      }
      expect(await catalog.keyByHash(KEY.hash)).toEqual({ ...KEY, revokedAt: 10 })
      expect(await catalog.ingestToken("tok_1")).toEqual({ ...TOKEN, revokedAt: 10 })
      expect((await catalog.keys({ partnerId: "a" }, PAGE)).rows).toHaveLength(1)
      expect((await catalog.ingestTokens({}, PAGE)).rows).toHaveLength(1)
    }))

  it("[CATALOG-6] [CATALOG-7] plans, the operator's among a partner's own", () =>
    onCatalog(makeHost, async (catalog) => {
      const own = { ...PLAN, id: "own", partnerId: "a", basePlanId: "p", createdAt: 2 }
      expect((await catalog.insertPlan(PLAN, versionOf("2026-01-01"))).isNew).toBe(true)
      expect((await catalog.insertPlan(PLAN, versionOf("2027-01-01"))).isNew).toBe(false)
      expect(await catalog.planVersions("p")).toEqual([versionOf("2026-01-01")])
      await catalog.insertPlan(own, { ...versionOf("2026-01-01"), planId: "own" })
      expect((await catalog.insertPlanVersion(versionOf("2026-01-01"))).isNew).toBe(false)
      expect(await catalog.plan("own")).toEqual(own)
      const ids = async (filter: { partnerId?: string }) =>
        (await catalog.plans(filter, PAGE)).rows.map(({ id }) => id)
      expect(await ids({})).toEqual(["p", "own"])
      expect(await ids({ partnerId: "a" })).toEqual(["p", "own"])
      expect(await ids({ partnerId: "b" })).toEqual(["p"])
      expect((await catalog.plans({}, { limit: 1 })).next).toEqual({ at: 1, id: "p" })
    }))

  it("[CATALOG-8] imported cards", () =>
    onCatalog(makeHost, async (catalog) => {
      const later = { ...CARD, effectiveFrom: "2026-02-01" }
      expect((await catalog.insertRateCard(later)).isNew).toBe(true)
      expect((await catalog.insertRateCard(CARD)).isNew).toBe(true)
      expect(await catalog.insertRateCard({ ...CARD, content: "" })).toEqual({ record: CARD, isNew: false })
      expect(await catalog.rateCards()).toEqual([CARD, later])
    }))

  it("[LINK-1] [LINK-3] payment links, and the payments begun on them", () =>
    onCatalog(makeHost, async (catalog) => {
      await catalog.insertPaymentLink(LINK)
      expect(await catalog.paymentLink("lnk_1")).toEqual(LINK)
      for (const at of [10, 20]) await catalog.revokePaymentLink("lnk_1", at)
      const revoked = { ...LINK, revokedAt: 10 }
      expect(await catalog.paymentLinkByHash(LINK.secretHash)).toEqual(revoked)
      expect((await catalog.paymentLinks({ walletId: "wal_1" }, PAGE)).rows).toEqual([revoked])

      const begun = { linkId: "lnk_1", startingSince: 0, maxPayments: 2 }
      const payments = ["r1", "r2"].map((reference, at): LinkPayment => ({
        reference,
        linkId: "lnk_1",
        topUpId: `top_${at}`,
        state: "starting",
        startedAt: at,
      }))
      for (const { state: _, ...payment } of payments) {
        expect(await catalog.beginLinkPayment({ ...payment, ...begun })).toEqual({ hasBegun: true })
      }
      expect(await catalog.linkPayments("lnk_1", "starting", 10)).toEqual(payments.toReversed())
      await catalog.updateLinkPayment({ ...payments[0]!, state: "failed" })
      expect(await catalog.linkPayment("r1")).toEqual({ ...payments[0], state: "failed" })
      expect(await catalog.linkPayments("lnk_1", "starting", 10)).toEqual([payments[1]])
      expect(await catalog.countLinkPayments("lnk_1", "failed")).toBe(1)
    }))

  it("[HTTP-14] answers when the database does", () =>
    onCatalog(makeHost, async (catalog) => {
      await expect(catalog.ping()).resolves.toBeUndefined()
    }))
}
